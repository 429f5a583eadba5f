"""Frames between the rooms, each sent and read by a deadline; what comes is taken for hostile.

A frame is ``u32 total | u32 json length | JSON | raw buffers`` (little endian; `total` counts
what follows it). The JSON is an object; its key ``b`` lists the lengths of the buffers. Nothing
is ever unpickled. Sizes are checked before anything is built: the frame before it is read and
the number of JSON values before it is parsed. What the JSON of a value is, `wire` says.
"""

from __future__ import annotations

import json
import math
import os
import select
import struct
import time
from collections.abc import Sequence
from typing import Any

Buffer = bytes | bytearray | memoryview

MAX_FRAME = 64 << 20
MAX_JSON = 4 << 20
MAX_NODES = 100_000
AT_ONCE = 1 << 16  # bytes that are read ahead
CALLS_SECONDS = 0.5  # after which a room begins no further one of several calls
_JSON = json.JSONEncoder(separators=(",", ":"))


class WireError(Exception):
    """What came is not a frame, or not a value; the text says what is wrong."""


class Unsendable(TypeError):
    """A value that cannot go to the other room; the text says why."""


class Stream:
    """One end of the socketpair: whole frames in and out, each by a deadline.

    With `ahead`, what follows a frame may be read with it: fewer system calls, but nothing else
    may then read from the socket, and no descriptors can be passed through it.
    """

    def __init__(self, fd: int, *, ahead: bool = False):
        self.fd = fd
        self._ahead = ahead
        self._rest = bytearray()  # read already
        self._polls: dict[int, select.poll] = {}

    def close(self) -> None:
        """Forget the descriptor, which somebody else closes."""
        self.fd = -1
        self._polls.clear()

    def send(self, message: dict[str, Any], buffers: Sequence[Buffer] = ()) -> int:
        """Send a frame, waiting as long as it takes; its size in bytes."""
        return self.send_by(None, message, buffers)

    def send_by(
        self, deadline: float | None, message: dict[str, Any], buffers: Sequence[Buffer] = ()
    ) -> int:
        """Send a frame; TimeoutError at `deadline` (of `time.monotonic`), OSError when closed."""
        frame = pack(message, buffers)
        view, sent = memoryview(frame), 0
        while sent < len(frame):
            try:
                sent += os.write(self.fd, view[sent : sent + (1 << 20)])
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
        return len(frame)

    def receive(self, deadline: float | None = None) -> tuple[dict[str, Any], list[memoryview]]:
        """Read a frame; EOFError when the other end is closed, WireError when it is no frame."""
        (total,) = struct.unpack("<I", self._read(4, deadline))
        if not 4 <= total <= MAX_FRAME:
            raise WireError(f"a frame of {total} bytes, at most {MAX_FRAME} are allowed")
        return unpack(self._read(total, deadline))

    def _read(self, size: int, deadline: float | None) -> bytearray:
        if len(self._rest) >= size:
            data, self._rest = self._rest[:size], self._rest[size:]
            return data
        if self._ahead and size <= AT_ONCE:
            return self._read_ahead(size, deadline)
        data = self._rest + bytearray(size - len(self._rest))
        view, got = memoryview(data), len(self._rest)
        self._rest = bytearray()
        while got < size:
            self._wait(select.POLLIN, deadline)
            try:
                count = os.readv(self.fd, [view[got : got + (1 << 20)]])
            except BlockingIOError:
                continue
            if count == 0:
                raise EOFError("the other room is closed")
            got += count
        return data

    def _read_ahead(self, size: int, deadline: float | None) -> bytearray:
        data = self._rest
        while len(data) < size:
            self._wait(select.POLLIN, deadline)
            try:
                more = os.read(self.fd, AT_ONCE)
            except BlockingIOError:
                continue
            if not more:
                raise EOFError("the other room is closed")
            data += more
        self._rest = data[size:]
        return data[:size]

    def _wait(self, event: int, deadline: float | None) -> None:
        if deadline is None:
            return
        left = deadline - time.monotonic()
        poll = self._polls.get(event)
        if poll is None:
            poll = self._polls[event] = select.poll()
            poll.register(self.fd, event)
        if left <= 0 or not poll.poll(max(1, math.ceil(left * 1000))):
            raise TimeoutError("no answer in time")


def pack(message: dict[str, Any], buffers: Sequence[Buffer] = ()) -> bytes:
    """The bytes of a frame."""
    if buffers:
        message = {**message, "b": [len(buffer) for buffer in buffers]}
    text = _JSON.encode(message).encode("ascii")
    total = 4 + len(text) + sum(len(buffer) for buffer in buffers)
    if total > MAX_FRAME or len(text) > MAX_JSON:
        raise Unsendable(f"it takes {total / 1e6:.0f} MB, at most {MAX_FRAME / 1e6:.0f} MB can go")
    return b"".join([struct.pack("<II", total, len(text)), text, *buffers])


def unpack(frame: Buffer) -> tuple[dict[str, Any], list[memoryview]]:
    """The message and the buffers of a frame without its first four bytes."""
    view = memoryview(frame)
    (length,) = struct.unpack_from("<I", view)
    if length > min(len(view) - 4, MAX_JSON):
        raise WireError(f"{length} bytes of JSON in a frame of {len(view)}")
    message = _parse(bytes(view[4 : 4 + length]))
    lengths = message.pop("b", [])
    rest = view[4 + length :]
    if not counts(lengths) or sum(lengths) != len(rest):
        raise WireError("the buffers do not fill the frame")
    buffers, start = [], 0
    for size in lengths:
        buffers.append(rest[start : start + size])
        start += size
    return message, buffers


def _parse(text: bytes) -> dict[str, Any]:
    # Long strings travel as buffers, so commas and brackets bound the number of values.
    if text.count(b",") + text.count(b"[") + text.count(b"{") > 4 * MAX_NODES:
        raise WireError("too many values in a frame")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("the frame holds no JSON") from error
    if not isinstance(message, dict):
        raise WireError("the JSON of a frame is not an object")
    return message


def counts(value: object) -> bool:
    """Whether `value` is a list of whole numbers from 0."""
    return isinstance(value, list) and all(type(n) is int and n >= 0 for n in value)
