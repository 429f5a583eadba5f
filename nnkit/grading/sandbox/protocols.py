"""The special methods of an object that the other room is told of, and may ask for."""

from __future__ import annotations

from typing import Any

HAVE = frozenset({
    "__len__", "__iter__", "__next__", "__getitem__", "__setitem__", "__delitem__", "__call__",
    "__contains__", "__reversed__", "__enter__", "__exit__", "__await__", "__aiter__", "__anext__",
})  # fmt: skip
"""What ``hasattr`` and the abstract classes of `collections.abc` look for."""

_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift",
           "rshift", "and", "or", "xor")  # fmt: skip
OPERATORS = frozenset({
    *(f"__{side}{name}__" for name in _BINARY for side in ("", "r", "i")),
    "__neg__", "__pos__", "__abs__", "__invert__", "__round__", "__trunc__", "__floor__",
    "__ceil__",
})  # fmt: skip

OWN = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__str__",
                 "__repr__", "__format__", "__bool__"})  # fmt: skip
"""What every object has, and a type may define anew."""

ALL = HAVE | OPERATORS | OWN


def told(value: Any) -> list[str]:
    """The special methods that the type of `value` has, of `OWN` those that it defines anew."""
    known = [vars(kind) for kind in type(value).__mro__ if kind is not object]
    first = {name: body[name] for body in reversed(known) for name in ALL & body.keys()}
    return sorted(name for name, method in first.items() if method is not None or name in OWN)


def base(value: Any) -> str:
    """The built-in type that `value` is of, or derived from; nothing for ``object``."""
    for kind in type(value).__mro__:
        if kind.__module__ == "builtins" and kind is not object:
            return kind.__name__
    return ""
