"""The loss of a denoiser, and the gradient of weights that code and decode."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Rng


def denoiser(rng: Rng, n: int, d: int, h: int) -> list[Array]:
    """Draw (X_clean, X_noisy, We, be, Wd, bd); no bias is near 0."""
    clean = rng.uniform(0, 1, (n, d))
    be, bd = (rng.uniform(0.4, 1, k) * rng.choice([-1, 1], k) for k in (h, d))
    noisy = clean + rng.normal(0, 0.4, (n, d))
    return [clean, noisy, rng.normal(0, 1, (d, h)), be, rng.normal(0, 1, (h, d)), bd]


def _loss_cases(rng: Rng) -> list[Case]:
    held = denoiser(rng, 5, 4, 3)
    clean, noisy, We, be, Wd, bd = held
    by_hand = [[1.0, 0.0]], [[0.0, 2.0]], [[5.0], [0.0]], [0.0], [[4.0, 2.0]], [0.0, 1.0]
    whole = [rng.integers(-2, 3, np.shape(a)) for a in held]
    return [
        Case(tuple(map(np.array, by_hand)), "the numbers of the task", "hand"),
        Case((clean, clean, *held[2:]), "no noise", "isolated"),
        Case((clean, noisy, We, 0 * be, Wd, 0 * bd), "biases 0", "isolated"),
        Case(tuple(held), "5 examples, 4-3-4", "random"),
        Case(tuple(denoiser(rng, 3, 3, 3)), "3 examples, 3-3-3", "random"),
        Case((clean, noisy, 1000 * We, be, Wd, bd), "sums of size 1000", "extreme"),
        Case(tuple(whole), "whole numbers", "integer"),
        Case(tuple(a.astype(np.float32) for a in held), "type float32", "float32"),
        Case(tuple(denoiser(rng, 1, 4, 2)), "one example", "one"),
    ]


@exercise(_loss_cases, "one number", points=3)
def denoising_loss(X_clean, X_noisy, We, be, Wd, bd):
    """
    target = X_noisy
    # You compare with the noisy input: a network that copies the noise is the best then. What
    # should come out?
    source = X_clean  # The clean input is coded. The network is to see the noisy one.
    source = X_clean
    target = X_noisy
    # Input and target are exchanged: in goes the noisy one, and the clean one is to come out.
    X_hat = sigmoid(H @ Wd + bd)  # The decoder is linear: no sigmoid at the end.
    H = np.tanh(source @ We + be)  # The code uses tanh. Here it is a sigmoid layer.
    return np.mean(np.sum((X_hat - target) ** 2, axis=1))
    # You add the entries of an example. Here the mean runs over all entries.
    return np.sum((X_hat - target) ** 2)
    # You add the squares of all entries. Here the mean runs over them.
    return np.sum((X_hat - target) ** 2) / X_clean.shape[1]
    # The squares are added over the examples. Here the mean runs over all entries.
    return np.mean((X_noisy - X_clean) ** 2)
    # This is the noise itself. Compare with what the network makes of the noisy input.
    return np.mean((X_hat - target) ** 2) / 2
    # There is a ½ too many: the mean of the squares is asked for.
    """
    source = X_noisy  # the input
    target = X_clean  # the target
    H = sigmoid(source @ We + be)  # the codes
    X_hat = H @ Wd + bd  # what comes back
    return np.mean((X_hat - target) ** 2)


def shared(rng: Rng, n: int, d: int, h: int) -> tuple[Array, Array]:
    """Draw (X, W) of a linear autoencoder that shares its weights."""
    return rng.normal(0.5, 1, (n, d)), rng.normal(0, 0.8, (d, h))


def _tied_cases(rng: Rng) -> list[Case]:
    X, W = shared(rng, 5, 3, 2)
    return [
        Case((np.array([[1.0, 0.0]]), np.array([[2.0], [1.0]])), "the numbers of the task", "hand"),
        Case((X, np.linalg.qr(W)[0]), "columns of W at right angles, of length 1", "isolated"),
        Case((X, W), "5 examples, 3-2-3", "random"),
        Case(shared(rng, 4, 3, 3), "4 examples, 3-3-3", "random"),
        Case(shared(rng, 3, 3, 1), "3 examples, 3-1-3", "random"),
        Case((X, 100 * W), "large weights", "extreme"),
        Case(
            (rng.integers(-2, 3, (4, 3)), rng.integers(-2, 3, (3, 2))), "whole numbers", "integer"
        ),
        Case((X.astype(np.float32), W.astype(np.float32)), "type float32", "float32"),
        Case(shared(rng, 1, 4, 2), "one example", "one"),
    ]


@exercise(_tied_cases, "an array of the shape of W", points=4)
def tied_grad(X, W):
    """
    both = decoding
    # Only the decoding use of W is there. W also makes the codes: that is a second way from W to
    # the loss.
    both = coding
    # Only the coding use of W is there. W also decodes: that is a second way from W to the loss.
    both = decoding - coding
    both = coding - decoding
    # The two parts have different signs. Both are ways from W to the loss: they are added.
    coding = (A @ W.T).T @ (E @ W)
    # The coding part goes by what comes back. The codes are made of X: take that.
    return both  # The 2 of the square and the mean over the examples are missing.
    both = 2 * decoding  # You take the decoding part twice. The two uses have parts of their own.
    both = 2 * coding  # You take the coding part twice. The two uses have parts of their own.
    return 2 / X.size * both
    # You divide by the number of entries. The squares of an example are added, and the mean runs
    # over the examples.
    return both / len(X)  # The 2 of the square is missing.
    E = X - X @ W @ W.T
    # The sign is wrong: what comes back stands first, or a minus stands in front of all.
    X = X - X.mean(axis=0)  # You subtract the mean first. Here X is taken as it is.
    return np.mean(np.sum(E**2, axis=1))  # This is the loss itself. Asked is its gradient in W.
    """
    A = X @ W  # the codes
    E = A @ W.T - X  # the errors of what comes back
    decoding = E.T @ A  # the part of decoding
    coding = X.T @ (E @ W)  # the part of coding
    # W is used twice, and both uses move the loss: add their parts.
    both = decoding + coding  # the two parts
    return 2 / len(X) * both
