"""A stored notebook is opened in the formgrader's page, in a real browser: nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from active import RUN, attacks
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader import handlers

from nnkit.grading.gradebook.scores import tidy
from nnkit.grading.handin.handin import HandedCell, HandIn
from nnkit.grading.handin.rebuild import Template, rebuild

pytestmark = pytest.mark.browser


def stored() -> Any:
    """The notebook that is stored for a hand-in whose cells and outputs attack."""
    data = {"grade": True, "solution": True, "locked": False, "points": 1, "schema_version": 3}
    text = new_markdown_cell("stub", metadata={"nbgrader": {**data, "grade_id": "t"}})
    code = new_code_cell("stub", metadata={"nbgrader": {**data, "grade_id": "c"}})
    template = Template("one", new_notebook(cells=[text, code]))
    honest = "> so $a<b$ it is\n\n| table |\n|---|\n| cell |"
    texts = [HandedCell("markdown", text) for text in attacks()]
    cells = [HandedCell("markdown", honest, "t"), HandedCell("code", "x = '<script>'", "c"), *texts]
    nb = rebuild(template, HandIn(tuple(cells))).nb
    answer = next(cell for cell in nb.cells if cell.cell_type == "code")
    for text in attacks():
        mimes = ("text/html", "text/latex", "text/markdown", "image/svg+xml", "text/plain")
        answer.outputs += [new_output("display_data", data={mime: text}) for mime in mimes]
        script = {"application/javascript": f"{RUN}('js')"}
        answer.outputs.append(new_output("display_data", data=script, metadata={"isolated": True}))
        answer.outputs.append(new_output("stream", name="stderr", text=text))
        answer.outputs.append(new_output("error", ename=text, evalue=text, traceback=[text]))
    tidy(nb)
    return nb


def page_of(nb: Any, folder: Path) -> Path:
    """Write the page that the formgrader makes of a notebook."""
    about = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "student"), "x")
    about |= dict.fromkeys(("last_name", "first_name", "base_url", "notebook_path"), "x")
    exporter = HTMLExporter(
        template_name="formgrade", extra_template_basedirs=[handlers.template_path]
    )
    html, _ = exporter.from_notebook_node(nb, resources={**about, "index": 0, "total": 1})
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    return path


def opened(browser: Any, path: Path) -> tuple[list[Any], Any]:
    """Open a page without the network, follow its scripted links; what ran, and the page."""
    page = browser.new_page()
    page.route("http*://**", lambda route: route.abort())
    page.goto(path.as_uri(), wait_until="load")
    for link in page.query_selector_all("a[href^='javascript:'], a[href^='data:']"):
        link.evaluate("link => link.click()")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return page.evaluate("window.ran || []"), page


def test_nothing_of_a_submission_runs_in_the_formgrader(browser: Any, tmp_path: Path) -> None:
    nb = stored()
    nbformat.validate(nb)
    ran, page = opened(browser, page_of(nb, tmp_path))
    assert ran == []
    assert page.inner_text("blockquote").strip() == "so $a<b$ it is"
    assert page.inner_text("td") == "cell"


def test_the_attacks_would_run_if_they_were_stored_as_they_came(
    browser: Any, tmp_path: Path
) -> None:
    nb = new_notebook(cells=[new_markdown_cell(text) for text in attacks()])
    ran, _ = opened(browser, page_of(nb, tmp_path))
    assert len(set(ran)) >= 8
