"""The 1-1-1-1 chain once more: a derivation, a test to write, and mistakes of the notes to find."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units import forms
from nnkit.grading.units.u07_backpropagation_by_hand.chain import NOTES, chain_of_three, sweep
from nnkit.grading.units.u07_backpropagation_by_hand.output import UNIT

NAMES = ["x", "w2", "w3", "a1", "a2", "a3", "y", "e3", "e2", "e1"]


def activations(x: Any, w: Any, b: Any) -> list[Any]:
    """List x, a1, a2, a3 of the chain."""
    a = [x]
    for k in range(3):
        a.append(sigmoid(w[k] * a[-1] + b[k]))
    return a


def derive_values(x: Any, y: Any, w: Any, b: Any) -> tuple[float, ...]:
    """Compute the values that the derivation is about, in the order of `NAMES`."""
    _, a1, a2, a3 = activations(x, w, b)
    e1, e2, e3 = nnkit.grads_chain(x, y, w, b)[1]
    return tuple(float(v) for v in (x, w[1], w[2], a1, a2, a3, y, e3, e2, e1))


def w1_lines(
    x: Any, w2: Any, w3: Any, a1: Any, a2: Any, a3: Any, y: Any, e3: Any, e2: Any, e1: Any
) -> tuple[Any, ...]:
    """The derivative in w1, four times."""
    last, middle, start = a3 * (1 - a3), a2 * (1 - a2), a1 * (1 - a1)
    return (
        2 * (a3 - y) * last * w3 * middle * w2 * start * x,
        e3 * w3 * middle * w2 * start * x,
        e2 * w2 * start * x,
        e1 * x,
    )


WITHOUT = {
    1: "e3 e2 e1",
    2: "a3 y e2 e1",
    3: "w3 a2 a3 y e3 e1",
    4: "w2 w3 a1 a2 a3 y e3 e2",
}


def derive_cases(numbers: tuple[Any, ...], label: str, rung: str) -> list[Case]:
    """Make the cases of the derivation for one chain."""
    return forms.derivation(w1_lines, NAMES, derive_values(*numbers), label, rung, WITHOUT)


def _derive_cases(rng: Rng) -> list[Case]:
    return [
        *derive_cases(NOTES, "the chain of the lecture", "hand"),
        *derive_cases(chain_of_three(rng), "other values", "random"),
    ]


def _line(number: int, id: str, wrong: Function, advice: str) -> Misconception:
    def answer(*values: Any) -> Any:
        return wrong(dict(zip(NAMES, values, strict=True)))

    return forms.line_mistake(w1_lines, number, f"line-{number}-{id}", answer, advice)


def _s(a: Any) -> Any:
    return a * (1 - a)


def _path(v: Any) -> Any:
    return v["w3"] * _s(v["a2"]) * v["w2"] * _s(v["a1"]) * v["x"]


def _start(v: Any) -> Any:
    return 2 * (v["a3"] - v["y"]) * _s(v["a3"])


def _factors_missing() -> list[Misconception]:
    """Lines of which one factor is left out."""
    w, s = "the weight {0}", "the slope a (1 - a) of layer {0}"
    table = (
        (1, "w3", w, lambda v: v["w3"]),
        (1, "w2", w, lambda v: v["w2"]),
        (1, "3", s, lambda v: _s(v["a3"])),
        (1, "2", s, lambda v: _s(v["a2"])),
        (1, "1", s, lambda v: _s(v["a1"])),
        (2, "w2", w, lambda v: v["w2"]),
        (2, "2", s, lambda v: _s(v["a2"])),
        (2, "1", s, lambda v: _s(v["a1"])),
        (2, "x", "the input {0}", lambda v: v["x"]),
        (3, "w2", w, lambda v: v["w2"]),
        (3, "x", "the input {0}", lambda v: v["x"]),
    )
    return [
        _line(
            number,
            f"without-{name}",
            lambda v, number=number, factor=factor: (
                w1_lines(*(v[k] for k in NAMES))[number - 1] / factor(v)
            ),
            f"In line {number} one factor is missing: {words.format(name)}.",
        )
        for number, name, words, factor in table
    ]


DERIVE_W1 = Spec(
    name="derive_w1",
    reference=w1_lines,
    cases=_derive_cases,
    returns="the four lines, in order",
    points=3,
    unit=UNIT,
    signature="derive_w1(x, w2, w3, a1, a2, a3, y, e3, e2, e1)",
    misconceptions=(
        *forms.form_mistakes(w1_lines),
        _line(
            1,
            "own-cost",
            lambda v: 2 * (v["a1"] - v["y"]) * _s(v["a1"]) * v["x"],
            "Line 1 goes from the cost to the first neuron at once (erratum E63). The cost reacts "
            "to a3 only: walk back layer by layer.",
        ),
        _line(
            1,
            "sign",
            lambda v: -_start(v) * _path(v),
            "Line 1 has the wrong sign: the slope of (a3 - y)² in a3 has the output first.",
        ),
        _line(
            1,
            "no-2",
            lambda v: _start(v) * _path(v) / 2,
            "In line 1 the factor 2 is missing: this cost has no ½.",
        ),
        _line(
            1,
            "no-weights",
            lambda v: _start(v) * _s(v["a2"]) * _s(v["a1"]) * v["x"],
            "In line 1 the weights are missing: the step from z3 to a2, and from z2 to a1.",
        ),
        _line(
            1,
            "no-slopes",
            lambda v: 2 * (v["a3"] - v["y"]) * v["w3"] * v["w2"] * v["x"],
            "In line 1 the slopes of the three sigmoids are missing.",
        ),
        _line(
            1,
            "output-slope-only",
            lambda v: _start(v) * v["w3"] * v["w2"] * v["x"],
            "In line 1 the slopes of the two hidden neurons are missing.",
        ),
        _line(
            1,
            "no-input",
            lambda v: _start(v) * v["w3"] * _s(v["a2"]) * v["w2"] * _s(v["a1"]),
            "Line 1 ends at z1. One step is left: from z1 to w1.",
        ),
        _line(
            2,
            "extra-slope",
            lambda v: v["e3"] * _s(v["a3"]) * _path(v),
            "Line 2 holds the slope of the last sigmoid twice: e3 is the slope in z3, so it has "
            "that factor inside.",
        ),
        _line(
            2,
            "no-weight",
            lambda v: v["e3"] * _s(v["a2"]) * v["w2"] * _s(v["a1"]) * v["x"],
            "In line 2 the weight w3 is missing. e3 replaces the first two factors only.",
        ),
        _line(
            2,
            "same-as-1",
            lambda v: _start(v) * _path(v),
            "Line 2 repeats line 1. Put e3 in place of what it stands for.",
        ),
        _line(
            3,
            "same-as-2",
            lambda v: v["e3"] * _path(v),
            "Line 3 repeats line 2. Put e2 in place of what it stands for.",
        ),
        _line(
            3,
            "extra-slope",
            lambda v: v["e2"] * _s(v["a2"]) * v["w2"] * _s(v["a1"]) * v["x"],
            "Line 3 holds the slope of the second sigmoid twice: e2 has it inside.",
        ),
        _line(
            3,
            "extra-weight",
            lambda v: v["e2"] * _path(v) / _s(v["a2"]),
            "Line 3 holds w3 twice: e2 has it inside.",
        ),
        _line(
            4,
            "same-as-3",
            lambda v: v["e2"] * v["w2"] * _s(v["a1"]) * v["x"],
            "Line 4 repeats line 3. Put e1 in place of what it stands for.",
        ),
        _line(
            4,
            "no-input",
            lambda v: v["e1"],
            "Line 4 is the derivative in b1. What does the weight w1 multiply?",
        ),
        _line(
            4,
            "own-activation",
            lambda v: v["e1"] * v["a1"],
            "Line 4 uses the activation that leaves the neuron. What enters it?",
        ),
        *_factors_missing(),
        _line(
            1,
            "weight-twice",
            lambda v: _start(v) * _path(v) / v["w3"] * v["w2"],
            "In line 1 w2 stands twice and w3 not at all.",
        ),
        _line(
            1,
            "cost-for-slope",
            lambda v: _start(v) * _path(v) * (v["a3"] - v["y"]),
            "Line 1 begins with the cost. Begin with its slope in a3, 2 (a3 - y).",
        ),
        _line(
            1,
            "a1-for-input",
            lambda v: _start(v) * _path(v) / v["x"] * v["a1"],
            "Line 1 ends with a1. The number that w1 multiplies is x.",
        ),
        _line(
            1,
            "plus-in-slopes",
            lambda v: (
                2
                * (v["a3"] - v["y"])
                * v["a3"]
                * (1 + v["a3"])
                * v["w3"]
                * v["a2"]
                * (1 + v["a2"])
                * v["w2"]
                * v["a1"]
                * (1 + v["a1"])
                * v["x"]
            ),
            "In line 1 the slopes are a (1 + a). The slope of a sigmoid has a minus.",
        ),
        _line(
            1,
            "last-error-left",
            lambda v: v["e3"] * 2 * (v["a3"] - v["y"]) * _path(v),
            "Line 1 holds e3. Write out all steps, without an e.",
        ),
        _line(
            1,
            "last-line",
            lambda v: v["e1"] * v["x"],
            "Line 1 is already the last line. Write out all steps, without an e.",
        ),
        _line(
            2,
            "no-slopes",
            lambda v: v["e3"] * v["w3"] * v["w2"] * v["x"],
            "In line 2 the slopes of the two hidden neurons are missing.",
        ),
        _line(
            2,
            "last-weight",
            lambda v: v["e3"] * v["a2"],
            "Line 2 is the slope in w3. Walk on to w1.",
        ),
        _line(
            2,
            "factor-2",
            lambda v: 2 * v["e3"] * _path(v),
            "In line 2 there is a 2 left. e3 has it inside.",
        ),
        _line(
            3,
            "no-slope",
            lambda v: v["e2"] * v["w2"] * v["x"],
            "In line 3 the slope of the first neuron is missing.",
        ),
        _line(
            3,
            "half-slope",
            lambda v: v["e2"] * v["w2"] * v["a1"] * v["x"],
            "In line 3 the slope of the first neuron has lost its factor 1 - a1.",
        ),
        _line(
            3,
            "other-weight",
            lambda v: v["e2"] * v["a1"],
            "Line 3 is the slope in w2. Walk on to w1.",
        ),
        _line(
            4,
            "weight",
            lambda v: v["e1"] * v["w2"],
            "Line 4 holds w2. e1 has it inside; what is left is the step from z1 to w1.",
        ),
        _line(
            4,
            "extra-slope",
            lambda v: v["e1"] * _s(v["a1"]) * v["x"],
            "Line 4 holds the slope of the first sigmoid twice: e1 has it inside.",
        ),
        _line(
            4,
            "sum",
            lambda v: v["e1"] + v["x"],
            "In line 4 the two are added. Steps on one path multiply.",
        ),
        _line(
            4,
            "wrong-error",
            lambda v: v["e2"] * v["x"],
            "Line 4 begins with e2. Put e1 in place of what it stands for.",
        ),
    ),
)


def plain(fn: Function) -> Function:
    """Make a plain function of the four arguments."""

    def implementation(x: float, y: float, w: Any, b: Any) -> Any:
        return fn(x, y, w, b)

    return implementation


def _measured(x: float, y: float, w: Any, b: Any) -> tuple[Array, Array]:
    theta, h = np.array([*w, *b], dtype=float), 1e-5

    def cost(t: Array) -> Any:
        return (activations(x, t[:3], t[3:])[-1] - y) ** 2

    slopes = [(cost(theta + h * e) - cost(theta - h * e)) / (2 * h) for e in np.eye(6)]
    return np.array(slopes[:3]), np.array(slopes[3:])


def _as_lists(x: float, y: float, w: Any, b: Any) -> tuple[list[float], list[float]]:
    dw, db = sweep()(x, y, w, b)
    return [float(v) for v in dw], [float(v) for v in db]


def _nearly(x: float, y: float, w: Any, b: Any) -> Any:
    dw, db = nnkit.grads_chain(x, y, w, b)
    return 1.01 * dw, 1.01 * db


def _first_layer_flat(n: Any, k: int) -> Any:
    return n.e[k + 1] * n.w[k + 1] * (n.s[k] if k == 2 else 1)


def _own_in_the_middle(n: Any, k: int) -> Any:
    return n.e[k] * n.a[2 if k == 2 else k - 1]


PLACE = "Try another place than the one of the lecture, too."
BACK = "Compare the derivatives of layers 1 and 2 with measured ones."
WRONG_CHAINS = [
    (plain(sweep(back=lambda n, k: 2 * (n.a[k] - n.y) * n.s[k])), BACK),
    (plain(sweep(back=lambda n, k: n.e[k + 1] * n.s[k])), BACK),
    (plain(sweep(back=_first_layer_flat)), BACK),
    (plain(sweep(dw=lambda n, k: n.e[k] * n.a[k])), "Compare dw, not only db."),
    (plain(sweep(db=lambda n, k: n.e[k] * n.w[k])), "Compare db, not only dw."),
    (plain(sweep(first=lambda n, k: 2 * (n.y - n.a[3]) * n.s[3])), "Compare signs, too."),
    (plain(sweep(first=lambda n, k: (n.a[3] - n.y) * n.s[3])), "Compare sizes, not only signs."),
    (plain(sweep(first=lambda n, k: 2 * (n.a[3] - 1) * n.s[3])), PLACE),
    (plain(lambda x, y, w, b: nnkit.grads_chain(0.7, y, w, b)), PLACE),
    (plain(lambda x, y, w, b: nnkit.grads_chain(x, y, NOTES[2], NOTES[3])), PLACE),
    (plain(sweep(dw=_own_in_the_middle)), "Compare every layer."),
    (_nearly, "Every number is off by one hundredth: is your tolerance too wide?"),
]


def chain_is_right(f: Any) -> bool:
    """Compare f with central differences, at two places."""
    places = [NOTES, (-1.3, 0.2, np.array([0.9, 1.2, -0.7]), np.array([-0.4, 0.3, 0.6]))]
    return all(_agree(f(*place), _measured(*place)) for place in places)


def _agree(got: Any, want: Any, **how: Any) -> bool:
    return bool(np.allclose(np.ravel(got), np.ravel(want), **(how or {"rtol": 1e-5, "atol": 1e-9})))


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *forms.right_ones([plain(nnkit.grads_chain), plain(_measured), _as_lists]),
        *forms.wrong_ones(WRONG_CHAINS),
    ]


def _at(test: Function) -> Function:
    """A student's test at the numbers of the lecture and at another place."""
    other = (-1.3, 0.2, np.array([0.9, 1.2, -0.7]), np.array([-0.4, 0.3, 0.6]))
    return lambda f: all(bool(test(f(*p), nnkit.grads_chain(*p))) for p in (NOTES, other))


def _agrees_at(*place: Any) -> Function:
    """A test that tries one place."""
    return lambda f: _agree(f(*place), nnkit.grads_chain(*place))


CHECK_CHAIN = Spec(
    name="check_chain",
    reference=chain_is_right,
    cases=_check_cases,
    returns="True or False",
    points=3,
    unit=UNIT,
    signature="check_chain(f)",
    misconceptions=(
        Misconception(
            "accepts-all",
            lambda f: True,
            "Your test accepts everything, or looks at the form only. A test is worth something "
            "only if it can fail.",
        ),
        Misconception(
            "rejects-all",
            lambda f: False,
            "Your test rejects everything, right implementations as well.",
        ),
        Misconception(
            "one-place",
            lambda f: _agree(f(*NOTES), nnkit.grads_chain(*NOTES)),
            "You test at one place only, and there some wrong programs are right by chance. Try a "
            "second x, y, w and b.",
        ),
        Misconception(
            "dw-only",
            _at(lambda got, want: _agree(got[0], want[0])),
            "You compare dw only. The biases have derivatives, too.",
        ),
        Misconception(
            "db-only",
            _at(lambda got, want: _agree(got[1], want[1])),
            "You compare db only. The weights have derivatives, too.",
        ),
        Misconception(
            "last-layer-only",
            _at(lambda got, want: _agree([v[2] for v in got], [v[2] for v in want])),
            "You compare the last layer only. Mistakes on the way back show in front of it.",
        ),
        Misconception(
            "first-layer-only",
            _at(lambda got, want: _agree([v[0] for v in got], [v[0] for v in want])),
            "You compare the first layer only. Compare all six numbers.",
        ),
        Misconception(
            "signs-only",
            _at(lambda got, want: np.all(np.sign(got) == np.sign(want))),
            "You compare signs only. Compare the numbers.",
        ),
        Misconception(
            "sizes-only",
            _at(lambda got, want: _agree(np.abs(got), np.abs(want))),
            "You compare sizes without their signs. A gradient with the wrong sign goes uphill.",
        ),
        Misconception(
            "too-wide",
            _at(lambda got, want: _agree(got, want, rtol=0.05)),
            "Your tolerance is so wide that numbers off by one hundredth pass. Central differences "
            "are right to about nine digits.",
        ),
        Misconception(
            "exact",
            _at(lambda got, want: np.array_equal(np.ravel(got), np.ravel(want))),
            "You ask for the same digits to the last. Measured and computed numbers differ "
            "a little: use `np.allclose`.",
        ),
        Misconception(
            "zeros-only",
            _agrees_at(1.0, 0.0, np.zeros(3), np.zeros(3)),
            "Your test tries weights of 0, where most slopes are 0 whatever the formula. Take "
            "weights, biases and x that all differ.",
        ),
        Misconception(
            "ones-only",
            _agrees_at(1.0, 1.0, np.ones(3), np.ones(3)),
            "In your test all numbers are 1, so a factor too many or too few, or another layer's "
            "weight, does not show. Take numbers that all differ.",
        ),
        Misconception(
            "absolute-tolerance",
            _at(lambda got, want: _agree(got, want, atol=0.1)),
            "Your tolerance is larger than most of the slopes, so nearly everything passes. Slopes "
            "here can be 0.01: allow about 1e-7.",
        ),
        Misconception(
            "weights-at-zeros",
            lambda f: _agree(f(1.0, 0.0, np.zeros(3), np.zeros(3))[0], [0, 0, 1 / 8]),
            "Your test looks at dw for weights of 0 only. Take numbers that all differ, and "
            "compare all six slopes.",
        ),
    ),
)


def _corrected(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, ...]:
    _, _, a2, a3 = activations(x, w, b)
    dw, db = nnkit.grads_chain(x, y, w, b)
    return dw[2], db[0], w[2] * 2 * (a3 - y) * a3 * (1 - a3), (a3 - y) * a3 * (1 - a3) * a2


def _corrected_cases(rng: Rng) -> list[Case]:
    return [
        Case(NOTES, "the chain of the lecture", "hand"),
        Case(chain_of_three(rng), "random numbers", "random"),
        Case(chain_of_three(rng), "other random numbers", "random"),
        Case((2, 0, np.array([1, -2, 3]), np.array([-1, 1, 2])), "whole numbers", "integer"),
    ]


def _in_line(letter: str, id: str, wrong: Function, advice: str, note: str = "") -> Misconception:
    """One of the lines A to D replaced; `wrong` gets the activations, w, y and the right line."""
    part = "ABCD".index(letter)

    def answer(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, ...]:
        lines = list(_corrected(x, y, w, b))
        lines[part] = wrong(activations(x, w, b), w, y, lines[part])
        return tuple(lines)

    return Misconception(f"{letter}-{id}", answer, advice, note, part=part)


CORRECTED_CHAIN = Spec(
    name="corrected_chain",
    reference=_corrected,
    cases=_corrected_cases,
    returns="the four lines (A, B, C, D), each a number",
    points=3,
    unit=UNIT,
    signature="corrected_chain(x, y, w, b)",
    misconceptions=(
        *forms.form_mistakes(_corrected),
        _in_line(
            "B",
            "as-printed",
            lambda a, w, y, line: _s(a[1]) * 2 * (a[1] - y),
            "Line B is still as printed (004 line 332, erratum E63). Does the cost compare a1 with "
            "y?",
            "004 line 332, erratum E63",
        ),
        _in_line(
            "D",
            "as-printed",
            lambda a, w, y, line: line / a[3] ** 2,
            "Line D is still as printed (002 line 256, erratum E31). Where would a denominator "
            "come from?",
            "002 line 256, erratum E31",
        ),
        _in_line(
            "A",
            "no-2",
            lambda a, w, y, line: line / 2,
            "You changed line A: its factor 2 is gone. Its cost has no ½.",
        ),
        _in_line(
            "A",
            "own-activation",
            lambda a, w, y, line: line / a[2] * a[3],
            "You changed line A: w3 multiplies the activation that enters, a2.",
        ),
        _in_line(
            "A",
            "sign",
            lambda a, w, y, line: -line,
            "You changed line A, and its sign is wrong now.",
        ),
        _in_line(
            "B",
            "last-bias",
            lambda a, w, y, line: 2 * (a[3] - y) * _s(a[3]),
            "Line B is now the derivative in b3. That is what the note means; asked is b1.",
        ),
        _in_line(
            "B",
            "no-weights",
            lambda a, w, y, line: 2 * (a[3] - y) * _s(a[3]) * _s(a[2]) * _s(a[1]),
            "In line B the weights on the way back are missing.",
        ),
        _in_line(
            "B",
            "no-slopes",
            lambda a, w, y, line: 2 * (a[3] - y) * w[2] * w[1] * _s(a[1]),
            "In line B slopes are missing on the way back: each sigmoid brings one.",
        ),
        _in_line(
            "B",
            "one-step",
            lambda a, w, y, line: 2 * (a[3] - y) * _s(a[3]) * w[2] * _s(a[2]),
            "Line B stops one layer too early: this is the derivative in b2.",
        ),
        _in_line(
            "B",
            "with-input",
            lambda a, w, y, line: line * a[0],
            "Line B is the derivative in w1. z1 reacts to b1 with slope 1, not x.",
        ),
        _in_line(
            "B",
            "weights-shifted",
            lambda a, w, y, line: line / w[2] * w[0],
            "Line B uses w1, which lies in front of b1. Which weights lie behind it?",
        ),
        _in_line(
            "C",
            "with-slope",
            lambda a, w, y, line: line * _s(a[2]),
            "You changed line C: with the slope of a2 it is the derivative in z2. Asked is the one "
            "in a2.",
        ),
        _in_line(
            "C",
            "other-weight",
            lambda a, w, y, line: line / w[2] * w[1],
            "You changed line C: a2 reaches z3 through w3.",
        ),
        _in_line(
            "C",
            "no-weight",
            lambda a, w, y, line: line / w[2],
            "You changed line C: the weight from a2 to z3 is missing.",
        ),
        _in_line(
            "D",
            "doubled",
            lambda a, w, y, line: 2 * line,
            "Line D has a factor 2 too many: its loss has the ½.",
        ),
        _in_line(
            "D",
            "sign",
            lambda a, w, y, line: -line,
            "Line D has lost its minus, or the order in y - a.",
        ),
        _in_line(
            "D",
            "one-sigma",
            lambda a, w, y, line: line / a[3],
            "Line D is still divided by σ. No denominator belongs there at all.",
        ),
        _in_line(
            "D",
            "no-slope",
            lambda a, w, y, line: line / _s(a[3]),
            "Line D has lost the slope of the sigmoid together with the denominator.",
        ),
        _in_line(
            "D",
            "no-input",
            lambda a, w, y, line: line / a[2],
            "Line D has lost its last factor, the activation that enters the neuron.",
        ),
        _in_line(
            "A",
            "no-activation",
            lambda a, w, y, line: line / a[2],
            "You changed line A: without a2 it is the slope in b3. It was right.",
        ),
        _in_line(
            "A",
            "weight",
            lambda a, w, y, line: line / a[2] * w[2],
            "You changed line A: with w3 it is the slope in a2. It was right.",
        ),
        _in_line(
            "B",
            "no-way-back",
            lambda a, w, y, line: 2 * (a[3] - y) * _s(a[1]),
            "Line B jumps from a3 to a1. Between them lie w3 and w2 and the slopes of layers 3 and "
            "2.",
        ),
        _in_line(
            "B",
            "no-2",
            lambda a, w, y, line: line / 2,
            "In line B the factor 2 is missing. Its cost has no ½.",
        ),
        _in_line(
            "B",
            "sign",
            lambda a, w, y, line: -line,
            "Line B has the wrong sign: the output stands first, a3 - y.",
        ),
        _in_line(
            "B",
            "no-first-slope",
            lambda a, w, y, line: line / _s(a[1]),
            "In line B the slope of the first neuron is missing: this is the slope in a1.",
        ),
        _in_line(
            "B",
            "no-last-slope",
            lambda a, w, y, line: line / _s(a[3]),
            "In line B the slope of the last neuron is missing.",
        ),
        _in_line(
            "B",
            "cost-at-a1",
            lambda a, w, y, line: line / (a[3] - y) * (a[1] - y),
            "Line B has the way back, but still begins with a1 - y. The cost compares a3 with y.",
        ),
        _in_line(
            "B",
            "zero",
            lambda a, w, y, line: 0.0,
            "Line B is 0 now. b1 moves a1, and through it a2, a3 and the cost.",
        ),
        _in_line(
            "C",
            "no-2",
            lambda a, w, y, line: line / 2,
            "You changed line C: its factor 2 is gone. Its cost has no ½.",
        ),
        _in_line(
            "C",
            "slope-of-a2",
            lambda a, w, y, line: line / _s(a[3]) * _s(a[2]),
            "You changed line C: a2 acts on z3, so the slope of layer 3 stands there. It was "
            "right.",
        ),
        _in_line(
            "C",
            "cost-at-a2",
            lambda a, w, y, line: line / (a[3] - y) * (a[2] - y),
            "You changed line C: the cost compares a3 with y, not a2. It was right.",
        ),
        _in_line(
            "D",
            "own-activation",
            lambda a, w, y, line: line / a[2] * a[3],
            "Line D holds a3 as the last factor. w3 multiplies the activation that enters, a2.",
        ),
        _in_line(
            "D",
            "slope-replaced",
            lambda a, w, y, line: line / _s(a[3]) / a[3] ** 2,
            "In line D the denominator is still there, and the slope of the sigmoid is gone. It is "
            "the other way round.",
        ),
        _in_line(
            "D",
            "weight",
            lambda a, w, y, line: line / a[2] * w[2],
            "Line D ends with w3. Asked is the slope *in* w3: which number does it multiply?",
        ),
        _in_line(
            "D",
            "half-kept",
            lambda a, w, y, line: line / 2,
            "In line D a ½ is left. The 2 of the square cancels it.",
        ),
        _in_line(
            "D",
            "no-error",
            lambda a, w, y, line: line / (a[3] - y),
            "Line D has lost the factor of the cost, a3 - y.",
        ),
        Misconception(
            "C-D-exchanged",
            lambda *given: tuple(_corrected(*given)[k] for k in (0, 1, 3, 2)),
            "The lines C and D are exchanged behind `return`.",
        ),
    ),
)
