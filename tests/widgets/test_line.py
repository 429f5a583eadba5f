"""Line: the same numbers as the library, the same drawing as the static one, and what is moved."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import nnkit
from nnkit.data import xor
from nnkit.widgets import Line
from nnkit.widgets.line import draw, scores

pytestmark = pytest.mark.browser

X = np.array([[-1.0, 0.2], [-0.4, -0.6], [0.5, 0.3], [1.0, -0.2]])
Y = np.array([0, 0, 1, 1])
UNITS = [
    {"lines": [(70, -0.3)]},
    {"lines": [(-25, 0.4, 3)], "soft": True},
    {"lines": [(0, 0), (90, 0.1, 2), (45, -0.2)], "act": "relu", "out": [1, 1, -1], "c": -0.02},
    {"lines": [(10, 0.5), (190, 0.5)], "act": "tanh", "c": 1.0, "numbers": True},
]


def part(**how):
    return Line(X, Y, how.pop("lines", [(90, 0.25)]), classes=("dry", "wet"), **how)


def say(page):
    return page.locator(".nnkit-say")


@pytest.mark.parametrize("how", UNITS)
def test_the_module_computes_and_draws_what_the_library_does(run, rng, how):
    points, kinds = xor(60, rng)
    line = Line(points, kinds, **how)
    acts = [how.get("act", "identity"), "identity"]
    _, A = nnkit.forward(np.array(line.state["X"]), line.params, acts)
    z = run("line", "part.scores(given, given.X)", line.state)
    np.testing.assert_allclose(z, A[-1][:, 0], rtol=1e-12, atol=1e-12)
    drawn, own = run("line", "part.draw(given)", line.state), draw(line.state)
    assert drawn.pop("loss") == pytest.approx(own.pop("loss"), rel=1e-12)
    assert drawn["right"] == own["right"] == np.sum((A[-1][:, 0] >= 0) == kinds)
    for name in ("shades", "marks", "rings"):
        given, wanted = (re.findall(r"-?[\d.]+", "".join(d[name])) for d in (drawn, own))
        np.testing.assert_allclose(np.float64(given), np.float64(wanted), atol=0.11)
    assert all(own["shades"])
    assert all(own["marks"])


def test_turn_shift_and_steepness_mean_what_they_say():
    line = part(lines=[(0, 0.5, 2)])
    assert scores(line.state, [[0.5, 7], [1.5, 7]]) == pytest.approx([0, 2])
    (W, b), _ = part(lines=[(90, -1)]).params
    np.testing.assert_allclose([*W[:, 0], *b], [0, 1, 1], atol=1e-12)


def test_the_keyboard_turns_the_line_and_the_best_is_kept(alive):
    page = alive(part(lines=[(1, 0.0)], soft=True, numbers=True))
    expect(say(page)).to_contain_text("4 of 4 right. Best so far: 4. Mean loss: 0.4")
    turn = page.get_by_role("slider", name="Turn")
    assert turn.get_attribute("data-lm-suppress-shortcuts") == "true"
    turn.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("w = (1, 0), b = 0")).to_be_visible()
    page.keyboard.press("Home")
    expect(say(page)).to_contain_text("0 of 4 right. Best so far: 4.")
    page.get_by_role("slider", name="Shift").press("End")
    expect(say(page)).to_contain_text("2 of 4 right.")
    page.get_by_role("button", name="Back to the start").click()
    expect(say(page)).to_contain_text("4 of 4 right.")
    expect(turn).to_have_value("1")


def test_each_neuron_is_moved_by_itself(alive):
    page = alive(part(**UNITS[3]))
    page.get_by_role("button", name="Neuron 2").click()
    page.get_by_role("slider", name="Turn").press("ArrowRight")
    expect(page.get_by_text("Neuron 1: w = (0.98, 0.17), b = −0.5")).to_be_visible()
    expect(page.get_by_text("Neuron 2: w = (−0.98, −0.19), b = −0.5")).to_be_visible()
    assert page.locator(".mark[data-now]").count() == 1


@pytest.mark.parametrize("width", [1280, 400, 320])
def test_nothing_is_wider_than_the_screen(alive, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    alive(part(**UNITS[2]), part(soft=True))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_static_form_says_the_score():
    line = part()
    assert line.alt.endswith("at first 3 of 4 right.")
    assert f'alt="{line.alt}"' in line.html()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": []}, "number of lines is 0"),
        ({"lines": [(0, 0)] * 5}, "lines has 5 entries, expected at most 4"),
        ({"lines": [(0,)]}, "expected \\(turn, shift\\)"),
        ({"lines": [(0, np.nan)]}, "expected \\(turn, shift\\)"),
        ({"act": "bend"}, "act is 'bend', expected one of"),
        ({"out": [1, 2]}, r"out has shape \(2,\), expected \(1,\)"),
    ],
)
def test_a_wrong_argument_is_named(change, said):
    with pytest.raises(ValueError, match=said):
        part(**change)


def test_points_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="expected 0 to 1"):
        Line(X, [0, 1, 2, 1])
    with pytest.raises(ValueError, match=r"y has shape \(3,\), expected \(4,\)"):
        Line(X, [0, 1, 1])
    with pytest.raises(ValueError, match=r"X has shape \(4,\)"):
        Line(X[:, 0], Y)
