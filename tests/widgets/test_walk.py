"""Walk: the loss of the module, the steps, and what is remembered."""

import numpy as np
import pytest
from numpy.polynomial import Polynomial
from playwright.sync_api import expect

from nnkit.widgets import Walk

HILL = [1, 0.3, -2, 0, 1]


def walk():
    return Walk(HILL, starts=(1.5, -1.5), span=(-1.7, 1.7))


@pytest.mark.browser
def test_the_module_knows_the_loss_and_its_slope(run):
    w = np.linspace(-1.7, 1.7, 9)
    loss = Polynomial(HILL)
    for name, f in [("height", loss), ("slope", loss.deriv())]:
        got = run("walk", f"given.map((w) => part.{name}([{str(HILL)[1:-1]}], w))", w.tolist())
        np.testing.assert_allclose(got, f(w), rtol=1e-12, atol=1e-12)


@pytest.mark.browser
def test_two_starts_end_in_two_valleys_by_keyboard(alive):
    page = alive(walk())
    say, size = page.locator(".nnkit-say"), page.get_by_label("length of a step")
    expect(say).to_have_text("w = 1.5, slope 7.8, rising to the right. Steps: 0.")
    size.fill("0.54")
    page.get_by_role("button", name="Left").press("Enter")
    expect(say).to_contain_text("w = 0.96, slope 0, nearly flat: you can rest here. Steps: 1.")
    page.get_by_role("button", name="Start at −1.5").press("Enter")
    size.fill("0.46")
    page.get_by_role("button", name="Right").press("Enter")
    expect(say).to_contain_text("From 1.5 you came to 0.96, loss 0.29.")
    expect(say).to_contain_text("From −1.5 you came to −1.04, loss −0.31.")


@pytest.mark.browser
def test_a_hill_top_is_no_place_to_rest(alive):
    page = alive(walk())
    size = page.get_by_label("length of a step")
    for step in ("1", "0.42"):
        size.fill(step)
        page.get_by_role("button", name="Left").click()
    say = page.locator(".nnkit-say")
    expect(say).to_have_text(
        "w = 0.08, slope −0.02, nearly flat, but the ground falls on both sides. Steps: 2."
    )


@pytest.mark.browser
def test_the_ground_is_hidden_until_the_fog_is_lifted_and_the_map_ends(alive):
    page = alive(walk())
    width = "() => document.querySelector('path[stroke-width]').getBBox().width"
    assert page.evaluate(width) < 60
    page.get_by_role("button", name="Lift the fog").click()
    assert page.evaluate(width) > 350
    page.get_by_label("length of a step").fill("0.5")
    page.get_by_role("button", name="Right").click()
    expect(page.locator(".nnkit-say")).to_have_text("There the map ends. You stand at w = 1.5.")


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone(alive, page):
    page.set_viewport_size({"width": 400, "height": 800})
    alive(walk())
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"loss": [1]}, "loss is"),
        ({"loss": [1, 0]}, "loss is"),
        ({"loss": [1, np.nan]}, "loss is"),
        ({"starts": (1, 2)}, "starts is"),
        ({"starts": (1,)}, "starts has shape"),
        ({"span": (1.7, -1.7)}, "expected a smaller and a larger"),
    ],
)
def test_a_wrong_argument_is_named(change, said):
    given = {"loss": HILL, "starts": (1.5, -1.5), "span": (-1.7, 1.7)} | change
    with pytest.raises(ValueError, match=said):
        Walk(**given)
