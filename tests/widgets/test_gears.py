"""Gears: how far each turns."""

import pytest
from playwright.sync_api import expect

from nnkit.widgets import Gears


@pytest.mark.browser
def test_each_gear_turns_the_next_the_other_way(alive, run):
    rates = run("gears", "part.rates(given)", [20, 10, 30])
    assert rates == pytest.approx([1, -2, 2 / 3], rel=1e-12)
    page = alive(Gears([20, 10, 30]))
    expect(page.get_by_role("img", name="gears with 20, 10, 30 teeth")).to_be_visible()
    expect(page.get_by_text("teeth", exact=True)).to_be_visible()
    slider = page.get_by_label("turns of the first gear")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".nnkit-say")).to_have_text("Turns: 2.00, −4.00, 1.33.")


@pytest.mark.parametrize("teeth", [[20], [20, 5], [20, 10, 30, 12, 9], [20, 10.5]])
def test_gears_that_cannot_be_drawn_are_refused(teeth):
    with pytest.raises(ValueError, match="teeth is"):
        Gears(teeth)
