"""The judge's view of the student's names: values by copy, everything else by proxy.

Rules that keep a test honest, each of which was fooled before it was there:

1. A student's object cannot be compared, has no truth value and is no array: an operator that
   the student writes cannot answer for the judge. Only plain values, copied, can.
2. A function that changes an argument raises `ArgumentChanged`, unless the test calls it
   through `in_place`; then the changes are copied back.
3. A random generator goes over as its state; the judge's own stream then moves to a fresh one,
   and no state is accepted back.
4. Only the answer to ``next`` can end an iteration; a StopIteration out of a function is an error.
5. Names that trusted cells bound win; only the rest is asked from the student. A name that a test
   bound is the student's again after an answer that is to define it. In the tests of an answer
   that is to define a name that Python has too (``sum``), the name is the answer's. A test may
   take a student's name away (``del f``); what it then binds to that name goes to the student's
   room as well.
6. An empty array that no empty argument explains raises when it meets a number (`empty`).
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import functools
import importlib
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Set
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType
from typing import Any, NoReturn

import numpy as np

from nnkit.grading.errors import ArgumentChanged, GraderFault, StudentError
from nnkit.grading.exercise.spec import USUAL_SECONDS
from nnkit.grading.judge import empty
from nnkit.grading.judge.link import Answer, Link, student_error
from nnkit.grading.sandbox import frames, wire

Function = Callable[..., Any]
Made = Callable[[], tuple[Any, list[Warning]]]
Call = tuple[tuple[Any, ...], Mapping[str, Any]]  # the arguments of a call

MODULES = {
    "np": "numpy",
    "numpy": "numpy",
    "math": "math",
    "plt": "matplotlib.pyplot",
    "matplotlib": "matplotlib",
    "pd": "pandas",
    "scipy": "scipy",
}
"""Names that mean a module by convention: never a student's object."""

TEST = "test "  # how the file names of test cells begin
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


class Calls(list[Call]):
    """The arguments of several calls that are the same for every submission."""

    sent: Any = None
    """Them as they are sent, once they have been."""


class Names(dict[str, Any]):
    """The judge's namespace of one submission; missing names are asked from the student."""

    def __init__(self, proxies: Proxies):
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._proxies = proxies
        self._poisoned: dict[str, str] = {}
        self._known: dict[str, StudentFunction] = {}  # since the last `look_again`
        self._taken: set[str] = set()  # names of the student's that a test has deleted
        self._given: set[str] = set()  # and bound anew, here and in the student's room
        self.tested: set[str] = set()  # what the answers before this test are to define
        self._of_tests: set[str] = set()  # names that test cells have bound

        self["display"] = lambda *values, **options: None

    def __missing__(self, name: str) -> Any:
        if name in self.tested and hasattr(builtins, name) and _in_test(sys._getframe(1)):
            return self._answers(name)
        if hasattr(builtins, name) or name.startswith("__"):
            raise KeyError(name)
        if name in self._poisoned:
            raise GraderFault(f"{name} is not there: {self._poisoned[name]}")
        if name in MODULES:
            return importlib.import_module(MODULES[name])
        return self._students(name)

    def _answers(self, name: str) -> Any:
        """What the student's answer defines; NameError, not Python's own, when it does not."""
        try:
            return self._students(name)
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def _students(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        value = self._proxies.name(name)
        if isinstance(value, StudentFunction):
            self._known[name] = value
        return value

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
            if name not in self._given:
                return
        self._given.discard(name)
        self._proxies.unbind(name)
        self._known.pop(name, None)
        self._taken.add(name)

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self._taken or name in self._given:
            self._proxies.bind(name, value)
            self._taken.discard(name)
            self._given.add(name)
        if _in_test(sys._getframe(1)):
            self._of_tests.add(name)
        else:
            self._of_tests.discard(name)
        super().__setitem__(name, value)

    def ask(self, proxies: Proxies) -> None:
        """Ask another room from now on."""
        self._proxies = proxies
        self.look_again()

    def look_again(self) -> None:
        """Ask anew what the student's names mean; a cell has run."""
        self._known.clear()
        self.leave_to_student(self._given)
        self._given.clear()

    def learn(self, answer: Answer, names: Set[str]) -> None:
        """Take the functions called `names` that came with the answer to a cell."""
        told = answer.message.get("defined")
        for name, node in told.items() if isinstance(told, dict) else ():
            if name in names and isinstance(node, list) and node[:1] == ["o"]:
                value = self._proxies.decode(answer, node)
                if isinstance(value, StudentFunction):
                    self._known[name] = value

    def answered(self, names: set[str]) -> None:
        """Let go of what tests bound to `names`: an answer that is to define them has run."""
        self.leave_to_student(names & self._of_tests)

    def trusts(self, name: str) -> bool:
        """Whether `name` is the judge's own."""
        return name in self or name in MODULES or hasattr(builtins, name)

    def poison(self, names: Set[str], why: str) -> None:
        """Never ask the student for names that a trusted cell failed to bind."""
        self._poisoned.update({name: why for name in names if name not in self})

    def leave_to_student(self, names: Set[str]) -> None:
        """Let the student's values count for names that come out of the student's code."""
        for name in names:
            self.pop(name, None)


class Reader(wire.Decoder):
    """Decodes answers that nothing allows to be empty."""

    def _array(self, rest: list[Any], depth: int) -> np.ndarray[Any, Any]:
        return empty.marked(super()._array(rest, depth))


class Sender(wire.Encoder):
    """Encodes what the judge sends: empty answers as plain arrays, ranges of any length."""

    def rest(self, value: Any, depth: int) -> wire.Node:
        """The node of what is not plain data."""
        if isinstance(value, empty.EmptyArray):
            return self.node(empty.plain(value), depth)
        if type(value) is range:
            return ["L", *(self.node(part) for part in (value.start, value.stop, value.step))]
        return super().rest(value, depth)


class Proxies:
    """Turns what the student's room answers into values and proxies."""

    def __init__(self, link: Link):
        self.link = link
        self._functions: list[Callable[..., Any]] = []
        link.on_call = self._called

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
        encoder = Sender(self._foreign)
        self.link.ask("bind", {"name": name, "value": encoder.node(value)}, encoder.buffers)

    def call(
        self, ref: int, label: str, args: Any, kwargs: dict[str, Any], in_place: bool = False
    ) -> Any:
        """Call the student's object `ref` on copies of the arguments."""
        encoder = Sender(self._foreign)
        message = {"ref": ref, **_arguments(encoder, args, kwargs), "in_place": in_place}
        answer = self.link.ask("call", message, encoder.buffers)
        value = self._result(answer, label, args, kwargs, in_place)
        for warning in _warned(answer.message.get("warnings")):
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
        if _tagged(answer.message.get("value"), "g"):  # the judge's own argument
            value = copy.deepcopy(value)
        return value, _warned(answer.message.get("warnings"))

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
            changed = _indices(answer.message.get("changed", []), len(given))
            node: Any = answer.message.get("value")
            same = _indices(node[1:2], len(given)) if _tagged(node, "g") else None
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None
        if changed and not in_place:
            which = ", ".join(_ordinal(names[i]) for i in changed)
            raise ArgumentChanged(f"{label} changes its argument{'s'[: len(changed) - 1]} {which}")
        for i, after in zip(changed, answer.message.get("after", []), strict=False):
            _overwrite(given[i], self.decode(answer, after, explained=True))
        explained = any(map(_holds_nothing, given))
        result = given[same[0]] if same else self.decode(answer, node, explained=explained)
        return result

    def ask(self, op: str, ref: int, may: tuple[str, ...] = ("ok",), **values: Any) -> Answer:
        """Ask about the object `ref`; `values` are sent by value, ``name`` as it is."""
        encoder = Sender(self._foreign)
        message = {k: v if k == "name" else encoder.node(v) for k, v in values.items()}
        return self.link.ask(op, {"ref": ref, **message}, encoder.buffers, may=may)

    def decode(self, answer: Answer, node: Any = None, *, explained: bool = False) -> Any:
        """The value in an answer; `explained` says that it may well be empty."""
        decoder = (wire.Decoder if explained else Reader)(answer.buffers, self._student_object)
        try:
            return decoder.value(answer.message.get("value") if node is None else node)
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None

    def _student_object(self, decoder: wire.Decoder, tag: str, rest: list[Any]) -> Any:
        if tag == "o":
            ref, kind, name, can_call = rest
            if type(ref) is int and type(kind) is str and type(name) is str:
                make = StudentFunction if can_call is True else StudentObject
                return make(self, ref, kind[:60], name[:60])
        if tag == "f" and type(rest[0]) is int and 0 <= rest[0] < len(self._functions):
            return self._functions[rest[0]]
        raise frames.WireError(f"there are no values with the tag {tag!r:.9}")

    def _foreign(self, value: Any) -> wire.Node:
        """The node of what is not plain data."""
        if isinstance(value, StudentObject):
            return ["o", object.__getattribute__(value, "_ref")]
        if isinstance(value, np.random.Generator):
            return self._stream(value)
        if isinstance(value, (FunctionType, MethodType, BuiltinFunctionType, np.ufunc)):
            if value not in self._functions:
                self._functions.append(value)
            return ["f", self._functions.index(value), value.__name__]
        raise frames.Unsendable(
            f"a {type(value).__name__} cannot be passed to a student's function: pass numbers, "
            "text, arrays, lists, tuples, dicts, sets, functions or a random generator"
        )

    def _stream(self, generator: np.random.Generator) -> wire.Node:
        bits = generator.bit_generator
        name = type(bits).__name__
        if name not in BIT_GENERATORS:
            raise frames.Unsendable(f"a {name} generator cannot be passed: use default_rng")
        node = ["r", name, _inline(bits.state)]
        bits.state = type(bits)().state
        return node

    def _called(self, answer: Answer) -> tuple[dict[str, Any], list[Any]]:
        """Run a function of the judge that the student's code called."""
        encoder = Sender(self._foreign)
        try:
            number, args, kwargs = (answer.message.get(k) for k in ("function", "args", "kwargs"))
            if not isinstance(args, list) or not isinstance(kwargs, dict):
                raise frames.WireError("a call has no arguments")
            (number,) = _indices([number], len(self._functions))
        except frames.WireError as error:
            raise self.link.shut(f"it sent something malformed ({error})") from None
        values = [self.decode(answer, node, explained=True) for node in args]
        options = {
            str(name): self.decode(answer, node, explained=True) for name, node in kwargs.items()
        }
        try:
            result = encoder.node(self._functions[number](*values, **options))
        except Exception as error:
            return {"op": "raise", "type": type(error).__name__, "text": str(error)[:300]}, []
        return {"op": "return", "value": result}, encoder.buffers


class StudentObject:
    """An object in the student's room. Its operators raise: compare plain values."""

    def __init__(self, proxies: Proxies, ref: int, kind: str, name: str):
        for key, value in {"_p": proxies, "_ref": ref, "_kind": kind, "__name__": name}.items():
            object.__setattr__(self, key, value)

    def __repr__(self) -> str:
        kind, name = (object.__getattribute__(self, key) for key in ("_kind", "__name__"))
        return f"<the student's {kind} {name}>" if name else f"<the student's {kind}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(f"{self!r} has no attribute {name!r}")
        return self._p.decode(self._p.ask("get", self._ref, name=name))

    def __setattr__(self, name: str, value: Any) -> None:
        self._p.ask("set", self._ref, name=name, value=value)

    def __getitem__(self, key: Any) -> Any:
        return self._p.decode(self._p.ask("item", self._ref, key=key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._p.ask("setitem", self._ref, key=key, value=value)

    def __len__(self) -> int:
        count = self._p.decode(self._p.ask("len", self._ref))
        if type(count) is not int or count < 0:
            raise StudentError(f"the length of {self!r} is not a number")
        return count

    def __iter__(self) -> Iterator[Any]:
        return _Steps(self._p.decode(self._p.ask("iter", self._ref)))

    def __next__(self) -> Any:
        return next(_Steps(self))

    def _refuse(self, *others: Any) -> NoReturn:
        raise StudentError(
            f"{self!r} came where a plain value is needed: a number, an array, a list, ..."
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __array__ = __float__ = __int__ = __index__ = __complex__ = __contains__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = _refuse
    __rmatmul__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __abs__ = _refuse
    __hash__ = object.__hash__


class StudentFunction(StudentObject):
    """A function, method or class in the student's room: calling it runs it there."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it on copies of the arguments."""
        return self._p.call(self._ref, self.__name__ or repr(self), args, kwargs)


class _Steps:
    """Iterates over a student's iterator: only the answer to ``next`` can end it."""

    def __init__(self, iterator: Any):
        if not isinstance(iterator, StudentObject):
            raise StudentError("an iterator was needed")
        self._iterator = iterator

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        it = self._iterator
        answer = it._p.ask("next", it._ref, may=("ok", "stop"))
        if answer.status == "stop":
            raise StopIteration
        return it._p.decode(answer)


def together(fn: Function, calls: Calls) -> list[Made]:
    """Call a student's function several times at once; see `Proxies.call_together`."""
    if type(fn) is not StudentFunction:
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


def in_place(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Let a student's function change its arguments: the changes are copied back.

    A function that is not a student's is returned as it is.
    """
    if not isinstance(fn, StudentFunction):
        return fn

    def call(*args: Any, **kwargs: Any) -> Any:
        return fn._p.call(fn._ref, fn.__name__, args, kwargs, in_place=True)

    return call


def _arguments(encoder: Sender, args: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "args": [encoder.node(value) for value in args],
        "kwargs": {name: encoder.node(value) for name, value in kwargs.items()},
    }


def _plain_nodes(calls: Calls) -> tuple[list[Any], list[frames.Buffer]]:
    encoder = Sender(_not_plain)
    return [_arguments(encoder, *call) for call in calls], encoder.buffers


def _in_test(frame: FrameType) -> bool:
    """Whether the code of a test cell asks, not a function of another cell."""
    return frame.f_code.co_filename.startswith(TEST)


def _not_plain(value: Any) -> NoReturn:
    raise frames.Unsendable("several calls at once take plain data only")


def _holds_nothing(value: Any) -> bool:
    """Whether an argument is empty, so that an empty answer is no surprise."""
    if isinstance(value, np.ndarray):
        return value.size == 0
    return isinstance(value, (list, tuple, dict, set, str)) and (not value or empty.empty(value))


def _inline(value: Any) -> wire.Node:
    """The node of a generator's state without buffers (integers of 128 bits, small arrays)."""
    if isinstance(value, dict):
        return ["d", [[key, _inline(item)] for key, item in value.items()]]
    if isinstance(value, np.ndarray):
        return ["l", [int(x) for x in value]]
    return value if isinstance(value, str) else int(value)


def _indices(value: Any, count: int) -> list[int]:
    if not isinstance(value, list) or any(type(i) is not int or not 0 <= i < count for i in value):
        raise frames.WireError("a number of an argument or function that does not exist")
    return list(dict.fromkeys(value))


def _tagged(node: Any, tag: str) -> bool:
    return isinstance(node, list) and len(node) == 2 and node[0] == tag


def _ordinal(name: int | str) -> str:
    return str(name + 1) if isinstance(name, int) else name


def _overwrite(old: Any, new: Any) -> None:
    """Copy the changes of an argument back into the judge's own object."""
    if type(empty.plain(old)) is not type(new):
        raise ArgumentChanged("an argument became something else")
    if isinstance(old, np.ndarray):
        if old.shape != new.shape or old.dtype != new.dtype:
            raise ArgumentChanged("an array argument changed its shape or type")
        old[...] = new
    elif isinstance(old, list):
        old[:] = new
    elif isinstance(old, (dict, set)):
        old.clear()
        old.update(new)
    elif isinstance(old, tuple):
        for a, b in zip(old, new, strict=True):
            if isinstance(a, (np.ndarray, list, dict, set, tuple)):
                _overwrite(a, b)


def _warned(entries: Any) -> list[Warning]:
    """The warnings of the student's function."""
    found: list[Warning] = []
    for entry in entries[:20] if isinstance(entries, list) else ():
        if isinstance(entry, list) and len(entry) == 2 and all(type(x) is str for x in entry):
            kind = getattr(builtins, entry[0], UserWarning)
            known = isinstance(kind, type) and issubclass(kind, Warning)
            found.append((kind if known else UserWarning)(entry[1][:500]))
    return found
