"""The known mistakes of one exercise: what each does on the visible cases, and what is said.

A diagnosis is a look-up. Everything in a table follows from the exercise alone (the visible cases
have a fixed seed), so it can be stored and handed out.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array, listed, named_part
from nnkit.grading.exercise.exam import Exam, Outcome
from nnkit.grading.mistakes.fingerprint import KEYS, NUMBER, RIGHT, Prints

PRINTS = ("truth", "single", "pairs")


@dataclass(frozen=True)
class Known:
    """A mistake as it is told: its name in reports, and the sentence."""

    id: str
    advice: str
    weight: float = 0.0


@dataclass(eq=False)
class Table:
    """The known mistakes of an exercise and their fingerprints.

    `single` has a row for each of `known` on the ordinary cases, `truth` the row of the right
    answer. `pairs` has a row for two mistakes at once, on the cases `probes` only; `both` says
    which two. `edges` says, for mistakes that are right on ordinary cases, how each of the other
    cases fails ("" where it is right).
    """

    known: list[Known]
    truth: Prints
    single: Prints
    probes: tuple[int, ...]
    pairs: Prints
    both: Array
    edges: list[tuple[int, tuple[str, ...]]]
    counts: list[int]
    parts: Sequence[str]

    @classmethod
    def read(cls, data: bytes, parts: Sequence[str]) -> Table:
        """Read what `mistakes.cache.written` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as files:
            rows, probes, edges, counts = json.loads(files["text"].tobytes())
            truth, single, pairs = (Prints(*(files[f"{n}_{k}"] for k in KEYS)) for n in PRINTS)
            both = files["both"]
        known = [Known(*row) for row in rows]
        edges = [(index, tuple(signs)) for index, signs in edges]
        return cls(known, truth, single, tuple(probes), pairs, both, edges, counts, parts)

    def explain(self, row: Prints, follow: Sequence[str] = ()) -> list[Known]:
        """The mistakes that together give what `row` shows, its parts in the order `follow`."""
        same: Any = self.single.equal(row)
        whole = np.flatnonzero(same.all(axis=(1, 2)))
        if whole.size:
            return [self.known[whole[0]]]
        both = np.asarray(self.pairs.equal(row[:, self.probes]).all(axis=1))  # (pairs, parts)
        if (two := np.flatnonzero(both.all(axis=1))).size:
            return [self.known[i] for i in self.both[two[0]]]
        told = ~self.truth.equal(row, RIGHT)[0] & ~row.failed[0]  # a wrong value, not an error
        # elsewhere the shapes do not fit, and who makes this mistake does something else there
        fits = (same | self.single.failed).all(axis=(1, 2))
        shown = (same & told & (row.codes != NUMBER)).any(axis=(1, 2))
        if (alone := np.flatnonzero(fits & shown)).size:
            return [self.known[alone[0]]]
        order = [self.parts.index(part) for part in follow] or range(told.shape[1])
        both &= (row.sizes[0, list(self.probes)] > 0).all(axis=0)
        return self._by_parts(same.all(axis=1), both, np.asarray(told.any(axis=0)), order)

    def _by_parts(self, same: Array, two: Array, wrong: Array, order: Sequence[int]) -> list[Known]:
        """The mistakes that explain the wrong parts of a result, the first wrong one first."""
        left = wrong.copy()
        found: list[Known] = []
        right = np.asarray(self.single.equal(self.truth).all(axis=1))  # (mistakes, parts)
        ours = right.sum(axis=1) == len(wrong) - 1
        ours |= np.array(["changed places in what" in k.advice for k in self.known], bool)
        for part in order:
            if not left[part] or len(wrong) == 1 or len(found) == 2:
                continue
            fine = [p for p, w in zip(self.parts, wrong, strict=False) if not w]
            here = np.flatnonzero(same[:, part])
            rows = [i for i in here if not _named(_place(self.known[i]), fine)]
            if not rows:  # then what is told of the others is about these alone
                same = same & ours[:, None]
                both = self.both[two[:, part] & ~right[self.both, part].any(axis=1)][:1].ravel()
                found = found or [self._about(self.known[i], [part]) for i in both]
                continue
            # of two that say as much, the one that leaves alone what is right or wrong otherwise
            best = max(rows, key=lambda i: (same[i].sum(), ours[i], -self.known[i].weight))
            about = self._about(self.known[best], np.flatnonzero(left & same[best]))
            if all(_place(about) != _place(other) for other in found):
                found.append(about)
            left &= ~same[best]
        return found

    def _about(self, mistake: Known, parts: Sequence[int] | Array) -> Known:
        """The mistake, told of some parts of the result only."""
        about = [self.parts[k] for k in parts] if self.parts else []
        if not about or _named(mistake.advice, self.parts) == about:
            return mistake
        return replace(mistake, advice=f"For {listed([*map(named_part, about)])}: {mistake.advice}")

    def explain_edges(self, signs: Sequence[str], *, tests: bool = False) -> list[Known]:
        """The mistake that fails on the same unusual cases in the same way.

        Otherwise one that fails so on some of them, the first among these. With `tests` the cases
        are what a student's test should reject: how it fails is the same, and two may be told.
        """
        wrong = {i for i, sign in enumerate(signs) if sign}
        fits = []
        for index, ours in self.edges:
            fails = {i for i, sign in enumerate(ours) if sign}
            same = all(tests or ours[i] == signs[i] for i in fails & wrong)
            if fails and fails <= wrong and same and (tests or min(wrong) in fails):
                fits.append((fails, index))
        best = max(fits, key=lambda fit: len(fit[0]), default=(wrong, None))
        two = (pair for pair in combinations(fits, 2) if pair[0][0] | pair[1][0] == wrong)
        told = next(two, [best]) if tests and best[0] != wrong else [best]
        return [self.known[index] for _, index in told if index is not None]


def _place(mistake: Known) -> str:
    """Where a sentence says that the mistake is."""
    return re.split("[,.]", mistake.advice)[0]


def _named(said: str, parts: Sequence[str]) -> list[str]:
    """The parts of a result of which a sentence speaks."""
    return [p for p in parts if re.search(rf"\b{re.escape(p)}\b", said, re.I * (len(p) > 1))]


def sign(exam: Exam, index: int, outcome: Outcome) -> str:
    """Say in a word how an outcome of case `index` fails, or "" when it is right."""
    if exam.judge(index, outcome) is None:
        return ""
    if outcome.error is not None:
        return outcome.error_name
    finite = _finite(outcome.value)
    if not finite:
        return "no numbers" if finite is None else "not finite"
    value = "value" if exam.judge(index, Outcome(outcome.value)) else ""
    return f"warns {value}".strip() if outcome.warned else value


def _finite(value: Any) -> bool | None:
    """Say whether all numbers of a result are finite; None where there are others than numbers."""
    if isinstance(value, (tuple, list)):
        parts = [_finite(part) for part in value]
        return None if None in parts else all(parts)
    try:
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except (TypeError, ValueError):
        return None
