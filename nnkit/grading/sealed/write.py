"""Seal an exercise in a file for students: what is asked, what is wanted, and the mistakes.

It holds the visible cases with the values wanted there, and fingerprints with their sentences: no
reference, no wrong answer, no hidden case.

Numbers, texts, lists, tuples, dicts, arrays and random generators go as they are. A function goes
by its name, if it stands at the top of a module that students have: of NumPy, the library or
`nnkit.grading.given`; so does an instance of a dataclass from there, with its fields, and a
`functools.partial`. A property for values of chance (`units.drawing.Drawn`) goes with those of the
visible check.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import json
from importlib import import_module
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.exam import Exam, exam, home_seed
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.mistakes.cache import written
from nnkit.grading.mistakes.table import Table
from nnkit.grading.sealed.read import GIVEN, PLAIN, students_have
from nnkit.grading.units.drawing import Drawn


class CannotBeSealed(ValueError):
    """A value that cannot be written: the text says which."""


def sealed(spec: Spec, table: Table) -> bytes:
    """Write an exercise and its table.

    Raises
    ------
    CannotBeSealed
        A case, property or gradient check holds something that students cannot be given; the text
        names the exercise and the place.
    """
    arrays: list[Array] = []
    home = exam(spec, False, home_seed(spec.name))
    held: dict[str, Any] = {name: packed(getattr(spec, name), arrays) for name in PLAIN}
    where = "gradient"
    try:
        held["gradient"] = packed(_drawn(spec.gradient, home), arrays)
        held["properties"] = []
        for prop in spec.properties:
            where = f"property {prop.id!r}"
            test = packed(_drawn(prop.test, home), arrays)
            held["properties"].append([prop.id, prop.statement, test, prop.hint])
        held["cases"] = []
        for index, case in enumerate(home.cases):
            where = f"case {case.label!r}"
            values = case.args, dict(case.kwargs), case.test, case.again
            parts = [packed(value, arrays) for value in values]
            parts.append([packed(value, arrays) for value in _wanted(home, index)])
            held["cases"].append([*parts, case.label, case.rung, case.hint, case.rtol])
    except CannotBeSealed as problem:
        raise CannotBeSealed(f"{spec.name}, {where}: {problem}") from None
    files: dict[str, Any] = {f"a{k}": array for k, array in enumerate(arrays)}
    files["table"] = np.frombuffer(written(table), np.uint8)
    files["text"] = np.frombuffer(json.dumps(held).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **files)
    return stream.getvalue()


def _drawn(test: Any, home: Exam) -> Any:
    """A property or gradient check, for the values that the visible check draws."""
    return test.at(np.random.default_rng(home.seed)) if isinstance(test, Drawn) else test


def _wanted(home: Exam, index: int) -> list[Any]:
    """The value wanted in a case, if the checker needs it: not where a test judges the whole."""
    needed = home.cases[index].test is None or home.spec.by_parts
    return [home.wanted(index)] if needed else []


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
    if isinstance(value, np.random.Generator):
        return {"generator": packed(value.bit_generator.state, arrays)}
    if isinstance(value, functools.partial):
        parts = (value.func, value.args, dict(value.keywords))
        return {"partial": [packed(part, arrays) for part in parts]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {"made": [_name(type(value)), packed(fields, arrays)]}
    if callable(value):
        return {"given": _name(value)}
    raise CannotBeSealed(f"a {type(value).__name__}")


def _name(thing: Any) -> str:
    module, name = getattr(thing, "__module__", ""), getattr(thing, "__qualname__", "")
    theirs = students_have(module) and name.isidentifier()
    if theirs and getattr(import_module(module), name, None) is thing:
        return f"{module}:{name}"
    raise CannotBeSealed(
        f"the function {name or thing!r} of {module or 'nowhere'}: put it at the top of a module "
        f"of {GIVEN}, where students have it"
    )
