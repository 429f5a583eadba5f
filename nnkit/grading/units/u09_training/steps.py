"""The steps: one for all layers, one of the softmax classifier, one an example, many."""

from typing import Any

import numpy as np

from nnkit import backprop, forward, half_sse
from nnkit.activations import softmax
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given import functions
from nnkit.grading.units.drawing import small
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.network import HAND_NET, net
from nnkit.grading.units.u08_backpropagation_in_matrices.output import scores


def step_args(rng: Rng, sizes: list[int], lr: float = 0.3) -> tuple[Any, ...]:
    """Draw (params, grads, lr)."""
    return params_for(rng, sizes), params_for(rng, sizes), lr


def _step_cases(rng: Rng) -> list[Case]:
    one = [(np.array([[1.0], [2.0]]), np.array([3.0]))]
    hand = one, [(np.array([[10.0], [-5.0]]), np.array([2.0]))], 0.1
    drawn = step_args(rng, [3, 4, 2], 0.1)
    whole = [(np.array([[1, 2]]), np.array([3, 4]))], step_args(rng, [1, 2])[1], 0.5
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case(step_args(rng, [3, 3]), "one layer, 3-3", "isolated"),
        Case(drawn, "a network 3-4-2", "random"),
        Case(step_args(rng, [2, 3, 4, 2], 0.7), "a network 2-3-4-2", "random"),
        Case(whole, "whole numbers in params", "integer"),
        Case(small(drawn), "type float32", "float32"),
        Case(step_args(rng, [1, 1]), "a network 1-1", "one"),
    ]


@exercise(_step_cases, "a list of pairs (W, b), as params", points=1)
def sgd_step(params, grads, lr):
    """
    return [part for layer in new for part in layer]
    # You return one flat list. Asked is a pair (W, b) for each layer.
    """
    new: list[Any] = []  # the new params
    for (W, b), (dW, db) in zip(params, grads, strict=True):  # the layers
        # The gradient points uphill.
        W_new = W - lr * dW  # the new W
        b_new = b - lr * db  # the new b
        new.append((W_new, b_new))  # the new params
    return new


def classifier(rng: Rng, n: int, d: int, k: int, lr: float = 0.5) -> tuple[Any, ...]:
    """Draw (X, Y, W, b, lr) with soft targets."""
    X, W = rng.normal(0, 1, (n, d)), rng.normal(0, 1, (d, k))
    return X, scores(rng, n, k)[1], W, rng.uniform(0.5, 2, k), lr


def _softmax_cases(rng: Rng) -> list[Case]:
    hand = np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    X, Y, W, b, lr = drawn = classifier(rng, 6, 2, 3)
    whole = rng.integers(-2, 3, (4, 2)), rng.permutation(np.eye(3, dtype=int)[[0, 1, 2, 2]])
    return [
        Case((*hand, np.zeros((2, 2)), np.zeros(2), 0.4), "the numbers of the task", "hand"),
        Case((X, Y, np.zeros((2, 3)), np.zeros(3), lr), "W and b zero", "isolated"),
        Case(drawn, "6 examples, 2 inputs, 3 classes", "random"),
        Case(classifier(rng, 5, 3, 3, 0.2), "5 examples, 3 inputs, 3 classes", "random"),
        Case(classifier(rng, 3, 4, 2, 1.3), "3 examples, 4 inputs, 2 classes", "random"),
        Case((1000 * X, Y, W, b, lr), "very large scores", "extreme"),
        Case((*whole, W, b, lr), "whole numbers in X and Y", "integer"),
        Case(small(drawn), "type float32", "float32"),
        Case(classifier(rng, 1, 2, 3), "one example", "one"),
    ]


@exercise(_softmax_cases, "the pair (W, b) after the step", follow=("W", "b"), points=3)
def softmax_step(X, Y, W, b, lr):
    """
    P = softmax(Z.T).T
    # The probabilities are made down the columns. Each example has a distribution of its own.
    P = 1 / (1 + np.exp(-Z))
    # The scores go through a sigmoid. With several classes it is softmax: the shares sum to 1.
    b_new = b
    # b stays as it is. Its gradient is missing, or added up over the classes, too: that gives 0.
    b_new = b - lr * (softmax(X @ W_new + b) - Y).mean(axis=0)
    # The step of b is made with the new W. All gradients belong to the old parameters.
    """
    Z = X @ W + b  # the scores
    P = softmax(Z)  # the probabilities
    # It is P - Y: a probability that is too large needs a positive gradient.
    dZ = (P - Y) / len(X)  # dZ
    dW = X.T @ dZ  # the gradient of W
    db = dZ.sum(axis=0)  # the gradient of b
    W_new = W - lr * dW  # W
    b_new = b - lr * db  # b
    return W_new, b_new


def _sgd_cases(rng: Rng) -> list[Case]:
    turns = [int(i) for i in rng.permutation([0, 1, 2, 3, 3])]
    theta = rng.normal(0, 2, 3)
    g, scalar = functions.of_example, functions.of_point
    return [
        Case((4.0, 0.5, [0, 1], scalar), "θ = 4, lr = ½, the examples 0 and 1", "hand"),
        Case((theta, 0.3, [2], g), "one example", "isolated"),
        Case((theta, 0.2, turns, g), "5 steps, one example twice", "random"),
        Case((rng.normal(0, 2, 3), 0.4, [3, 1, 0, 2], g), "4 steps", "random"),
        Case((1.5, 0.25, [1, 1, 0], scalar), "θ a number, 3 steps", "random"),
        Case((np.array([1, -2, 3]), 0.3, [1, 0], g), "whole numbers in θ", "integer"),
        Case((theta, 0.2, [], g), "no example", "one"),
    ]


@exercise(_sgd_cases, "theta after the last step, of the shape of theta", points=2)
def sgd(theta, lr, order, grad):
    """
    g = grad(theta, i)
    # All gradients are taken at the first θ. Each step has to start where the last one ended
    # (erratum E17).
    return theta - lr * np.mean([grad(theta, i) for i in order], axis=0) if len(order) else theta
    # This is one step, with the mean of the gradients. Every example makes a step of its own.
    order = sorted(order)  # You sort the examples. They come as `order` says.
    order = range(len(order))
    # You count the steps and take example 0, 1, 2 ... The numbers in `order` say which one comes.
    order = list(dict.fromkeys(order))  # An example that stands in `order` twice makes two steps.
    lr = lr / max(1, len(order))
    # Each step is divided by the number of examples. Here every example makes a step of its own.
    """
    now = theta  # the newest theta
    for i in order:  # the examples
        g = grad(now, i)  # the gradient of one example
        now = now - lr * g  # the newest theta
    return now


def train_args(rng: Rng, n: int, sizes: list[int], acts: list[str], lr: float, steps: int) -> Any:
    """Draw (params, acts, X, Y, lr, steps)."""
    params, acts, X, Y, _ = net(rng, n, sizes, acts, "half_sse")
    return params, acts, X, Y, lr, steps


def _train_cases(rng: Rng) -> list[Case]:
    params, acts, X, Y, _ = HAND_NET
    drawn = train_args(rng, 6, [2, 3, 2], ["tanh", "sigmoid"], 0.3, 4)
    deep = [2, 4, 3, 1], ["tanh", "tanh", "identity"]
    return [
        Case((params, acts, X, Y, 0.1, 1), "the numbers of the task", "hand"),
        Case((*drawn[:4], 0.3, 2), "2 steps, 2-3-2", "isolated"),
        Case(drawn, "4 steps, 2-3-2", "random"),
        Case(train_args(rng, 4, [3, 3, 3], ["sigmoid", "sigmoid"], 0.8, 3), "3-3-3", "random"),
        Case(train_args(rng, 5, *deep, 0.1, 3), "3 steps, 2-4-3-1", "random"),
        Case(small(drawn), "type float32", "float32"),
        Case(train_args(rng, 1, [2, 2, 1], ["tanh", "identity"], 0.2, 3), "one example", "one"),
        Case((*drawn[:5], 0), "no step", "one"),
    ]


@exercise(_train_cases, "(params, losses)", parts=("params", "losses"), points=4)
def train(params, acts, X, Y, lr, steps):
    """
    A = forward(X, sgd_step.reference(now, backprop(now, acts, X, Y, "half_sse"), lr), acts)[1]
    # Your losses are those after each step. The first one asked is the loss before any step.
    return now, losses[-1:]  # Only the last loss is kept: append to the list.
    grads = [(dW, 0 * db) for dW, db in backprop(now, acts, X, Y, "half_sse")]
    # The biases are never updated.
    """
    now = params  # the newest params
    losses: list[Any] = []  # the losses
    for _ in range(steps):  # the steps
        A = forward(X, now, acts)[1]  # the activations
        loss = half_sse(A[-1], Y)  # the loss before the step
        losses.append(loss)  # the losses
        grads = backprop(now, acts, X, Y, "half_sse")  # the gradients
        now = [
            (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(now, grads, strict=True)
        ]  # the newest params
    return now, losses
