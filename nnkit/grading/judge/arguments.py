"""What goes along with a call: its arguments before and after it, and what it warned of."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from nnkit.grading.errors import ArgumentChanged
from nnkit.grading.judge import empty
from nnkit.grading.sandbox import frames, library, records, wire


class Sender(wire.Encoder):
    """Encodes what the judge sends: empty answers as plain arrays, ranges of any length."""

    def rest(self, value: Any, depth: int) -> wire.Node:
        """The node of what is not plain data."""
        if isinstance(value, empty.EmptyArray):
            return self.node(empty.plain(value), depth)
        if type(value) is range:
            return ["L", *(self.node(part) for part in (value.start, value.stop, value.step))]
        records.introduce(value)
        return super().rest(value, depth)


def holds_nothing(value: Any) -> bool:
    """Whether an argument is empty, so that an empty answer is no surprise."""
    if isinstance(value, np.ndarray):
        return value.size == 0
    return not value or empty.empty(value)


def parts(value: Any) -> Any:
    """What a plain value holds, to be compared with what it holds later."""
    try:
        encoder = Sender(lambda other: ["o", id(other)])
        return encoder.node(value), [bytes(data) for data in encoder.buffers]
    except frames.Unsendable:
        return None


def inline(value: Any) -> wire.Node:
    """The node of a generator's state without buffers (integers of 128 bits, small arrays)."""
    if isinstance(value, dict):
        return ["d", [[key, inline(item)] for key, item in value.items()]]
    if isinstance(value, np.ndarray):
        return ["l", [int(x) for x in value]]
    return value if isinstance(value, str) else int(value)


def indices(value: Any, count: int) -> list[int]:
    """The numbers of arguments or functions, each once; WireError when there is one too many."""
    if not isinstance(value, list) or any(type(i) is not int or not 0 <= i < count for i in value):
        raise frames.WireError("a number of an argument or function that does not exist")
    return list(dict.fromkeys(value))


def tagged(node: Any, tag: str) -> bool:
    """Whether a node has this tag."""
    return isinstance(node, list) and len(node) == 2 and node[0] == tag


def ordinal(name: int | str) -> str:
    """An argument's number as it is said, or its name."""
    return str(name + 1) if isinstance(name, int) else name


def overwrite(old: Any, new: Any) -> None:
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
            if library.mutable(a):
                overwrite(a, b)
    else:
        raise ArgumentChanged(f"a {type(old).__name__} that was an argument changed")


def warned(entries: Any) -> list[Warning]:
    """The warnings of the student's function."""
    found: list[Warning] = []
    for entry in entries[:20] if isinstance(entries, list) else ():
        if isinstance(entry, list) and len(entry) == 2 and all(type(x) is str for x in entry):
            kind = getattr(builtins, entry[0], UserWarning)
            known = isinstance(kind, type) and issubclass(kind, Warning)
            found.append((kind if known else UserWarning)(entry[1][:500]))
    return found
