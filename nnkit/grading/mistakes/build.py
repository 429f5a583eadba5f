"""Build the table of an exercise: run every edit of its programs on the visible cases."""

from __future__ import annotations

import ast
import heapq
import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.drawn import DrawnExam, exam, home_seed
from nnkit.grading.exercise.exam import Outcome, call
from nnkit.grading.exercise.spec import EDGE, ORDINARY, USUAL_SECONDS, Misconception, Spec
from nnkit.grading.mistakes.edits import Edit, edits, given
from nnkit.grading.mistakes.fingerprint import KEYS, RIGHT, Prints, count_parts, printed
from nnkit.grading.mistakes.generic import generic_mistakes
from nnkit.grading.mistakes.program import ANSWER, Program, at, nodes, read, replaced
from nnkit.grading.mistakes.table import Known, Table, sign
from nnkit.grading.mistakes.words import sentence

PAIRED, LIKELY = 100, 2.0  # this many likely edits, of this weight, are tried two at a time
OF_A_KIND = 12
PROBES = 3  # at most so many cases are run for two mistakes at once
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
        truth = self._print(self.truth)
        known: list[Known] = []
        rows: list[Prints] = []
        seen: dict[Any, int] = {}
        telling: list[tuple[int, Edit]] = []
        edges: list[tuple[int, tuple[str, ...]]] = []
        listed = 0  # so many mistakes are listed
        for edit in self._edits():
            outcomes = self._outcomes(edit)
            if all(o.error is not None for o in outcomes) and not edit.advice:
                continue
            row = self._print(outcomes)
            if truth.equal(row, RIGHT).all():
                signs = self._signs(edit) if edit.advice or edit.kind in EDGE_KINDS else ()
                if any(signs) and (signs not in {s for _, s in edges} or edit.advice):
                    edges.append((len(known), signs))
                    known.append(_told(edit))
                    rows.append(row)
                continue
            if not edit.advice and edit.kind != "zero" and not (row.sizes > 0).any():
                continue  # 0 or not finite everywhere: it says nothing about the way there
            key = _key(row)
            if key in seen:
                if seen[key] < listed and edit.weight <= LIKELY:
                    telling.append((seen[key], edit))  # as a part of two, in the listed words
                continue
            seen[key] = len(known)
            listed = len(known) + 1 if edit.advice else listed
            telling.append((len(known), edit))
            known.append(_told(edit))
            rows.append(row)
        single = _stacked(rows) if rows else truth[:0]
        for index, _ in edges:  # right on ordinary cases: explains nothing there
            single.codes[index] ^= 0xFFFF
        probes = self._probes(single)
        pairs, both = self._pairs(telling, single, truth, probes)
        return Table(known, truth, single, probes, pairs, both, edges, self.counts, spec.parts)

    def _edits(self) -> Iterator[Edit]:
        yield from self.special
        for program in self.programs:
            if program.why:
                yield Edit(program, (), "form", 0.0, (), advice=program.why, id=program.name)
        if self.ordinary:
            probe = max(self.ordinary, key=lambda i: _size(self.exam.cases[i].args))
            single = (edits(p, self.states[p][probe]) for p in self.programs)
            yield from heapq.merge(*single, key=lambda edit: edit.weight)
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
            return Outcome(edit.program.rerun(states, edit.code(), edit.kind == "given"))
        except Exception as error:
            return Outcome(error=error)

    def _print(self, outcomes: Sequence[Outcome]) -> Prints:
        return printed(outcomes, self.counts)

    def _signs(self, edit: Edit) -> tuple[str, ...]:
        """How each of the unusual cases fails."""
        signs = []
        for index in self.edge:
            case = self.exam.cases[index]
            with np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"):
                outcome = call(edit, case)
            signs.append(sign(self.exam, index, outcome))
        return tuple(signs)

    def _probes(self, single: Prints) -> tuple[int, ...]:
        """Places (among the ordinary cases) of the few that tell single mistakes apart."""
        rows = range(len(single))
        keys = [[_key(single[r : r + 1, [k]]) for r in rows] for k in range(len(self.ordinary))]
        chosen: list[int] = []
        apart = 0
        while len(chosen) < PROBES:
            counts = {
                k: len(set(zip(*(keys[c] for c in (*chosen, k)), strict=True)))
                for k in range(len(keys))
                if k not in chosen
            }
            best = max(counts, key=lambda k: counts[k], default=None)
            if best is None or (chosen and counts[best] == apart):
                break
            chosen, apart = [*chosen, best], counts[best]
        return tuple(sorted(chosen))

    def _pairs(
        self, telling: Sequence[tuple[int, Edit]], single: Prints, truth: Prints, probes: Any
    ) -> tuple[Prints, Array]:
        telling = [(i, edit) for i, edit in telling if edit.changes]
        likely = _mixed([item for item in telling if item[1].weight <= LIKELY])
        counts = [self.counts[k] for k in probes]
        found: dict[Any, tuple[Prints, tuple[int, int]]] = {}
        for row in [truth, *(single[i : i + 1] for i in range(len(single)))]:
            found[_key(row[:, probes])] = row, (-1, -1)
        for a, (i, one) in enumerate(likely):
            for j, two in likely[a + 1 :]:
                both = together(one, two)
                if both is None:
                    continue
                outcomes = [self._seen(both, self.ordinary[k]) for k in probes]
                if all(o.error is not None for o in outcomes):
                    continue
                row = printed(outcomes, counts)
                ordered = (i, j) if one.start <= two.start else (j, i)
                found.setdefault(_key(row), (row, ordered))
        new = [(row, both) for row, both in found.values() if both[0] >= 0]
        if not new:
            return truth[:0, probes], np.zeros((0, 2), int)
        return _stacked([row for row, _ in new]), np.array([both for _, both in new])


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
    """Take a list of mistakes apart: lines of code, and under them what is wrong.

    A line "or" stands between several ways to make the same mistake.
    """
    code: list[str] = []
    words: list[str] = []
    for line in [*textwrap.dedent(text).splitlines(), "end"]:
        if line.lstrip().startswith("#"):
            words.append(line.strip("# "))
            continue
        if words and line.strip():
            for way in re.split(r"(?m)^or$", "\n".join(code)):
                yield way.strip("\n"), " ".join(words)
            code, words = [], []
        if line.strip():
            code.append(line)


def _of_function(mistake: Misconception, weight: float) -> Edit:
    none: Any = None
    return Edit(
        none, (), "given", weight, (), advice=mistake.advice, id=mistake.id, function=mistake.wrong
    )


def table_of(spec: Spec) -> Table:
    """Build the table of an exercise."""
    return Builder(exam(spec, False, home_seed(spec.name))).table()


def _whole(edit: Edit) -> bool:
    """Say whether a listed mistake is another answer altogether."""
    return edit.kind == "given" and any(line.name == ANSWER for line in edit.lines)


def _mixed(items: Sequence[tuple[int, Edit]]) -> list[tuple[int, Edit]]:
    """The likely ones, not too many of one kind."""
    kinds: Counter[str] = Counter()
    chosen = []
    for item in sorted(items, key=lambda item: item[1].weight):
        kinds[item[1].kind] += 1
        if kinds[item[1].kind] <= OF_A_KIND or item[1].kind == "given":
            chosen.append(item)
    return chosen[:PAIRED]


def together(one: Edit, two: Edit) -> Edit | None:
    """Two edits at once, or None where they change the same place."""
    if one.program is not two.program or not one.changes or not two.changes:
        return None
    if len(one.changes) == len(two.changes) == 1 and one.start == two.start:
        inside = _nested(one, two) or _nested(two, one) or _bent(one, two) or _bent(two, one)
        if inside:
            return inside
    if _whole(one) or _whole(two):
        return None
    for n, p, _ in one.changes:
        for m, q, _ in two.changes:
            if n == m and (p[: len(q)] == q or q[: len(p)] == p):
                return None
    changes = (*one.changes, *two.changes)
    alone = {n for n, _, _ in one.changes}.isdisjoint(n for n, _, _ in two.changes)
    codes = {**one.code(), **two.code()} if alone else {}
    return Edit(one.program, changes, "two", one.weight + two.weight, (), codes=codes)


def _bent(whole: Edit, bend: Edit) -> Edit | None:
    """Another answer altogether, and its value bent as a whole."""
    (number, p, made), (_, q, new) = whole.changes[0], bend.changes[0]
    if not _whole(whole) or q != (*p, ("value", None)) or not isinstance(new, ast.AST):
        return None
    old = at(bend.program.statements[number], q)
    ways = [path for path, part in nodes(new) if part is old]
    for way in ways:
        new = replaced(new, way, made.value)
    change = (number, p, replaced(made, (("value", None),), new))
    weight = whole.weight + bend.weight
    return Edit(whole.program, (change,), "two", weight, ()) if ways else None


def _nested(outer: Edit, inner: Edit) -> Edit | None:
    """The edit `inner` made within what `outer` leaves of the right line."""
    (number, p, new), (_, q, node) = outer.changes[0], inner.changes[0]
    if not (len(p) <= len(q) and q[: len(p)] == p) or not isinstance(new, ast.AST):
        return None
    old = at(outer.program.statements[number], q)
    ways = [path for path, part in nodes(new) if part is old]
    for way in ways:
        new = replaced(new, way, node)
    change = (number, p, new)
    return Edit(outer.program, (change,), "two", outer.weight + inner.weight, ()) if ways else None


def _stacked(rows: list[Prints]) -> Prints:
    """Put the fingerprints of several answers together."""
    return Prints(*(np.concatenate([getattr(row, key) for row in rows]) for key in KEYS))


def _told(edit: Edit) -> Known:
    said = sentence(edit)
    terms = "-".join(line.name.strip("_") for line in edit.lines)
    name = edit.id or re.sub(r"[^a-z0-9]+", "-", f"{terms}-{edit.kind}".lower()).strip("-")
    return Known(name, said, edit.weight)


def _key(row: Prints) -> Any:
    """Rows with equal keys are the same outcome."""
    scale = np.maximum(row.sizes, 1e-300)
    return (
        row.codes.tobytes(),
        np.round(row.values / scale, 6).tobytes(),
        np.round(np.log(scale), 5).tobytes(),
    )


def _size(args: Any) -> int:
    if isinstance(args, (tuple, list)):
        return sum(map(_size, args))
    return int(np.size(args)) if isinstance(args, np.ndarray) else 1
