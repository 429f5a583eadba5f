"""The rules of the course's total, in ``nbgrader_config.py``: ``c.Course.drop_lowest = 1``."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence

from traitlets import Dict, Float, Integer, TraitError, Unicode
from traitlets.config import Configurable

from nnkit.grading.errors import UseError
from nnkit.grading.handin.folder import CONFIG, Classroom


class Course(Configurable):  # type: ignore[misc]
    """How the units make the total, which is in percent."""

    weights = Dict(
        value_trait=Float(),
        key_trait=Unicode(),
        help="{assignment: its weight}; without it each weighs as many as it has points.",
    ).tag(config=True)
    drop_lowest = Integer(
        0, min=0, help="So many assignments, those that pull a student down most, do not count."
    ).tag(config=True)
    pass_percent = Float(
        None, allow_none=True, min=0, max=100, help="The total that is needed to pass, in percent."
    ).tag(config=True)


def rules(room: Classroom, graded: Sequence[str]) -> Course:
    """Read the rules of a course whose gradebook holds the assignments `graded`.

    Raises
    ------
    UseError
        A setting that there is not, of another kind, or that contradicts the assignments.
    """
    section = room.config.get("Course", {})
    for name in section:
        if name not in Course.class_trait_names(config=True):
            raise _wrong(
                name, f"is no setting; {_near(name, Course.class_trait_names(config=True))}"
            )
    try:
        found = Course(config=room.config)
    except TraitError as error:
        raise UseError(f"{CONFIG}: {' '.join(str(error).split())}") from None
    known = sorted({*room.assignments(), *graded})
    for name, weight in found.weights.items():
        if name not in known:
            raise _wrong("weights", f"names {name!r}, which is no assignment; {_near(name, known)}")
        if not (math.isfinite(weight) and weight >= 0):
            raise _wrong("weights", f"gives {name!r} {weight:g}; needed is a number from 0 up")
    without = [name for name in graded if name not in found.weights]
    if found.weights and without:
        raise _wrong("weights", f"has none for {without[0]!r}; write 0 if it is not to count")
    if found.weights and not any(found.weights.values()):
        raise _wrong("weights", "are all 0; give at least one assignment more")
    count = sum(found.weights.get(name, 1) > 0 for name in known)
    if found.drop_lowest and found.drop_lowest >= count:
        raise _wrong("drop_lowest", f"is {found.drop_lowest}, but only {count} assignments count")
    return found


def _wrong(name: str, what: str) -> UseError:
    return UseError(f"{CONFIG}: c.Course.{name} {what}")


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"


def best(shares: Sequence[float], weights: Sequence[float], drop: int) -> tuple[float, list[int]]:
    """The weighted mean of shares without the `drop` that pull it down most.

    Weights are above 0, and fewer are dropped than there are.

    Returns
    -------
    mean : float
        The largest that can be had, so that no better mark ever makes a total worse.
    kept : list of int
        The places that count.

    Notes
    -----
    A mean above m needs a sum of w (s - m) above 0: keep the largest of these, take their mean
    as the next m, until it grows no more (W. Dinkelbach, On nonlinear fractional programming,
    Management Science 13, 1967).
    """
    mean, kept = -math.inf, list(range(len(shares)))
    new = _mean(shares, weights, kept)
    while new > mean + 1e-12:
        mean = new
        gain = [w * (s - mean) for s, w in zip(shares, weights, strict=True)]
        order = sorted(range(len(shares)), key=lambda i: (-gain[i], i))
        kept = sorted(order[: len(shares) - drop])
        new = _mean(shares, weights, kept)
    return new, kept


def _mean(shares: Sequence[float], weights: Sequence[float], kept: Sequence[int]) -> float:
    return sum(weights[i] * shares[i] for i in kept) / sum(weights[i] for i in kept)
