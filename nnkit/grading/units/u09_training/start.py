"""Before the first step: weights to start from, and inputs of one size."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.chance import NormalStart
from nnkit.grading.units.drawing import Drawn, small


def start_case(rng: Rng, n_in: int, n_out: int, rung: str = "random") -> Case:
    """Draw a case of `init_layer`; in `NormalStart` stands how often a right answer is rejected."""
    n, m = float(n_in), float(n_out)
    others = 2 / n, 1 / n, n**-0.5, (2 / m) ** 0.5, m**-0.5, (2 / (n + m)) ** 0.5, (2 * n) ** 0.5
    test = NormalStart((n_in, n_out), (2 / n) ** 0.5, (*others, (3 * n) ** -0.5, 0.01, 0.1, 1.0))
    args = n_in, n_out, np.random.default_rng(rng.integers(2**32))
    return Case(args, f"n_in = {n_in}, n_out = {n_out}", rung, test=test)


def _start_cases(rng: Rng) -> list[Case]:
    return [
        start_case(rng, 3, 2, "hand"),
        start_case(rng, 75, 50),
        start_case(rng, 50, 75),
        start_case(rng, 1, 1, "one"),
    ]


@exercise(
    _start_cases,
    "two arrays (W, b)",
    points=2,
    properties=(
        Property(
            "the-generator",
            "the weights come from `rng`, and from nothing else",
            Drawn("draws from rng, layer"),
            "The same generator gives the same weights, another one gives others.",
        ),
    ),
)
def init_layer(n_in, n_out, rng):
    """
    W = np.zeros((n_in, n_out))
    # All weights are 0. Units that start alike get the same gradients and stay alike for ever.
    W = np.ones((n_in, n_out))
    # All weights are equal. Units that start alike get the same gradients and stay alike for ever.
    W = np.tile(rng.normal(0, spread, (n_in, 1)), (1, n_out))
    # All units get the same weights: they stay alike for ever. Draw the whole table at once.
    W = rng.uniform(0, 1, (n_in, n_out))
    # The weights are drawn between 0 and 1: none is negative, and they are far too wide.
    W = rng.uniform(-np.sqrt(6 / n_in), np.sqrt(6 / n_in), (n_in, n_out))
    # The spread is right, but the weights are spread evenly. Asked is a normal distribution.
    W = rng.uniform(-spread, spread, (n_in, n_out))
    # The weights are spread evenly between two bounds. Asked is a normal distribution.
    W = rng.uniform(0, spread, (n_in, n_out))
    # No weight is negative. Draw them from a normal distribution around 0.
    spread = 0.01
    spread = 0.1
    # The spread is the same, whatever the layer. With more inputs a sum gets larger: it has to
    # follow n_in.
    spread = np.sqrt(2 / (n_in + n_out))
    # The spread follows inputs and outputs, as Glorot has it. Here only the inputs count.
    b = rng.normal(0, spread, n_out)
    # The biases are drawn, too. The weights alone make units different; biases start at 0.
    """
    # `rng.normal` asks for the standard deviation, the root of the variance.
    spread = np.sqrt(2 / n_in)  # the standard deviation of the weights
    W = rng.normal(0, spread, (n_in, n_out))  # W
    b = np.zeros(n_out)  # b
    return W, b


def columns(rng: Rng, n: int, m: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw (X_train, X_test): columns of other means and sizes, the test part another one."""
    mean, size = rng.normal(0, 5, d), rng.uniform(0.5, 4, d)
    return mean + size * rng.normal(0, 1, (n, d)), mean + 1 + 2 * size * rng.normal(0, 1, (m, d))


def _scale_cases(rng: Rng) -> list[Case]:
    hand = np.array([[1.0, 10.0], [3.0, 30.0], [1.0, 20.0], [3.0, 20.0]])
    X, T = columns(rng, 6, 4, 3)
    border = X.copy(), T.copy()
    border[0][:, 1], border[1][:, 1] = 2.0, [2.0, 3.0, 2.0, 0.0]
    whole = rng.integers(-9, 9, (5, 2)), rng.integers(-9, 9, (3, 2))
    return [
        Case((hand, np.array([[2.0, 40.0], [5.0, 10.0]])), "the numbers of the task", "hand"),
        Case((X, T), "6 and 4 examples, 3 columns", "random"),
        Case(columns(rng, 4, 4, 4), "4 and 4 examples, 4 columns", "random"),
        Case(columns(rng, 5, 3, 2), "5 and 3 examples, 2 columns", "random"),
        Case(border, "a column that is constant in training", "extreme"),
        Case(whole, "whole numbers", "integer"),
        Case(small((X, T)), "type float32", "float32"),
        Case((X, T[:1]), "one test example", "one"),
    ]


@exercise(_scale_cases, "two arrays, of the shapes of X_train and X_test", points=2)
def standardize(X_train, X_test):
    """
    test = (X_test - X_test.mean(axis=0)) / X_test.std(axis=0)
    # The test part is scaled by its own mean and spread. A new example comes alone, and the
    # network has learned from the scale of the training part: use that one for both.
    std = X_train.std(axis=0)
    # A column that is constant in training is divided by 0. Only shift it: divide it by 1.
    std = X_train.std(axis=0) + 1e-8
    # A small number is added to every standard deviation, so all results are a little off.
    spread = X_train.std(axis=0, ddof=1)
    # The squared distances are divided by N - 1. Their mean is asked: divide by N.
    std = 1.0  # The columns are shifted, but not divided by their standard deviation.
    mean = 0.0  # The columns are divided, but their mean is not subtracted.
    mean = np.vstack([X_train, X_test]).mean(axis=0)
    spread = np.vstack([X_train, X_test]).std(axis=0)
    # Mean and spread are those of both parts together. Nothing may be learned from the test part.
    train = (X_train - X_train.min(axis=0)) / (X_train.max(axis=0) - X_train.min(axis=0))
    test = (X_test - X_train.min(axis=0)) / (X_train.max(axis=0) - X_train.min(axis=0))
    # You scale to the range 0 to 1 by minimum and maximum. Asked are mean 0 and spread 1.
    """
    # Each column is a quantity of its own.
    mean = X_train.mean(axis=0)  # the mean of each column
    # Its square is the mean of the squared distances.
    spread = X_train.std(axis=0)  # the standard deviation of each column
    std = np.where(spread > 0, spread, 1)  # the divisor
    train = (X_train - mean) / std  # the training part
    # Test examples are scaled as the training examples were.
    test = (X_test - mean) / std  # the test part
    return train, test
