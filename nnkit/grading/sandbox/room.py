"""The student's room: one process that holds the student's names and answers the judge.

It starts forked from the fork server, confines itself, and then serves one request after another:
run a cell, look up a name, call, get and set attributes and items, iterate. Everything the
student's code can reach is in this process, this module included; the judge trusts none of it.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from . import cells, display, frames, library, protocols, stub, wire

MAX_WARNINGS = 20
MAX_FILES = 1000
PLAIN_ERROR = ("StopIteration", "StopAsyncIteration", "GeneratorExit")


class JudgeFunction:
    """A function of the judge: it can be called, nothing else."""

    def __init__(self, room: Room, number: int, name: str):
        self._room, self._number, self.__name__ = room, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it where it lives."""
        return self._room.call_judge(self._number, args, kwargs)


class JudgeError(Exception):
    """A function of the judge raised this."""


class Room:
    """Serves the judge until the stream ends."""

    def __init__(self, fd: int, output_bytes: int):
        self.stream = frames.Stream(fd, ahead=True)
        self.screen = display.Screen()
        self.output_bytes = output_bytes
        self.busy = False  # the student's code is running: an interrupt may stop it
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.main = ModuleType("__main__")
        self.names = self.main.__dict__
        self.request: Any = None

    def serve(self) -> None:
        """Answer requests until the judge leaves."""
        self._settle()
        while True:
            try:
                message, buffers = self.stream.receive()
            except (EOFError, OSError):
                return
            self._answer(message, buffers)

    def _settle(self) -> None:
        sys.modules["__main__"] = self.main
        self.names.update(__builtins__=builtins, display=display.make_display(self.screen))
        self.names["get_ipython"] = display.QuietShell
        sys.stdout = display.Writer(self.screen, "stdout")
        sys.stderr = display.Writer(self.screen, "stderr")
        display.replace_ipython(self.screen)
        figures = sys.modules.get(f"{__package__}.figures")
        if figures is not None:
            figures.on_show[:] = [lambda: display.show_figures(self.screen)]
        random.seed()
        np.random.seed()
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, signum: int, frame: Any) -> None:
        if self.busy:
            raise KeyboardInterrupt

    def _answer(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        outer, self.request = self.request, message.get("id")
        encoder = wire.Encoder(self._reference)
        try:
            reply = getattr(self, f"_do_{message['op']}")(message, buffers, encoder)
            reply.setdefault("status", "ok")
        except BaseException as error:
            self.busy = False
            encoder = wire.Encoder(self._reference)
            reply = {"status": "error", **self._error(error, encoder)}
        self.busy = False
        reply["id"] = message.get("id")
        try:
            self.stream.send(reply, encoder.buffers)
        except frames.Unsendable as error:
            small = wire.Encoder(self._reference)
            text = {"status": "error", **self._error(TypeError(f"its answer: {error}"), small)}
            self.stream.send({**text, "id": message.get("id")}, small.buffers)
        self.request = outer

    # Requests

    def _do_ping(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        return {"value": None}

    def _do_file(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        path = Path(message["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(buffers[0])
        return {"value": None}

    def _do_files(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        """The files of the room, each with its size and the time of its last change."""
        found = {}
        for path in sorted(Path.cwd().rglob("*"))[:MAX_FILES]:
            if path.is_file():
                status = path.stat()
                name = path.relative_to(Path.cwd()).as_posix()
                found[name] = [status.st_size, status.st_mtime_ns]
        return {"value": encoder.node(found)}

    def _do_cell(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        """Run a cell: its outputs, with its error as the last one."""
        self.screen.start(self.output_bytes)
        stub.judging = message.get("judged") is True
        skipped: list[str] = []
        source = bytes(buffers[0]).decode("utf-8", "surrogatepass")
        try:
            self.busy = True
            value, skipped = cells.run_cell(source, self.names, message["name"])
            self._show_result(value)
            display.show_figures(self.screen)
            self.busy = False
        except BaseException as error:
            self.busy = False
            failed: BaseException | None = error
            self._forget_figures()
        else:
            failed = None
        reply = {"outputs": encoder.node(self.screen.finished()), "cut": self.screen.cut}
        self.screen.start(0)
        functions = [n for n in message["defines"] if callable(self.names.get(n))]
        reply["defined"] = {name: self._reference(self.names[name]) for name in functions}
        if failed is not None:
            reply["failed"] = self._error(failed, encoder)
        return {**reply, "skipped": encoder.node(skipped[:20])}

    def _show_result(self, value: Any) -> None:
        if value is cells.NOTHING or value is None:
            return
        self.names["_"] = value
        self.screen.show("execute_result", display.bundle(value))

    def _forget_figures(self) -> None:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            with contextlib.suppress(BaseException):
                pyplot.close("all")

    def _do_name(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        if message["name"] not in self.names:
            return {"status": "missing"}
        return {"value": encoder.node(self.names[message["name"]])}

    def _do_unbind(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        if message["name"] not in self.names:
            return {"status": "missing"}
        del self.names[message["name"]]
        return {"value": None}

    def _do_bind(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.names[message["name"]] = wire.Decoder(buffers, self._object).value(message["value"])
        return {"value": None}

    def _do_call(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        with _heard() as caught:
            return self._call(self.objects[message["ref"]], message, buffers, encoder, caught)

    def _do_calls(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        """Call an object several times; what is not begun after a while is left out."""
        target, end = self.objects[message["ref"]], time.monotonic() + frames.CALLS_SECONDS
        results: list[dict[str, Any]] = []
        with _heard() as caught:
            for call in message["calls"]:
                if results and time.monotonic() > end:
                    break
                part = wire.Encoder(self._reference)
                part.buffers = encoder.buffers
                caught.clear()
                try:
                    results.append(self._call(target, call, buffers, part, caught))
                except BaseException as error:
                    self.busy = False
                    results.append({"status": "error", **self._error(error, part)})
        return {"results": results}

    def _call(
        self,
        target: Any,
        message: dict[str, Any],
        buffers: Any,
        encoder: wire.Encoder,
        caught: list[warnings.WarningMessage],
    ) -> dict[str, Any]:
        """Call an object: its value, the warnings, which arguments it changed."""
        decoder = wire.Decoder(buffers, self._object)
        nodes = [*message["args"], *message["kwargs"].values()]
        values = [decoder.value(node) for node in nodes]
        count = len(message["args"])
        keywords = dict(zip(message["kwargs"], values[count:], strict=True))
        before = [self._snapshot(value) for value in values]
        self.busy = True
        result = target(*values[:count], **keywords)
        self.busy = False
        reply: dict[str, Any] = {"changed": self._changed(before, values)}
        if reply["changed"] and message.get("in_place"):
            reply["after"] = [encoder.node(values[i]) for i in reply["changed"]]
        same = next((i for i, v in enumerate(values) if v is result and library.mutable(v)), None)
        if same in reply["changed"] and not message.get("in_place"):
            same = None  # the judge's own argument is as it was
        reply["value"] = ["g", same] if same is not None else encoder.node(result)
        reply["warnings"] = [_warning(entry) for entry in caught[:MAX_WARNINGS]]
        return reply

    def _changed(self, before: list[Any], values: list[Any]) -> list[int]:
        after = [self._snapshot(value) for value in values]
        return [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]

    def _snapshot(self, value: Any) -> Any:
        """What `value` holds, to be compared with what it holds later."""
        if not library.mutable(value):
            return None
        if type(value) is np.ndarray and not value.dtype.hasobject:
            return value.dtype, value.shape, value.tobytes()
        encoder = wire.Encoder(self._reference)
        try:
            return json.dumps(encoder.node(value)), encoder.buffers
        except frames.Unsendable as error:
            return str(error)

    def _do_get(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.busy = True
        return {"value": encoder.node(getattr(self.objects[message["ref"]], message["name"]))}

    def _do_set(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        value = wire.Decoder(buffers, self._object).value(message["value"])
        self.busy = True
        setattr(self.objects[message["ref"]], message["name"], value)
        return {"value": None}

    def _do_delete(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.busy = True
        delattr(self.objects[message["ref"]], message["name"])
        return {"value": None}

    def _do_is(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        kind = wire.Decoder(buffers, self._object).value(message["kind"])
        self.busy = True
        ask = isinstance if message["name"] == "instance" else issubclass
        return {"value": ask(self.objects[message["ref"]], kind) is True}

    def _do_special(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        """Ask an operator, or another special method, of an object."""
        target, name = self.objects[message["ref"]], message["name"]
        values = wire.Decoder(buffers, self._object).value(message["values"])
        self.busy = True
        if name == "__exit__":
            values = _raised(*values)
        found = getattr(type(target), name)(target, *values)
        return {"status": "missing"} if found is NotImplemented else {"value": encoder.node(found)}

    def _do_item(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        key = wire.Decoder(buffers, self._object).value(message["key"])
        self.busy = True
        return {"value": encoder.node(self.objects[message["ref"]][key])}

    def _do_setitem(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        decoder = wire.Decoder(buffers, self._object)
        key, value = decoder.value(message["key"]), decoder.value(message["value"])
        self.busy = True
        self.objects[message["ref"]][key] = value
        return {"value": None}

    def _do_len(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.busy = True
        return {"value": encoder.node(len(self.objects[message["ref"]]))}

    def _do_iter(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.busy = True
        return {"value": self._reference(iter(self.objects[message["ref"]]))}

    def _do_next(self, message: Any, buffers: Any, encoder: wire.Encoder) -> dict[str, Any]:
        self.busy = True
        try:
            return {"value": encoder.node(next(self.objects[message["ref"]]))}
        except StopIteration:
            return {"status": "stop"}

    # Values that are not plain data

    def _reference(self, value: Any) -> wire.Node:
        if isinstance(value, JudgeFunction):
            return ["f", value._number, value.__name__]
        name = getattr(value, "__name__", "")
        shown = name if type(name) is str else ""
        kind = type(value)
        words = [str(kind.__name__)[:60], shown[:60], " ".join(protocols.told(value))]
        return ["o", self._number(value), *words, protocols.base(value), self._number(kind)]

    def _number(self, value: Any) -> int:
        """The number of an object, which it keeps."""
        if id(value) not in self.numbers:
            self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return self.numbers[id(value)]

    def _object(self, decoder: wire.Decoder, tag: str, rest: list[Any]) -> Any:
        if tag == "o":
            return self.objects[rest[0]]
        if tag == "f":
            return JudgeFunction(self, rest[0], rest[1])
        if tag == "r":
            return self._generator(decoder, rest)
        if tag == "L":
            return range(*decoder.parts(rest))
        raise frames.WireError(f"there are no values with the tag {tag!r}")

    def _generator(self, decoder: wire.Decoder, rest: list[Any]) -> np.random.Generator:
        bits = getattr(np.random, rest[0])()
        bits.state = decoder.value(rest[1])
        return np.random.Generator(bits)

    def call_judge(self, number: int, args: Any, kwargs: Any) -> Any:
        """Call a function of the judge and wait, answering what it asks meanwhile."""
        encoder = wire.Encoder(self._reference)
        message = {
            "id": self.request,
            "status": "call",
            "function": number,
            "args": [encoder.node(value) for value in args],
            "kwargs": {name: encoder.node(value) for name, value in kwargs.items()},
        }
        self.stream.send(message, encoder.buffers)
        while True:
            answer, buffers = self.stream.receive()
            if answer["op"] == "return":
                self.busy = True
                return wire.Decoder(buffers, self._object).value(answer["value"])
            if answer["op"] == "raise":
                self.busy = True
                kind = getattr(builtins, answer["type"], JudgeError)
                raise kind(answer["text"])
            self._answer(answer, buffers)

    def _error(self, error: BaseException, encoder: wire.Encoder) -> dict[str, Any]:
        bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
        parts = [type(error).__name__[:60], cells.message_of(error), cells.trace_text(error)]
        return {"error": [encoder.node(part) for part in parts], "bases": bases[:10]}


@contextlib.contextmanager
def _heard() -> Iterator[list[warnings.WarningMessage]]:
    """Keep every warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def _raised(name: str, text: str) -> tuple[Any, Any, None]:
    """What a ``with`` block hands to ``__exit__`` of the error that ended it."""
    if not name:
        return None, None, None
    kind = getattr(builtins, name, JudgeError)
    return kind, kind(text), None


def _warning(entry: warnings.WarningMessage) -> list[str]:
    kinds = [base.__name__ for base in entry.category.__mro__ if base.__module__ == "builtins"]
    return [kinds[0], str(entry.message)[:500]]


def enter(fd: int, output_bytes: int) -> None:
    """Be the room behind the socket `fd`, until the judge leaves; never returns."""
    status = 0
    try:
        Room(fd, output_bytes).serve()
    except BaseException:
        status = 1
    finally:
        os._exit(status)
