"""One neuron, and the decision it takes."""

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.elementwise import STABLE


def _neuron_cases(rng: Rng) -> list[Case]:
    x, w, b = rng.normal(0, 1, 5), rng.normal(0, 1, 5), 0.8
    x32, w32 = x.astype(np.float32), w.astype(np.float32)
    hand, far = (np.array([1.0, 2.0, 0.5]), np.array([0.5, -1.0, 4.0]), 0.25), "a sum of about {}"
    return [
        Case(hand, "x = [1, 2, 0.5], w = [0.5, -1, 4], b = 0.25", "hand"),
        Case((np.zeros(2), np.array([3.0, -1.0]), -0.7), "x = [0, 0], b = -0.7", "isolated"),
        Case((np.array([0.0, 1.0]), np.array([3.0, -1.2]), 0.0), "x = [0, 1], b = 0", "isolated"),
        Case((rng.normal(0, 1, 3), rng.normal(0, 1, 3), -0.6), "3 random inputs", "random"),
        Case((x, w, b), "5 random inputs", "random"),
        Case((np.full(3, 30.0), np.full(3, -9.0), 1.0), far.format(-800), "extreme", hint=STABLE),
        Case((np.full(3, 30.0), np.full(3, 9.0), 1.0), far.format(800), "extreme", hint=STABLE),
        Case((np.array([1, 2]), np.array([3, -2]), 2), "whole numbers", "integer"),
        Case((x32, w32, np.float32(b)), "type float32", "float32"),
        Case((np.array([1.5]), np.array([-0.4]), 0.3), "one input only", "one"),
    ]


def _in_one_line(x, w, b):
    return sigmoid(x @ w + b)  # the output


@exercise(_neuron_cases, "one number", points=1, forms=(_in_one_line,))
def neuron(x, w, b):
    """
    z = np.mean(products) + b  # The products are averaged; they should be added.
    products = x[:1] * w[:1]
    # Only the first input counts. If you use a loop, look at where it ends.
    products = x[-1:] * w[-1:]
    # Only the last input counts: inside the loop the sum is replaced, not increased.
    products = x[:-1] * w[:-1]  # The last input is left out: the loop ends one step too early.
    z = np.sum(products) + 1
    # You add 1 instead of b. The notes print w₀ = 1; see erratum E21: the input of the bias is 1,
    # its weight is b.
    z = np.sum(products) + 2 * b
    # The bias counts twice. If your sum starts at b, do not add b again.
    products = -x * w
    # In the sum, b and the products have signs that do not fit, as if b - x w went into the
    # sigmoid. Look at the sign of b, and at the minus in the exponent.
    z = x @ (w + b)
    # The bias is added to the weights and then multiplied by x. It should not be multiplied by
    # anything.
    z = (x + b) @ w
    # The bias is added to the inputs and then multiplied by w. It should not be multiplied by
    # anything.
    z = np.sum(x) * np.sum(w) + b
    # You multiply the sum of the inputs by the sum of the weights. Multiply first, pair by pair,
    # then add.
    return np.sum(sigmoid(x * w + b))
    # The sigmoid is applied to each product and the results are added. Add first, then apply the
    # sigmoid once.
    return np.sum(sigmoid(x * w)) + b
    # The sigmoid is applied to each product. Add the products and b first, then apply it once.
    return sigmoid(sigmoid(x @ w) + b)
    # The sigmoid is applied twice, before and after the bias is added. Apply it once, to the
    # whole sum.
    return (z >= 0) * 1.0
    # You return 0 or 1. The neuron's output is the probability; the decision is the next
    # exercise.
    return sigmoid(x) @ w + b
    # The sigmoid is applied to the inputs. It comes last, after the weighted sum.
    """
    # Each input has one weight of its own.
    products = x * w  # the products of inputs and weights
    # The products are added, and b once: at x = [0, 0] the sum is b.
    z = np.sum(products) + b  # the weighted sum
    return sigmoid(z)  # the output


def _label_cases(rng: Rng) -> list[Case]:
    spread = np.array([0.04, 0.18, 0.27, 0.36, 0.44, 0.55, 0.66, 0.78, 0.9])
    p = spread + rng.uniform(-0.02, 0.02, 9)
    ten = rng.permutation(np.append(p, 0.5))
    table = rng.permutation(np.append(p[[0, 1, 4, 5, 7, 8]], [0.4, 0.5])).reshape(4, 2)
    at = np.array([0.3, 0.6, 0.1, 0.45])
    number = "p may be a number, not an array."
    return [
        Case((np.array([0.2, 0.7, 0.4, 0.9]),), "p = [0.2, 0.7, 0.4, 0.9]", "hand"),
        Case(
            (np.array([0.5, 0.4, 0.6]),),
            "p = [0.5, 0.4, 0.6], the first exactly at the threshold",
            "isolated",
            hint="Look at the sign of comparison: 1 where p is at least the threshold.",
        ),
        Case((at, 0.3), "p = [0.3, 0.6, 0.1, 0.45], threshold 0.3", "isolated"),
        Case((ten,), "10 probabilities, one exactly at the threshold", "random"),
        Case((p[2:],), "7 random p, threshold 0.7", "random", kwargs={"threshold": 0.7}),
        Case((table, 0.4), "a 4×2 array, threshold 0.4, which is one of the p", "random"),
        Case((np.array([0.0, 1.0, 0.5]), 0.0), "threshold 0", "extreme"),
        Case((np.array([0.0, 1.0, 0.5]), 1.0), "threshold 1", "extreme"),
        Case((np.array([0, 1, 1]),), "whole numbers p = [0, 1, 1]", "integer"),
        Case((ten.astype(np.float32),), "probabilities of type float32", "float32"),
        Case((0.7,), "the plain number p = 0.7", "one", hint=number),
        Case((0.5,), "the plain number p = 0.5", "one", hint=number),
        Case((np.array([0.2]),), "one probability in an array", "one"),
    ]


@exercise(_label_cases, "integers 0 and 1, of the shape of p", kind="integer", points=1)
def predict_label(p, threshold=0.5):
    """
    threshold = 0.5  # You decide at 0.5 always (`round` does, too): `threshold` has no effect.
    threshold = 0
    # You compare with 0, so every label is 1. That rule is for the sum z; here p is a probability
    # (z ≥ 0 is the same as σ(z) ≥ 0.5).
    yes = p < threshold  # The labels are exchanged: large probabilities get 0.
    yes = 1 - p >= threshold
    # You compare 1 - p, the probability of the other class, with the threshold.
    return np.where(yes, 1, -1)
    # The labels 1 and -1 are those of other courses. In this one they are 1 and 0.
    return yes + 1  # Your labels are 2 and 1. In this course they are 1 and 0.
    return np.asarray(p).astype(int)
    # Changing p itself to int (or `floor`) cuts the decimals off, so nearly every label is 0.
    # Compare first, then change the type.
    return np.sign(p - threshold)
    # You return the sign: -1, 0 or 1. The labels are 0 and 1, and 1 at the threshold.
    yes = sigmoid(p) >= threshold  # The sigmoid is applied once more: p is a probability already.
    return np.where(yes)[0]
    # `np.where` with one argument gives the positions where the statement holds. Asked is one
    # label for each probability.
    return yes * p  # Where p is large you return p itself. The label is 1.
    return np.argmax(p)
    # You return the position of the largest probability. Asked is one label for each.
    yes = p[...] >= threshold
    # Your function picks parts of p or runs over it, and a plain number has no parts. Turn p into
    # an array first, or use a NumPy function.
    yes = p.copy() >= threshold
    # For a plain number the comparison gives Python's True or False, which has no `astype`. Turn
    # p into an array first, or use a NumPy function.
    """
    yes = p >= threshold  # the decision
    return yes * 1  # the label
