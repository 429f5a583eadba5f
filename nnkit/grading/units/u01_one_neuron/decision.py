"""One neuron, and the decision it takes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u01_one_neuron.common import CHANGES, FLAT_ONLY, STABLE, UNIT, rounded


def _neuron_cases(rng: Rng) -> list[Case]:
    x, w, b = rng.normal(0, 1, 5), rng.normal(0, 1, 5), 0.8
    single = np.array([1.5]), np.array([-0.4]), 0.3
    far = "a sum of about {}"
    return [
        Case(
            (np.array([1.0, 2.0, 0.5]), np.array([0.5, -1.0, 4.0]), 0.25),
            "x = [1, 2, 0.5], w = [0.5, -1, 4], b = 0.25",
            "hand",
        ),
        Case((np.zeros(2), np.array([3.0, -1.0]), -0.7), "x = [0, 0], b = -0.7", "isolated"),
        Case((np.array([0.0, 1.0]), np.array([3.0, -1.2]), 0.0), "x = [0, 1], b = 0", "isolated"),
        Case((rng.normal(0, 1, 3), rng.normal(0, 1, 3), -0.6), "3 random inputs", "random"),
        Case((x, w, b), "5 random inputs", "random"),
        Case((np.full(3, 30.0), np.full(3, -9.0), 1.0), far.format(-800), "extreme", hint=STABLE),
        Case((np.full(3, 30.0), np.full(3, 9.0), 1.0), far.format(800), "extreme", hint=STABLE),
        Case((np.array([1, 2]), np.array([3, -2]), 2), "whole numbers", "integer"),
        Case(
            (x.astype(np.float32), w.astype(np.float32), np.float32(b)), "type float32", "float32"
        ),
        Case(single, "one input only", "one"),
    ]


def _neuron(z: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], float]:
    """One neuron with another weighted sum."""
    return lambda x, w, b: float(sigmoid(z(x, w, b)))


def _weighted_in_place(x: Any, w: Any, b: Any) -> float:
    x *= w
    return float(sigmoid(x.sum() + b))


NEURON = Spec(
    name="neuron",
    reference=nnkit.neuron,
    cases=_neuron_cases,
    returns="one number",
    points=1,
    unit=UNIT,
    signature="neuron(x, w, b)",
    misconceptions=(
        Misconception(
            "no-bias",
            _neuron(lambda x, w, b: x @ w),
            "The bias b has no effect. With x = [0, 0] the output should depend on b alone.",
        ),
        Misconception(
            "no-activation",
            lambda x, w, b: x @ w + b,
            "This is the weighted sum z; the last step, the sigmoid, is missing.",
        ),
        Misconception(
            "bias-outside",
            lambda x, w, b: sigmoid(x @ w) + b,
            "The bias is added after the sigmoid, so the output can leave the range 0 to 1. It "
            "belongs to the sum inside.",
        ),
        Misconception(
            "bias-factor",
            _neuron(lambda x, w, b: (x @ w) * b),
            "The bias multiplies the sum. It should shift it: look at x = [0, 0].",
        ),
        Misconception(
            "bias-each",
            _neuron(lambda x, w, b: np.sum(x * w + b)),
            "The bias is added once for each input, so it counts d times. Add it once, after "
            "the sum.",
        ),
        Misconception(
            "minus-bias",
            _neuron(lambda x, w, b: x @ w - b),
            "The bias is subtracted. If you wrote the exponential yourself, the minus must hold "
            "for the whole sum x·w + b: put brackets around it.",
        ),
        Misconception(
            "bias-on-weights",
            _neuron(lambda x, w, b: x @ (w + b)),
            "The bias is added to the weights and then multiplied by x. It should not be "
            "multiplied by anything.",
        ),
        Misconception(
            "bias-on-inputs",
            _neuron(lambda x, w, b: (x + b) @ w),
            "The bias is added to the inputs and then multiplied by w. It should not be "
            "multiplied by anything.",
        ),
        Misconception(
            "falling",
            _neuron(lambda x, w, b: -(x @ w + b)),
            "This is 1 minus the output of the neuron: look at the sign inside the sigmoid.",
        ),
        Misconception(
            "not-summed",
            lambda x, w, b: sigmoid(x * w + b),
            "You return one number for each input. The products x_i w_i are added first; a "
            "neuron has one output.",
        ),
        Misconception(
            "mean",
            _neuron(lambda x, w, b: np.mean(x * w) + b),
            "The products are averaged; they should be added.",
        ),
        Misconception(
            "outer-product",
            lambda x, w, b: sigmoid(np.outer(x, w) + b),
            "This multiplies each input by every weight and gives a d×d array. Each input has "
            "one weight of its own.",
        ),
        Misconception(
            "sums-multiplied",
            _neuron(lambda x, w, b: np.sum(x) * np.sum(w) + b),
            "You multiply the sum of the inputs by the sum of the weights. Multiply first, "
            "pair by pair, then add.",
        ),
        Misconception(
            "no-weights",
            _neuron(lambda x, w, b: np.sum(x) + b),
            "The weights have no effect: this is the sum of the inputs plus b.",
        ),
        Misconception(
            "no-inputs",
            _neuron(lambda x, w, b: np.sum(w) + b),
            "The inputs have no effect: this is the sum of the weights plus b.",
        ),
        Misconception(
            "first-input",
            _neuron(lambda x, w, b: x[0] * w[0] + b),
            "Only the first input counts. If you use a loop, look at where it ends.",
        ),
        Misconception(
            "last-input",
            _neuron(lambda x, w, b: x[-1] * w[-1] + b),
            "Only the last input counts: inside the loop the sum is replaced, not increased.",
        ),
        Misconception(
            "added",
            _neuron(lambda x, w, b: np.sum(x + w) + b),
            "You add inputs and weights. Each input is multiplied by its weight.",
        ),
        Misconception(
            "bias-one",
            _neuron(lambda x, w, b: x @ w + 1),
            "You add 1 instead of b. The notes print w₀ = 1 in 002 line 96; see erratum E21: the "
            "input of the bias is 1, its weight is b.",
            "002 line 96, erratum E21",
        ),
        Misconception(
            "bias-twice",
            _neuron(lambda x, w, b: x @ w + 2 * b),
            "The bias counts twice. If your sum starts at b, do not add b again.",
        ),
        Misconception(
            "summed-after",
            lambda x, w, b: float(np.sum(sigmoid(x * w + b))),
            "The sigmoid is applied to each product and the results are added. Add first, then "
            "apply the sigmoid once.",
        ),
        Misconception(
            "summed-after-bias-last",
            lambda x, w, b: float(np.sum(sigmoid(x * w)) + b),
            "The sigmoid is applied to each product. Add the products and b first, then apply "
            "it once.",
        ),
        Misconception(
            "bias-between",
            _neuron(lambda x, w, b: sigmoid(x @ w) + b),
            "The sigmoid is applied twice, before and after the bias is added. Apply it once, "
            "to the whole sum.",
        ),
        Misconception("in-place", _weighted_in_place, CHANGES),
        Misconception(
            "in-table",
            lambda x, w, b: np.array([[sigmoid(x @ w + b)]]),
            "The value is right but comes in a 1×1 array. Return the number itself.",
        ),
        Misconception(
            "activation-first",
            lambda x, w, b: float(sigmoid(x) @ w + b),
            "The sigmoid is applied to the inputs. It comes last, after the weighted sum.",
        ),
        Misconception(
            "tanh",
            lambda x, w, b: float(np.tanh(x @ w + b)),
            "The weighted sum is right, the activation is tanh. This neuron uses the sigmoid.",
        ),
        Misconception(
            "relu",
            lambda x, w, b: float(np.maximum(0.0, x @ w + b)),
            "The weighted sum is right, the activation is ReLU. This neuron uses the sigmoid.",
        ),
        Misconception(
            "slope",
            lambda x, w, b: float(nnkit.sigmoid_prime(x @ w + b)),
            "This is the slope of the sigmoid at z. The output of the neuron is the sigmoid "
            "itself.",
        ),
        Misconception(
            "decides",
            lambda x, w, b: float(x @ w + b >= 0),
            "You return 0 or 1. The neuron's output is the probability; the decision is the "
            "next exercise.",
        ),
        Misconception(
            "twice",
            _neuron(lambda x, w, b: sigmoid(x @ w + b)),
            "The sigmoid is applied twice: all your outputs lie between 0.5 and 0.74.",
        ),
        Misconception(
            "in-array",
            lambda x, w, b: np.array([sigmoid(x @ w + b)]),
            "The value is right but comes in an array of length 1. Return the number itself.",
        ),
        *rounded(nnkit.neuron),
        Misconception(
            "overflow",
            lambda x, w, b: float(1 / (1 + np.exp(-(x @ w + b)))),
            "The values are right, but for a large negative sum the exponential overflows and "
            "NumPy warns. Call your stable sigmoid.",
        ),
        Misconception(
            "math-overflow",
            lambda x, w, b: 1 / (1 + math.exp(-(x @ w + b))),
            "`math.exp` raises OverflowError for a large negative sum. Call your stable sigmoid.",
        ),
    ),
)


def _label_cases(rng: Rng) -> list[Case]:
    spread = np.array([0.04, 0.18, 0.27, 0.36, 0.44, 0.55, 0.66, 0.78, 0.9, 0.97])
    p = rng.permutation(spread + rng.uniform(-0.02, 0.02, 10))
    table = rng.permutation(np.append(p[:7], [0.25, 0.1])).reshape(3, 3)[:, :2]
    at = np.array([0.3, 0.6, 0.1, 0.45])
    return [
        Case((np.array([0.2, 0.7, 0.4, 0.9]),), "p = [0.2, 0.7, 0.4, 0.9]", "hand"),
        Case(
            (np.array([0.5, 0.4, 0.6]),),
            "p = [0.5, 0.4, 0.6], the first exactly at the threshold",
            "isolated",
            hint="Look at the sign of comparison: 1 where p is at least the threshold.",
        ),
        Case((at, 0.3), "p = [0.3, 0.6, 0.1, 0.45], threshold 0.3", "isolated"),
        Case((p,), "10 random probabilities", "random"),
        Case((p[:7],), "7 random p, threshold 0.7", "random", kwargs={"threshold": 0.7}),
        Case((table, 0.4), "a 3×2 array of probabilities, threshold 0.4", "random"),
        Case((np.array([0.0, 1.0, 0.5]), 0.0), "threshold 0", "extreme"),
        Case((np.array([0.0, 1.0, 0.5]), 1.0), "threshold 1", "extreme"),
        Case((np.array([0, 1, 1]),), "whole numbers p = [0, 1, 1]", "integer"),
        Case((p.astype(np.float32),), "probabilities of type float32", "float32"),
        Case((0.7,), "the plain number p = 0.7", "one", hint="p may be a number, not an array."),
        Case((0.5,), "the plain number p = 0.5", "one", hint="p may be a number, not an array."),
        Case((np.array([0.2]),), "one probability in an array", "one"),
    ]


def _overwritten(p: Any, threshold: float = 0.5) -> Any:
    p[p >= threshold] = 1
    p[p < threshold] = 0
    return p.astype(int)


def _decisions() -> tuple[Misconception, ...]:
    """Every mixture of a wrong comparison, a fixed threshold and a wrong type of labels."""
    words = {
        "strict": "A probability exactly at the threshold gets 0, but the rule is p ≥ threshold.",
        "fixed": "You decide at 0.5 always (`round` does, too): `threshold` has no effect.",
        "booleans": "You return True and False; labels are the integers 1 and 0.",
        "floats": "Your labels have the type float; labels are integers.",
    }

    def decide(strict: bool, fixed: bool, kind: type) -> Function:
        def wrong(p: Any, threshold: float = 0.5) -> Any:
            at = 0.5 if fixed else threshold
            return (np.asarray(p) > at if strict else np.asarray(p) >= at).astype(kind)[()]

        return wrong

    def loop(right: Function) -> Function:
        return lambda p, threshold=0.5: np.array(
            [right(v, threshold) if np.ndim(v) == 0 else bool(v) for v in p]
        )

    found, flat = [], []
    for strict, fixed in itertools.product((False, True), repeat=2):
        for kind, name in ((int, ""), (bool, "booleans"), (float, "floats")):
            names = ["strict"] * strict + ["fixed"] * fixed + [name] * bool(name)
            wrong, advice = decide(strict, fixed, kind), " ".join(words[n] for n in names)
            if names:
                found.append(Misconception("-".join(names), wrong, advice))
            id = "-".join(["flat-only", *names])
            flat.append(Misconception(id, loop(wrong), advice or FLAT_ONLY))
    return tuple(found + flat)


PREDICT_LABEL = Spec(
    name="predict_label",
    reference=nnkit.predict_label,
    cases=_label_cases,
    kind="integer",
    returns="integers 0 and 1, of the shape of p",
    points=1,
    unit=UNIT,
    signature="predict_label(p, threshold=0.5)",
    misconceptions=(
        *_decisions(),
        Misconception(
            "above-zero",
            lambda p, threshold=0.5: (np.asarray(p) >= 0).astype(int),
            "You compare with 0, so every label is 1. That rule is for the sum z; here p is a "
            "probability (z ≥ 0 is the same as σ(z) ≥ 0.5).",
        ),
        Misconception(
            "reversed",
            lambda p, threshold=0.5: (np.asarray(p) < threshold).astype(int),
            "The labels are exchanged: large probabilities get 0.",
        ),
        Misconception(
            "reversed-or-equal",
            lambda p, threshold=0.5: (np.asarray(p) <= threshold).astype(int),
            "Small probabilities get 1. Look at the direction of the comparison.",
        ),
        Misconception(
            "other-side",
            lambda p, threshold=0.5: (1 - np.asarray(p) >= threshold).astype(int),
            "You compare 1 - p, the probability of the other class, with the threshold.",
        ),
        Misconception(
            "complement-threshold",
            lambda p, threshold=0.5: (np.asarray(p) >= 1 - threshold).astype(int),
            "You compare with 1 - threshold; that is the same only for 0.5.",
        ),
        Misconception(
            "plus-minus",
            lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 1, -1),
            "You use the labels 1 and -1. In this course they are 1 and 0.",
        ),
        Misconception(
            "cut-off",
            lambda p, threshold=0.5: np.asarray(p).astype(int),
            "Changing p itself to int (or `floor`) cuts the decimals off, so nearly every label "
            "is 0. Compare first, then change the type.",
        ),
        Misconception(
            "sign",
            lambda p, threshold=0.5: np.sign(np.asarray(p) - threshold).astype(int),
            "You return the sign: -1, 0 or 1. The labels are 0 and 1, and 1 at the threshold.",
        ),
        Misconception(
            "from-one",
            lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, 2, 1),
            "You use the labels 2 and 1. In this course they are 1 and 0.",
        ),
        Misconception(
            "largest",
            lambda p, threshold=0.5: np.argmax(p),
            "You return the position of the largest probability. Asked is one label for each.",
        ),
        Misconception(
            "flat-only-int",
            lambda p, threshold=0.5: np.array([int(v >= threshold) for v in p]),
            FLAT_ONLY,
        ),
        Misconception(
            "second-sigmoid",
            lambda p, threshold=0.5: (sigmoid(p) >= threshold).astype(int),
            "The sigmoid is applied once more: p is a probability already.",
        ),
        Misconception(
            "positions",
            lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold)[0],
            "`np.where` with one argument gives the positions where the statement holds. Asked "
            "is one label for each probability.",
        ),
        Misconception(
            "keeps-probability",
            lambda p, threshold=0.5: np.where(np.asarray(p) >= threshold, p, 0),
            "Where p is large you return p itself. The label is 1.",
        ),
        Misconception(
            "counts",
            lambda p, threshold=0.5: int((np.asarray(p) >= threshold).sum()),
            "You return how many probabilities reach the threshold. Asked is one label for each.",
        ),
        Misconception(
            "one-answer",
            lambda p, threshold=0.5: int((np.asarray(p) >= threshold).all()),
            "You return one label for all. Asked is one label for each probability.",
        ),
        Misconception(
            "plain-number-only",
            lambda p, threshold=0.5: 1 if p >= threshold else 0,
            "`if` decides for one number, and p may be an array. A comparison of arrays gives "
            "True or False for every entry.",
        ),
        Misconception(
            "plain-number-only-int",
            lambda p, threshold=0.5: int(p >= threshold),
            "`int` changes one number only, and p may be an array. Arrays change their type by "
            "`astype`.",
        ),
        Misconception("in-place", _overwritten, CHANGES),
        Misconception(
            "array-only",
            lambda p, threshold=0.5: (p >= threshold).astype(int),
            "For a plain number the comparison gives Python's True or False, which has no "
            "`astype`. Turn p into an array first, or use a NumPy function.",
        ),
    ),
)
