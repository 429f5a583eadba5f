"""What the network looked at: the slope of one output in each input."""

import numpy as np

from nnkit import forward
from nnkit.activations import activate_backward
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.u03_layers.network import params_for


def net_case(rng: Rng, widths: str, functions: str, k: int, rung: str = "random") -> Case:
    """Draw a case; no sum of a relu unit is near 0."""
    acts = functions.split()
    while True:
        params = params_for(rng, widths)
        x = rng.normal(0, 1, len(params[0][0]))
        Z, _ = forward(x[None], params, acts)
        if all(np.abs(z).min() > 0.1 and z.max() > 0 for z in Z):
            label = f"{widths}, {', '.join(acts)}, k = {k}"
            return Case((params, acts, x, k), label, rung)


BY_HAND = (
    [
        (np.array([[1.0, 2.0], [0.0, -1.0]]), np.zeros(2)),
        (np.array([[3.0, 1.0], [1.0, 5.0]]), np.zeros(2)),
    ],
    ["relu", "identity"],
    np.array([1.0, 4.0]),
    0,
)


def _cases(rng: Rng) -> list[Case]:
    deep = net_case(rng, "3-4-3", "tanh softmax", 1)
    params, acts, x, k = deep.args
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    large = [(1000 * W, b) for W, b in params]
    return [
        Case(BY_HAND, "the numbers of the task", "hand"),
        net_case(rng, "4-3", "identity", 2, "isolated"),
        net_case(rng, "3-2", "sigmoid", 1, "isolated"),
        deep,
        net_case(rng, "3-3-3", "sigmoid sigmoid", 2),
        net_case(rng, "4-3-2-2", "relu tanh softmax", 1),
        net_case(rng, "2-4-3", "tanh tanh", 1),
        Case((large, acts, x, k), "very large sums", "extreme"),
        Case((params, acts, np.array([1, -2, 2]), k), "whole numbers in x", "integer"),
        Case((small, acts, x.astype(np.float32), k), "type float32", "float32"),
        net_case(rng, "1-3-2", "sigmoid softmax", 0, "one"),
    ]


@exercise(_cases, "an array of the shape of x", points=4)
def saliency(params, acts, x, k):
    """
    start = np.ones(A[-1].shape)
    # You start with 1 at every output, so the slopes of all outputs are added. Only output k is
    # asked.
    start = np.eye(A[-1].shape[1])[[0]]  # You look at output 0, whatever k is.
    start = np.eye(A[-1].shape[1])[A[-1].argmax(axis=1)]
    # You look at the largest output. Asked is output k.
    start = np.eye(A[-1].shape[1])[[k - 1]]
    # You count the outputs from 1. Output k is at place k, from 0.
    start = np.eye(A[-1].shape[1])[[k]] * A[-1]
    # You start with the output itself. Its slope in itself is 1.
    dZ = dA if z is Z[-1] else activate_backward(dA, act, z)
    # The slope of the last activation is missing: this is the slope of z_k, one step short of a_k.
    dZ = dA if act == "softmax" else activate_backward(dA, act, z)
    # The slope of softmax is missing. a_k moves with all scores: the whole table is needed.
    dZ = activate_backward(dA, act, z) * (dA if act == "softmax" else 1)
    # For softmax you take p (1 - p) only. a_k also falls when another score rises: the whole table
    # of slopes is needed.
    dZ = dA if z is not Z[-1] else activate_backward(dA, act, z)
    # The slopes of the hidden activations are missing on the way back.
    dZ = dA  # You multiply the weights only: all slopes of the activations are missing.
    dZ = dA * (1 - np.tanh(z)) if act == "tanh" else activate_backward(dA, act, z)
    dZ = dA * np.tanh(z) ** 2 if act == "tanh" else activate_backward(dA, act, z)
    # The slope of tanh is another one: 1 minus the square of its output.
    dZ = [dA * a * (1 - a) for a, s in zip(A[1:], Z, strict=True) if s is z][0]
    or
    dZ = [
        activate_backward(dA, act, z) if act in ("softmax", "identity") else dA * a * (1 - a)
        for a, s in zip(A[1:], Z, strict=True)
        if s is z
    ][0]
    # Every layer gets the slope of the sigmoid. Each has an activation of its own, in `acts`.
    dZ = activate_backward(dA, act, next(a for a, s in zip(A[1:], Z, strict=True) if s is z))
    # The slopes are taken at the outputs of the layers. They belong to the sums z.
    return dA[0] / np.abs(dA).max()  # You divide by the largest. Asked are the slopes themselves.
    return np.abs(dA[0])
    # You return sizes. The sign says in which direction the output moves: draw sizes, return
    # slopes.
    return dA[0] * x
    # You multiply by the input: that is a share of the output. Asked is the slope alone.
    return dA  # The result has a row more: x is one example, (n,).
    return dZ[0]
    # You stop one step early, at the sums of the first layer. The way goes on to the inputs.
    """
    Z, A = forward(x[None], params, acts)  # the sums and activations
    start = np.eye(A[-1].shape[1])[[k]]  # the start of the way back
    dA = start  # the slope in the output
    for pair, act, z in zip(params[::-1], acts[::-1], Z[::-1], strict=True):
        dZ = activate_backward(dA, act, z)  # the slope in the sums of a layer
        W = pair[0]  # the weights of a layer
        dA = dZ @ W.T  # the slope in what enters a layer
    return dA[0]
