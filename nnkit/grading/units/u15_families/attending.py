"""Attention: each query mixes the values, by how well their keys answer it."""

import numpy as np

from nnkit.activations import softmax
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import arrays, by_hand, drawn, variant

ASKED = "nd md mv"  # Q, K, V
WORDS = "{0} queries, {2} keys of {1} numbers, values of {3}"
CAUSAL = WORDS + ", causal"


def same_keys(rng: Rng) -> tuple[Array, ...]:
    """Draw (Q, K, V) with equal keys."""
    Q, V = arrays(rng, "nd nv", 3, 4, 2)
    return Q, np.tile([1.0, -1.0, 2.0, 0.5], (3, 1)), V


@exercise(
    by_hand([[2.0, 0, 0, 0]], [[np.log(3), 0, 0, 0], [0, 1.0, 0, 0]], [[8.0], [4]]),
    lambda rng: Case(same_keys(rng), "keys that are all the same", "isolated"),
    lambda rng: Case((*same_keys(rng), True), "keys that are all the same, causal", "isolated"),
    drawn(ASKED, WORDS, (3, 4, 3, 2), (2, 3, 5, 2), (3, 3, 3, 3), whole=True),
    drawn(ASKED, CAUSAL, (3, 4, 3, 2, True), (4, 2, 4, 4, True), one=(1, 4, 1, 2, True)),
    variant(ASKED, (3, 4, 3, 2), "scores of size 1000", "extreme", 1000),
    variant(ASKED, (3, 4, 3, 2, True), "scores of size 1000, causal", "extreme", 1000, -1),
    "an array (n, v): a row for each query",
    points=4,
)
def attention(Q, K, V, causal=False):
    """
    root = np.sqrt(len(K))
    # You divide by the root of the number of keys. Take d, the length of a key.
    P = softmax(np.where(seen, S, -np.inf).T).T
    # Your softmax runs over the queries. Each *query* shares out 1 among the keys: along the row.
    P = softmax(S) * seen
    # You mask after the softmax, so the rows do not sum to 1 any more. Mask the scores.
    P = softmax(S * seen)
    # Your hidden scores are 0, and exp(0) = 1. Which score gives the share 0?
    seen = np.tri(*S.shape, 1) > (0 if causal else -1)
    # Your mask shows each query the key behind it, too. Query i sees the keys 0 to i.
    seen = np.tri(*S.shape, -1) > (0 if causal else -1)
    or
    P = softmax(np.where(np.tri(*S.shape, -1) > (0 if causal else -1), S, -1e99))
    or
    seen = np.tri(*S.shape, -1) + (np.indices(S.shape).sum(axis=0) == 0) > (0 if causal else -1)
    # Your mask hides each query's own key, too. Query i sees the keys 0 to i.
    seen = np.triu(np.ones(S.shape)) > (0 if causal else -1)
    or
    P = softmax(np.where(np.triu(np.ones(S.shape), 1) > (0 if causal else -1), S, -1e99))
    # Your mask hides the past and shows the future. Query i sees the keys 0 to i.
    P = softmax(np.where(seen, S, -np.inf).reshape(1, -1)).reshape(S.shape)
    # Your softmax runs over all scores. Each *query* shares out 1 among the keys: along the row.
    P = softmax(np.where(seen, S, -1))
    # Your hidden scores are small, but not small enough. Which score gives the share 0?
    P = np.eye(len(K))[np.argmax(np.where(seen, S, -np.inf), axis=1)]
    # Each query takes the value of its best key alone. It mixes the values, by the softmax.
    P = np.where(seen, S, 0)
    # The softmax is missing: the shares of a query must be positive and sum to 1.
    return softmax(np.where(seen, Q @ K.T, -np.inf)) / root @ V
    # You divide by the root behind the softmax. The *scores* are divided.
    """
    root = np.sqrt(Q.shape[1])  # the root of d
    S = Q @ K.T / root  # the scores
    seen = np.tri(*S.shape) > (0 if causal else -1)  # what a query may see
    # A score of -inf gives the share 0, and the rest still sums to 1.
    P = softmax(np.where(seen, S, -np.inf))  # the shares
    return P @ V
