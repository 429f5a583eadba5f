"""An exercise as a file for students: what is asked, what is wanted, and the table of mistakes.

It holds the visible cases with the values wanted there, and fingerprints with their sentences: no
reference, no wrong answer, no hidden case.
"""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.exam import exam, home_seed
from nnkit.grading.exercise.spec import Case, Property, Spec
from nnkit.grading.mistakes.table import Table
from nnkit.grading.sealed.values import CannotBeSealed, packed, unpacked

PLAIN = (
    *("name", "unit", "points", "returns", "signature", "kind", "rtol", "atol", "edge_score"),
    *("parts", "follow", "by_parts", "given_parts", "shuffled", "seconds"),
)


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
    held: dict[str, Any] = {name: getattr(spec, name) for name in PLAIN}
    for key, value in held.items():
        held[key] = packed(value, arrays)
    where = "gradient"
    try:
        held["gradient"] = packed(spec.gradient, arrays)
        held["properties"] = []
        for prop in spec.properties:
            where = f"property {prop.id!r}"
            test = packed(prop.test, arrays)
            held["properties"].append([prop.id, prop.statement, test, prop.hint])
        held["cases"] = []
        for index, case in enumerate(home.cases):
            where = f"case {case.label!r}"
            values = case.args, dict(case.kwargs), home.wanted(index), case.test
            parts = [packed(value, arrays) for value in values]
            held["cases"].append([*parts, case.label, case.rung, case.hint, case.rtol])
    except CannotBeSealed as problem:
        raise CannotBeSealed(f"{spec.name}, {where}: {problem}") from None
    files: dict[str, Any] = {f"a{k}": array for k, array in enumerate(arrays)}
    files["table"] = np.frombuffer(table.written(), np.uint8)
    files["text"] = np.frombuffer(json.dumps(held).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **files)
    return stream.getvalue()


def opened(data: bytes) -> tuple[Spec, Table]:
    """Read what `sealed` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as files:
        held = json.loads(files["text"].tobytes())
        arrays = [files[f"a{k}"] for k in range(sum(name[1:].isdigit() for name in files))]
        table = files["table"].tobytes()
    plain = {name: unpacked(held[name], arrays) for name in PLAIN}
    cases = [_case(case, arrays) for case in held["cases"]]
    properties = [[p[0], p[1], unpacked(p[2], arrays), p[3]] for p in held["properties"]]
    spec = Spec(
        reference=_not_here,
        cases=lambda rng: cases,
        gradient=unpacked(held["gradient"], arrays),
        properties=tuple(Property(*p) for p in properties),
        **plain,
    )
    return spec, Table.read(table, spec.parts)


def _case(held: list[Any], arrays: list[Array]) -> Case:
    args, kwargs, wanted, test = (unpacked(value, arrays) for value in held[:4])
    label, rung, hint, rtol = held[4:]
    return Case(args, label, rung, wanted, hint, kwargs, test, rtol)


def _not_here(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("the right answer stays with the instructor")
