"""The exercises as students have them: one file each in ``tables/``, read when it is asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnkit.grading.errors import GraderFault, WithInstructor
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.mistakes.table import Table
from nnkit.grading.sealed.read import opened

TABLES = Path(__file__).parent / "tables"
NAMES = "names.txt"
"""The file in ``tables/`` that lists the exercises."""


@functools.cache
def _opened(name: str) -> tuple[Spec, Table]:
    try:
        spec, table = opened((TABLES / f"{name}.npz").read_bytes())
    except Exception as error:  # a damaged file can fail in any way
        how = "missing" if isinstance(error, FileNotFoundError) else "damaged"
        words = f"the table of the exercise {name} is {how}: fetch the course again"
        raise GraderFault(words) from None
    return replace(spec, hidden=_with_the_instructor), table


def _with_the_instructor(rng: Any) -> Any:
    raise WithInstructor(
        "hidden=True works where the course is graded: the hidden cases stay with the "
        "instructor; leave hidden out"
    )


class Exercises(Mapping[str, Spec]):
    """The exercises by their names."""

    def __getitem__(self, name: str) -> Spec:
        if name not in _names():
            raise KeyError(name)
        return _opened(name)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


def _names() -> list[str]:
    try:
        return (TABLES / NAMES).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        words = "the tables of the exercises are missing: fetch the course again"
        raise GraderFault(words) from None


SPECS = Exercises()


def table_of(spec: Spec) -> Table:
    """The table of an exercise."""
    return _opened(spec.name)[1]
