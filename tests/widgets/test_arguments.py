"""What a part cannot be made of is told in one sentence that names the argument."""

import pytest

from nnkit.widgets import Derivation, Gears, Line, Predict, Sketch, Steps, Walk, Wiring, ask

NEURON = [([[0.6]], [0.1])]


def wiring(params=NEURON, acts=("sigmoid",), x=1, y=1, **how):
    return Wiring(params, acts, x, y, **how)


def same(**how):
    return Derivation([("a == a", "")], **how)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: wiring(x="0,5"), "x is '0,5', expected numbers"),
        (lambda: wiring(y=float("nan")), "y holds NaN or infinity, expected finite numbers"),
        (lambda: wiring([]), r"params is empty, expected \(W, b\) for each layer"),
        (lambda: wiring(None), r"params is no list of \(W, b\)"),
        (lambda: wiring([([["a"]], [0.1])]), r"params is no list of \(W, b\)"),
        (lambda: wiring([([[1e999]], [0.1])]), "W of layer 1 holds NaN or infinity"),
        (lambda: wiring(acts=[]), r"acts is \[\], expected 1 names, one a layer"),
        (lambda: wiring(mode=3), "mode is 3, expected one of"),
        (lambda: wiring(mode=[]), r"mode is \[\], expected one of"),
        (lambda: Sketch("abc"), r"params is no list of \(W, b\)"),
        (lambda: Line("ab", [0, 1]), "X is 'ab', expected numbers"),
        (lambda: Line([[0, 1], [1]], [0, 1]), r"X is \[\[0, 1\], \[1\]\], expected numbers"),
        (lambda: Line([[0, 1]], [1], [("a", 0)]), r"lines is \('a', 0\), expected numbers"),
        (lambda: Walk("abc", (0, 1), (-2, 2)), "loss is 'abc', expected numbers"),
        (lambda: Walk([0, 1], "a", (-2, 2)), "starts is 'a', expected numbers"),
        (lambda: Steps("a"), "curve is 'a', expected numbers"),
        (lambda: Predict(3, 1, "So."), "question is 3, expected a sentence"),
        (lambda: Predict("Two?", 1, None), "why is None, expected a sentence"),
        (lambda: Predict("Two?", 1, "So.", near="b"), "near is 'b', expected a distance"),
        (lambda: Predict("Two?", 1, "So.", near=-1), "near is -1, expected a distance"),
        (lambda: Predict("A?", "a", "So.", choices="ab"), "choices is 'ab', expected a list"),
        (lambda: ask(5), "name is 5, expected one of"),
        (lambda: ask("05 loss", "a"), "answer is 'a', expected a number"),
        (lambda: ask("05 small", 3), "answer is 3, expected a number, for a question about"),
        (lambda: Gears(None), "teeth is None, expected a list such as"),
        (lambda: Gears("ab"), "teeth is 'ab', expected a list such as"),
        (lambda: Derivation(None), r"lines is None, expected a list of \(formula, reason\)"),
        (lambda: Derivation("a == a"), "lines is 'a == a', expected a list of"),
        (lambda: Derivation([None]), r"line 1 is None, expected \(formula, reason\)"),
        (lambda: same(shown=0), "shown is 0, expected an integer of at least 1"),
        (lambda: same(shapes={"a": ("N",)}), "shapes has 'N' for 'a', expected a name of sizes"),
    ],
)
def test_a_wrong_argument_is_one_sentence(make, said):
    with pytest.raises(ValueError, match=said) as caught:
        make()
    assert "\n" not in str(caught.value)
