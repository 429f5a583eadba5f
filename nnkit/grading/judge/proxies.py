"""What goes to and fro between a test and the student's room: values by copy, the rest by proxy.

Rules that keep a test honest, each of which was fooled before it was there:

1. An operator that the student writes does not answer for the judge (`objects`). Plain values,
   copied, can be compared.
2. A function that changes an argument does so in its own room: the judge's object stays as it
   was, unless the test calls it through `in_place`; then the changes are copied back. In a check
   it is an error (`ArgumentChanged`). Elsewhere it is judged by what it returns, and the test is
   run once more with the changes copied back (`Proxies.changes`): both must pass.
3. A random generator goes over as its state; the judge's own stream then moves to a fresh one,
   and no state is accepted back.
4. Only the answer to ``next`` can end an iteration; a StopIteration out of a function is an error.
5. A function of the judge's that was passed as an argument can be called until the test cell or
   the check ends, not later (`Proxies.revoke`); of its errors the student sees the type only.
6. An empty array that no empty argument explains raises when it meets a number (`empty`).
"""

from __future__ import annotations

import contextlib
import copy
import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, NoReturn
from weakref import WeakValueDictionary

import numpy as np

from nnkit.grading.errors import ArgumentChanged, StudentError
from nnkit.grading.exercise.spec import USUAL_SECONDS
from nnkit.grading.judge import arguments, empty
from nnkit.grading.judge.link import Answer, Link, student_error
from nnkit.grading.judge.objects import StudentFunction, StudentObject, make_type
from nnkit.grading.sandbox import frames, library, protocols, wire

Function = Callable[..., Any]
Made = Callable[[], tuple[Any, list[Warning]]]
Call = tuple[tuple[Any, ...], Mapping[str, Any]]  # the arguments of a call

_SIZED = (np.ndarray, list, tuple, dict, set, str)
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
REVOKED = "this function could be called while its test ran"
MAX_TYPES = 500  # of the student's objects in one submission


class Calls(list[Call]):
    """The arguments of several calls that are the same for every submission."""

    sent: Any = None
    """Them as they are sent, once they have been."""


class Reader(wire.Decoder):
    """Decodes answers that nothing allows to be empty."""

    def _array(self, rest: list[Any], depth: int) -> np.ndarray[Any, Any]:
        return empty.marked(super()._array(rest, depth))


class Proxies:
    """Turns what the student's room answers into values and proxies."""

    asks = False
    """Whether operators of the student's objects ask the room, and changes are copied back."""

    def __init__(self, link: Link, in_check: Callable[[], bool] = lambda: False):
        self.link = link
        self.changes: list[str] = []  # which arguments were changed in the student's room alone
        self.lent: list[tuple[Any, Any]] | None = None  # copies that a test may change for itself
        self._in_check = in_check
        self._functions: list[Callable[..., Any]] = []
        self._revoked = 0  # functions below this number cannot be called any more
        self._objects: WeakValueDictionary[int, StudentObject] = WeakValueDictionary()
        self._types: dict[tuple[Any, ...], type[Any]] = {}
        link.on_call = self._called

    def revoke(self) -> None:
        """Let the student's code call none of the judge's functions that it was given so far."""
        self._revoked = len(self._functions)

    def is_one(self, how: str, value: StudentObject, kind: StudentObject) -> bool:
        """Whether one student's object is an instance, or a subclass, of another."""
        ref = object.__getattribute__(value, "_ref")
        found = self.decode(self.ask("is", ref, name=how, kind=kind))
        return found is True

    def changed_copies(self) -> bool:
        """Whether a test has changed a copy of a student's value, and so not the value itself."""
        return any(arguments.parts(value) != before for value, before in self.lent or [])

    def name(self, name: str) -> Any:
        """The student's `name`; KeyError when there is none."""
        answer = self.link.ask("name", {"name": name}, may=("ok", "missing"))
        if answer.status == "missing":
            raise KeyError(name)
        return self.decode(answer)

    def unbind(self, name: str) -> None:
        """Take a name from the student's code; KeyError when there is none."""
        if self.link.ask("unbind", {"name": name}, may=("ok", "missing")).status == "missing":
            raise KeyError(name)

    def bind(self, name: str, value: Any) -> None:
        """Let a name of the student's code mean `value`, which is passed like an argument."""
        encoder = arguments.Sender(self._foreign)
        self.link.ask("bind", {"name": name, "value": encoder.node(value)}, encoder.buffers)

    def call(
        self, ref: int, label: str, args: Any, kwargs: dict[str, Any], in_place: bool = False
    ) -> Any:
        """Call the student's object `ref` on copies of the arguments."""
        encoder = arguments.Sender(self._foreign)
        message = {"ref": ref, **_arguments(encoder, args, kwargs)}
        message["in_place"] = in_place or self.asks
        answer = self.link.ask("call", message, encoder.buffers)
        value = self._result(answer, label, args, kwargs, in_place or self.asks)
        for warning in arguments.warned(answer.message.get("warnings")):
            warnings.warn(warning, stacklevel=3)  # where the test can see it
        return value

    def call_together(self, ref: int, label: str, calls: Calls) -> list[Made]:
        """Call the student's object `ref` on several arguments at once, in this order.

        Returns a function for each call that was made: it gives the value and the warnings, or
        raises. They are fewer than the calls when these take long, and none when something goes
        wrong: call one by one then.
        """
        try:
            nodes, buffers = calls.sent = calls.sent or _plain_nodes(calls)
            answer = self.link.ask_together({"ref": ref, "calls": nodes}, buffers)
        except (StudentError, frames.Unsendable):
            return []
        results = answer.message.get("results")
        if not isinstance(results, list) or not all(isinstance(r, dict) for r in results):
            self.link.shut("it sent something malformed (results of several calls)")
            return []
        last = len(results) - 1 if answer.late else -1
        return [
            functools.partial(
                self._made, Answer("ok", told, answer.buffers), label, call, i == last
            )
            for i, (told, call) in enumerate(zip(results, calls, strict=False))
        ]

    def _made(
        self, answer: Answer, label: str, call: Call, late: bool
    ) -> tuple[Any, list[Warning]]:
        """The value and the warnings of one of several calls."""
        if late:
            raise self.link.too_late()
        if answer.message.get("status") == "error":
            raise student_error(answer, answer.message)
        value = self._result(answer, label, *call)
        if arguments.tagged(answer.message.get("value"), "g"):  # the judge's own argument
            value = copy.deepcopy(value)
        return value, arguments.warned(answer.message.get("warnings"))

    def _result(
        self,
        answer: Answer,
        label: str,
        args: Any,
        kwargs: Mapping[str, Any],
        in_place: bool = False,
    ) -> Any:
        """The value that a call gave; the error when it changed its arguments."""
        given, names = [*args, *kwargs.values()], [*range(len(args)), *kwargs]
        try:
            changed = arguments.indices(answer.message.get("changed", []), len(given))
            node: Any = answer.message.get("value")
            same = arguments.indices(node[1:2], len(given)) if arguments.tagged(node, "g") else None
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None
        if in_place:
            self._copy_back(answer, given, changed)
        sized = [value for value in given if isinstance(value, _SIZED)]
        explained = bool(sized) and all(map(arguments.holds_nothing, sized))
        result = given[same[0]] if same else self.decode(answer, node, explained=explained)
        if changed and not in_place:
            which = ", ".join(arguments.ordinal(names[i]) for i in changed)
            text = f"{label} changes its argument{'s'[: len(changed) - 1]} {which}"
            if self._in_check():
                raise ArgumentChanged(text, result)
            self.changes.append(text)
        return result

    def _copy_back(self, answer: Answer, given: list[Any], changed: list[int]) -> None:
        """Let the judge's own arguments hold what the student's code left in its copies."""
        after = answer.message.get("after", [])
        if not isinstance(after, list) or len(after) != len(changed):
            raise self.link.shut("it sent something malformed (other changes than it names)")
        for i, node in zip(changed, after, strict=True):
            if not isinstance(given[i], StudentObject):
                arguments.overwrite(given[i], self.decode(answer, node, explained=True))

    def ask(self, op: str, ref: int, may: tuple[str, ...] = ("ok",), **values: Any) -> Answer:
        """Ask about the object `ref`; `values` are sent by value, ``name`` as it is."""
        encoder = arguments.Sender(self._foreign)
        message = {k: v if k == "name" else encoder.node(v) for k, v in values.items()}
        return self.link.ask(op, {"ref": ref, **message}, encoder.buffers, may=may)

    def decode(self, answer: Answer, node: Any = None, *, explained: bool = False) -> Any:
        """The value in an answer; `explained` says that it may well be empty."""
        decoder = (wire.Decoder if explained else Reader)(answer.buffers, self._student_object)
        try:
            value = decoder.value(answer.message.get("value") if node is None else node)
            if self.lent is not None and type(value) is not tuple and library.mutable(value):
                self.lent.append((value, arguments.parts(value)))
            return value
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None

    def _student_object(self, decoder: wire.Decoder, tag: str, rest: list[Any]) -> Any:
        if tag == "o":
            return self._stand_in(*rest)
        if tag == "f" and type(rest[0]) is int and 0 <= rest[0] < len(self._functions):
            return self._functions[rest[0]]
        raise frames.WireError(f"there are no values with the tag {tag!r:.9}")

    def _stand_in(self, ref: Any, kind: Any, name: Any, have: Any, base: Any, of: Any) -> Any:
        """The stand-in of an object: always the same one while a test holds it."""
        if any(type(text) is not str for text in (kind, name, have, base)):
            raise frames.WireError("an object has no words")
        if type(ref) is not int or type(of) is not int:
            raise frames.WireError("an object has no number")
        if ref in self._objects:
            return self._objects[ref]
        methods = frozenset(have.split()) & protocols.ALL
        key = (of, kind[:60], base[:60], methods, self.asks)
        if key not in self._types:
            if len(self._types) >= MAX_TYPES:
                raise frames.WireError("objects of too many types")
            self._types[key] = make_type(kind[:60], base[:60], methods, of, self.asks)
        made = self._objects[ref] = self._types[key](self, ref, kind[:60], name[:60])
        return made

    def _foreign(self, value: Any) -> wire.Node:
        """The node of what is not plain data."""
        if isinstance(value, StudentObject):
            if object.__getattribute__(value, "_p") is not self:
                raise frames.Unsendable("an object of a room that is closed cannot be passed")
            return ["o", object.__getattribute__(value, "_ref")]
        if isinstance(value, np.random.Generator):
            return self._stream(value)
        if isinstance(value, (FunctionType, MethodType, BuiltinFunctionType, np.ufunc)):
            if value not in self._functions[self._revoked :]:
                self._functions.append(value)
            number = self._functions.index(value, self._revoked)
            return ["f", number, value.__name__]
        raise frames.Unsendable(
            f"a {type(value).__name__} cannot be passed to a student's function: pass numbers, "
            "text, arrays, lists, tuples, dicts, sets, functions or a random generator"
        )

    def _stream(self, generator: np.random.Generator) -> wire.Node:
        bits = generator.bit_generator
        name = type(bits).__name__
        if name not in BIT_GENERATORS:
            raise frames.Unsendable(f"a {name} generator cannot be passed: use default_rng")
        node = ["r", name, arguments.inline(bits.state)]
        bits.state = type(bits)().state
        return node

    def _called(self, answer: Answer) -> tuple[dict[str, Any], list[Any]]:
        """Run a function of the judge that the student's code called."""
        encoder = arguments.Sender(self._foreign)
        try:
            number, args, kwargs = (answer.message.get(k) for k in ("function", "args", "kwargs"))
            if not isinstance(args, list) or not isinstance(kwargs, dict):
                raise frames.WireError("a call has no arguments")
            (number,) = arguments.indices([number], len(self._functions))
            if number < self._revoked:
                return {"op": "raise", "type": "RuntimeError", "text": REVOKED}, []
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None
        values = [self.decode(answer, node, explained=True) for node in args]
        options = {
            str(name): self.decode(answer, node, explained=True) for name, node in kwargs.items()
        }
        try:
            result = encoder.node(self._functions[number](*values, **options))
        except Exception as error:
            return {"op": "raise", "type": type(error).__name__, "text": ""}, []
        return {"op": "return", "value": result}, encoder.buffers


def together(fn: Function, calls: Calls) -> list[Made]:
    """Call a student's function several times at once; see `Proxies.call_together`."""
    if not isinstance(fn, StudentFunction):
        return []
    return fn._p.call_together(fn._ref, fn.__name__ or repr(fn), calls)


@contextlib.contextmanager
def longer(fn: Function, seconds: float) -> Iterator[None]:
    """Let calls of a student's function take `seconds`, if that is more than usual."""
    if not isinstance(fn, StudentFunction) or seconds <= USUAL_SECONDS:
        yield
        return
    link = fn._p.link
    usual, link.call_seconds = link.call_seconds, max(seconds, link.call_seconds)
    try:
        yield
    finally:
        link.call_seconds = usual


def find(fn: Function, name: str) -> Any:
    """What a name means to a student's function; None when it means nothing."""
    try:
        return fn._p.name(name) if isinstance(fn, StudentFunction) else None
    except KeyError:
        return None


def put(fn: Function, name: str, value: Any) -> None:
    """Let a name mean `value` to a student's function."""
    if isinstance(fn, StudentFunction):
        fn._p.bind(name, value)


def _arguments(encoder: arguments.Sender, args: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "args": [encoder.node(value) for value in args],
        "kwargs": {name: encoder.node(value) for name, value in kwargs.items()},
    }


def _plain_nodes(calls: Calls) -> tuple[list[Any], list[frames.Buffer]]:
    encoder = arguments.Sender(_not_plain)
    return [_arguments(encoder, *call) for call in calls], encoder.buffers


def _not_plain(value: Any) -> NoReturn:
    raise frames.Unsendable("several calls at once take plain data only")
