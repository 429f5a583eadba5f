"""Derivation: a false line stops, every slip is found, what is printed is what was compared."""

import ast
from itertools import product

import numpy as np
import pytest

from nnkit.widgets import Derivation
from nnkit.widgets.formulas import NUMBERS, FormulaError, broken, parse, ready
from nnkit.widgets.latex import latex

NEURON = {"z": "w * x + b", "a": "sigma(z)", "L": "(y - a)**2"}
CHAIN = {"z_1": "w_1 * x + b_1", "a_1": "sigma(z_1)", "a_2": "sigma(w_2 * a_1 + b_2)"}
RULES = [
    (["D(L, w) == 2 * (a - y) * D(a, w)", "2 * (a - y) * a * (1 - a) * x"], {"where": NEURON}),
    (["D(L, a) == -2 * (y - a)"], {"where": NEURON}),
    (["D(tanh(z), z) == 1 - tanh(z)**2", "4 * exp(2*z) / (exp(2*z) + 1)**2"], {}),
    (["D(-y*log(p) - (1 - y)*log(1 - p), z) == p - y"], {"where": {"p": "sigma(z)"}}),
    (["D(a_2, w_1) == a_2 * (1 - a_2) * w_2 * a_1 * (1 - a_1) * x"], {"where": CHAIN}),
]
ARRAYS = [
    (
        ["D(total(A * (X @ W)), W) == X.T @ A"],
        {"shapes": {"A": (4, 2), "X": (4, 3), "W": (3, 2)}},
    ),
    (
        [
            "D(mean((y - p)**2), b) == sum(2/N * (p[i] - y[i]) for i in range(N))",
            "-2 * mean(y - p)",
        ],
        {"where": {"p": "w * x + b"}, "shapes": {"x": (5,), "y": (5,)}, "sizes": {"N": 5}},
    ),
]


def derive(lines, **how):
    return Derivation([(line, "so") for line in lines], **how)


@pytest.mark.parametrize(("lines", "how"), RULES)
def test_numbers_are_proved_for_all_values(lines, how):
    assert set(derive(lines, **how).ticks) == {"equal for all values (SymPy)"}


@pytest.mark.parametrize(("lines", "how"), ARRAYS)
def test_arrays_and_sums_are_compared_at_random_draws(lines, how):
    assert all(t.startswith("equal at 5 random draws") for t in derive(lines, **how).ticks)


@pytest.mark.parametrize(("lines", "how"), RULES + ARRAYS)
def test_each_slip_of_each_line_is_found(lines, how):
    block = derive(lines, **how)
    assert block.tried == sum(map(len, block.slips)) >= len(lines)
    for k, line in enumerate(block.lines):
        for what, false in broken(line.tree):
            told = [*lines[:k], f"{ast.unparse(line.before)} == {ast.unparse(false)}"]
            with pytest.raises(ValueError, match=f"line {k + 1}: "):
                derive(told, **how)
            assert what in [slip[0] for slip in block.slips[k]]


def test_a_false_line_names_its_number_and_the_values():
    with pytest.raises(ValueError, match=r"line 2: 2 \* w is not 2 \* w \* x: .* instead of .*\d$"):
        derive(["D(w**2 * x, w) == 2 * w * x", "2 * w"])


def test_a_false_entry_of_an_array_is_named():
    shapes = {"h": (3,), "W": (3, 2)}
    with pytest.raises(ValueError, match=r"shape \(2,\) instead of \(3, 2\)"):
        derive(["outer(h, h @ W) == h @ W"], shapes=shapes)
    with pytest.raises(ValueError, match=r"instead of .* in entry \(\d, \d\)"):
        derive(["D(total(h @ W), W) == W"], shapes=shapes)


@pytest.mark.parametrize(
    ("lines", "how", "said"),
    [
        ([], {}, "lines is empty"),
        (["a + b"], {}, "line 1 is 'a \\+ b', expected 'left == right'"),
        (["a < b"], {}, "expected one '==' in it"),
        (["a == b == c"], {}, "expected one '==' in it"),
        (["a == a +"], {}, "'a == a \\+' cannot be read as a formula"),
        (["a == relu(a)"], {}, "line 1: relu\\(a\\) cannot be computed: name 'relu'"),
        (["a @ b == 1"], {"shapes": {"a": (2,), "b": (3,)}}, "line 1: a @ b cannot be computed"),
        (["log(a) == log(a) + 0"], {}, "line 1: log\\(a\\) has no finite value .* use between"),
        (["D(a * b, 2) == 0"], {}, "D\\(a \\* b, 2\\) is no slope, expected D\\(formula, name\\)"),
        (["p == 2 * a"], {"where": {"p": "q", "q": "2 * p"}}, "q cannot be computed"),
        (["a == +a"], {}, "line 1: \\+a has no way to be printed"),
        (["a == a * a"], {"between": {"a": (0, 0)}}, "stays true whatever is broken"),
    ],
)
def test_what_cannot_be_read_or_does_not_fit_is_one_sentence(lines, how, said):
    with pytest.raises(ValueError, match=said) as caught:
        derive(lines, **how)
    assert "\n" not in str(caught.value)


def test_a_line_is_a_formula_and_a_reason():
    with pytest.raises(ValueError, match=r"line 1 is 'a == a', expected \(formula, reason\)"):
        Derivation(["a == a"])


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("-(a + b) * c", r"-(a + b)\,c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a * (-b)", r"a\,(-b)"),
        ("a / (b / c)", r"\frac{a}{\frac{b}{c}}"),
        ("(a * b)**2", r"(a\,b)^{2}"),
        ("(a / b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("-a**2", "-a^{2}"),
        ("(-a)**2", "(-a)^{2}"),
        ("2 * 3**2", r"2 \cdot 3^{2}"),
        ("2 * (3 / 4)", r"2 \cdot \frac{3}{4}"),
        ("0.12345678 * a", r"0.12345678\,a"),
        ("a * b + c * d", r"a\,b + c\,d"),
        ("A @ B.T", r"A\,B^{\top}"),
        ("(A * B) @ A", r"(A \odot B)\,A"),
        ("A * (B @ A)", r"A \odot (B\,A)"),
        ("sum(x[i] for i in range(N)) * b", r"\left(\sum_{i} x_{i}\right) \cdot b"),
        ("b * sum(x[i] + 1 for i in range(N))", r"b\,\sum_{i} (x_{i} + 1)"),
        ("sum(x[i] for i in range(N) if i != k)", r"\sum_{i \neq k} x_{i}"),
        ("D(L, w_1) * c", r"\frac{\partial L}{\partial w_{1}} \cdot c"),
        ("D(a * b, a) * c", r"\frac{\partial}{\partial a}\left[a\,b\right] \cdot c"),
        ("yhat - sigma(z1)", r"\hat{y} - \sigma(z_{1})"),
    ],
)
def test_a_formula_is_printed_as_it_is_computed(formula, printed):
    assert latex(parse(formula), arrays={"A", "B"}) == printed


@pytest.mark.parametrize(
    "formula",
    ["x[1:]", "a if b else c", "a % b", "A.shape", "sum(x[i] for i in range(1, N))", "+a"],
)
def test_what_would_be_printed_as_something_else_is_refused(formula):
    with pytest.raises(FormulaError, match="has no way to be printed"):
        latex(parse(formula))


def test_two_different_values_are_never_printed_alike(rng):
    """Four names in every grouping and with all operators: same print, same value."""
    given = {**NUMBERS, **{name: rng.uniform(0.5, 2) for name in "abcd"}}
    groups = [
        *("((a{}b){}c){}d", "(a{}(b{}c)){}d", "(a{}b){}(c{}d)", "a{}((b{}c){}d)", "a{}(b{}(c{}d))"),
        *("-((a{}b){}c){}d", "-(a{}b){}(-c{}d)", "a{}-(b{}(-c{}d))"),
    ]
    seen = {}
    for group, signs in product(groups, product("+-*/", "+-*/", ["+", "-", "*", "/", "**2*"])):
        tree = parse(group.format(*signs))
        value = ready(tree, {})(given)
        assert np.isclose(seen.setdefault(latex(tree), value), value), ast.unparse(tree)


def test_the_page_shows_lines_reasons_ticks_and_slips():
    block = Derivation([("D(w**2, w) == 2 * w", "x < y & so")])
    page = block.html()
    assert r"\displaystyle \frac{\partial}{\partial w}\left[w^{2}\right] = 2\,w$" in page
    assert "x &lt; y &amp; so" in page
    assert "✓</span> equal for all values (SymPy)" in page
    assert "a factor lost: $=2$ gives 2.0000 instead of" in page.replace("$2$", "$=2$")
    assert repr(block) == (
        "Derivation of D(w ** 2, w): 1 line, equal for all values (SymPy); "
        "2 slips tried, all found."
    )


def test_lines_beyond_those_shown_are_one_click_away():
    lines = [("a - b == -b + a", "first"), ("-(b - a)", "second"), ("-1 * (b - a)", "third")]
    seen, fold = Derivation(lines, shown=1).html().split("<details><summary")
    assert "2 more lines</summary>" in fold
    assert [line in seen for _, line in lines] == [True, False, False]
    assert [line in fold for _, line in lines] == [False, True, True]
    assert "1 more line</summary>" in Derivation(lines, shown=2).html()
    assert Derivation(lines, shown=3).html() == Derivation(lines).html()


def test_a_number_in_place_of_a_count_is_found():
    of_four = {"where": {"S": "total(x)"}, "sizes": {"N": 4}}
    assert len(Derivation([("S == 4 * mean(x)", "")], shapes={"x": (4,)}, **of_four).lines) == 1
    of_any = {**of_four, "shapes": {"x": ("N",)}}
    Derivation([("S == N * mean(x)", "")], **of_any)
    with pytest.raises(ValueError, match=r"line 1: 4 \* mean\(x\) is not S"):
        Derivation([("S == 4 * mean(x)", "")], **of_any)
