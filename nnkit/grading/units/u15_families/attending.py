"""Attention: each query mixes the values, by how well their keys answer it."""

import numpy as np

from nnkit.activations import softmax
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import asked, words


def _cases(rng: Rng) -> list[Case]:
    Q, K, V = held = asked(rng, 3, 3, 4, 2)
    by_hand = [[2.0, 0, 0, 0]], [[np.log(3), 0, 0, 0], [0, 1.0, 0, 0]], [[8.0], [4.0]]
    last = np.array([[1.0, -1.0, 2.0, 0.5]] * 3)
    return [
        Case(tuple(map(np.array, by_hand)), "the numbers of the task", "hand"),
        Case((Q, last, V), "keys that are all the same", "isolated"),
        Case((Q, last, V, True), "keys that are all the same, causal", "isolated"),
        Case((Q, K, V), words(3, 3, 4, 2), "random"),
        Case((Q, K, V, True), f"{words(3, 3, 4, 2)}, causal", "random"),
        Case(tuple(asked(rng, 2, 5, 3, 2)), words(2, 5, 3, 2), "random"),
        Case((*asked(rng, 4, 4, 2, 4), True), f"{words(4, 4, 2, 4)}, causal", "random"),
        Case(tuple(asked(rng, 3, 3, 3, 3)), words(3, 3, 3, 3), "random"),
        Case((1000 * Q, K, V), "scores of size 1000", "extreme"),
        Case((1000 * Q, -K, V, True), "scores of size 1000, causal", "extreme"),
        Case(tuple(rng.integers(-2, 3, a.shape) for a in held), "whole numbers", "integer"),
        Case(tuple(a.astype(np.float32) for a in held), "type float32", "float32"),
        Case((Q[:1], K[:1], V[:1], True), "one query, one key", "one"),
    ]


@exercise(_cases, "an array (n, v): a row for each query", points=4)
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
