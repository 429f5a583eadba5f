"""Whose fault an exception is: the answer's, or that of the exercise's own code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nnkit.grading.errors import GraderFault
from nnkit.grading.exercise.exam import one_line


@contextmanager
def own_code(what: str) -> Iterator[None]:
    """Turn an exception of code that does not touch the answer into a GraderFault."""
    try:
        yield
    except GraderFault:
        raise
    except Exception as error:
        raise GraderFault(f"{what}: {type(error).__name__}: {one_line(error)}") from error
