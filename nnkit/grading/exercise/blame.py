"""Whose fault an exception is: the answer's, or that of the exercise's own code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from nnkit.grading.errors import GraderFault, WithInstructor


@contextmanager
def own_code(what: str) -> Iterator[None]:
    """Turn an exception of code that does not touch the answer into a GraderFault."""
    try:
        yield
    except GraderFault:
        raise
    except Exception as error:
        raise GraderFault(f"{what}: {type(error).__name__}: {one_line(error)}") from error


def need_right(what: str, test: Callable[[], object]) -> None:
    """Raise GraderFault when `test`, which has failed on the answer, fails on the right one too.

    Where the right answer is not at hand, the exercise has been tested before.
    """
    with suppress(WithInstructor), own_code(f"{what} also with the right answer"):
        test()


def one_line(error: BaseException) -> str:
    """The text of an error in at most 200 characters without line breaks."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."
