"""The judge's line to one room: requests by deadlines, and an end that is told in words."""

from __future__ import annotations

import builtins
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnkit.grading.errors import RoomClosed, StudentError
from nnkit.grading.judge.limits import Limits
from nnkit.grading.judge.outputs import clean
from nnkit.grading.judge.start import ForkServer
from nnkit.grading.sandbox import frames, wire

GRACE = 1.0  # seconds between the interrupt and the end
NOT_RAISED = {"StopIteration", "StopAsyncIteration"}


@dataclass
class Answer:
    """What came back from a room."""

    status: str
    message: dict[str, Any]
    buffers: list[memoryview]
    late: bool = False  # it came only after the interrupt

    def plain(self, key: str) -> Any:
        """The plain value under `key`; None when it is malformed."""
        try:
            return wire.Decoder(self.buffers, _no_objects).value(self.message.get(key))
        except frames.WireError:
            return None


class Link:
    """One room, as long as it lives."""

    def __init__(self, server: ForkServer, limits: Limits, end: float):
        self._server, self._limits = server, limits
        self.end = end  # of the submission, on the monotonic clock
        self.cell_end = end
        self.call_seconds = limits.call_seconds
        self.closed: str | None = None
        self.on_cut: Callable[[StudentError], None] = lambda error: None
        self.on_call: Callable[[Answer], tuple[dict[str, Any], list[Any]]] | None = None
        self._number = 0
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._stream = frames.Stream(self._socket.fileno(), ahead=True)
        with theirs:
            server.open(theirs, dict(vars(limits)))

    def ask(
        self,
        op: str,
        message: dict[str, Any],
        buffers: Sequence[frames.Buffer] = (),
        *,
        seconds: float | None = None,
        may: tuple[str, ...] = ("ok",),
    ) -> Answer:
        """Send a request and wait for its answer.

        Raises
        ------
        StudentError
            The student's code raised; it is also the builtin error of that name.
        RoomClosed
            The room is gone, now or before.
        """
        if self.closed is not None:
            raise self.shut(None)
        self._number += 1
        number, limit = self._number, self.call_seconds if seconds is None else seconds
        now = time.monotonic()
        ends = min(now + limit, self.cell_end, self.end)
        if now >= self.end:
            raise self.shut(self._too_long())
        if now >= ends:
            raise self._cut("the time of this cell was over")
        finished = False
        try:
            answer = self._exchange(number, ends, {**message, "op": op, "id": number}, buffers)
            finished = True
        except TimeoutError:
            finished = True
            answer = self._interrupt(number, limit)
        except (EOFError, OSError):
            finished = True
            raise self.shut(None) from None
        except frames.WireError as error:
            finished = True
            raise self.shut(f"it sent something malformed ({error})") from None
        except (StudentError, frames.Unsendable):
            finished = True
            raise
        finally:
            if not finished:
                self.shut("a test did not end in time")
        if answer.late and op not in ("cell", "calls"):
            raise self.too_late()
        if answer.status == "error":
            raise student_error(answer, answer.message)
        if answer.status not in may:
            raise self.shut("it sent something malformed (an answer to another question)")
        return answer

    def ask_together(self, message: dict[str, Any], buffers: Sequence[frames.Buffer]) -> Answer:
        """Ask for several calls; when the answer is late, its last call ran too long."""
        seconds = self.call_seconds + frames.CALLS_SECONDS
        return self.ask("calls", message, buffers, seconds=seconds)

    def _exchange(
        self, number: int, ends: float, message: dict[str, Any], buffers: Sequence[frames.Buffer]
    ) -> Answer:
        self._stream.send_by(ends, message, buffers)
        while True:
            reply, received = self._stream.receive(ends)
            answer = Answer(str(reply.get("status")), reply, received)
            if answer.status == "closed" and number == 1:  # no code of the student's has run yet
                raise self.shut(f"it could not be set up ({clean(str(reply.get('text')))[:300]})")
            if answer.status == "call" and self.on_call is not None:
                reply_to_call = self.on_call(answer)
                if self.closed is not None:
                    raise RoomClosed(self.closed)
                self._stream.send_by(ends, *reply_to_call)
            elif reply.get("id") == number:
                return answer

    def _interrupt(self, number: int, limit: float) -> Answer:
        """Stop a request that takes too long; the room is shut when it does not stop."""
        if time.monotonic() >= self.end:
            raise self.shut(self._too_long())
        self._server.signal(signal.SIGINT)
        grace = time.monotonic() + GRACE
        try:
            while True:
                reply, buffers = self._stream.receive(grace)
                if reply.get("id") == number and reply.get("status") != "call":
                    return Answer(str(reply.get("status")), reply, buffers, late=True)
        except (TimeoutError, EOFError, OSError, frames.WireError):
            text = f"it ran longer than {limit:g} s and could not be interrupted"
            raise self.shut(text) from None

    def too_late(self) -> StudentError:
        """The error for a call that took longer than a call may."""
        return self._cut(f"it ran longer than {self.call_seconds:g} s")

    def _too_long(self) -> str:
        return f"the submission took longer than {self._limits.total_seconds:g} s"

    def shut(self, why: str | None) -> RoomClosed:
        """Close the room for good; the error to raise. None: find out why it is gone."""
        if self.closed is None:
            self._hang_up()
            status, deed = self._server.close_room(0.3 if why is None else 0.0)
            why = deed or why or _epitaph(status)
            self.closed = f"the student's process was ended: {why}"
        error = RoomClosed(self.closed)
        self.on_cut(error)
        return error

    def _cut(self, text: str) -> StudentError:
        """The error for a call whose time was over; told to `on_cut`, as every end is."""
        error = make_error("TimeoutError", ["TimeoutError"], text)
        self.on_cut(error)
        return error

    def close(self) -> None:
        """Close the room at the end of the submission."""
        if self.closed is None:
            self._hang_up()
            self._server.close_room()
            self.closed = "the submission is finished"

    def _hang_up(self) -> None:
        self._stream.close()
        self._socket.close()


def hand_over(link: Link, folder: Path) -> None:
    """Copy the files of `folder` into the room."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data, name = path.read_bytes(), path.relative_to(folder).as_posix()
            with suppress(StudentError):
                for start in range(0, len(data) + 1, 4 << 20):
                    link.ask("file", {"path": name}, [data[start : start + (4 << 20)]])


def _epitaph(status: int) -> str:
    if status < 0:
        return "it closed its connection"
    code = status & 0x7F
    if code:
        try:
            name = signal.Signals(code).name
        except ValueError:
            name = str(code)
        words = {
            "SIGSEGV": "it crashed (segmentation fault)",
            "SIGKILL": "it was killed by the system (out of memory?)",
            "SIGSYS": "it made a forbidden system call",
        }
        return words.get(name, f"it was ended by {name}")
    return f"it ended itself (exit status {status >> 8})"


# Errors of the student's code


def student_error(answer: Answer, told: dict[str, Any]) -> StudentError:
    """Make the error that the student's code raised: a StudentError and the builtin of its name."""
    decoder = wire.Decoder(answer.buffers, _no_objects)
    try:
        parts = [decoder.value(node) for node in told["error"]]
        name, text, trace = (clean(part) for part in parts)
        bases = [str(base) for base in told.get("bases", [])]
    except (frames.WireError, KeyError, TypeError, ValueError):
        return make_error("Error", [], "an error that could not be read")
    return make_error(name[:60], bases[:10], text[:2000], trace[:4000])


def _no_objects(decoder: wire.Decoder, tag: str, rest: list[Any]) -> Any:
    raise frames.WireError("an error holds text only")


def make_error(name: str, bases: list[str], text: str, trace: str = "") -> StudentError:
    """Make a StudentError that is also the first builtin of `bases`.

    Its attributes: ``type_name`` (as the student's code named it), ``text``, ``trace`` (the
    lines of the student's cells).
    """
    kind = next((_classes[base] for base in bases if base in _classes), _classes["Exception"])
    error = kind(text)
    error.type_name, error.text, error.trace = name, text, trace  # type: ignore[attr-defined]
    return error


def _class(builtin: type[Exception]) -> type[StudentError]:
    def start(self: Any, text: str) -> None:
        BaseException.__init__(self, text)

    def text(self: Any) -> str:
        return str(self.args[0])

    bases = (StudentError,) if builtin is Exception else (StudentError, builtin)
    body = {"__init__": start, "__str__": text, "__module__": __name__}
    return type(f"Student{builtin.__name__}", bases, body)


def _builtin_errors() -> list[type[Exception]]:
    found = [value for value in vars(builtins).values() if isinstance(value, type)]
    return [
        kind
        for kind in found
        if issubclass(kind, Exception)
        and kind.__name__ not in NOT_RAISED
        and "Group" not in kind.__name__
    ]


_classes: dict[str, type[StudentError]] = {
    kind.__name__: _class(kind) for kind in _builtin_errors()
}
