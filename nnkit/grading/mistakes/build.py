"""Build the table of an exercise: run every edit of its programs on the visible cases."""

from __future__ import annotations

import heapq
import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.drawn import DrawnExam, exam, home_seed
from nnkit.grading.exercise.exam import Outcome, call
from nnkit.grading.exercise.spec import EDGE, ORDINARY, USUAL_SECONDS, Misconception, Spec
from nnkit.grading.mistakes.edits import Edit, edits, given
from nnkit.grading.mistakes.fingerprint import RIGHT, Prints, count_parts, printed
from nnkit.grading.mistakes.generic import generic_mistakes
from nnkit.grading.mistakes.pairs import Pairs, key_of, size, stacked
from nnkit.grading.mistakes.program import ANSWER, Program, read
from nnkit.grading.mistakes.table import Known, Table, sign
from nnkit.grading.mistakes.words import sentence

SINGLES = 1300  # so many edits of an exercise are tried, the likely ones
STEPS = 16_000  # so many statements of them, as a long program has more
WHOLE = ("This is ", "That is ")
EDGE_KINDS = (
    "overflow-up",
    "overflow-down",
    "one-maximum",
    "where-both",
    "type-of-argument",
    "single",
)


class Builder:
    """Makes the table of one exercise: runs every edit of its programs on the visible cases."""

    def __init__(self, exam: DrawnExam):
        self.exam = exam
        with own_code(f"the mistakes of {exam.spec.name} cannot be read"):
            self.programs = [read(form) for form in exam.spec.forms]
            self.special = special(exam.spec, self.programs)
        self.ordinary = [i for i, _ in exam.at(*ORDINARY)]
        self.edge = [i for i, _ in exam.at(*EDGE)]
        named = len(exam.spec.parts)
        self.truth = [exam.seen(i, Outcome(exam.wanted(i))) for i in self.ordinary]
        self.counts = [count_parts(outcome.value, named) for outcome in self.truth]
        calls = {i: (exam.cases[i].args, exam.cases[i].kwargs) for i in self.ordinary}
        self.states = {p: {i: p.trace(*calls[i]) for i in calls} for p in self.programs}

    def table(self) -> Table:
        """Build the table."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return self._table()

    def _table(self) -> Table:
        spec = self.exam.spec
        truth = printed(self.truth, self.counts)
        known: list[Known] = []
        rows: list[Prints] = []
        seen: dict[Any, int] = {}
        telling: list[tuple[int, Edit]] = []
        again: dict[int, Edit] = {}  # a listed mistake, made in another way
        edges: list[tuple[int, tuple[str, ...]]] = []
        wholes: set[int] = set()  # mistakes whose words are about the whole answer
        listed = 0  # so many mistakes are listed
        for edit in self._edits():
            outcomes = self._outcomes(edit)
            if all(o.error is not None for o in outcomes) and not edit.advice:
                continue
            row = printed(outcomes, self.counts, truth)
            if truth.equal(row, RIGHT).all():
                signs = self._signs(edit) if edit.advice or edit.kind in EDGE_KINDS else ()
                if any(signs) and (signs not in {s for _, s in edges} or edit.advice):
                    edges.append((len(known), signs))
                    known.append(_told(edit))
                    rows.append(row)
                continue
            if not edit.advice and edit.kind != "zero" and not (row.sizes > 0).any():
                continue  # 0 or not finite everywhere: it says nothing about the way there
            key = key_of(row)
            if key in seen:
                first = seen[key]
                if first < listed and again.setdefault(first, edit) is edit:
                    telling.append((first, edit))  # as a part of two, in the listed words
                    if first in wholes:
                        telling.append((len(known), edit))  # and in its own
                        known.append(_told(edit))
                        rows.append(row)
                continue
            if edit.advice.startswith(WHOLE):
                wholes.add(len(known))
            seen[key] = len(known)
            listed = len(known) + 1 if edit.advice else listed
            telling.append((len(known), edit))
            known.append(_told(edit))
            rows.append(row)
        single = stacked(rows) if rows else truth[:0]
        for index, _ in edges:  # right on ordinary cases: explains nothing there
            single.codes[index] ^= 0xFFFF
        pairs = Pairs(self, telling, single, truth, wholes)
        found, both = pairs.found()
        counts, parts = self.counts, spec.parts
        return Table(known, truth, single, pairs.probes, found, both, edges, counts, parts)

    def _edits(self) -> Iterator[Edit]:
        yield from self.special
        for program in self.programs[1:]:
            if program.why:
                yield Edit(program, (), "form", 0.0, (), advice=program.why, id=program.name)
        if self.ordinary:
            probe = max(self.ordinary, key=lambda i: size(self.exam.cases[i].args))
            single = (edits(p, self.states[p][probe]) for p in self.programs)
            likely = [*heapq.merge(*single, key=lambda edit: edit.weight)]
            lines = max((p.length * (1 + p.loops) for p in self.programs), default=1)
            many = min(SINGLES, STEPS // lines)
            yield from likely[:many]
            yield from (edit for edit in likely[many:] if edit.kind in EDGE_KINDS)
        if self.exam.spec.seconds <= USUAL_SECONDS:
            yield from (_of_function(m, 5.0) for m in generic_mistakes(self.exam.spec))

    def _outcomes(self, edit: Edit) -> list[Outcome]:
        return [self._seen(edit, i) for i in self.ordinary]

    def _seen(self, edit: Edit, index: int) -> Outcome:
        return self.exam.seen(index, self._run(edit, index))

    def _run(self, edit: Edit, index: int) -> Outcome:
        if edit.function is not None:
            return call(edit.function, self.exam.cases[index])
        try:
            states = self.states[edit.program][index]
            if not edit.changes:
                return Outcome(states[-1][ANSWER])
            again = edit.program.rerun
            return Outcome(again(states, edit.code(), edit.start, edit.writes))
        except Exception as error:
            return Outcome(error=error)

    def length(self, index: int) -> int:
        """How many examples a case has: the rows of its first array."""
        arrays = [a for a in self.exam.cases[index].args if isinstance(a, np.ndarray) and a.ndim]
        return len(arrays[0]) if arrays else 0

    def _signs(self, edit: Edit) -> tuple[str, ...]:
        """How each of the unusual cases fails."""
        signs = []
        for index in self.edge:
            case = self.exam.cases[index]
            with np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"):
                outcome = call(edit, case)
            signs.append(sign(self.exam, index, outcome))
        return tuple(signs)


def special(spec: Spec, programs: Sequence[Program]) -> list[Edit]:
    """The mistakes that an exercise lists itself: lines of its program, and functions."""
    found = []
    seen: Counter[str] = Counter()
    for text, advice in blocks(spec.mistakes):
        base = "-".join(re.findall(r"[a-z0-9]+", advice.lower())[:6])
        seen[base] += 1
        id = base if seen[base] == 1 else f"{base}-{seen[base]}"
        problems = []
        for program in programs:
            try:
                found.append(given(program, text, advice, id))
                break
            except (ValueError, SyntaxError) as problem:
                problems.append(str(problem))
        else:
            raise ValueError(problems[0] if problems else f"{spec.name} has no program to change")
    return [*found, *(_of_function(mistake, 0.0) for mistake in spec.misconceptions)]


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Take a list of mistakes apart: lines of code, and behind or under them what is wrong.

    Lines that begin alike are ways to make the same mistake; "or" stands between longer ones.
    """
    code: list[str] = []
    words: list[str] = []
    for line in [*textwrap.dedent(text).splitlines(), "end"]:
        made, _, said = line.partition("#" if line.lstrip().startswith("#") else "  # ")
        if made.strip():
            if words:
                yield from ((way, " ".join(words)) for way in _ways(code))
                code, words = [], []
            code.append(made)
        if said:
            words.append(said.strip("# "))


def _ways(code: list[str]) -> list[str]:
    heads = {(re.match(r"return\b|\S[^=(]* = ", line) or [line])[0] for line in code}
    if len(heads) == 1:
        return code
    return [way.strip("\n") for way in re.split(r"(?m)^or$", "\n".join(code))]


def _of_function(mistake: Misconception, weight: float) -> Edit:
    none: Any = None
    return Edit(
        none, (), "given", weight, (), advice=mistake.advice, id=mistake.id, function=mistake.wrong
    )


def table_of(spec: Spec) -> Table:
    """Build the table of an exercise."""
    return Builder(exam(spec, False, home_seed(spec.name))).table()


def _told(edit: Edit) -> Known:
    said = sentence(edit)
    terms = "-".join(line.name.strip("_") for line in edit.lines)
    name = edit.id or re.sub(r"[^a-z0-9]+", "-", f"{terms}-{edit.kind}".lower()).strip("-")
    return Known(name, said, edit.weight)
