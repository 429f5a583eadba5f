"""The exercises as students have them: one file each in ``tables/``, read when it is asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nnkit.grading.exercise.spec import Case, Spec
from nnkit.grading.mistakes.table import Table

TABLES = Path(__file__).parent / "tables"


@functools.cache
def _opened(name: str) -> tuple[Spec, Table]:
    from dataclasses import replace

    from nnkit.grading.sealed.files import opened

    spec, table = opened((TABLES / f"{name}.npz").read_bytes())
    return replace(spec, hidden=_with_the_instructor), table


def _with_the_instructor(rng: Any) -> list[Case]:
    raise RuntimeError(
        "hidden=True works where the course is graded: the hidden cases stay with the "
        "instructor; leave hidden out"
    )


class Exercises(Mapping[str, Spec]):
    """The exercises by their names."""

    def __getitem__(self, name: str) -> Spec:
        if name not in set(self):
            raise KeyError(name)
        return _opened(name)[0]

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in sorted(TABLES.glob("*.npz")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


SPECS = Exercises()


def table_of(spec: Spec) -> Table:
    """The table of an exercise."""
    return _opened(spec.name)[1]
