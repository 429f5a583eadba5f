"""Values as text and arrays: for files that are read without running anything.

Numbers, texts, lists, tuples, dicts and arrays go as they are. A function goes by its name, if it
stands at the top of a module of `nnkit.grading.given`, which students have; so does an instance of
a dataclass from there, with its fields, and a `functools.partial` of such a function.
"""

from __future__ import annotations

import dataclasses
import functools
from importlib import import_module
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array

GIVEN = "nnkit.grading.given"


class CannotBeSealed(ValueError):
    """A value that cannot be written: the text says which."""


def packed(value: Any, arrays: list[Array]) -> Any:
    """Turn a value into what JSON can hold; its arrays are appended to `arrays`."""
    if value is None or isinstance(value, (bool, str)) or type(value) in (int, float):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype.kind not in "biufcU":
            raise CannotBeSealed(f"an array of type {array.dtype}")
        arrays.append(array)
        return {"array" if isinstance(value, np.ndarray) else "scalar": len(arrays) - 1}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [packed(item, arrays) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {"set": [packed(item, arrays) for item in sorted(value)]}
    if isinstance(value, dict):
        return {"dict": [[packed(k, arrays), packed(v, arrays)] for k, v in value.items()]}
    if isinstance(value, functools.partial):
        parts = (value.func, value.args, dict(value.keywords))
        return {"partial": [packed(part, arrays) for part in parts]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {"made": [_name(type(value)), packed(fields, arrays)]}
    if callable(value):
        return {"given": _name(value)}
    raise CannotBeSealed(f"a {type(value).__name__}")


def unpacked(value: Any, arrays: list[Array]) -> Any:
    """The value that `packed` was given."""
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    if kind in ("array", "scalar"):
        return arrays[held].copy() if kind == "array" else arrays[held][()]
    if kind in ("list", "tuple", "set"):
        items = [unpacked(item, arrays) for item in held]
        return {"list": list, "tuple": tuple, "set": set}[kind](items)
    if kind == "dict":
        return {unpacked(k, arrays): unpacked(v, arrays) for k, v in held}
    if kind == "partial":
        func, args, keywords = (unpacked(part, arrays) for part in held)
        return functools.partial(func, *args, **keywords)
    if kind == "made":
        return _given(held[0])(**unpacked(held[1], arrays))
    return _given(held)


def _name(thing: Any) -> str:
    module, name = getattr(thing, "__module__", ""), getattr(thing, "__qualname__", "")
    library = module.startswith("nnkit.") and not module.startswith("nnkit.grading.")
    theirs = library or module == "numpy" or module.startswith(f"{GIVEN}.")
    if theirs and name.isidentifier() and getattr(import_module(module), name, None) is thing:
        return f"{module}:{name}"
    raise CannotBeSealed(
        f"the function {name or thing!r} of {module or 'nowhere'}: put it at the top of a module "
        f"of {GIVEN}, where students have it"
    )


def _given(name: str) -> Any:
    module, _, what = name.partition(":")
    return getattr(import_module(module), what)
