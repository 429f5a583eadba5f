"""Two mistakes at once: the likely ones of an exercise, run together on a few telling cases.

A mistake that only multiplies the right result (a sign, a mean, a factor 2) is not run with the
others: what comes out with it is computed from what they give alone.
"""

from __future__ import annotations

import ast
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.exam import Outcome
from nnkit.grading.mistakes.edits import Edit
from nnkit.grading.mistakes.fingerprint import KEYS, NUMBER, RIGHT, WEIGHTS, Prints, printed
from nnkit.grading.mistakes.program import ANSWER, at, nodes, replaced

if TYPE_CHECKING:
    from nnkit.grading.mistakes.build import Builder

LIKELY = 2.5  # edits of this weight are tried two at a time
PAIRED, OF_A_KIND = 150, 12  # so many of these, and so many of one kind
RUNS, VIEWED, SLOW = 4000, 1000, 300  # so many pairs are run; where a test views; slow ones
STEPS = 24_000  # so many statements, as a long program has more of them
LARGE = 4000  # cases of so many numbers are slow, and so are loops
FORMED = 120  # so many are run with each other form of the result
FORMS = ("averaged", "summed", "turned-result", "axis-more", "last-only", "summed-rows", "keepdims")
MULTIPLES, OTHERS = 9, 300  # so many mistakes that multiply, with so many others
GIVEN, BENT = 0.5, 1.5  # the weight of a listed mistake in a pair; of one on a whole other answer
PROBES, NUMBERS = 3, 8  # so many cases are run; so many where a result is single numbers
Item = tuple[int, Edit]
Two = tuple[Item, Item]


class Pairs:
    """The likely mistakes of one exercise, two at a time."""

    def __init__(
        self,
        builder: Builder,
        telling: Sequence[Item],
        single: Prints,
        truth: Prints,
        wholes: set[int],
    ):
        self.builder, self.wholes = builder, wholes
        self.single, self.truth = single, truth
        self.listed = {i for i, edit in telling if edit.kind == "given"}
        self.telling = sorted((item for item in telling if item[1].changes), key=self._weight)
        numbers = bool((truth.codes == NUMBER).all()) and truth.codes.shape[2] < 3
        self.probes = chosen_probes(single, NUMBERS if numbers else PROBES)
        self.traces: dict[tuple[Edit, int], Any] = {}

    def found(self) -> tuple[Prints, Array]:
        """The outcomes on the probes, and which two mistakes give each; likely ones first."""
        factors = self._factors()
        found = [*self._multiplied(factors), *self._formed(), *self._run(set(factors))]
        if not found:
            return self.truth[:0, self.probes], np.zeros((0, 2), int)
        rows = stacked([row for row, _ in found])
        both = [items for _, pairs in found for items in pairs]
        weights = [self._weight_of_two(*items) for items in both]
        seen = {*_marks(self.truth[:, self.probes]), *_marks(self.single[:, self.probes])}
        told, marks = _telling(rows), _marks(rows)
        kept = []
        for k in np.argsort(weights, kind="stable"):
            if told[k] and marks[k] not in seen:
                seen.add(marks[k])
                kept.append(k)
        return rows[kept], np.array([_ordered(*both[k]) for k in kept], int).reshape(-1, 2)

    def _weight(self, item: Item) -> float:
        """How unlikely a mistake is as one of two; all that the exercise lists are likely."""
        return GIVEN if item[0] in self.listed else item[1].weight

    def _weight_of_two(self, one: Item, two: Item) -> float:
        wholes = _alone(one[1]) + _alone(two[1])
        return self._weight(one) + self._weight(two) + BENT * wholes

    def _mixed(self, most: int, weight: float = 9.0) -> list[Item]:
        """The likely ones, not too many of one kind."""
        kinds: Counter[str] = Counter()
        chosen = []
        for item in self.telling:
            kinds[item[1].kind] += 1
            few = kinds[item[1].kind] <= OF_A_KIND or item[0] in self.listed
            if few and self._weight(item) <= weight:
                chosen.append(item)
        return chosen[:most]

    def _factors(self) -> dict[int, Array]:
        """The mistakes that multiply the right result, with their factors (cases, parts)."""
        lengths = np.array([self.builder.length(i) for i in self.builder.ordinary], float)
        likely = [item[0] for item in self.telling if self._weight(item) <= LIKELY]
        factors, fits = multiples(self.single[likely], self.truth, lengths)
        found: dict[int, Array] = {}
        seen: set[bytes] = set()
        for i, factor, fit in zip(likely, factors, fits, strict=True):
            key = np.round(factor, 6).tobytes()
            if fit and key not in seen and len(found) < MULTIPLES:
                seen.add(key)
                found[i] = factor
        return found

    def _pure(self, factor: Array) -> bool:
        """Say whether a factor is one number, or the number of examples and nothing else."""
        lots = np.maximum([self.builder.length(i) for i in self.builder.ordinary], 1.0)[:, None]
        each = [factor, factor / lots, factor * lots]
        plain = [np.ptp(each[0]) < 1e-6, *(np.allclose(abs(e), 1, rtol=1e-6) for e in each[1:])]
        return any(plain)

    def _multiplied(self, factors: dict[int, Array]) -> Iterator[tuple[Prints, list[Two]]]:
        edits = dict(self.telling)
        for i, factor in factors.items():
            others = [
                (j, other)
                for j, other in self._mixed(OTHERS)
                if i != j
                and (j not in factors or (self._pure(factor) and self._pure(factors[j])))
                and (
                    whole(edits[i])
                    or whole(other)
                    or together(edits[i], other) is not None
                    or (_of_answer(edits[i]) and other.program not in (None, edits[i].program))
                )
            ]
            rows = self.single[[j for j, _ in others]][:, self.probes]
            c = factor[None, self.probes]
            with np.errstate(all="ignore"):
                sizes = np.where(rows.failed, rows.sizes, rows.sizes * np.abs(c))
                rows = Prints(rows.codes, rows.values * c, sizes)
            yield rows, [((i, edits[i]), item) for item in others]

    def _formed(self) -> Iterator[tuple[Prints, list[Two]]]:
        """Mistakes with the result in another form: only its last line is run again."""
        forms = [i for i in self.telling if i[1].kind in FORMS and _of_answer(i[1])]
        for form in forms:
            yield from self._both((form, other) for other in self._mixed(FORMED, LIKELY))

    def _run(self, factors: set[int]) -> Iterator[tuple[Prints, list[Two]]]:
        likely = [
            item
            for item in self._mixed(PAIRED, LIKELY)
            if item[0] not in factors or not _of_answer(item[1])
        ]  # what multiplies a line in between need not multiply what others make of it
        weights = [self._weight(item) for item in likely]
        pairs = (
            (weights[a] + weights[b], a, b)
            for a in range(len(likely))
            for b in range(a + 1, len(likely))
        )
        programs = self.builder.programs
        runs = min(RUNS, STEPS // max((p.length for p in programs), default=1))
        cases = [self.builder.exam.cases[i] for i in self.builder.ordinary]
        runs = min(runs, VIEWED) if any(hasattr(case.test, "view") for case in cases) else runs
        slow = any(p.loops for p in programs) or any(size(case.args) > LARGE for case in cases)
        runs = SLOW if slow else runs
        right = np.asarray(self.truth.equal(self.single, RIGHT).all(axis=1))
        wrong = ~right  # (mistakes, parts)
        chosen = [(likely[a], likely[b]) for _, a, b in heapq.nsmallest(runs, pairs)]
        # each in results of its own: they are told by these
        yield from self._both(two for two in chosen if (wrong[two[0][0]] & wrong[two[1][0]]).any())

    def _both(self, pairs: Iterable[Two]) -> Iterator[tuple[Prints, list[Two]]]:
        counts = [self.builder.counts[k] for k in self.probes]
        for one, two in pairs:
            others = all(whole(edit) or _bends(edit) for _, edit in (one, two))
            listed = one[0] in self.listed and two[0] in self.listed
            if others and (listed or not (whole(one[1]) or whole(two[1]))):
                continue  # two other answers
            if any(self._untrue(a, b) for a, b in ((one, two), (two, one))):
                continue
            both = together(one[1], two[1])
            if both is None:
                continue
            outcomes = [self._seen(both, one[1], two[1], k) for k in self.probes]
            if any(o.error is None for o in outcomes):
                yield printed(outcomes, counts), [(one, two)]

    def _untrue(self, one: Item, two: Item) -> bool:
        """Say whether the words on a whole answer do not hold once the other mistake is made."""
        return one[0] in self.wholes and one[1].kind != "given" and not _bends(two[1])

    def _seen(self, both: Edit, one: Edit, two: Edit, probe: int) -> Outcome:
        outcome = self._outcome(both, one, two, probe)
        return self.builder.exam.seen(self.builder.ordinary[probe], outcome)

    def _outcome(self, both: Edit, one: Edit, two: Edit, probe: int) -> Outcome:
        """What both give in a case: from where the second begins on what the first has left."""
        if two.start < one.start:
            one, two = two, one
        states, error = self._trace(one, probe)
        if two.start >= len(states):
            return Outcome(error=error)
        writes = one.writes or two.writes
        try:
            return Outcome(both.program.rerun(states, both.code(), two.start, writes))
        except Exception as problem:
            return Outcome(error=problem)

    def _trace(self, edit: Edit, probe: int) -> tuple[list[dict[str, Any]], Exception | None]:
        """The names before each statement with an edit made, up to an error."""
        if (edit, probe) not in self.traces:
            right = self.builder.states[edit.program][self.builder.ordinary[probe]]
            code, start = edit.code(), edit.start
            self.traces[edit, probe] = edit.program.states(right, start, code, edit.writes)
        found: tuple[list[dict[str, Any]], Exception | None] = self.traces[edit, probe]
        return found


def multiples(rows: Prints, truth: Prints, lengths: Array) -> tuple[Array, Array]:
    """The factors (rows, cases, parts) from the right result to others, and where they are known.

    The same factor in all cases, or one that goes with the number of examples.
    """
    used = truth.sizes > 1e-9
    with np.errstate(all="ignore"):
        factor = np.where(used, rows.values / truth.values, 1.0)
        size = np.where(used, rows.sizes / truth.sizes, 1.0)
        same = (rows.codes == truth.codes) & np.isclose(np.abs(factor), size, rtol=1e-6)
        same &= np.isfinite(factor) & (factor != 0) & (used | (rows.sizes < 1e-9))
        fits = same.all(axis=(1, 2)) & (used.sum(axis=1) > 2).all()
        steady = np.zeros((len(rows), 1, truth.codes.shape[2]), bool)
        for power in (0, 1, -1):
            lots = np.maximum(lengths, 1)[:, None] ** power
            each = np.where(used, factor / lots, np.nan)
            low, high = (f(each, axis=1, keepdims=True) for f in (np.nanmin, np.nanmax))
            now = np.isclose(low, high, rtol=1e-6) & ~steady
            factor = np.where(now & ~used, low * lots, factor)  # as in the other cases
            steady |= now
    return factor, fits & steady.all(axis=(1, 2))


def _telling(rows: Prints) -> Array:
    """Which outcomes are more than a few zeros and ones, or numbers without bound."""
    given = rows.sizes > 0
    plain = np.abs(rows.values / WEIGHTS[0])
    few = (rows.codes == NUMBER) & (np.abs(plain - np.round(plain)) < 1e-9) & (plain < 1.5)
    bound = (rows.sizes < 1e30).all(axis=(1, 2))
    return np.asarray((given & ~few).any(axis=(1, 2)) & bound)


def chosen_probes(single: Prints, most: int) -> tuple[int, ...]:
    """Places (among the ordinary cases) of the few that tell single mistakes apart."""
    rows, cases = single.codes.shape[:2]
    look: dict[Any, int] = {}
    marks = np.array(
        [
            [look.setdefault((k, mark), len(look)) for mark in _marks(single[:, k])]
            for k in range(cases)
        ]
    )
    chosen: list[int] = []
    apart = 0
    while len(chosen) < min(most, cases) and rows:
        counts = {
            k: len(np.unique(marks[[*chosen, k]], axis=1).T)
            for k in range(cases)
            if k not in chosen
        }
        best = max(counts, key=lambda k: counts[k])
        if chosen and counts[best] == apart:
            break
        chosen, apart = [*chosen, best], counts[best]
    return tuple(sorted(chosen))


def _marks(rows: Prints) -> list[bytes]:
    """A mark for each row: equal ones are the same outcome."""
    scale = np.maximum(rows.sizes, 1e-300)
    with np.errstate(all="ignore"):
        parts = [rows.codes, np.round(rows.values / scale, 6), np.round(np.log(scale), 5)]
    table = np.concatenate([np.asarray(p, float) for p in parts], axis=-1) + 0.0
    return [row.tobytes() for row in table]


def key_of(row: Prints) -> bytes:
    """Rows with equal keys are the same outcome."""
    return _marks(row)[0]


def stacked(rows: Sequence[Prints]) -> Prints:
    """Put the fingerprints of several answers together."""
    return Prints(*(np.concatenate([getattr(row, key) for row in rows]) for key in KEYS))


def _ordered(one: Item, two: Item) -> tuple[int, int]:
    """The two mistakes in the order of the program."""
    return (one[0], two[0]) if one[1].start <= two[1].start else (two[0], one[0])


def size(args: Any) -> int:
    """How many numbers the arguments of a case hold."""
    if isinstance(args, (tuple, list)):
        return sum(map(size, args))
    return int(np.size(args)) if isinstance(args, np.ndarray) else 1


def whole(edit: Edit) -> bool:
    """Say whether a listed mistake is another answer altogether."""
    return edit.kind == "given" and _of_answer(edit)


def _alone(edit: Edit) -> bool:
    """Say whether a listed answer reads nothing that the program makes."""
    if not whole(edit):
        return False
    made = edit.program.made
    read = (n.id for _, _, new in edit.changes for n in ast.walk(new) if isinstance(n, ast.Name))
    return made.isdisjoint(read)


def _bends(edit: Edit) -> bool:
    """Say whether an edit takes the right result as a whole and makes something else of it."""
    number, path, new = edit.changes[0]
    if not _of_answer(edit) or path[-1:] != (("value", None),) or not isinstance(new, ast.AST):
        return False
    old = at(edit.program.statements[number], path)
    return any(part is old for _, part in nodes(new))


def _of_answer(edit: Edit) -> bool:
    return any(line.name == ANSWER for line in edit.lines)


def together(one: Edit, two: Edit) -> Edit | None:
    """Two edits at once, or None where they change the same place."""
    if one.program is not two.program or not one.changes or not two.changes:
        return None
    if len(one.changes) == len(two.changes) == 1 and one.start == two.start:
        inside = _nested(one, two) or _nested(two, one) or _bent(one, two) or _bent(two, one)
        if inside:
            return inside
    if any(_alone(a) and (b.start or b.kind != "given") for a, b in ((one, two), (two, one))):
        return None
    for n, p, _ in one.changes:
        for m, q, _ in two.changes:
            if n == m and (p[: len(q)] == q or q[: len(p)] == p):
                return None
    changes = (*one.changes, *two.changes)
    alone = {n for n, _, _ in one.changes}.isdisjoint(n for n, _, _ in two.changes)
    codes = {**one.code(), **two.code()} if alone else {}
    return Edit(one.program, changes, "two", one.weight + two.weight, (), codes=codes)


def _bent(other: Edit, bend: Edit) -> Edit | None:
    """Another answer altogether, and its value bent as a whole."""
    (number, p, made), (_, q, new) = other.changes[0], bend.changes[0]
    if not whole(other) or q != (*p, ("value", None)) or not isinstance(new, ast.AST):
        return None
    old = at(bend.program.statements[number], q)
    ways = [path for path, part in nodes(new) if part is old]
    for way in ways:
        new = replaced(new, way, made.value)
    change = (number, p, replaced(made, (("value", None),), new))
    weight = other.weight + bend.weight
    return Edit(other.program, (change,), "two", weight, ()) if ways else None


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
