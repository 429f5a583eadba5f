"""Softmax and its Jacobian."""

import numpy as np

import nnkit
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.units.drawing import Drawn

OVERFLOW = (
    "For scores near 1000 the exponential overflows, and infinity divided by infinity is nan. A "
    "constant subtracted from a whole row does not change its softmax."
)


def _softmax_cases(rng: Rng) -> list[Case]:
    far = np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 999.0]])
    own = "Each row needs its own constant: the rows here are far apart."
    return [
        Case((np.array([[1.0, 2.0], [3.0, 0.5]]),), "Z = [[1, 2], [3, 0.5]]", "hand"),
        Case((np.array([[10.0, 2.0, 0.0]]),), "Z = [[10, 2, 0]]", "isolated"),
        Case((rng.normal(0, 2, (5, 3)),), "a random 5×3 array", "random"),
        Case((rng.normal(0, 2, (4, 4)),), "a random 4×4 array", "random"),
        Case((rng.normal(0, 2, (3, 6)),), "a random 3×6 array", "random"),
        Case((far[1:],), "Z = [[1000, 1001, 999]]", "extreme", hint=OVERFLOW),
        Case((-far[1:],), "Z = [[-1000, -1001, -999]]", "extreme", hint=OVERFLOW),
        Case((far,), "Z = [[0, 1, 2], [1000, 1001, 999]]", "extreme", hint=own),
        Case((np.array([[-1000.0, 0.0, 1000.0]]),), "Z = [[-1000, 0, 1000]]", "extreme"),
        Case((np.array([[1, 2, 3], [0, 2, -1]]),), "whole numbers", "integer"),
        Case((rng.normal(0, 2, (4, 3)).astype(np.float32),), "scores of type float32", "float32"),
        Case((np.array([[0.3, -1.2, 2.0, 0.8]]),), "one example", "one"),
        Case((np.array([[0.3], [-2.0]]),), "one class", "one"),
    ]


def _softmax_plain(Z):
    """For scores near 1000 the exponential overflows, and infinity divided by infinity is nan.

    A constant subtracted from a whole row does not change its softmax.
    """
    powers = np.exp(Z)  # the exponential of each score
    total = powers.sum(axis=1, keepdims=True)  # the sum of each row
    return powers / total  # the table of probabilities


@exercise(
    _softmax_cases,
    "an array (N, K): every row holds probabilities",
    points=2,
    properties=(
        Property("sums", "every row sums to 1", Drawn("rows sum to 1")),
        Property(
            "shift",
            "a constant added to a row does not change its softmax",
            Drawn("f(Z + c) = f(Z)"),
        ),
    ),
    forms=(_softmax_plain,),
)
def softmax(Z):
    """
    Z = Z / 10
    # The scores are divided by 10 first, as a caption of the notes has it (erratum E20).
    return np.exp(Z) / 10
    # You divide by 10, as a caption of the notes has it (erratum E20). Each row has its own sum.
    return 1 / (1 + np.exp(-Z))
    # This is the sigmoid of each score. In a softmax every score of the row counts.
    Z = nnkit.softmax(Z)  # Softmax is applied twice, so all probabilities come close together.
    powers = Z
    or
    powers = Z - Z.max(axis=1, keepdims=True)
    or
    powers = Z - Z.min(axis=1, keepdims=True)
    or
    return Z / np.abs(Z).sum(axis=1, keepdims=True)
    # You divide the scores themselves by a sum. Take the exponentials first: they are positive
    # and keep all differences.
    return np.exp(Z) / (1 + np.exp(Z).sum(axis=1, keepdims=True))
    # You add 1 to the sum, as the sigmoid does. Divide by the sum of the exponentials alone.
    total = np.exp(Z).sum(axis=1, keepdims=True)
    # The maximum is subtracted above but not below the fraction line. It must go into both.
    return np.exp(Z) / total
    # The maximum is subtracted below but not above the fraction line. It must go into both.
    top = Z.max(axis=1)
    total = powers.sum(axis=1)
    # Row maxima and row sums have the shape (N,) and meet the columns. Make both a column, (N, 1):
    # see `keepdims`.
    return (Z == top) * 1.0
    # You give everything to the largest score. Softmax lets the others keep a share.
    top = Z.max()
    # You subtract the largest score of the whole array, so a row far below it becomes 0 divided by
    # 0. Subtract from each row its own maximum.
    top = Z.mean(axis=1, keepdims=True)
    # With the mean or the minimum of the row subtracted, a score far above it still overflows.
    # Which constant makes every exponent at most 0?
    Z = Z / Z.max(axis=1, keepdims=True)
    # You divide by the maximum of the row, which changes the differences. Subtract it.
    top = 1000
    # All exponentials become 0, and 0 divided by 0 is nan: is a large constant subtracted from
    # every score? Take one from the row itself.
    Z = np.clip(Z, -500, 500)
    # Scores such as 1000 and 1001 come out equal: a limit, or a nan that is replaced, hides the
    # overflow. Subtract a constant from the row instead.
    """
    top = Z.max(axis=1, keepdims=True)  # the largest score of each row
    powers = np.exp(Z - top)  # the exponential of each score
    total = powers.sum(axis=1, keepdims=True)  # the sum of each row
    return powers / total  # the table of probabilities


def _jacobian_cases(rng: Rng) -> list[Case]:
    far = np.array([1000.0, 999.0, 0.0])
    return [
        Case((np.array([1.0, 2.0, 3.0]),), "z = [1, 2, 3]", "hand"),
        Case((np.array([0.0, 0.0]),), "z = [0, 0]", "isolated"),
        Case((rng.normal(0, 1, 4),), "4 random scores", "random"),
        Case((rng.normal(0, 2, 5),), "5 random scores", "random"),
        Case((far,), "z = [1000, 999, 0]", "extreme", hint=OVERFLOW),
        Case((-far,), "z = [-1000, -999, 0]", "extreme", hint=OVERFLOW),
        Case((np.array([0, 2, -1]),), "whole numbers z = [0, 2, -1]", "integer"),
        Case((rng.normal(0, 1, 4).astype(np.float32),), "scores of type float32", "float32"),
        Case((np.array([0.7]),), "one class", "one"),
    ]


def _by_places(z):
    p = nnkit.softmax(z)  # the list of probabilities
    # There it is p_i (1 - p_i).
    diagonal = p * (1 - p)  # the diagonal
    # There it is minus p_i p_j: a score that grows takes from the others.
    rest = -np.outer(p, p)  # the rest of the table
    return np.where(np.eye(len(p)) > 0, diagonal, rest)


@exercise(
    _jacobian_cases,
    "an array (K, K); entry (i, j) is the slope of p_i in z_j",
    forms=(_by_places,),
    points=2,
    properties=(Property("rows", "every row sums to 0", Drawn("rows sum to 0")),),
)
def softmax_jacobian(z):
    """
    return np.diag(p * (1 - p))
    # The diagonal is right, but the rest is 0 as if softmax were elementwise; see erratum E29.
    # Every score moves every probability.
    return p * (1 - p)
    # You return the diagonal only. A slope exists for every pair of a probability and a score.
    p = 1 / (1 + np.exp(-z))
    # You use the sigmoid for p. It is softmax, where all p together are 1.
    p = np.exp(z)
    p = np.exp(z - z.max())
    # The exponentials are not divided by their sum: the p of a softmax add up to 1.
    p = nnkit.softmax(nnkit.softmax(z))
    # Softmax is applied twice. The argument is z: one softmax gives p.
    products = p * p
    products = (p * p)[:, None] * np.ones(len(p))
    # Off the diagonal the entry is minus p_i times p_j, two different probabilities. `p * p` is
    # p_i², also with `.T`, which does nothing to a flat array: see `np.outer`.
    own = np.diag(1 - p)
    # Your diagonal begins with 1 - p_i. It is p_i (1 - p_i), that is p_i - p_i².
    own = np.diag(p * (1 - p))
    # The square p_i² is subtracted twice on the diagonal: p_i (1 - p_i) holds it already.
    own = np.diag(p**2)  # Your diagonal is 0. A probability does depend on its own score.
    own = np.eye(len(p))  # The diagonal begins with 1 instead of p_i.
    diagonal = p  # On the diagonal the square is missing: it is p_i minus p_i².
    diagonal = 1 - p  # On the diagonal a factor p_i is missing: it is p_i (1 - p_i).
    diagonal = p * (1 + p)  # On the diagonal the square is added. It is p_i minus p_i².
    rest = -np.outer(p, 1 - p)
    rest = -np.outer(1 - p, p)
    # Off the diagonal stands 1 minus a probability. It is minus p_i times p_j there.
    rest = -np.outer(p, 1 - p)
    diagonal = -p * (1 - p)
    # Every entry is -p_i (1 - p_j). On the diagonal the sign is another one, and off it the 1 is 0.
    return np.eye(len(p)) - p
    # This is the Jacobian of log p. For p itself a factor p_i is missing in row i.
    return np.outer(p, 1 - p)
    # Every entry is p_i (1 - p_j). That holds on the diagonal only; elsewhere the 1 is 0.
    return np.tril(own - products)
    # Only the lower half is filled: the inner loop must reach every j.
    return np.triu(own - products)
    # Only the upper half is filled: the inner loop must reach every j.
    return p  # You return the probabilities. Asked are their slopes, a K×K array.
    """
    p = nnkit.softmax(z)  # the list of probabilities
    own = np.diag(p)  # the diagonal part
    products = np.outer(p, p)  # the table of products p_i p_j
    return own - products
