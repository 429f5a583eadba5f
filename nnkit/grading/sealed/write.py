"""Seal an exercise in a file for students: what is asked, what is wanted, and the mistakes.

It holds the visible cases with the values wanted there, and fingerprints with their sentences: no
reference, no wrong answer, no hidden case.

Numbers, texts, lists, tuples, dicts, arrays and random generators go as they are. A function or
module that students have goes by its name: those of NumPy, of the library, and what `HAVE` lists.
A function or dataclass of `nnkit.grading.given` goes as its source, with what that uses. A property
for values of chance (`units.drawing.Drawn`) goes with those of the visible check.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import json
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.drawn import DrawnExam, exam, home_seed
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.mistakes.cache import written
from nnkit.grading.mistakes.program import Results
from nnkit.grading.mistakes.table import Table
from nnkit.grading.sealed.read import PLAIN
from nnkit.grading.sealed.source import source_of, used_by
from nnkit.grading.units.drawing import Drawn

GIVEN = "nnkit.grading.given"
HAVE = (
    *("numpy", "math", "types", "hashlib", "dataclasses"),
    *("nnkit.grading.exercise.attempt", "nnkit.grading.exercise.compare"),
)


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
    home = exam(spec, False, home_seed(spec.name))
    file = Packer()
    held: dict[str, Any] = {name: file.packed(getattr(spec, name)) for name in PLAIN}
    where = "gradient"
    try:
        held["gradient"] = file.packed(_drawn(spec.gradient, home))
        held["properties"] = []
        for prop in spec.properties:
            where = f"property {prop.id!r}"
            test = file.packed(_drawn(prop.test, home))
            held["properties"].append([prop.id, prop.statement, test, prop.hint])
        held["cases"] = []
        for index, case in enumerate(home.cases):
            where = f"case {case.label!r}"
            values = case.args, dict(case.kwargs), case.test, case.again
            parts = [[file.packed(v) for v in part] for part in (values, _wanted(home, index))]
            held["cases"].append([*parts, case.label, case.rung, case.hint, case.rtol])
    except CannotBeSealed as problem:
        raise CannotBeSealed(f"{spec.name}, {where}: {problem}") from None
    held["code"] = file.code
    files: dict[str, Any] = {f"a{k}": array for k, array in enumerate(file.arrays)}
    files["table"] = np.frombuffer(written(table), np.uint8)
    files["text"] = np.frombuffer(json.dumps(held).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **files)
    return stream.getvalue()


def _drawn(test: Any, home: DrawnExam) -> Any:
    """A property or gradient check, for the values that the visible check draws."""
    return test.at(np.random.default_rng(home.seed)) if isinstance(test, Drawn) else test


def _wanted(home: DrawnExam, index: int) -> list[Any]:
    """The value wanted in a case, if the checker needs it: not where a test judges the whole."""
    needed = home.cases[index].test is None or home.spec.by_parts
    return [home.wanted(index)] if needed else []


class Packer:
    """Turns values into what JSON can hold, with their arrays and definitions beside it."""

    def __init__(self) -> None:
        self.arrays: list[Array] = []
        self.code: list[Any] = []  # each a name, a text and what it uses, in an order to run them
        self._known: dict[int, tuple[Any, int]] = {}

    def packed(self, value: Any) -> Any:
        """What `sealed.read.Unpacker.unpacked` makes the value of."""
        if value is None or isinstance(value, (bool, str)) or type(value) in (int, float):
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            array = np.asarray(value)
            if array.dtype.kind not in "biufcU":
                raise CannotBeSealed(f"an array of type {array.dtype}")
            self.arrays.append(array)
            return {"array" if isinstance(value, np.ndarray) else "scalar": len(self.arrays) - 1}
        if isinstance(value, (list, tuple, Results)):
            kind = "list" if isinstance(value, list) else "tuple"
            return {kind: [self.packed(item) for item in value]}
        if isinstance(value, (set, frozenset)):
            return {"set": [self.packed(item) for item in sorted(value)]}
        if isinstance(value, dict):
            return {"dict": [[self.packed(k), self.packed(v)] for k, v in value.items()]}
        if isinstance(value, np.random.Generator):
            return {"generator": self.packed(value.bit_generator.state)}
        return self._code(value)

    def _code(self, value: Any) -> Any:
        """What `packed` makes of functions, modules, and instances of dataclasses."""
        if isinstance(value, functools.partial):
            parts = (value.func, value.args, dict(value.keywords))
            return {"partial": [self.packed(part) for part in parts]}
        if isinstance(value, ModuleType) and _students_have(value.__name__):
            return {"module": value.__name__}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            return {"made": [self.packed(type(value)), self.packed(fields)]}
        if not callable(value):
            raise CannotBeSealed(f"a {type(value).__name__}")
        module, name = getattr(value, "__module__", ""), getattr(value, "__qualname__", "")
        if _students_have(module) and getattr(import_module(module), name, None) is value:
            return {"given": f"{module}:{name}"}
        if id(value) not in self._known:
            source = source_of(value) if module.startswith(f"{GIVEN}.") else None
            if source is None:
                raise CannotBeSealed(
                    f"the function {name or repr(value)} of {module or 'nowhere'}: put it into a "
                    f"module of {GIVEN}, one lambda a line"
                )
            self.code.append([*source, self.packed(used_by(value, *source))])
            self._known[id(value)] = value, len(self.code) - 1
        return {"code": self._known[id(value)][1]}


def _students_have(module: str) -> bool:
    library = f"{module}.".startswith("nnkit.") and not module.startswith("nnkit.grading")
    return library or module in HAVE
