"""Find the mistakes in the notes: four lines about the chain rule."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.derivations import lettered


def rates(rng: Rng) -> tuple[Array, Array]:
    """Draw du and dg of two paths, away from 0 and 1."""
    du, dg = rng.uniform(1.3, 2.7, (2, 2)) * rng.choice([-1.0, 1.0], (2, 2))
    return du, dg


def matrices(rng: Rng) -> tuple[Array, Array]:
    """Draw two matrices of slopes, 2×2."""
    Du, Dg = rng.normal(0, 1, (2, 2, 2))
    return Du, Dg


def _cases(rng: Rng) -> list[Case]:
    M = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[2.0, 0.0], [1.0, 4.0]])
    whole = np.array([2, -3]), np.array([4, 3]), *(m.astype(int) for m in M)
    return [
        Case((np.array([2.0, 3.0]), np.array([5.0, 7.0]), *M), "du = [2, 3], dg = [5, 7]", "hand"),
        Case((np.array([4.0, 0.5]), np.array([-1.5, 2.0]), np.eye(2), M[1]), "Du = I", "isolated"),
        Case((*rates(rng), *matrices(rng)), "random numbers", "random"),
        Case((*rates(rng), *matrices(rng)), "other random numbers", "random"),
        Case(whole, "whole numbers", "integer"),
    ]


@exercise(_cases, **lettered("ABCD", ": three numbers and an array (2, 2)"), points=3)
def corrected_rules(du, dg, Du, Dg):
    """
    B = du[0] * A
    C = A + du[1] + dg[1]
    D = np.tile(np.diag(Du) @ Dg, (2, 1))
    # These are the lines as they are printed. Put in numbers, from line B on: which slope times
    # which gives which?
    B = du[0] * A
    # Line B is still as printed (erratum E07). Put in numbers: which slope times which gives which?
    C = A + du[1] + dg[1]
    # Line C is still as printed (erratum E08). Treat the second path as the first one.
    D = np.tile(np.diag(Du) @ Dg, (2, 1))
    # Line D is still as printed (erratum E10). One letter has two jobs in it.
    A = du @ dg  # You changed line A: it is about one path, and it was right.
    A = du[1] * dg[1]  # You changed line A: it is about the path through u_1, and it was right.
    B = A  # Line B is the slope of g in x now. Its left side is the slope of g in u.
    B = du[0]  # Line B is the slope of u in x now. Its left side is the slope of g in u.
    B = A - du[0]
    # Line B subtracts. In line A the slope of u stands as a factor: what takes a factor away?
    B = A * dg[0]
    # Line B multiplies. In line A the slope of u in x stands as a factor: take it away again.
    C = du.sum() + dg.sum()  # Line C adds everything now. Within a path the slopes are multiplied.
    C = du.sum() * dg.sum()  # Line C multiplies sums now, so slopes of different paths meet.
    C = (du[0] + dg[0]) * (du[1] + dg[1])
    # Line C adds within a path and multiplies over the paths: it is the other way round.
    C = du[0] * dg[1] + du[1] * dg[0]  # Line C crosses the paths: du_1 belongs to dg_1.
    C = du * dg  # Line C keeps the two products apart. Add them.
    D = Dg @ Du
    # Line D has the factors in the other order. With row = input, Du comes first (erratum E68).
    D = Du.T @ Dg.T  # In line D both factors are transposed. Nothing needs to be turned.
    D = Du + Dg  # Line D adds the matrices. Slopes along a path multiply.
    D = np.diag(Du)[:, None] * Dg.sum(axis=0)
    # In line D the sum over j has Du[row, row]. The letter of the sum must stand in both factors.
    return A, C, B, D  # The lines B and C are exchanged behind `return`.
    """
    # It was right as printed.
    A = du[0] * dg[0]  # line A
    B = dg[0]  # line B
    C = du[0] * dg[0] + du[1] * dg[1]  # line C
    # With row = input, nothing needs to be turned, and each entry is a sum over all paths.
    D = Du @ Dg  # line D
    return A, B, C, D
