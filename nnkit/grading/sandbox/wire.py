"""Values between the rooms; each end takes what comes for hostile.

They travel in frames (`frames`): as JSON, and as raw buffers, each of which is checked against
its dtype and shape before an array is made of it. Nothing is ever unpickled.

A value is None, bool, int, float or a short str as JSON itself, everything else a list that
starts with a tag:

    I int  c complex  u str  y bytes  l list  t tuple  s set  z frozenset  d dict
    n NumPy scalar  a ndarray  T a type by name  S slice  E Ellipsis  R range
    k one of the types of `library`

and the tags of the two ends (o f g r L), which are left to them.
"""

from __future__ import annotations

import builtins
import functools
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from . import library
from .frames import MAX_FRAME, MAX_NODES, Buffer, Unsendable, WireError, counts

Node = Any  # what the JSON of one value is made of

MAX_KEYS = 10_000  # of one dict or set: keys made to collide cost their square
MAX_DEPTH = 50
MAX_INT_BITS = 1 << 16
MAX_RANGE = 100_000  # items; a longer range is passed in another way
SHORT = 64
KINDS = "biufcSUmM"
TYPES = ("bool", "int", "float", "complex", "str", "bytes", "list", "tuple", "set", "dict")
_DTYPE = re.compile(r"[<>|=][biufcSUmM][0-9]{1,9}(\[[0-9]{0,9}[a-zA-Zμ]{1,7}\])?")


class Encoder:
    """Turns values into nodes and buffers; `other` takes what is not plain data."""

    def __init__(self, other: Callable[[Any], Node]):
        self.buffers: list[Buffer] = []
        self._other = other
        self._nodes = 0
        self._bytes = 0

    def node(self, value: Any, depth: int = 0) -> Node:
        """The node of `value`; Unsendable when it is too large or too deep."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Unsendable(f"it has more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise Unsendable(f"it is nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if abs(value) < 1 << 53 else self._big(value)
        if kind is str:
            return value if len(value) <= SHORT else ["u", self._text(value)]
        writer = _WRITERS.get(kind)
        if writer is not None:
            return writer(self, value, depth + 1)
        if kind is np.ndarray and value.dtype.kind in KINDS:
            return self._array(value)
        if _is_scalar(value):
            return ["n", value.dtype.str, self._buffer(value.tobytes())]
        return self.rest(value, depth)

    def rest(self, value: Any, depth: int) -> Node:
        """The node of what is not plain data."""
        held = library.holds(value)
        if held is None:
            return self._other(value)
        return ["k", held[0], self.node(held[1], depth + 1)]

    def _big(self, value: int) -> Node:
        if value.bit_length() > MAX_INT_BITS:
            raise Unsendable("it holds an integer of more than 20000 digits")
        return ["I", self._buffer(hex(value).encode())]

    def _text(self, value: str) -> int:
        return self._buffer(value.encode("utf-8", "surrogatepass"))

    def _buffer(self, data: Buffer) -> int:
        self._bytes += len(data)
        if self._bytes > MAX_FRAME:
            raise Unsendable(f"it takes more than {MAX_FRAME / 1e6:.0f} MB")
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _array(self, value: np.ndarray[Any, Any]) -> Node:
        if value.nbytes > MAX_FRAME:
            raise Unsendable(f"it is an array of {value.nbytes / 1e6:.0f} MB")
        order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        data = value.tobytes("F" if order == "F" else "C")
        return ["a", value.dtype.str, list(value.shape), order, self._buffer(data)]

    def _items(self, tag: str, values: Any, depth: int) -> Node:
        if len(values) > MAX_NODES:
            raise Unsendable(f"it has more than {MAX_NODES} parts")
        return [tag, [self.node(v, depth) for v in list(values)]]

    def _dict(self, value: dict[Any, Any], depth: int) -> Node:
        if len(value) > MAX_KEYS:
            raise Unsendable(f"it is a dict of more than {MAX_KEYS} keys")
        return ["d", [[self.node(k, depth), self.node(v, depth)] for k, v in list(value.items())]]

    def _range(self, value: range, depth: int) -> Node:
        if _count(value) > MAX_RANGE:
            return self.rest(value, depth)
        return ["R", *(self.node(x, depth) for x in (value.start, value.stop, value.step))]

    def _type(self, value: type, depth: int) -> Node:
        name = value.__name__
        if _types().get(name) is value:
            return ["T", name]
        return self.rest(value, depth)


_WRITERS: dict[type, Callable[[Encoder, Any, int], Node]] = {
    complex: lambda enc, v, depth: ["c", v.real, v.imag],
    bytes: lambda enc, v, depth: ["y", enc._buffer(v)],
    list: lambda enc, v, depth: enc._items("l", v, depth),
    tuple: lambda enc, v, depth: enc._items("t", v, depth),
    set: lambda enc, v, depth: enc._items("s", v, depth),
    frozenset: lambda enc, v, depth: enc._items("z", v, depth),
    dict: Encoder._dict,
    slice: lambda enc, v, depth: ["S", *(enc.node(x, depth) for x in (v.start, v.stop, v.step))],
    range: Encoder._range,
    type(Ellipsis): lambda enc, v, depth: ["E"],
    type: Encoder._type,
}


def _count(value: range) -> int:
    """The length of a range of any integers."""
    towards = 1 if value.step > 0 else -1
    return max(0, (value.stop - value.start + value.step - towards) // value.step)


def _is_scalar(value: Any) -> bool:
    own = isinstance(value, np.generic) and type(value).__module__ == "numpy"
    return own and value.dtype.kind in KINDS and value.dtype.itemsize > 0


def _types() -> dict[str, type]:
    plain = {name: getattr(builtins, name) for name in TYPES}
    kinds = {t.__name__: t for t in (np.float16, np.float32, np.float64, np.bool_)}
    whole = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)
    return plain | kinds | {t.__name__: t for t in whole}


class Decoder:
    """Turns nodes and buffers into values; `other` takes the tags of the two ends.

    Each buffer is taken once: all that is made of one frame is not larger than the frame.
    """

    def __init__(self, buffers: list[Any], other: Callable[[Decoder, str, list[Any]], Any]):
        self._buffers = buffers
        self._other = other

    def value(self, node: Node, depth: int = 0) -> Any:
        """The value of `node`; WireError when it is not one."""
        if depth > MAX_DEPTH:
            raise WireError("a value is nested too deep")
        if node is None or type(node) in (bool, int, float, str):
            return node
        if type(node) is not list or not node or type(node[0]) is not str:
            raise WireError("a value has no tag")
        tag, rest = node[0], node[1:]
        reader = _READERS.get(tag)
        try:
            return reader(self, rest, depth + 1) if reader else self._other(self, tag, rest)
        except (TypeError, ValueError, OverflowError, IndexError, KeyError, MemoryError) as error:
            raise WireError(f"a value with the tag {tag!r:.9} is malformed") from error

    def _buffer(self, index: Any) -> Buffer:
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("a value names a buffer that did not come")
        data = self._buffers[index]
        if data is None:
            raise WireError("two values name the same buffer")
        self._buffers[index] = None  # so that no more is built than came
        return data

    def _int(self, rest: list[Any], depth: int) -> int:
        data = bytes(self._buffer(*rest))
        if len(data) > MAX_INT_BITS // 4 + 4:
            raise WireError("an integer is too long")
        return int(data.decode("ascii"), 16)

    def _text(self, rest: list[Any], depth: int) -> str:
        return bytes(self._buffer(*rest)).decode("utf-8", "surrogatepass")

    def _items(self, rest: list[Any], depth: int) -> list[Any]:
        (nodes,) = rest
        return [self.value(node, depth) for node in _list(nodes)]

    def _keys(self, rest: list[Any], depth: int) -> list[Any]:
        values = self._items(rest, depth)
        if len(values) > MAX_KEYS:
            raise WireError("a set is too large")
        return values

    def _dict(self, rest: list[Any], depth: int) -> dict[Any, Any]:
        (pairs,) = rest
        if len(_list(pairs)) > MAX_KEYS:
            raise WireError("a dict is too large")
        return {self.value(key, depth): self.value(item, depth) for key, item in pairs}

    def _array(self, rest: list[Any], depth: int) -> np.ndarray[Any, Any]:
        name, shape, order, index = rest
        dtype, data = _dtype(name), self._buffer(index)
        if not counts(shape) or len(shape) > 32 or order not in ("C", "F"):
            raise WireError("an array has no shape")
        if max(shape, default=0) > 1 << 31 or math.prod(shape) * dtype.itemsize != len(data):
            raise WireError("the buffer of an array does not fit its shape")
        flat = np.frombuffer(data, dtype) if len(data) else np.empty(0, dtype)
        _sound(flat)
        return flat.reshape(shape, order="F" if order == "F" else "C").copy(order="K")

    def _scalar(self, rest: list[Any], depth: int) -> np.generic[Any]:
        name, index = rest
        dtype, data = _dtype(name), self._buffer(index)
        if len(data) != dtype.itemsize:
            raise WireError("a NumPy scalar has the wrong size")
        flat = np.frombuffer(data, dtype)
        _sound(flat)
        return flat.copy()[0]

    def parts(self, rest: list[Any], depth: int = 0) -> list[Any]:
        """The three parts of a slice or range."""
        if len(rest) != 3:
            raise WireError("a slice or range needs three parts")
        return [self.value(node, depth) for node in rest]

    def _range(self, rest: list[Any], depth: int) -> range:
        made = range(*self.parts(rest, depth))
        if _count(made) > MAX_RANGE:
            raise WireError("a range is too long")
        return made


_READERS: dict[str, Callable[[Decoder, list[Any], int], Any]] = {
    "I": Decoder._int,
    "c": lambda dec, rest, depth: complex(*map(_float, rest)),
    "u": Decoder._text,
    "y": lambda dec, rest, depth: bytes(dec._buffer(*rest)),
    "l": Decoder._items,
    "t": lambda dec, rest, depth: tuple(dec._items(rest, depth)),
    "s": lambda dec, rest, depth: set(dec._keys(rest, depth)),
    "z": lambda dec, rest, depth: frozenset(dec._keys(rest, depth)),
    "d": Decoder._dict,
    "n": Decoder._scalar,
    "a": lambda dec, rest, depth: dec._array(rest, depth),
    "T": lambda dec, rest, depth: _types()[rest[0]],
    "S": lambda dec, rest, depth: slice(*dec.parts(rest, depth)),
    "R": Decoder._range,
    "E": lambda dec, rest, depth: Ellipsis,
    "k": lambda dec, rest, depth: library.made(rest[0], dec.value(rest[1], depth)),
}


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise WireError("a container has no items")
    return value


def _float(value: Any) -> float:
    if type(value) is not float:
        raise WireError("a complex number has no parts")
    return value


@functools.lru_cache(maxsize=64)
def _dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise WireError("an array has no plain dtype")
    dtype = np.dtype(name)
    if dtype.kind not in KINDS or not dtype.itemsize or dtype.hasobject:
        raise WireError("an array has no plain dtype")
    return dtype


def _sound(flat: np.ndarray[Any, Any]) -> None:
    """Refuse bytes that no honest array holds: booleans besides 0 and 1, text beyond Unicode."""
    if flat.dtype.kind == "b" and (flat.view(np.uint8) > 1).any():
        raise WireError("a boolean array holds other bytes than 0 and 1")
    if flat.dtype.kind == "U":
        points = flat.view(np.dtype(np.uint32).newbyteorder(flat.dtype.byteorder))
        if (points > 0x10FFFF).any():
            raise WireError("a text array holds no Unicode")
