"""Read an exercise that was sealed: what is asked, what is wanted, and the table of mistakes.

What an exercise judges by and hands to answers is code. What students have goes by its name, the
rest stands in the file as it was written in the course.
"""

from __future__ import annotations
import __future__

import functools
import io
import json
from dataclasses import fields
from importlib import import_module
from typing import Any

import numpy as np

from nnkit.grading.exercise.asked import MISSING, Asked, Case, Property
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.exam import Exam
from nnkit.grading.mistakes.table import Table

PLAIN = [f.name for f in fields(Asked) if f.name not in ("properties", "gradient")]


def opened(data: bytes) -> tuple[Exam, Table]:
    """Read what `sealed.write.sealed` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as files:
        held = json.loads(files["text"].tobytes())
        arrays = [files[f"a{k}"] for k in range(sum(name[1:].isdigit() for name in files))]
        table = files["table"].tobytes()
    file = Unpacker(arrays, held["code"])
    spec = Asked(
        gradient=file.unpacked(held["gradient"]),
        properties=tuple(Property(*file.unpacked({"list": p})) for p in held["properties"]),
        **{name: file.unpacked(held[name]) for name in PLAIN},
    )
    return Exam(spec, [file.case(*case) for case in held["cases"]]), Table.read(table, spec.parts)


class Unpacker:
    """Makes the values of what `sealed.write.Packer` wrote."""

    def __init__(self, arrays: list[Array], code: list[tuple[str, str, Any]]):
        self.arrays = arrays
        self.made: list[Any] = []
        for name, text, uses in code:
            names = {"__name__": __name__, **self.unpacked(uses)}
            exec(compile(text, name, "exec", __future__.annotations.compiler_flag), names)
            self.made.append(names[name])

    def case(self, held: list[Any], wanted: list[Any], *plain: Any) -> Case:
        """A case, with what is wanted there."""
        args, kwargs, test, again = map(self.unpacked, held)
        label, rung, hint, rtol = plain
        want = self.unpacked(wanted[0]) if wanted else MISSING
        return Case(args, label, rung, want, hint, kwargs, test, rtol, again)

    def unpacked(self, value: Any) -> Any:
        """The value that `packed` was given."""
        if not isinstance(value, dict):
            return value
        ((kind, held),) = value.items()
        if kind in ("array", "scalar"):
            return self.arrays[held].copy() if kind == "array" else self.arrays[held][()]
        if kind in ("list", "tuple", "set"):
            return {"list": list, "tuple": tuple, "set": set}[kind](map(self.unpacked, held))
        if kind == "dict":
            return {self.unpacked(k): self.unpacked(v) for k, v in held}
        if kind == "generator":
            generator = np.random.default_rng()
            generator.bit_generator.state = self.unpacked(held)
            return generator
        if kind == "code":
            return self.made[held]
        if kind == "module":
            return import_module(held)
        if kind == "given":
            module, _, name = held.partition(":")
            return getattr(import_module(module), name)
        func, *args = map(self.unpacked, held)
        return func(**args[0]) if kind == "made" else functools.partial(func, *args[0], **args[1])
