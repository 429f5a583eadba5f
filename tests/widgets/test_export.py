"""A lecture as a page without Jupyter: the question comes before the answer."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from nnkit.widgets.export import Page

LECTURES = sorted(Path(__file__).parents[2].glob("course/lectures/*.ipynb"))
HERE = {"mathjax_url": "", "require_js_url": "", "jquery_url": ""}


def convert(notebook, **how):
    """The page, without the scripts that nbconvert takes from the network."""
    return Page(**HERE, **how).from_notebook_node(notebook)[0]


def cell(source, printed, **folds):
    output = new_output("stream", text=f"{printed}\n")
    return new_code_cell(source, outputs=[output], metadata={"jupyter": folds})


@pytest.fixture
def folded():
    return new_notebook(
        cells=[
            cell("6 * 7", "forty-two", outputs_hidden=True),
            cell("a = 1", "in sight", source_hidden=True),
            cell("b = 2", "both folded", source_hidden=True, outputs_hidden=True),
            cell("c = 3", "open"),
        ]
    )


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_notebook_folds_is_opened_by_hand(page, folded, theme):
    page.set_viewport_size({"width": 400, "height": 800})
    page.set_content(convert(folded, theme=theme))
    for text in ("6 * 7", "in sight", "c = 3", "open"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    for text in ("forty-two", "a = 1", "b = 2", "both folded"):
        expect(page.get_by_text(text, exact=True)).to_be_hidden()
    folds = page.get_by_text("Answer first, then open what this cell gives")
    folds.first.click()
    expect(page.get_by_text("forty-two")).to_be_visible()
    folds.last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("both folded")).to_be_visible()
    expect(page.get_by_text("b = 2", exact=True)).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_lecture_folds_is_alive_and_fits_a_phone(page, path):
    notebook = nbformat.read(path, 4)
    page.set_viewport_size({"width": 400, "height": 800})
    page.set_content(convert(notebook))
    settings = [cell.metadata.get("jupyter", {}) for cell in notebook.cells]
    asked = sum(fold.get("outputs_hidden", False) for fold in settings)
    assert asked > 0
    words = page.locator(".nnkit-folded:not([open]) > summary")
    expect(words.filter(has_text="Answer first")).to_have_count(asked)
    expect(words).to_have_count(sum(sum(fold.values()) for fold in settings))
    parts = page.locator("[data-widget]")
    expect(page.locator("[data-widget] .nnkit")).to_have_count(parts.count())
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert (
        page.locator(".nnkit").evaluate_all(
            "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth).length"
        )
        == 0
    )
