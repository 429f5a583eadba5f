"""Find the mistakes in the notes: four lines about the chain rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units import forms
from nnkit.grading.units.u06_chain_rule.scalars import UNIT


def rates(rng: Rng) -> tuple[Array, Array]:
    """Draw du and dg of two paths, away from 0 and 1."""
    du, dg = rng.uniform(1.3, 2.7, (2, 2)) * rng.choice([-1.0, 1.0], (2, 2))
    return du, dg


def matrices(rng: Rng) -> tuple[Array, Array]:
    """Draw two matrices of slopes, 2×2."""
    Du, Dg = rng.normal(0, 1, (2, 2, 2))
    return Du, Dg


def _right(du: Any, dg: Any, Du: Any, Dg: Any) -> tuple[Any, Any, Any, Any]:
    one_path = du[0] * dg[0]
    return one_path, one_path / du[0], one_path + du[1] * dg[1], Du @ Dg


def _cases(rng: Rng) -> list[Case]:
    M = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[2.0, 0.0], [1.0, 4.0]])
    return [
        Case((np.array([2.0, 3.0]), np.array([5.0, 7.0]), *M), "du = [2, 3], dg = [5, 7]", "hand"),
        Case((np.array([4.0, 0.5]), np.array([-1.5, 2.0]), np.eye(2), M[1]), "Du = I", "isolated"),
        Case((*rates(rng), *matrices(rng)), "random numbers", "random"),
        Case((*rates(rng), *matrices(rng)), "other random numbers", "random"),
        Case(
            (np.array([2, -3]), np.array([4, 3]), *(m.astype(int) for m in M)),
            "whole numbers",
            "integer",
        ),
    ]


def _line(id: str, number: int, wrong: Function, advice: str, note: str = "") -> Misconception:
    """The right lines, with one of them replaced."""

    def answer(*given: Any) -> tuple[Any, ...]:
        right = _right(*given)
        return (*right[:number], wrong(*given), *right[number + 1 :])

    return Misconception(id, answer, advice, note, part=number)


ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "B-as-printed",
        1,
        lambda du, dg, Du, Dg: du[0] * du[0] * dg[0],
        "Line B is still as printed (001 line 87, erratum E07). Put in numbers: which slope times "
        "which gives which?",
        "001 line 87, erratum E07",
    ),
    (
        "C-as-printed",
        2,
        lambda du, dg, Du, Dg: du[0] * dg[0] + du[1] + dg[1],
        "Line C is still as printed (001 line 95, erratum E08). Treat the second path as the "
        "first one.",
        "001 line 95, erratum E08",
    ),
    (
        "D-as-printed",
        3,
        lambda du, dg, Du, Dg: np.tile(np.diag(Du) @ Dg, (2, 1)),
        "Line D is still as printed (001 line 117, erratum E10). One letter has two jobs in it.",
        "001 line 117, erratum E10",
    ),
    (
        "A-sum",
        0,
        lambda du, dg, Du, Dg: du[0] + dg[0],
        "You changed line A, and its slopes are added now. It was right.",
    ),
    (
        "A-both-paths",
        0,
        lambda du, dg, Du, Dg: du @ dg,
        "You changed line A: it is about one path, and it was right.",
    ),
    (
        "A-quotient",
        0,
        lambda du, dg, Du, Dg: dg[0] / du[0],
        "You changed line A, and it divides now. It was right.",
    ),
    (
        "B-same-as-A",
        1,
        lambda du, dg, Du, Dg: du[0] * dg[0],
        "Line B is the slope of g in x now. Its left side is the slope of g in u.",
    ),
    (
        "B-upside-down",
        1,
        lambda du, dg, Du, Dg: 1 / dg[0],
        "Line B is upside down: this is how fast u moves with g.",
    ),
    (
        "B-du",
        1,
        lambda du, dg, Du, Dg: du[0],
        "Line B is the slope of u in x now. Its left side is the slope of g in u.",
    ),
    (
        "C-first-path",
        2,
        lambda du, dg, Du, Dg: du[0] * dg[0],
        "Line C has lost the second path.",
    ),
    (
        "C-all-added",
        2,
        lambda du, dg, Du, Dg: du.sum() + dg.sum(),
        "Line C adds everything now. Within a path the slopes are multiplied.",
    ),
    (
        "C-product-of-sums",
        2,
        lambda du, dg, Du, Dg: du.sum() * dg.sum(),
        "Line C multiplies sums now, so slopes of different paths meet.",
    ),
    (
        "C-paths-multiplied",
        2,
        lambda du, dg, Du, Dg: du.prod() * dg.prod(),
        "Line C multiplies the two paths now. Their products are added.",
    ),
    (
        "C-crossed",
        2,
        lambda du, dg, Du, Dg: du[0] * dg[1] + du[1] * dg[0],
        "Line C crosses the paths: du_1 belongs to dg_1.",
    ),
    (
        "C-each-path",
        2,
        lambda du, dg, Du, Dg: du * dg,
        "Line C keeps the two products apart. Add them.",
    ),
    (
        "D-reversed",
        3,
        lambda du, dg, Du, Dg: Dg @ Du,
        "Line D has the factors in the other order. With row = input, Du comes first (erratum "
        "E68).",
    ),
    (
        "D-transposed",
        3,
        lambda du, dg, Du, Dg: (Du @ Dg).T,
        "Line D is the transpose of what is asked: it has a row for each input.",
    ),
    (
        "D-elementwise",
        3,
        lambda du, dg, Du, Dg: Du * Dg,
        "Line D multiplies entry by entry. Each entry is a sum over all paths.",
    ),
    (
        "A-dg",
        0,
        lambda du, dg, Du, Dg: dg[0],
        "You changed line A: it is the slope of g in u now. It was right.",
    ),
    (
        "B-times-dg",
        1,
        lambda du, dg, Du, Dg: dg[0] ** 2 * du[0],
        "Line B multiplies. In line A the slope of u in x stands as a factor: take it away again.",
    ),
    (
        "B-minus",
        1,
        lambda du, dg, Du, Dg: du[0] * dg[0] - du[0],
        "Line B subtracts. In line A the slope of u stands as a factor: what takes a factor away?",
    ),
    (
        "B-quotient-of-du",
        1,
        lambda du, dg, Du, Dg: 1 / du[0],
        "Line B is the slope of x in u now. Asked is the slope of g in u.",
    ),
    (
        "B-second-path",
        1,
        lambda du, dg, Du, Dg: dg[1],
        "Line B is the slope of g in u_2 now. Asked is the one in u_1.",
    ),
    ("C-second-path", 2, lambda du, dg, Du, Dg: du[1] * dg[1], "Line C has lost the first path."),
    (
        "C-sums-multiplied",
        2,
        lambda du, dg, Du, Dg: (du[0] + dg[0]) * (du[1] + dg[1]),
        "Line C adds within a path and multiplies over the paths: it is the other way round.",
    ),
    (
        "D-first-transposed",
        3,
        lambda du, dg, Du, Dg: Du.T @ Dg,
        "In line D the first factor is transposed: `row` is the input, so it comes first in "
        "Du[row, j].",
    ),
    (
        "D-second-transposed",
        3,
        lambda du, dg, Du, Dg: Du @ Dg.T,
        "In line D the second factor is transposed: j is its row, as in Dg[j, i].",
    ),
    (
        "D-both-transposed",
        3,
        lambda du, dg, Du, Dg: Du.T @ Dg.T,
        "In line D both factors are transposed. Nothing needs to be turned.",
    ),
    (
        "D-diagonal-by-row",
        3,
        lambda du, dg, Du, Dg: np.diag(Du)[:, None] * Dg.sum(axis=0),
        "In line D the sum over j has Du[row, row]. The letter of the sum must stand in both "
        "factors.",
    ),
    (
        "D-pairs-added",
        3,
        lambda du, dg, Du, Dg: (Du[:, :, None] + Dg[None]).sum(axis=1),
        "Line D adds within a path. Slopes along a path multiply.",
    ),
    (
        "D-added",
        3,
        lambda du, dg, Du, Dg: Du + Dg,
        "Line D adds the matrices. Slopes along a path multiply.",
    ),
)

CORRECTED_RULES = Spec(
    name="corrected_rules",
    reference=_right,
    cases=_cases,
    returns="the four lines (A, B, C, D): three numbers and an array (2, 2)",
    points=3,
    unit=UNIT,
    signature="corrected_rules(du, dg, Du, Dg)",
    misconceptions=(
        *forms.form_mistakes(_right),
        *(_line(*row) for row in ROWS),
        Misconception(
            "B-C-exchanged",
            lambda *given: tuple(_right(*given)[k] for k in (0, 2, 1, 3)),
            "The lines B and C are exchanged behind `return`.",
        ),
    ),
)
