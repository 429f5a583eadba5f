"""Steps: the network of the module, drawing with pointer and keys, and what is remembered."""

import base64

import numpy as np
import pytest
from playwright.sync_api import expect

import nnkit
from nnkit.widgets import Steps

X = np.linspace(0, 1, 201)
WAVE = np.sin(7 * X) * 0.8


@pytest.mark.browser
@pytest.mark.parametrize(("M", "k"), [(1, 10), (7, 1000), (60, 300)])
def test_the_module_equals_the_staircase(run, M, k):
    y = WAVE.round(3)
    got = run("steps", f"part.staircase(given, {M}, {k})", y.tolist())
    want = nnkit.staircase(lambda t: np.interp(t, X, y), M, k, X)
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


@pytest.mark.browser
def test_more_steps_leave_a_smaller_error_by_keyboard(alive):
    page = alive(Steps([0, 1, 0], M=4))
    say = page.locator(".nnkit-say")
    expect(say).to_contain_text("4 steps. Largest error 0.24")
    page.get_by_label("number of steps").fill("20")
    expect(say).to_contain_text("20 steps. Largest error 0.04")
    page.get_by_label("Curve.").focus()
    page.keyboard.press("ArrowUp")  # the top of the tent cannot go higher
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "0.04," not in say.inner_text()
    page.get_by_role("button", name="First curve").click()
    expect(say).to_contain_text("20 steps. Largest error 0.04")


@pytest.mark.browser
def test_what_is_drawn_is_followed(alive):
    page = alive(Steps([0, 0], M=20))
    say = page.locator(".nnkit-say")
    expect(say).to_contain_text("20 steps. Largest error 0.00")
    box = page.locator(".nnkit-steps svg").bounding_box()

    def at(x, y):
        scale = box["width"] / 456
        return box["x"] + scale * (58 + 386 * x), box["y"] + scale * (34 + 115 * (1 - y))

    page.mouse.move(*at(0, 0))
    page.mouse.down()
    page.mouse.move(*at(0.5, 1), steps=5)
    page.mouse.move(*at(1, 0), steps=5)
    page.mouse.up()
    expect(say).to_contain_text("20 steps. Largest error 0.04")


def test_the_drawn_curve_comes_back_to_python():
    part = Steps(WAVE)
    np.testing.assert_allclose(part.curve, WAVE, atol=5e-4)
    part.state = part.state | {"curve": [0.5] * 201}
    np.testing.assert_array_equal(part.curve, np.full(201, 0.5))


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone(alive, page):
    page.set_viewport_size({"width": 400, "height": 800})
    alive(Steps(WAVE))
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.browser
@pytest.mark.parametrize("form", ["alive", "still"])
def test_axes_and_lines_are_named(form, alive, page):
    part = Steps(WAVE)
    if form == "alive":
        alive(part)
    else:
        page.set_content(part.html())
        source = page.locator("img").get_attribute("src").split(",")[1]
        page.set_content(base64.b64decode(source).decode())
    for name in ("height", "x", "the curve", "the network"):
        expect(page.locator("svg text").get_by_text(name, exact=True)).to_be_visible()
    look = "nodes => nodes.map(node => getComputedStyle(node).stroke)"
    for kind in ("curve", "net"):
        sample, drawn = page.locator(f"svg .{kind}").evaluate_all(look)
        assert sample == drawn != "none"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"curve": [1]}, "curve is"),
        ({"curve": [0, 1.5]}, "curve is"),
        ({"curve": [0, np.nan]}, "curve is"),
        ({"curve": [[0, 1]]}, "curve has shape"),
        ({"M": 0}, "M is"),
        ({"M": 61}, "M is"),
        ({"k": 5}, "k is 5"),
    ],
)
def test_a_wrong_argument_is_named(change, said):
    with pytest.raises(ValueError, match=said):
        Steps(**({"curve": [0, 1, 0]} | change))
