"""Read an exercise that was sealed: what is asked, what is wanted, and the table of mistakes.

Nothing of a file is run. Functions go by their names, in modules that students have.
"""

from __future__ import annotations

import functools
import io
import json
from importlib import import_module
from typing import Any

import numpy as np

from nnkit.grading.errors import WithInstructor
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import MISSING, Case, Property, Spec
from nnkit.grading.mistakes.table import Table

PLAIN = (
    *("name", "unit", "points", "returns", "signature", "kind", "rtol", "atol", "edge_score"),
    *("parts", "follow", "by_parts", "given_parts", "shuffled", "seconds"),
    "hidden_rounds",
)
GIVEN = "nnkit.grading.given"


def opened(data: bytes) -> tuple[Spec, Table]:
    """Read what `sealed.write.sealed` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as files:
        held = json.loads(files["text"].tobytes())
        arrays = [files[f"a{k}"] for k in range(sum(name[1:].isdigit() for name in files))]
        table = files["table"].tobytes()
    cases = [_case(case, arrays) for case in held["cases"]]
    spec = Spec(
        reference=_not_here,
        cases=lambda rng: cases,
        gradient=unpacked(held["gradient"], arrays),
        properties=tuple(Property(*unpacked({"list": p}, arrays)) for p in held["properties"]),
        **{name: unpacked(held[name], arrays) for name in PLAIN},
    )
    return spec, Table.read(table, spec.parts)


def _case(held: list[Any], arrays: list[Array]) -> Case:
    args, kwargs, test, again = (unpacked(value, arrays) for value in held[:4])
    wanted = unpacked(held[4][0], arrays) if held[4] else MISSING
    label, rung, hint, rtol = held[5:]
    return Case(args, label, rung, wanted, hint, kwargs, test, rtol, again)


def _not_here(*args: Any, **kwargs: Any) -> Any:
    raise WithInstructor("the right answer stays with the instructor")


def unpacked(value: Any, arrays: list[Array]) -> Any:
    """The value that `sealed.write.packed` was given."""
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    if kind in ("array", "scalar"):
        return arrays[held].copy() if kind == "array" else arrays[held][()]
    if kind in ("list", "tuple", "set"):
        return {"list": list, "tuple": tuple, "set": set}[kind](unpacked(v, arrays) for v in held)
    if kind == "dict":
        return {unpacked(k, arrays): unpacked(v, arrays) for k, v in held}
    if kind == "generator":
        generator = np.random.default_rng()
        generator.bit_generator.state = unpacked(held, arrays)
        return generator
    if kind == "partial":
        func, args, keywords = (unpacked(part, arrays) for part in held)
        return functools.partial(func, *args, **keywords)
    if kind == "made":
        return _given(held[0])(**unpacked(held[1], arrays))
    return _given(held)


def students_have(module: str) -> bool:
    """Say whether functions of a module may stand in a sealed file: NumPy's and the library's."""
    library = module.startswith("nnkit.") and not module.startswith("nnkit.grading.")
    return library or module == "numpy" or module.startswith(f"{GIVEN}.")


def _given(name: str) -> Any:
    module, _, what = name.partition(":")
    if not students_have(module):
        raise ValueError(f"a function of {module} in a sealed file")
    return getattr(import_module(module), what)
