"""The loss of a denoiser, and the gradient of weights that code and decode."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.drawing import arrays, by_hand, drawn, variant

CODER = "nd nd dh bias:h hd bias:d"  # X_clean, X_noisy, We, be, Wd, bd
TIED = "nd dh"  # X, W
WIDTHS = "{0} examples, {1}-{2}-{1}"


def no_noise(rng: Rng) -> Case:
    """Draw a case whose two inputs are the same."""
    clean, _, *rest = arrays(rng, CODER, 5, 4, 3)
    return Case((clean, clean, *rest), "no noise", "isolated")


@exercise(
    by_hand([[1.0, 0]], [[0.0, 2]], [[5.0], [0]], [0.0], [[4.0, 2]], [0.0, 1]),
    no_noise,
    variant(CODER, (5, 4, 3), "biases 0", "isolated", 1, 1, 1, 0, 1, 0),
    drawn(CODER, WIDTHS, (5, 4, 3), (3, 3, 3), one=(1, 4, 2), whole=True),
    variant(CODER, (5, 4, 3), "sums of size 1000", "extreme", 1, 1, 1000),
    "one number",
    points=3,
)
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


def right_angles(rng: Rng) -> Case:
    """Draw a case in which only the decoding use of W counts."""
    X, W = arrays(rng, TIED, 5, 3, 2)
    W = np.linalg.qr(W)[0]
    return Case((X, W), "columns of W at right angles, of length 1", "isolated")


@exercise(
    by_hand([[1.0, 0]], [[2.0], [1]]),
    right_angles,
    drawn(TIED, WIDTHS, (5, 3, 2), (4, 3, 3), (3, 3, 1), one=(1, 4, 2), whole=True),
    variant(TIED, (5, 3, 2), "large weights", "extreme", 1, 100),
    "an array of the shape of W",
    points=4,
)
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
