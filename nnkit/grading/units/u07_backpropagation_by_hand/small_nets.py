"""Two small networks of note 003, parameter by parameter."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u07_backpropagation_by_hand.output import UNIT


def numbers(rng: Rng, *shape: int) -> Array:
    """Draw numbers that are not near 0."""
    return rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape)


def examples_221(rng: Rng, n: int) -> tuple[Array, Array, Array]:
    """Draw a table of n examples, targets and the nine parameters."""
    return rng.normal(0, 1, (n, 2)), rng.normal(0, 1, n), numbers(rng, 9)


def one_2221(rng: Rng) -> tuple[Array, float, Array]:
    """Draw one example, a target and the fifteen parameters."""
    return numbers(rng, 2), float(rng.normal()), 0.7 * numbers(rng, 15)


def _cases_221(rng: Rng) -> list[Case]:
    X, y, theta = examples_221(rng, 7)
    by_hand = np.array([1.0, 0.0, 0.0, 1.0, 2.0, -1.0, 1.0, 0.0, 0.0])
    return [
        Case(
            (np.array([[1.0, 3.0]]), np.array([2.0]), by_hand),
            "X = [[1, 3]], y = [2], w = (1, 0, 0, 1, 2, -1), b = (1, 0, 0)",
            "hand",
        ),
        Case((np.zeros((4, 2)), y[:4], theta), "inputs 0: only biases act", "isolated"),
        Case((X * [1, 0], y, theta), "x2 = 0 in every example", "isolated"),
        Case((X, y, theta), "7 examples", "random"),
        Case(examples_221(rng, 4), "4 examples", "random"),
        Case(examples_221(rng, 9), "9 examples", "random"),
        Case(
            (rng.integers(-3, 4, (5, 2)), rng.integers(-3, 4, 5), rng.integers(1, 4, 9)),
            "whole numbers",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (X, y, theta)), "type float32", "float32"),
        Case(examples_221(rng, 1), "one example", "one"),
    ]


NAMES_221 = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
RIGHT_221: dict[str, Callable[[Any], Any]] = {
    "w1": lambda n: n.e * n.w5 * n.x1,
    "w2": lambda n: n.e * n.w5 * n.x2,
    "w3": lambda n: n.e * n.w6 * n.x1,
    "w4": lambda n: n.e * n.w6 * n.x2,
    "w5": lambda n: n.e * n.N1,
    "w6": lambda n: n.e * n.N2,
    "b1": lambda n: n.e * n.w5,
    "b2": lambda n: n.e * n.w6,
    "b3": lambda n: n.e,
}


def nine(
    error: Callable[[Any], Any] = lambda n: -2 * (n.y - n.out) / len(n.y),
    hidden: Callable[[Any, Any], Any] = lambda n, z: z,
    mix: Function = np.sum,
    **rules: Callable[[Any], Any],
) -> Function:
    """Compute the nine derivatives, with some rules replaced."""

    def answer(X: Any, y: Any, theta: Any) -> Array:
        n = SimpleNamespace(**dict(zip(NAMES_221, theta, strict=True)), y=y, x1=X[:, 0], x2=X[:, 1])
        n.N1 = hidden(n, n.w1 * n.x1 + n.w2 * n.x2 + n.b1)
        n.N2 = hidden(n, n.w3 * n.x1 + n.w4 * n.x2 + n.b2)
        n.out = n.w5 * n.N1 + n.w6 * n.N2 + n.b3
        n.e = error(n)
        return np.array([mix((rules.get(k) or rule)(n)) for k, rule in RIGHT_221.items()])

    return answer


def _reordered(*places: int) -> Function:
    return lambda X, y, theta: nnkit.grads_221(X, y, theta)[list(places)]


def _means(X: Any, y: Any, theta: Any) -> Array:
    answer = nnkit.grads_221(X.mean(axis=0, keepdims=True), y.mean(keepdims=True), theta)
    return np.asarray(answer)


def _like_theta(X: Any, y: Any, theta: Any) -> Any:
    grads = np.zeros_like(theta)
    grads[:] = nnkit.grads_221(X, y, theta)
    return grads


def _no_output_weights(X: Any, y: Any, theta: Any) -> Array:
    def error(n: Any) -> Any:
        return 2 * (n.N1 + n.N2 + n.b3 - n.y) / len(n.y)

    return np.asarray(nine(error=error)(X, y, theta))


def _every_target(X: Any, y: Any, theta: Any) -> Array:
    return np.asarray(
        nine(error=lambda n: 2 * (len(n.y) * n.out - n.y.sum()) / len(n.y))(X, y, theta)
    )


GRADS_221 = Spec(
    name="grads_221",
    reference=nnkit.grads_221,
    cases=_cases_221,
    returns="an array (9,)",
    points=4,
    unit=UNIT,
    signature="grads_221(X, y, theta)",
    misconceptions=(
        Misconception(
            "printed-w1",
            nine(w1=lambda n: 2 * (n.y - n.out) * n.x2 * n.w6 * n.x2),
            "The derivative in w1 is the printed line, 003 line 201 (erratum E38). Through which "
            "neuron and which input does w1 act?",
            "003 line 201, erratum E38",
        ),
        Misconception(
            "target-first",
            nine(error=lambda n: 2 * (n.y - n.out) / len(n.y)),
            "All signs are wrong: the inner slope of y - ŷ is -1 (erratum E38).",
            "erratum E38",
        ),
        Misconception(
            "sum",
            nine(error=lambda n: -2 * (n.y - n.out)),
            "The mean is missing: the loss has 1/N, and so has every derivative (erratum E38).",
            "erratum E38",
        ),
        Misconception(
            "sign-and-mean",
            nine(error=lambda n: 2 * (n.y - n.out)),
            "Sign and mean are both lost, as in the printed bracket of 003 line 201 (erratum E38).",
            "003 line 201, erratum E38",
        ),
        Misconception(
            "no-factor-2",
            nine(error=lambda n: -(n.y - n.out) / len(n.y)),
            "Every slope is half of what it should be: the factor 2 of the square is missing, or "
            "you divide by the number of entries of X in place of its rows.",
        ),
        Misconception(
            "w5-w6-exchanged",
            nine(
                w1=lambda n: n.e * n.w6 * n.x1,
                w2=lambda n: n.e * n.w6 * n.x2,
                w3=lambda n: n.e * n.w5 * n.x1,
                w4=lambda n: n.e * n.w5 * n.x2,
                b1=lambda n: n.e * n.w6,
                b2=lambda n: n.e * n.w5,
            ),
            "w5 and w6 are exchanged on the way back. Follow w1 with your finger: to which neuron, "
            "and from there by which weight to the output?",
        ),
        Misconception(
            "inputs-exchanged",
            nine(
                w1=lambda n: n.e * n.w5 * n.x2,
                w2=lambda n: n.e * n.w5 * n.x1,
                w3=lambda n: n.e * n.w6 * n.x2,
                w4=lambda n: n.e * n.w6 * n.x1,
            ),
            "x1 and x2 are exchanged in the derivatives in w1 to w4.",
        ),
        Misconception(
            "input-twice",
            nine(
                w1=lambda n: n.e * n.w5 * n.x1**2,
                w2=lambda n: n.e * n.w5 * n.x2**2,
                w3=lambda n: n.e * n.w6 * n.x1**2,
                w4=lambda n: n.e * n.w6 * n.x2**2,
            ),
            "The input stands twice in the product, as in 003 line 201 (erratum E38).",
            "003 line 201, erratum E38",
        ),
        Misconception(
            "no-weight-back",
            nine(
                w1=lambda n: n.e * n.x1,
                w2=lambda n: n.e * n.x2,
                w3=lambda n: n.e * n.x1,
                w4=lambda n: n.e * n.x2,
                b1=lambda n: n.e,
                b2=lambda n: n.e,
            ),
            "On the way back through N1 and N2 the weights w5 and w6 are missing.",
        ),
        Misconception(
            "biases-without-weight",
            nine(b1=lambda n: n.e, b2=lambda n: n.e),
            "The derivatives in b1 and b2 lack w5 and w6: a hidden bias reaches the output "
            "through its neuron, too.",
        ),
        Misconception(
            "inputs-for-hidden",
            nine(w5=lambda n: n.e * n.x1, w6=lambda n: n.e * n.x2),
            "The derivatives in w5 and w6 use the inputs. Which numbers do w5 and w6 multiply?",
        ),
        Misconception(
            "hidden-exchanged",
            nine(w5=lambda n: n.e * n.N2, w6=lambda n: n.e * n.N1),
            "N1 and N2 are exchanged in the derivatives in w5 and w6.",
        ),
        Misconception(
            "biases-first",
            _reordered(6, 7, 8, 0, 1, 2, 3, 4, 5),
            "The derivatives in the biases come first. The order is that of theta: w1 to w6, then "
            "b1 to b3.",
        ),
        Misconception(
            "neuron-by-neuron",
            _reordered(0, 1, 6, 2, 3, 7, 4, 5, 8),
            "The derivatives stand neuron by neuron. The order is that of theta: w1 to w6, then "
            "b1 to b3.",
        ),
        Misconception(
            "w2-w3-exchanged",
            _reordered(0, 2, 1, 3, 4, 5, 6, 7, 8),
            "The derivatives in w2 and w3 stand in each other's place.",
        ),
        Misconception(
            "forward-w2-w3",
            lambda X, y, theta: nnkit.grads_221(X, y, theta[[0, 2, 1, 3, 4, 5, 6, 7, 8]]),
            "In the forward pass w2 and w3 are exchanged: N1 reads w1 and w2, N2 reads w3 and w4.",
        ),
        Misconception(
            "forward-no-biases",
            lambda X, y, theta: nnkit.grads_221(X, y, theta * [1, 1, 1, 1, 1, 1, 0, 0, 0]),
            "The forward pass leaves out the biases.",
        ),
        Misconception(
            "sigmoid-hidden",
            nine(hidden=lambda n, z: sigmoid(z)),
            "You apply σ to N1 and N2. This network is linear.",
        ),
        Misconception(
            "means-first",
            _means,
            "You average the examples and then multiply. The mean of a product is not the product "
            "of the means: multiply first, for every example.",
        ),
        Misconception(
            "last-example",
            lambda X, y, theta: nnkit.grads_221(X[-1:], y[-1:], theta),
            "Only the last example counts. Add up over all examples.",
        ),
        Misconception(
            "first-example",
            lambda X, y, theta: nnkit.grads_221(X[:1], y[:1], theta),
            "Only the first example counts. Look where the `return` stands.",
        ),
        Misconception(
            "mean-twice",
            nine(mix=np.mean),
            "You divide by the number of examples twice.",
        ),
        Misconception(
            "nine-for-each-example",
            nine(mix=lambda v: v),
            "You return nine numbers for each example. Add them up over the examples.",
        ),
        Misconception(
            "integers",
            _like_theta,
            "For whole numbers the result is cut to whole numbers: an array made like theta holds "
            "integers then.",
        ),
        Misconception(
            "w-without-weight",
            nine(
                w1=lambda n: n.e * n.x1,
                w2=lambda n: n.e * n.x2,
                w3=lambda n: n.e * n.x1,
                w4=lambda n: n.e * n.x2,
            ),
            "The derivatives in w1 to w4 lack w5 and w6: the way from N1 and N2 to the output.",
        ),
        Misconception(
            "w-w5-w6-exchanged",
            nine(
                w1=lambda n: n.e * n.w6 * n.x1,
                w2=lambda n: n.e * n.w6 * n.x2,
                w3=lambda n: n.e * n.w5 * n.x1,
                w4=lambda n: n.e * n.w5 * n.x2,
            ),
            "In the derivatives in w1 to w4, w5 and w6 are exchanged. Which weight leads from N1 "
            "to the output?",
        ),
        Misconception(
            "b-w5-w6-exchanged",
            nine(b1=lambda n: n.e * n.w6, b2=lambda n: n.e * n.w5),
            "In the derivatives in b1 and b2, w5 and w6 are exchanged.",
        ),
        Misconception(
            "w2-with-x1",
            nine(w2=lambda n: n.e * n.w5 * n.x1),
            "Only the derivative in w2 is wrong: which input does w2 multiply?",
        ),
        Misconception(
            "w4-with-x1",
            nine(w4=lambda n: n.e * n.w6 * n.x1),
            "Only the derivative in w4 is wrong: which input does w4 multiply?",
        ),
        Misconception(
            "w3-with-x2",
            nine(w3=lambda n: n.e * n.w6 * n.x2),
            "Only the derivative in w3 is wrong: which input does w3 multiply?",
        ),
        Misconception(
            "weights-for-hidden",
            nine(w5=lambda n: n.e * n.w5, w6=lambda n: n.e * n.w6),
            "The derivatives in w5 and w6 hold these weights themselves. Which numbers do they "
            "multiply?",
        ),
        Misconception(
            "own-weights-back",
            nine(
                w1=lambda n: n.e * n.w1 * n.x1,
                w2=lambda n: n.e * n.w2 * n.x2,
                w3=lambda n: n.e * n.w3 * n.x1,
                w4=lambda n: n.e * n.w4 * n.x2,
            ),
            "The derivatives in w1 to w4 hold the weight itself. The way to the output goes by w5 "
            "or w6.",
        ),
        Misconception(
            "hidden-for-weights",
            nine(
                w1=lambda n: n.e * n.N1 * n.x1,
                w2=lambda n: n.e * n.N1 * n.x2,
                w3=lambda n: n.e * n.N2 * n.x1,
                w4=lambda n: n.e * n.N2 * n.x2,
            ),
            "The derivatives in w1 to w4 hold N1 and N2. From N1 the way goes on by its weight, "
            "w5.",
        ),
        Misconception(
            "bias-as-factor",
            nine(b1=lambda n: n.e * n.b1, b2=lambda n: n.e * n.b2, b3=lambda n: n.e * n.b3),
            "The derivatives in the biases hold the bias as a factor. N reacts to its bias with "
            "slope 1.",
        ),
        Misconception(
            "hidden-biases-zero",
            nine(b1=lambda n: 0 * n.e, b2=lambda n: 0 * n.e),
            "The derivatives in b1 and b2 are 0. A hidden bias reaches the output through its "
            "neuron.",
        ),
        Misconception(
            "b3-one",
            lambda X, y, theta: np.append(nnkit.grads_221(X, y, theta)[:8], 1.0),
            "The derivative in b3 is 1: that is only the last link. The slope of the loss in ŷ "
            "stands in front.",
        ),
        Misconception(
            "weights-only",
            lambda X, y, theta: nnkit.grads_221(X, y, theta)[:6],
            "You return the derivatives in the weights only. Behind them come those in b1 to b3.",
        ),
        Misconception(
            "square-for-slope",
            nine(error=lambda n: 2 * (n.out - n.y) ** 2 / len(n.y)),
            "You start from the squared error. Its slope has no square.",
        ),
        Misconception(
            "no-prediction",
            nine(error=lambda n: 2 * n.y / len(n.y)),
            "The prediction is missing in the error: the slope is 2 (ŷ - y).",
        ),
        Misconception(
            "columns-for-examples",
            nine(error=lambda n: 2 * (n.out - n.y) / 2),
            "The factor 2/N is missing in the error, or N is X.shape[1], which is 2. N is the "
            "number of examples, the rows of X.",
        ),
        Misconception(
            "fixed-seven",
            nine(error=lambda n: 2 * (n.out - n.y) / 7),
            "The number of examples is written into the code. Take it from y.",
        ),
        Misconception(
            "tanh-hidden",
            nine(w5=lambda n: n.e * np.tanh(n.N1), w6=lambda n: n.e * np.tanh(n.N2)),
            "In the derivatives in w5 and w6 you apply tanh to N1 and N2. This network is linear.",
        ),
        Misconception(
            "theta-neuron-by-neuron",
            lambda X, y, theta: nnkit.grads_221(X, y, theta[[0, 1, 3, 4, 6, 7, 2, 5, 8]]),
            "You read theta in another order: first come w1 to w6, then b1 to b3.",
        ),
        Misconception(
            "forward-no-output-weights",
            _no_output_weights,
            "In the forward pass w5 and w6 are missing: ŷ = w5 N1 + w6 N2 + b3.",
        ),
        Misconception(
            "columns",
            _every_target,
            "Each prediction meets every target: a column (N, 1) and a row (N,) make a table. Give "
            "y and ŷ the same shape.",
        ),
        Misconception(
            "table",
            lambda X, y, theta: nnkit.grads_221(X, y, theta).reshape(3, 3),
            "The nine numbers are right, in a table. Return one row of nine.",
        ),
        Misconception(
            "updated",
            lambda X, y, theta: theta - nnkit.grads_221(X, y, theta),
            "You return a new theta. Asked are the slopes.",
        ),
    ),
)


def _cases_2221(rng: Rng) -> list[Case]:
    x, y, theta = one_2221(rng)
    by_hand = np.array([0.0, 0, 0, 0, 1, 0, 2, 0, 3, -1, 0, 0, 0, 0, 0])
    no_n4, no_n3 = theta.copy(), theta.copy()
    no_n4[9], no_n3[8] = 0, 0
    return [
        Case(
            (np.array([0.5, 1.0]), 1.0, by_hand),
            "x = (0.5, 1), y = 1, w5 = 1, w7 = 2, w9 = 3, w10 = -1, all else 0",
            "hand",
        ),
        Case((x, y, no_n4), "w10 = 0: only the path through N3 is left", "isolated"),
        Case((x, y, no_n3), "w9 = 0: only the path through N4 is left", "isolated"),
        Case((x * [0, 1], y, theta), "x1 = 0", "isolated"),
        Case((x, y, theta), "random numbers", "random"),
        Case(one_2221(rng), "other random numbers", "random"),
        Case(one_2221(rng), "a third set of random numbers", "random"),
        Case((1000 * np.sign(theta[:2]), y, theta), "inputs of size 1000", "extreme"),
        Case((np.array([1, 2]), 1, rng.permutation(15) - 7), "whole numbers", "integer"),
        Case(
            (x.astype(np.float32), np.float32(y), theta.astype(np.float32)),
            "type float32",
            "float32",
        ),
    ]


NAMES_2221 = [f"w{k}" for k in range(1, 11)] + [f"b{k}" for k in range(1, 6)]


def two(
    paths: Callable[[Any], Any] = lambda n: n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w7,
    rest: Callable[[Any], Any] = lambda n: n.s1 * n.x1,
    error: Callable[[Any], Any] = lambda n: -2 * (n.y - n.out),
    slope: Function = lambda a: 1 - a * a,
    act: Function = np.tanh,
    out: Function = lambda z: z,
    whole: Callable[[Any], Any] = lambda n: n.error * n.paths * n.rest,
) -> Function:
    """Compute the derivative in w1, with some rules replaced."""

    def answer(x: Any, y: Any, theta: Any) -> Any:
        n = SimpleNamespace(**dict(zip(NAMES_2221, theta, strict=True)), x1=x[0], x2=x[1], y=y)
        n.N1, n.N2 = act(n.w1 * n.x1 + n.w2 * n.x2 + n.b1), act(n.w3 * n.x1 + n.w4 * n.x2 + n.b2)
        n.N3, n.N4 = act(n.w5 * n.N1 + n.w6 * n.N2 + n.b3), act(n.w7 * n.N1 + n.w8 * n.N2 + n.b4)
        n.s1, n.s2, n.s3, n.s4 = (slope(a) for a in (n.N1, n.N2, n.N3, n.N4))
        n.out = out(n.w9 * n.N3 + n.w10 * n.N4 + n.b5)
        n.error, n.paths, n.rest = error(n), paths(n), rest(n)
        return whole(n)

    return answer


def _quotient(z: Any) -> Any:
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


def _w6_w7_exchanged(x: Any, y: Any, theta: Any) -> Any:
    forward = theta[[0, 1, 2, 3, 4, 6, 5, *range(7, 15)]]
    return two(paths=lambda n: n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w6)(x, y, forward)


GRAD_W1_2221 = Spec(
    name="grad_w1_2221",
    reference=nnkit.grad_w1_2221,
    cases=_cases_2221,
    returns="one number",
    points=3,
    unit=UNIT,
    signature="grad_w1_2221(x, y, theta)",
    misconceptions=(
        Misconception(
            "printed",
            two(
                whole=lambda n: (
                    n.error * (n.w9 + n.w10) + n.error * n.w10 * n.s4 * n.w7 * n.s1 * n.x1
                )
            ),
            "This is the printed line, 003 line 232 (erratum E40): two of its terms stop at N3 and "
            "N4. A path leads all the way from w1 to the loss.",
            "003 line 232, erratum E40",
        ),
        Misconception(
            "path-N3-only",
            two(paths=lambda n: n.w9 * n.s3 * n.w5),
            "Only the path through N3 is there. By which other way does N1 reach ŷ?",
        ),
        Misconception(
            "path-N4-only",
            two(paths=lambda n: n.w10 * n.s4 * n.w7),
            "Only the path through N4 is there. By which other way does N1 reach ŷ?",
        ),
        Misconception(
            "paths-multiplied",
            two(paths=lambda n: n.w9 * n.s3 * n.w5 * n.w10 * n.s4 * n.w7),
            "The two paths are multiplied. Multiply along a path, add over the paths.",
        ),
        Misconception(
            "paths-subtracted",
            two(paths=lambda n: n.w9 * n.s3 * n.w5 - n.w10 * n.s4 * n.w7),
            "The two paths are subtracted. Add them.",
        ),
        Misconception(
            "no-slope-behind",
            two(paths=lambda n: n.w9 * n.w5 + n.w10 * n.w7),
            "The slopes of N3 and N4 are missing: each tanh on a path brings one factor.",
        ),
        Misconception(
            "no-slope-in-front",
            two(rest=lambda n: n.x1),
            "The slope of N1 is missing: each tanh on a path brings one factor.",
        ),
        Misconception(
            "no-slope",
            two(slope=lambda a: 1.0),
            "No tanh slope is there. Each tanh on a path brings one factor.",
        ),
        Misconception(
            "no-input",
            two(rest=lambda n: n.s1),
            "The last factor is missing: which number does w1 multiply?",
        ),
        Misconception(
            "other-input",
            two(rest=lambda n: n.s1 * n.x2),
            "The last factor is x2. Which input does w1 multiply?",
        ),
        Misconception(
            "other-neuron",
            two(rest=lambda n: n.s2 * n.x1),
            "You use the slope of N2. w1 leads into N1.",
        ),
        Misconception(
            "w6-for-w7",
            two(paths=lambda n: n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w6),
            "From N1 to N4 you go by w6. Look at the formula of N4: which weight stands at N1?",
        ),
        Misconception(
            "wrong-last-weight",
            two(paths=lambda n: n.w10 * n.s3 * n.w5 + n.w9 * n.s4 * n.w7),
            "w9 and w10 are exchanged: w9 belongs to N3, w10 to N4.",
        ),
        Misconception(
            "wrong-first-weight",
            two(paths=lambda n: n.w9 * n.s3 * n.w7 + n.w10 * n.s4 * n.w5),
            "w5 and w7 are exchanged: w5 leads to N3, w7 to N4.",
        ),
        Misconception(
            "target-first",
            two(error=lambda n: 2 * (n.y - n.out)),
            "The sign is wrong: the inner slope of y - ŷ is -1.",
        ),
        Misconception(
            "no-factor-2",
            two(error=lambda n: -(n.y - n.out)),
            "The factor 2 is missing: this loss has no ½.",
        ),
        Misconception(
            "no-error",
            two(error=lambda n: 1.0),
            "This is the slope of ŷ in w1. One factor more leads to the loss.",
        ),
        Misconception(
            "sigmoid-slope",
            two(slope=lambda a: a * (1 - a)),
            "a (1 - a) is the slope of the sigmoid. These neurons use tanh.",
        ),
        Misconception(
            "slope-of-N",
            two(slope=lambda a: 1 - np.tanh(a) ** 2),
            "You apply tanh to N once more. N already is a tanh: how does its slope look in terms "
            "of N?",
        ),
        Misconception(
            "no-square",
            two(slope=lambda a: 1 - a),
            "Your slope is 1 - N. A square is missing.",
        ),
        Misconception(
            "sigmoid",
            two(act=sigmoid, slope=lambda a: a * (1 - a)),
            "Your neurons are sigmoid neurons. Here they use tanh.",
        ),
        Misconception(
            "tanh-output",
            two(out=np.tanh),
            "You apply tanh to the output. The last neuron is linear.",
        ),
        Misconception(
            "shared-biases",
            lambda x, y, theta: nnkit.grad_w1_2221(
                x, y, np.concatenate([theta[:11], theta[10:11], theta[12:]])
            ),
            "N2 uses the bias of N1. Each neuron has its own (erratum E35).",
            "erratum E35",
        ),
        Misconception(
            "overflow",
            two(act=_quotient),
            "For large sums your tanh divides infinity by infinity (erratum E14). Use np.tanh.",
            "erratum E14",
        ),
        Misconception(
            "loss-for-slope",
            two(error=lambda n: (n.y - n.out) ** 2),
            "You begin with the loss. The chain rule begins with its slope in ŷ.",
        ),
        Misconception(
            "loss",
            two(whole=lambda n: (n.y - n.out) ** 2),
            "This is the loss itself. Asked is its slope in w1.",
        ),
        Misconception(
            "fixed-error",
            two(error=lambda n: -1.0),
            "The slope of the loss in ŷ is not there: -2 (y - ŷ).",
        ),
        Misconception(
            "weight-for-input",
            two(rest=lambda n: n.s1 * n.w1),
            "The last factor is w1 itself. Which number does w1 multiply?",
        ),
        Misconception(
            "no-middle-weights",
            two(paths=lambda n: n.w9 * n.s3 + n.w10 * n.s4),
            "The weights w5 and w7, from N1 to N3 and N4, are missing.",
        ),
        Misconception(
            "no-last-weights",
            two(paths=lambda n: n.s3 * n.w5 + n.s4 * n.w7),
            "The weights w9 and w10, from N3 and N4 to ŷ, are missing.",
        ),
        Misconception(
            "weights-of-N2",
            two(paths=lambda n: n.w9 * n.s3 * n.w6 + n.w10 * n.s4 * n.w8),
            "You go by w6 and w8, which start at N2. w1 leads into N1: from there go w5 and w7.",
        ),
        Misconception(
            "four-paths",
            two(paths=lambda n: n.w9 * n.s3 * (n.w5 + n.w6) + n.w10 * n.s4 * (n.w7 + n.w8)),
            "There are paths through N2 in your sum. w1 leads into N1 only.",
        ),
        Misconception(
            "all-meet",
            two(paths=lambda n: (n.w9 + n.w10) * (n.s3 + n.s4) * (n.w5 + n.w7)),
            "You add first and multiply then, so factors of different paths meet. Multiply along "
            "each path, then add.",
        ),
        Misconception(
            "same-slope",
            two(paths=lambda n: n.w9 * n.s3 * n.w5 + n.w10 * n.s3 * n.w7),
            "Both paths use the slope of N3. The second one goes through N4.",
        ),
        Misconception(
            "values-for-slopes",
            two(paths=lambda n: n.w9 * n.N3 * n.w5 + n.w10 * n.N4 * n.w7),
            "N3 and N4 stand where their slopes are needed: 1 - N².",
        ),
        Misconception(
            "extra-N1",
            two(paths=lambda n: (n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w7) * n.N1),
            "There is a factor N1 too many. That would be the slope in w5 or w7; go on through N1 "
            "to w1.",
        ),
        Misconception(
            "plus-in-slope",
            two(slope=lambda a: 1 + a * a),
            "Your slope is 1 + N². The slope of tanh has a minus.",
        ),
        Misconception(
            "linear",
            two(act=lambda a: a, slope=lambda a: 1 - a * a),
            "The neurons have no tanh in your forward pass.",
        ),
        Misconception(
            "sigmoid-forward",
            two(act=sigmoid),
            "Your neurons are sigmoid neurons. Here they use tanh.",
        ),
        Misconception(
            "slope-once",
            two(whole=lambda n: n.error * (n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w7 * n.s1) * n.x1),
            "The slope of N1 is a factor of one path only. Both paths go through N1: look at your "
            "brackets.",
        ),
        Misconception(
            "bracket-lost",
            two(whole=lambda n: n.error * n.w9 * n.s3 * n.w5 + n.w10 * n.s4 * n.w7 * n.rest),
            "A bracket is missing: the error in front and the factors behind belong to both paths.",
        ),
        Misconception(
            "two-numbers",
            two(whole=lambda n: n.error * n.paths * n.s1 * np.array([n.x1, n.x2])),
            "You return the slopes in w1 and w2. Asked is the one in w1, a number.",
        ),
        Misconception(
            "updated",
            two(whole=lambda n: n.w1 - 0.1 * n.error * n.paths * n.rest),
            "You return a new w1. Asked is the slope.",
        ),
        Misconception(
            "no-last-bias",
            lambda x, y, theta: nnkit.grad_w1_2221(x, y, np.append(theta[:14], 0 * theta[14])),
            "The forward pass leaves out b5.",
        ),
        Misconception(
            "no-biases",
            lambda x, y, theta: nnkit.grad_w1_2221(x, y, np.append(theta[:10], 0 * theta[10:])),
            "The forward pass leaves out the biases.",
        ),
        Misconception(
            "forward-w2-w3",
            lambda x, y, theta: nnkit.grad_w1_2221(x, y, theta[[0, 2, 1, 3, *range(4, 15)]]),
            "In the forward pass w2 and w3 are exchanged: N1 reads w1 and w2, N2 reads w3 and w4.",
        ),
        Misconception(
            "forward-w6-w7",
            _w6_w7_exchanged,
            "In the forward pass w6 and w7 are exchanged: N3 reads w5 and w6, N4 reads w7 and w8.",
        ),
        Misconception(
            "theta-layer-by-layer",
            lambda x, y, theta: nnkit.grad_w1_2221(
                x, y, theta[[0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 4, 5, 10, 11, 14]]
            ),
            "You read theta layer by layer. First come w1 to w10, then b1 to b5.",
        ),
    ),
)
