"""Training: the weights, data and batches it starts from, its steps, and their noise."""

import math
from typing import Any

import numpy as np

from nnkit import backprop, forward, half_sse, softmax
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.given.chance import Dealer, Dealt, NormalStart
from nnkit.grading.given.functions import of_example, of_point
from nnkit.grading.units.derivations import derived, lettered
from nnkit.grading.units.drawing import by_hand, drawn, from_rng, told, variant
from nnkit.grading.units.u03_layers.network import params_for
from nnkit.grading.units.u08_backpropagation_in_matrices.network import HAND_NET, net
from nnkit.grading.units.written_tests import VERDICT, WRITTEN, judged

COLUMNS = "wide:nd wide:md"  # X_train, X_test
CLASSIFIER = "nd soft:nk dk bias:k"  # X, Y, W, b; lr comes behind
SCORES = (6, 2, 3, 0.5), (5, 3, 3, 0.2), (3, 4, 2, 1.3)
BATCH = "p np some:bn"  # theta, G, idx; lr comes behind
FLAT, DEEP = ("2-3-2", "tanh sigmoid", 0.3), ("2-4-3-1", "tanh tanh identity", 0.1)
UPDATES = "N = {}, batch_size = {}, epochs = {}"
STEPS = (
    "B variances, and B (B - 1) pairs of different draws",
    "divide each of the two by B",
    "put what c is for draws without return, by s2 and N",
    "one fraction: put `rest` in place of N - B",
)
WRONG_DEALERS = {
    "Does each example keep its own target? Take targets such as Y = 10 X.": "pairs, sorted",
    "Does each example come once? Collect all rows and compare.": "with replacement, first again",
    "Does your test look whether the order is another one?": "old order",
    "Take a number of examples that is no multiple of the batch size.": "tail",
    "Look inside a batch: are neighbours of the table still neighbours?": "whole batches",
    "Look at the sizes of the batches: the last one may be smaller, not larger.": "small tail",
}
PLACES = (23, 5), (24, 6)


def start_case(rng: Rng, n_in: int, n_out: int, rung: str = "random") -> Case:
    """Draw a case of `init_layer`; in `NormalStart` stands how often a right answer is rejected."""
    n, m = float(n_in), float(n_out)
    others = 2 / n, 1 / n, n**-0.5, (2 / m) ** 0.5, m**-0.5, (2 / (n + m)) ** 0.5, (2 * n) ** 0.5
    test = NormalStart((n_in, n_out), (2 / n) ** 0.5, (*others, (3 * n) ** -0.5, 0.01, 0.1, 1.0))
    args = n_in, n_out, np.random.default_rng(rng.integers(2**32))
    return Case(args, f"n_in = {n_in}, n_out = {n_out}", rung, test=test)


@exercise(
    lambda rng: [start_case(rng, *n) for n in ((3, 2, "hand"), (75, 50), (50, 75), (1, 1, "one"))],
    "two arrays (W, b)",
    points=2,
    properties=from_rng("weights", "layer"),
)
def init_layer(n_in, n_out, rng):
    """
    W = np.zeros((n_in, n_out))
    W = np.ones((n_in, n_out))
    # All weights are equal. Units that start alike get the same gradients and stay alike for ever.
    W = np.tile(rng.normal(0, spread, (n_in, 1)), (1, n_out))
    # All units get the same weights: they stay alike for ever. Draw the whole table at once.
    W = rng.uniform(-np.sqrt(6 / n_in), np.sqrt(6 / n_in), (n_in, n_out))
    W = rng.uniform(-spread, spread, (n_in, n_out))
    # The weights are spread evenly between two bounds. Asked is a normal distribution.
    W = rng.uniform(0, 1, (n_in, n_out))
    W = rng.uniform(0, spread, (n_in, n_out))  # None is negative: draw normal numbers around 0.
    spread = 0.01
    spread = 0.1  # The spread has to follow n_in: with more inputs a sum gets larger.
    spread = np.sqrt(2 / (n_in + n_out))  # This is Glorot's spread. Here only the inputs count.
    b = rng.normal(0, spread, n_out)  # Biases start at 0: the weights alone make units different.
    """
    # `rng.normal` asks for the standard deviation, the root of the variance.
    spread = np.sqrt(2 / n_in)  # the standard deviation of the weights
    W = rng.normal(0, spread, (n_in, n_out))  # W
    b = np.zeros(n_out)  # b
    return W, b


@exercise(
    by_hand([[1.0, 10], [3, 30], [1, 20], [3, 20]], [[2.0, 40], [5, 10]]),
    drawn(
        COLUMNS, "{0} and {2} examples, {1} columns", (6, 3, 4), (4, 4, 4), (5, 2, 3), whole=True
    ),
    variant(COLUMNS, (6, 3, 4), "a column that is constant in training", "extreme", [1, 0, 1]),
    variant(COLUMNS, (6, 3, 1), "one test example", "one"),
    "two arrays, of the shapes of X_train and X_test",
    points=2,
)
def standardize(X_train, X_test):
    """
    test = (X_test - X_test.mean(axis=0)) / X_test.std(axis=0)
    # The test part is scaled by its own mean and spread. A new example comes alone, and the
    # network has learned from the scale of the training part: use that one for both.
    std = X_train.std(axis=0)  # A constant column is divided by 0. Only shift it: divide by 1.
    std = X_train.std(axis=0) + 1e-8  # A small number is added, so all results are a little off.
    spread = X_train.std(axis=0, ddof=1)  # The squares are divided by N - 1. Take their mean: by N.
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


@exercise(
    Case((np.arange(4), 2), "labels 0, 1, 2, 3 and 2 bits", "hand"),
    Case((np.array([6, 1]), 3), "labels 6, 1 and 3 bits", "isolated"),
    lambda rng: Case((rng.permutation(8), 3), "the labels 0 to 7, mixed", "random"),
    lambda rng: Case((rng.integers(0, 16, 5), 4), "5 labels, 4 bits", "random"),
    lambda rng: Case((rng.permutation([0, 1, 2, 3, 2]), 5), "labels below 4, 5 bits", "random"),
    Case((np.array([1, 0, 1]), 1), "1 bit", "one"),
    Case((np.array([5]), 3), "one label", "one"),
    "an array of 0 and 1 of shape (N, n)",
)
def to_bits(labels, n):
    """
    return np.eye(2**n)[labels]
    return np.eye(n)[labels % n]
    return np.eye(n)[labels % n][:, ::-1]  # That is one-hot. n bits tell 2ⁿ classes apart.
    return halves  # The larger places are still in: keep the last digit, the rest of dividing by 2.
    halves = (np.asarray(labels) + 1)[:, None] // places  # You count from 1. The first label is 0.
    return 2 * (halves % 2) - 1  # Your bits are -1 and 1. Asked are 0 and 1.
    """
    # The largest place comes first, as in written numbers.
    places = 2 ** np.arange(n)[::-1]  # the value of each bit
    halves = np.asarray(labels)[:, None] // places  # the label in units of each bit
    return halves % 2


def dealt(rng: Rng, n: int, batch_size: int, rung: str = "random", *k: int) -> Case:
    """Draw a case of `minibatches`; in `Dealt` stands how often a right answer is rejected."""
    X, Y = rng.normal(0, 1, (n, 3)), rng.normal(0, 1, (n, *k))
    args = X, Y, batch_size, np.random.default_rng(rng.integers(2**32))
    return Case(args, f"{n} examples, batch_size = {batch_size}", rung, test=Dealt(*args[:3]))


@exercise(
    lambda rng: [dealt(rng, 5, 2, "hand", 2), dealt(rng, 4, 10, "one"), dealt(rng, 3, 1, "one")],
    lambda rng: [dealt(rng, n, size, "random", 2) for n, size in ((23, 5), (24, 6), (30, 7))],
    "pairs (Xb, Yb), one after the other",
    parts=("the size of the batches", "the examples", "the targets", "the order"),
    points=3,
    properties=from_rng("batches", "batches"),
)
def minibatches(X, Y, batch_size, rng):
    """
    Y = rng.permutation(Y)  # Examples get the targets of others: use one order for X and for Y.
    order = np.arange(len(X))  # Nothing is shuffled: classes may come one after the other.
    order = rng.integers(0, len(X), len(X))
    # Some examples come more than once. A permutation deals each out once; slices must not overlap.
    order = np.arange(len(X))
    starts = rng.permutation(range(0, len(X), batch_size))
    # The batches are shuffled, not the examples: the same ones always stand together.
    starts = range(0, len(X) // batch_size * batch_size, batch_size)
    # The examples that do not fill a batch are lost. They make a last, smaller one.
    starts = range(0, len(X) // batch_size * batch_size + 1, batch_size)
    # When batch_size divides the number of examples, a batch without examples comes last.
    return [(X[part], Y[part]) for part in np.array_split(order, batch_size)]
    # You make batch_size batches. It is the number of examples in a batch.
    return [(X[order[:batch_size]], Y[order[:batch_size]])]
    # Only one batch comes out. The loop goes on until every example has been dealt out.
    return [(X[piece], Y[piece]) for k in range(len(starts)) for piece in pieces[:1]]
    # Every batch holds the same examples.
    return [X[piece] for piece in pieces], [Y[piece] for piece in pieces]
    # All Xb come first, then all Yb. Each batch is a pair (Xb, Yb).
    return [example for piece in pieces for example in zip(X[piece], Y[piece])]
    # The examples come one by one. A batch holds several: give slices of X and Y.
    """
    order = rng.permutation(len(X))  # the order of the examples
    starts = range(0, len(X), batch_size)  # the places where batches begin
    pieces = [order[k : k + batch_size] for k in starts]  # the examples of each batch
    return [(X[piece], Y[piece]) for piece in pieces]


def shown(f: Any, N: int, B: int) -> tuple[Any, ...]:
    """The numbers of the examples in each batch, and their targets, ten times that."""
    X = np.arange(float(N))
    batches = [(np.asarray(Xb), np.asarray(Yb)) for Xb, Yb in f(X[:, None], 10 * X, B, 1)]
    return [Xb[:, 0] for Xb, _ in batches], [Yb for _, Yb in batches], N, B


@exercise(judged(Dealer, ("right", "lists", "keys"), WRONG_DEALERS), mistakes=VERDICT, **WRITTEN)
def check_minibatches(f):
    """
    return all(len(rows) == -(-N // B) for rows, _, N, B in found)
    # Any batches of the right number pass. Look at what is in them.
    PLACES = ((24, 6),)  # A lost last batch passes: take an N that is no multiple of the size.
    """
    found = [shown(f, N, B) for N, B in PLACES]  # the batches
    full = all(len(rows[0]) == B for rows, _, N, B in found)  # the size of a batch
    last = all(len(rows[-1]) == (N % B or B) for rows, _, N, B in found)  # the size of the last one
    once = all(sorted(np.hstack(X)) == list(range(N)) for X, _, N, _ in found)  # the look at all
    pairs = all(np.array_equal(10 * np.hstack(X), np.hstack(Y)) for X, Y, *_ in found)  # the pairs
    order = any(np.any(np.diff(rows[0]) != 1) for rows, *_ in found)  # the look at the order
    return full and last and once and pairs and order


@exercise(
    told(UPDATES, hand=[(10, 4, 3)], isolated=[(12, 4, 1), (50, 8, 1)], one=[(5, 8, 3), (9, 1, 2)]),
    told(UPDATES, random=[(301, 30, 4), (87, 7, 5), (66, 7, 8), (53, 7, 4)], one=[(6, 6, 5)]),
    "a whole number",
    kind="integer",
)
def updates(N, batch_size, epochs):
    """
    return epochs  # An epoch is not one update: it goes through all batches once (erratum E37).
    return math.ceil(epochs * N / batch_size)
    return epochs * N // batch_size  # Round for each epoch: each ends with its smaller batch.
    per_epoch = round(N / batch_size)  # A batch with a single example is a batch, too: round up.
    per_epoch = N // batch_size + 1  # When N is a multiple of batch_size, no smaller batch comes.
    """
    # The last batch counts, too, if it is smaller.
    per_epoch = math.ceil(N / batch_size)  # the number of batches in an epoch
    return epochs * per_epoch


def step_args(rng: Rng, widths: str, lr: float = 0.3) -> tuple[Any, ...]:
    """Draw (params, grads, lr) of a network such as "3-4-2"."""
    return params_for(rng, widths), params_for(rng, widths), lr


@exercise(
    by_hand([([[1.0], [2.0]], [3.0])], [([[10.0], [-5.0]], [2.0])], 0.1),
    variant(step_args, ("3-3",), "one layer, 3-3", "isolated"),
    drawn(step_args, "a network {}", ("3-4-2", 0.1), ("2-3-4-2", 0.7), whole=True),
    variant(step_args, ("1-1",), "a network 1-1", "one"),
    "a list of pairs (W, b), as params",
)
def sgd_step(params, grads, lr):
    """return [part for layer in new for part in layer]  # Asked is a pair (W, b) for each layer."""
    new: list[Any] = []  # the new params
    for (W, b), (dW, db) in zip(params, grads, strict=True):  # the layers
        # The gradient points uphill.
        W_new = W - lr * dW  # the new W
        b_new = b - lr * db  # the new b
        new.append((W_new, b_new))  # the new params
    return new


@exercise(
    by_hand([[1.0, 2], [2, -1]], np.eye(2), np.zeros((2, 2)), np.zeros(2), 0.4),
    variant(CLASSIFIER, SCORES[0], "W and b zero", "isolated", 1, 1, 0, 0),
    drawn(
        CLASSIFIER, "{} examples, {} inputs, {} classes", *SCORES, one=(1, 2, 3, 0.5), whole=True
    ),
    variant(CLASSIFIER, SCORES[0], "very large scores", "extreme", 1000),
    "the pair (W, b) after the step",
    points=3,
)
def softmax_step(X, Y, W, b, lr):
    """
    P = softmax(Z.T).T  # Softmax runs down the columns. Each example has a distribution of its own.
    P = 1 / (1 + np.exp(-Z))  # With several classes it is softmax, no sigmoid: the shares sum to 1.
    b_new = b  # b stays. Its gradient is missing, or added up over the classes, which gives 0.
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


@exercise(
    by_hand([[1.0, 0], [3, 4], [5, 2], [-2, 6]], np.array([1, 2])),
    drawn("np some:bn", "{0} examples, {2} of them chosen", (7, 3, 3), (4, 4, 2), whole=True),
    variant("np", (6, 2, np.array([2, 2, 5, 1])), "one is chosen twice", "random"),
    variant("np some:bn", (5, 2, 1), "one is chosen", "one"),
    "an array, one number for each parameter",
)
def batch_gradient(G, idx):
    """
    return chosen.sum(axis=0) / len(G)  # You divide by all examples. Divide by those added up.
    chosen = G[: len(idx)]  # You take the first rows. Which ones are in the batch, idx says.
    """
    chosen = G[idx]  # the gradients of the batch
    # A sum would make the step longer with a larger batch.
    return chosen.mean(axis=0)


@exercise(
    by_hand([1.0, 1.0], [[2.0, 0], [4, 2], [0, -2], [6, 4], [-2, 1]], np.array([1, 3]), 0.1),
    drawn(BATCH, "{1} examples, {2} in the batch", (3, 7, 3, 0.4), (2, 8, 4, 0.3)),
    variant(BATCH, (2, 5, 1, 0.2), "one example in the batch", "one"),
    **lettered("ABC", ": two arrays and a number"),
    points=2,
)
def corrected_epoch(theta, G, idx, lr):
    """
    B = theta - lr * chosen.sum(axis=0)
    # Line B is still as printed (erratum E16): a sum. Twice the batch makes a step twice as long.
    C = 1  # Line C is still as printed (erratum E37). One pass is one update, not all the data.
    B = theta - lr * chosen.sum(axis=0) / len(G)  # Line B divides the batch by all examples.
    """
    # It was right as printed.
    A = theta - lr * G.mean(axis=0)  # line A
    chosen = G[idx]  # the gradients of the batch
    B = theta - lr * chosen.mean(axis=0)  # line B
    C = math.ceil(len(G) / len(idx))  # line C
    return A, B, C


def noise(rng: Rng, N: int, B: int, s2: float = 0.0) -> tuple[float, ...]:
    """Draw (s2, c, N, B, N - B): the variance, the covariance of two different draws, the sizes."""
    s2 = s2 or float(rng.uniform(1, 5))
    return s2, -s2 / (N - 1), float(N), float(B), float(N - B)


@derived(STEPS, noise, "N = {}, B = {}", (5, 2, 4.0), (9, 7), first=3, given_parts=(0,), points=3)
def derive_noise(s2, c, N, B, rest):
    line_1 = (B * s2 + B * (B - 1) * c) / B**2  # line 1
    line_2 = (s2 + (B - 1) * c) / B  # line 2
    line_3 = (s2 - (B - 1) * s2 / (N - 1)) / B  # line 3
    line_4 = s2 / B * rest / (N - 1)  # line 4
    return line_1, line_2, line_3, line_4


@exercise(
    Case((4.0, 0.5, [0, 1], of_point), "θ = 4, lr = ½, the examples 0 and 1", "hand"),
    variant("d", (3, 0.3, [2], of_example), "one example", "isolated"),
    variant("d", (3, 0.2, [3, 0, 2, 3, 1], of_example), "5 steps, one example twice", "random"),
    variant("d", (3, 0.4, [3, 1, 0, 2], of_example), "4 steps", "random"),
    Case((1.5, 0.25, [1, 1, 0], of_point), "θ a number, 3 steps", "random"),
    Case((np.array([1, -2, 3]), 0.3, [1, 0], of_example), "whole numbers in θ", "integer"),
    variant("d", (3, 0.2, [], of_example), "no example", "one"),
    "theta after the last step, of the shape of theta",
    points=2,
)
def sgd(theta, lr, order, grad):
    """
    g = grad(theta, i)
    # All gradients are taken at the first θ. A step starts where the last one ended (erratum E17).
    return theta - lr * np.mean([grad(theta, i) for i in order], axis=0) if len(order) else theta
    # This is one step, with the mean of the gradients. Every example makes a step of its own.
    order = sorted(order)  # You sort the examples. They come as `order` says.
    order = range(len(order))  # You take example 0, 1, 2 ... `order` says which one comes.
    order = list(dict.fromkeys(order))  # An example that stands in `order` twice makes two steps.
    lr = lr / max(1, len(order))  # Every example makes a step of its own: it is not divided.
    """
    now = theta  # the newest theta
    for i in order:  # the examples
        g = grad(now, i)  # the gradient of one example
        now = now - lr * g  # the newest theta
    return now


def train_args(rng: Rng, widths: str, acts: str, lr: float, steps: int, n: int = 5) -> Any:
    """Draw (params, acts, X, Y, lr, steps)."""
    return *net(rng, n, widths, acts, "half_sse")[:4], lr, steps


@exercise(
    by_hand(*HAND_NET[:4], 0.1, 1),
    variant(train_args, (*FLAT, 2), "2 steps, 2-3-2", "isolated"),
    drawn(train_args, "{3} steps, {0}", (*FLAT, 4), (*DEEP, 3), one=(*FLAT, 3, 1)),
    variant(train_args, (*FLAT, 0), "no step", "one"),
    "(params, losses)",
    parts=("params", "losses"),
    points=4,
)
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
