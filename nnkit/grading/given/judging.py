"""What judges answers that are no plain values: lines of a derivation, verdicts, choices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.grading.exercise.attempt import TwoAnswers
from nnkit.grading.exercise.compare import form


def of_any_value(view: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Let the view of a test look at answers of another form, too: then it shows their form."""

    def seen(self: Any, got: Any) -> Any:
        try:
            return view(self, got)
        except Exception:
            parts = [_outline(part) for part in got][:20] if _many(got) else []
            return [f"{_outline(got)} {parts}", 1.0]

    return seen


def _many(got: Any) -> bool:
    return isinstance(got, (list, tuple)) or (isinstance(got, np.ndarray) and got.ndim > 0)


def _outline(got: Any) -> str:
    return f"{type(got).__name__} of {len(got)}" if _many(got) else type(got).__name__


@dataclass(frozen=True)
class EqualLines:
    """Each line must be equal to the one before it, the first to the first of `lines`."""

    lines: Sequence[Any]

    def __call__(self, got: Any) -> str | None:
        """Name the first line of `got` that is not equal to the one before it, or None."""
        if problem := _not_lines(got, len(self.lines)):
            return problem
        before, name = self.lines[0], "what is given"
        for number, line in enumerate(got, start=1):
            if problem := form(line, np.asarray(self.lines[0])):
                return f"line {number}: {problem}"
            if not _equal(line, before):
                return f"line {number} is the first false one: it is not equal to {name}"
            before, name = line, f"line {number}"
        return None


@dataclass(frozen=True)
class EachStep:
    """Each line must have the value that it has when it makes its step."""

    lines: Sequence[Any]
    steps: Sequence[str]

    def __call__(self, got: Any) -> str | None:
        """Name the first line of `got` that does not make its step, or None."""
        if problem := _not_lines(got, len(self.lines)):
            return problem
        rows = zip(got, self.lines, self.steps, strict=True)
        for number, (line, want, step) in enumerate(rows, start=1):
            if form(line, np.asarray(want)) or not _equal(line, want):
                return f"line {number} does not make its step yet: {step}"
        return None


@dataclass(frozen=True)
class Chosen:
    """The answer must be one of some letters; the right one is kept as a hash."""

    letters: str
    digest: str

    @classmethod
    def right(cls, letters: str, right: str) -> Chosen:
        """The test for one right letter out of `letters`."""
        return cls(letters, _digest(right))

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with a choice, or None."""
        choice = got.strip().upper() if isinstance(got, str) else ""
        if len(choice) != 1 or choice not in self.letters:
            *some, last = (f'"{letter}"' for letter in self.letters)
            return f"needed one of the letters {', '.join(some)} or {last}"
        return None if _digest(choice) == self.digest else "another choice is right"


@dataclass(frozen=True)
class Sure:
    """Sure answers: a mean loss, finite and between two limits."""

    at_least: float = -1e-3
    at_most: float = np.inf

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the loss, or None."""
        if problem := form(got, np.zeros(())):
            return problem
        loss = float(np.asarray(got))
        if not np.isfinite(loss):
            return "it is inf or nan, needed a finite number"
        if loss < self.at_least:
            return "answers that are sure and wrong cost too little, less than 10 each"
        far = loss > self.at_most
        return "sure and right answers should cost nearly nothing" if far else None


@dataclass(frozen=True)
class Ends:
    """Sure answers: losses, finite, large where `dear`, nearly 0 elsewhere."""

    dear: Any

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the losses, or None."""
        if problem := form(got, np.zeros(self.dear.shape)):
            return problem
        loss = np.asarray(got, float)
        if not np.isfinite(loss).all():
            return "it holds inf or nan, needed finite numbers"
        if (loss[self.dear] < 10).any():
            return "a wrong answer of which the neuron is sure costs less than 10"
        far = (np.abs(loss[~self.dear]) > 1e-3).any()
        return (
            "a right answer of which the neuron is sure should cost nearly nothing" if far else None
        )


@dataclass(frozen=True)
class AnySlope:
    """The slope at a corner: of this shape, between 0 and 1."""

    shape: tuple[int, ...]

    def __call__(self, got: Any) -> str | None:
        """Say what is wrong with the slope, or None."""
        try:
            value = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            return "it does not return a number"
        if value.shape != self.shape:
            return f"its shape is {value.shape}, needed {self.shape}"
        return None if np.all((value >= 0) & (value <= 1)) else "it is not between 0 and 1"


def accepts(got: Any) -> str | None:
    """Say what is wrong with the verdict on a right implementation, or None."""
    return _no_verdict(got) or (None if got else "it is rejected, but it is right")


def rejects(got: Any) -> str | None:
    """Say what is wrong with the verdict on a wrong implementation, or None."""
    return _no_verdict(got) or ("it is accepted, but it is wrong" if got else None)


def _no_verdict(got: Any) -> str | None:
    if isinstance(got, TwoAnswers):
        return "your test says one thing the first time and another the second"
    if isinstance(got, (bool, np.bool_)):
        return None
    return f"your test returns a {type(got).__name__}, needed True or False"


def _not_lines(got: Any, count: int) -> str | None:
    if not isinstance(got, (tuple, list)) and np.ndim(got) == 0:
        return f"it returns one {type(got).__name__}, needed the {count} lines, in order"
    return None if len(got) == count else f"it returns {len(got)} lines, needed {count} lines"


def _equal(a: Any, b: Any) -> bool:
    return bool(np.allclose(np.asarray(a), np.asarray(b), rtol=1e-8, atol=1e-11))


def _digest(letter: str) -> str:
    return hashlib.sha256(f"choice {letter}".encode()).hexdigest()[:16]
