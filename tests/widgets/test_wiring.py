"""Wiring: the same numbers as the library, and what a student does with it."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

import nnkit
from nnkit.widgets import Wiring

pytestmark = pytest.mark.browser

CHAIN = [([[0.6]], [0.1]), ([[-1.1]], [0.2]), ([[0.9]], [-0.3])]
NETS = [
    ([1, 1, 1, 1], ["sigmoid"] * 3, "sse"),
    ([2, 2, 1], ["identity", "identity"], "mse"),
    ([2, 3, 2], ["sigmoid", "sigmoid"], "half_sse"),
    ([2, 2, 2, 1], ["tanh", "tanh", "identity"], "sse"),
    ([4, 1], ["sigmoid"], "bce"),
    ([3, 3, 2, 4], ["relu", "tanh", "softmax"], "cross_entropy"),
    ([4, 5, 3], ["sigmoid", "softmax"], "half_sse"),
]


def chain(**how):
    return Wiring(CHAIN, ["sigmoid"] * 3, 0.7, 1.0, result="C", **how)


def say(page):
    return page.locator(".nnkit-say")


def slope(page, name):
    return page.locator("svg.wide .row").filter(has_text=re.compile(f"^{name}")).locator(".s")


@pytest.mark.parametrize(("sizes", "acts", "loss"), NETS)
def test_the_module_computes_what_the_library_computes(run, rng, sizes, acts, loss):
    params = [(rng.normal(size=(n, m)), rng.normal(size=m)) for n, m in pairwise(sizes)]
    x, y = rng.normal(size=sizes[0]), rng.dirichlet(np.ones(sizes[-1]))
    part = Wiring(params, acts, x, y, loss)
    value, slope = run(
        "wiring",
        "(v => [v, part.slopes(part.graph(given, v))])(part.values(given))",
        part.state,
    )
    _, A = nnkit.forward(x[None], params, acts)
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(
        value["loss"], nnkit.losses.LOSSES[loss].value(A[-1], y[None]), **close
    )
    for layer, (dW, db) in enumerate(nnkit.backprop(params, acts, x[None], y[None], loss)):
        for j in range(len(db)):
            np.testing.assert_allclose(value[f"a.{layer}.{j}"], A[layer + 1][0, j], **close)
            np.testing.assert_allclose(slope[f"b.{layer}.{j}"], db[j], **close)
            for i in range(len(dW)):
                np.testing.assert_allclose(slope[f"w.{layer}.{i}.{j}"], dW[i, j], **close)


def test_a_moved_weight_moves_what_is_behind_it(alive):
    page = alive(chain(mode="move"))
    page.locator("svg.wide [data-q='w.1.0.0']").click()
    field = page.get_by_label("value as a number")
    field.fill("2,5")
    field.press("Enter")
    params = [*CHAIN]
    params[1] = ([[2.5]], [0.2])
    _, A = nnkit.forward([[0.7]], params, ["sigmoid"] * 3)
    expect(page.locator("svg.wide [data-q='a.1.0'] .v")).to_have_text(f"{A[2][0, 0]:.4f}")
    expect(page.locator("svg.wide [data-q='a.0.0'] .v")).to_have_text("0.6271")
    page.get_by_role("button", name="Back to the start").click()
    expect(page.locator("svg.wide [data-q='a.1.0'] .v")).to_have_text("0.3799")


def test_a_nudge_is_followed_to_the_loss(alive):
    page = alive(chain(mode="nudge"))
    page.locator("svg.wide [data-q='w.1.0.0']").click()
    page.get_by_role("button", name="Nudge").click()
    expect(say(page)).to_contain_text("w₂ moved by 0.1, C by −0.003")
    expect(say(page)).to_contain_text("The slope is −0.0325.")
    assert page.locator("[data-q='z.0.0'][data-moved]").count() == 0


def test_slopes_are_filled_in_with_the_keyboard_alone(alive):
    page = alive(chain(mode="fill"))
    field = page.get_by_label("slope", exact=True)
    field.focus()
    page.keyboard.type("2*(0,5105-1)\n")
    expect(say(page)).to_have_text("Right. slope of a₃ = 2 · (a₃ − y) = −0.979.")
    page.keyboard.type("-0.979*0.5105*(1-0.5105)\n")
    expect(say(page)).to_contain_text("Right.")
    page.keyboard.type("-0.2447*.3799\n")
    expect(say(page)).to_contain_text("slope of w₃ = slope of z₃ · a₂")
    expect(page.get_by_text("3 of 12")).to_be_visible()


@pytest.mark.parametrize(
    ("asked", "typed", "said"),
    [
        ("z3", "0.2447", "the sign is not"),
        ("z3", "-0.979", "without the factor a₃(1 − a₃)"),
        ("z3", "-0.979*0.0419*(1-0.0419)", "In place of a₃(1 − a₃) you took z₃(1 − z₃)"),
        ("a3", "-0.4895", "without the factor 2"),
        ("w3", "-0.2447*0.5105", "In place of a₂ you took a₃"),
        ("w3", "0.2447*0.5105", "And the sign is the other one"),
        ("a2", "-0.2447*-1.1", "In place of w₃ you took w₂"),
        ("a2", "0.9", "The slope of z₃ is missing"),
        ("w3", "0.9", "That is the value of w₃. Asked is its slope"),
        ("z2", "-0.0531", "Nearly: keep four digits"),
        ("z2", "-.2203*2**2", "z₂ moves a₂. Take the slope of a₂"),
        ("w3", "17", "z₃, times how much it moves when w₃ moves by 1"),
        ("w3", "", "There is nothing in the field yet"),
        ("w3", "two", "“t” is no number"),
        ("w3", "1/0", "not a finite number"),
        ("w3", "(1", "a bracket is not closed"),
    ],
)
def test_a_wrong_slope_is_told_why(alive, asked, typed, said):
    page = alive(chain(mode="fill", ask=[asked]))
    field = page.get_by_label("slope", exact=True)
    field.fill(typed)
    field.press("Enter")
    expect(say(page)).to_contain_text(said)
    expect(field).to_have_value(typed)
    expect(slope(page, asked.replace("2", "₂").replace("3", "₃"))).to_have_text("?")


def test_one_of_two_ways_is_told(alive):
    params = [
        ([[0.5, -0.4], [0.3, 0.8]], [0.1, -0.2]),
        ([[1, 0.6], [-0.7, 0.9]], [0, 0.1]),
        ([[1.2], [-0.8]], [0.3]),
    ]
    part = Wiring(
        params, ["tanh", "tanh", "identity"], [0.7, -0.3], 1, mode=["fill", "paths"],
        ask=["N1"], only=["w1"], unit="N", names={"N5": "ŷ"},
    )  # fmt: skip
    page = alive(part)
    page.get_by_label("slope", exact=True).fill("0.3813*1")
    page.get_by_role("button", name="Check").click()
    expect(say(page)).to_contain_text(
        "That is the way through z₃ alone. N₁ moves the loss in 2 ways"
    )
    page.get_by_role("button", name="Ways").click()
    expect(page.locator("ol li")).to_have_count(2)
    expect(say(page)).to_contain_text("2 ways from w₁ to L. Together 0.2351 − 0.1536 = 0.0815")


def test_hint_show_and_again(alive):
    page = alive(chain(mode="fill", ask=["w3", "b3"]))
    page.get_by_role("button", name="Hint").click()
    expect(say(page)).to_contain_text("w₃ moves z₃")
    for _ in range(2):
        page.get_by_role("button", name="Show").click()
    expect(say(page)).to_contain_text("Every slope is filled in.")
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("0 of 2")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 400, 320])
def test_nothing_is_wider_than_the_screen(alive, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    alive(chain(mode=["move", "nudge", "fill", "paths"]))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "shown"), [(1280, [834, 0]), (700, [684, 0]), (400, [0, 380])])
def test_a_narrow_screen_has_its_own_still_picture(page, width, shown):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(chain().html())
    images = page.locator("img").all()
    assert [round(image.bounding_box()["width"]) for image in images] == shown
    assert images[0].get_attribute("alt") == chain().alt
    assert images[1].get_attribute("alt").startswith("The same from top to bottom")
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(n => n.scrollWidth <= n.clientWidth)"
    )


def test_the_hint_of_where_to_begin_fits_both_directions(alive, page):
    page.set_viewport_size({"width": 400, "height": 800})
    alive(chain(mode="fill"))
    expect(say(page)).to_contain_text("from the loss backwards")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": "push"}, "mode is 'push', expected one of"),
        ({"ask": ["w9"], "mode": "fill"}, "ask has 'w9', expected some of x, w₁"),
        ({"names": {"a9": "p"}}, "names has \\['a9'\\], expected some of"),
        ({"names": {"a1": "a2"}}, "expected names that all differ"),
        ({"loss": "absolute"}, "loss is 'absolute', expected one of"),
    ],
)
def test_a_wrong_argument_is_named(change, said):
    with pytest.raises(ValueError, match=said):
        chain(**change)


def test_sizes_that_do_not_fit_are_named():
    wide = [(np.ones((1, 9)), np.ones(9))]
    with pytest.raises(ValueError, match="expected at most 8 units"):
        Wiring(wide, ["identity"], 1, np.ones(9))
    with pytest.raises(ValueError, match=r"y has shape \(2,\), expected \(1,\)"):
        Wiring(CHAIN, ["sigmoid"] * 3, 0.7, [1, 0])


def test_examples_stand_there_and_wires_of_a_layer_keep_their_names(alive):
    part = Wiring(
        [([[0.8, -0.5], [-0.3, 1.1], [0.4, 0.7]], [0.1, -0.2])], ["sigmoid"], [0.6, 0.9, 0.2],
        [1, 0], "half_sse", mode="fill", ask=["p", "z1", "w2", "w4", "a2"], given=["p"],
        names={"a1": "p"},
    )  # fmt: skip
    assert "Asked are the slopes of z₁, w₂, w₄, a₂." in part.alt
    page = alive(part)
    expect(page.get_by_text("1 of 5")).to_be_visible()
    expect(slope(page, "p")).to_have_text("−0.4037")
    field, check = page.get_by_label("slope", exact=True), page.get_by_role("button", name="Check")
    show = page.get_by_role("button", name="Show")
    show.click()  # z1: -0.0972
    field.fill("-0.0972*0.6")  # the input x1 has 0.6, and p has 0.5963: the nearest is named
    check.click()
    expect(say(page)).to_contain_text("In place of x₂ you took x₁.")
    show.click()
    expect(slope(page, "w₂")).to_have_text("−0.0875")
    expect(page.locator("svg.wide [data-q='w.0.2.1']")).to_be_visible()
    show.click()
    field.fill("0.6525-1")
    check.click()
    expect(say(page)).to_contain_text("In place of (a₂ − y₂) you took (a₂ − y₁).")
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("1 of 5")).to_be_visible()
    with pytest.raises(ValueError, match=r"given is \['b1'\], expected names that ask has"):
        chain(mode="fill", ask=["a1"], given=["b1"])


def test_ways_are_lit_by_the_nudge_and_bends_stand_in_brackets(alive):
    page = alive(chain(mode=["nudge", "move"], slopes=False))
    expect(slope(page, "C")).to_have_text("\u00a0")
    page.locator("svg.wide [data-q='w.1.0.0']").click()
    assert page.locator("line[data-on]").count() == 0
    page.get_by_role("button", name="Nudge").last.click()
    assert page.locator("svg.wide line[data-on]").count() > 0


def test_the_slope_of_tanh_stands_in_brackets(alive):
    page = alive(Wiring([([[2.0]], [0.1])], ["tanh"], 0.5, 1, mode="fill", ask=["z1"]))
    page.get_by_role("button", name="Show").click()
    expect(say(page)).to_contain_text("slope of z₁ = slope of a₁ · (1 − a₁²) =")
