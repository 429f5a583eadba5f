"""The errors that the grading side raises on purpose."""

import difflib
from collections.abc import Collection
from typing import Any


class UseError(Exception):
    """Wrong use of a command: its text is one line, the command prints it and exits with 2."""


class StudentError(Exception):
    """Something a student's code did wrong while the judge was calling it."""


class ArgumentChanged(StudentError):
    """A student's function changed an array or list that was passed to it; it gave `value`."""

    def __init__(self, text: str, value: Any = None):
        self.value = value
        super().__init__(text)


class RoomClosed(StudentError):
    """The student's process is gone (time, memory, exit): nothing more can be asked of it."""


class GraderFault(RuntimeError):
    """The tests themselves failed: an exercise's own code, not the answer, is at fault."""


class WrongExercise(GraderFault, ValueError):
    """A check asks for an exercise that does not exist: the test cell is wrong, not the answer."""


class WithInstructor(GraderFault):
    """What is asked for stays with the instructor: it is not among the students' files."""


def need_exercise(name: Any, known: Collection[str]) -> None:
    """Raise WrongExercise unless `name` is one of the exercises."""
    if not isinstance(name, str):
        raise WrongExercise(
            f"name is a {type(name).__name__}, needed the exercise's name first: "
            'check("sigmoid", sigmoid)'
        )
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
        raise WrongExercise(f"name is {name!r}, but no exercise is called that; {fix}")
