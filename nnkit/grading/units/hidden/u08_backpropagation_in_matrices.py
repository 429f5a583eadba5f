"""Further cases of unit 08: other numbers and sizes than the visible ones."""

import numpy as np

from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units import written_tests
from nnkit.grading.units.derivations import derivation
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.layer import dense_arrays, hidden_arrays
from nnkit.grading.units.u08_backpropagation_in_matrices.network import net, net_case
from nnkit.grading.units.u08_backpropagation_in_matrices.output import outputs, scores
from nnkit.grading.units.u08_backpropagation_in_matrices.reasoning import (
    STEPS,
    derive_first_weights,
    one_example,
    way_back,
    wrong_mlp,
)
from nnkit.grading.units.u08_backpropagation_in_matrices.two_layers import two_layers
from nnkit.grading.units.u08_backpropagation_in_matrices.vectors import near


def _delta_squared(rng: Rng) -> list[Case]:
    A, Y = outputs(rng, 6, 4)
    return [
        Case((A[::2, ::-1], Y[::2, ::-1]), "a part of a larger table", "random"),
        Case(outputs(rng, 7, 2), "7 examples, 2 outputs", "random"),
        Case((A, np.ones((6, 4), dtype=int)), "targets 1 of type integer", "integer"),
    ]


def _delta_softmax(rng: Rng) -> list[Case]:
    Z, Y = scores(rng, 6, 4)
    return [
        Case((Z[::2], Y[::2]), "a part of a larger table", "random"),
        Case((Z - 800, Y), "scores near -800", "extreme"),
        Case((Z + 800, Y), "scores near 800", "extreme"),
    ]


def _dense_backward(rng: Rng) -> list[Case]:
    dZ, X, W = dense_arrays(rng, 8, 4, 3)
    return [
        Case((dZ[::2], X[::2], W), "a part of a larger table", "random"),
        Case(dense_arrays(rng, 30, 2, 3), "30 examples, a layer 2-3", "random"),
        Case(dense_arrays(rng, 5, 1, 2), "one input", "one"),
    ]


def _hidden_delta(rng: Rng) -> list[Case]:
    dZ, W, A = hidden_arrays(rng, 6, 4, 2)
    return [
        Case((dZ[::2], W, A[::2]), "a part of a larger table", "random"),
        Case((dZ, W[::-1, ::-1], A), "other weights", "random"),
        Case((rng.integers(-3, 4, (6, 2)), W, A), "whole numbers in dZ_next", "integer"),
    ]


def _mlp_grads(rng: Rng) -> list[Case]:
    X, Y, *params = two_layers(rng, 8, (3, 4, 2))
    return [
        Case((X[::2], Y[::2], *params), "a part of a larger table", "random"),
        Case(two_layers(rng, 2, (2, 4, 3)), "2 examples, 2-4-3", "random"),
        Case((X, Y, *(500 * v for v in params)), "weights of size 500", "extreme"),
    ]


def _backprop(rng: Rng) -> list[Case]:
    params, acts, X, Y, loss = net(rng, 6, "3-3-4", "relu softmax", "cross_entropy")
    deep = "tanh sigmoid relu tanh identity"
    return [
        Case((params, acts, X[::2], Y[::2], loss), "a part of a larger table", "random"),
        net_case(rng, 4, "2-3-4-3-2-2", deep, "half_sse"),
        net_case(rng, 3, "2-3-3", "sigmoid softmax", "cross_entropy"),
        net_case(rng, 4, "3-4-2", "sigmoid relu", "half_sse"),
        net_case(rng, 1, "3-2", "tanh", "half_sse", "one"),
    ]


def _flatten(rng: Rng) -> list[Case]:
    return [
        Case((params_for(rng, "4-2-3-1"),), "a network 4-2-3-1", "random"),
        Case((params_for(rng, "3-3-3"),), "a network 3-3-3", "random"),
    ]


def _relative_error(rng: Rng) -> list[Case]:
    g, n = near(rng, 4, 3)
    return [
        Case((g[::2, ::-1], n[::2, ::-1]), "a part of a larger table", "random"),
        Case((n, g), "the two exchanged", "random"),
        Case((1e-9 * g, 1e-9 * n), "tiny entries", "random"),
    ]


def _derive_first_weights(rng: Rng) -> list[Case]:
    lines, values = derive_first_weights.reference, way_back(rng, 4, 2, 3, 2)
    return derivation(lines, values, "4 examples, 2-3-2", "random", STEPS, rng)


def _corrected_recursion(rng: Rng) -> list[Case]:
    return [
        Case(one_example(rng, (2, 2, 3)), "a network 2-2-3", "random"),
        Case(one_example(rng, (2, 2, 2)), "another network 2-2-2", "random"),
    ]


def _check_mlp(rng: Rng) -> list[Case]:
    hint = "Compare all four arrays, each number at its own place."
    wrong = [
        (wrong_mlp("dA1 = dZ2 @ W2.T / W2.shape[1]"), hint),
        (wrong_mlp("db1 = dA1.sum(axis=0)"), hint),
        (wrong_mlp("dW1 = X.T @ dA1"), hint),
    ]
    return written_tests.wrong_ones(wrong, first="P")
