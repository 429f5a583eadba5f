"""The student repository as a student meets it: in JupyterLab, in a real browser.

The repository is published into a temporary folder and JupyterLab is started on it as Binder
would start it, with this environment's packages but with the published nnkit. Chromium does the
rest: it opens notebooks, types, clicks and reads.
"""

import re
from pathlib import Path

import nbformat
import pytest
from served import complaints, idle, menu, run_all, served

from nnkit.grading import check
from nnkit.grading.course.publish import publish

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LECTURE = "course/lectures/01_one_neuron.ipynb"
EXERCISE = "course/exercises/01_one_neuron/one_neuron.ipynb"
SOLUTION = ROOT / "solutions/01_one_neuron/one_neuron.ipynb"
WRONG_SIGN = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"


@pytest.fixture(scope="module")
def students(tmp_path_factory):
    """The student repository of this course."""
    folder = tmp_path_factory.mktemp("published") / "students"
    assert publish(ROOT, folder) == 0
    return folder


@pytest.fixture(scope="module")
def lab(browser, students, tmp_path_factory):
    """The address of a JupyterLab that runs on the student repository."""
    home = tmp_path_factory.mktemp("home")
    with served(students, home, students, [students / "binder/start"]) as address:
        yield address


@pytest.fixture
def opened(browser, lab):
    """Open a notebook of the repository; return the page, when its kernel is idle."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(60_000)

    def open_notebook(path):
        page.goto(f"{lab}lab/tree/{path}?reset")
        page.locator(".jp-NotebookPanel:visible").wait_for()
        idle(page)
        return page

    yield open_notebook
    page.close()


def cell(page, name):
    """Return the cell whose grade_id is `name`."""
    index = page.evaluate(
        """name => [...window.jupyterapp.shell.currentWidget.content.model.cells].findIndex(
            cell => cell.getMetadata('nbgrader')?.grade_id === name)""",
        name,
    )
    assert index >= 0, name
    return page.locator(".jp-Notebook .jp-Cell").nth(index)


def answer(page, name, source):
    """Type an answer into its cell and run it and the test below it; return the panel's text."""
    test = cell(page, f"test_{name}")
    before = test.locator(".jp-InputPrompt").inner_text()
    cell(page, name).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "([element, before]) => /\\d/.test(element.innerText) && element.innerText !== before",
        arg=[test.locator(".jp-InputPrompt").element_handle(), before],
    )
    idle(page)
    return test.locator(".jp-OutputArea-output [role=status]").inner_text()


def solution(name):
    """Return the instructor's answer, markers left out."""
    cells = nbformat.read(SOLUTION, as_version=4).cells
    source = next(c.source for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)
    return "\n".join(line for line in source.splitlines() if " SOLUTION" not in line)


def advice(name, source):
    """Return what a check in this process says to the same answer."""
    namespace = {}
    exec("import numpy as np\n" + source, namespace)
    result = check(name, namespace[name])
    assert result.misconception
    return result.advice


def plain(text):
    """Without the marks for code and with single spaces, as a reader sees it."""
    return " ".join(text.replace("`", "").split())


def fill(path, wrong):
    """Write the instructor's answers into a student's notebook, and those of `wrong` instead."""
    notebook = nbformat.read(path, as_version=4)
    for c in notebook.cells:
        marks = c.metadata.get("nbgrader", {})
        if marks.get("solution"):
            c.source = wrong.get(marks["grade_id"]) or solution(marks["grade_id"])
    nbformat.write(notebook, path)


def validate(page):
    """Click Validate; return what the dialog says."""
    page.locator(".validate-button:visible").click()
    dialog = page.locator(".jp-Dialog-content")
    dialog.get_by_text("Validation Results").wait_for()
    return dialog.inner_text()


def test_the_lecture_runs_from_top_to_bottom_with_its_plots_and_parts(opened, students):
    from playwright.sync_api import expect

    stored = nbformat.read(students / LECTURE, as_version=4)
    cells = [c for c in stored.cells if c.cell_type == "code"]
    shown = [output.get("data", {}) for c in cells for output in c.outputs]
    wanted = sum("image/png" in data for data in shown)
    parts = sum("data-widget=" in data.get("text/html", "") for data in shown)
    page = opened(LECTURE)
    pictures = page.locator(".jp-OutputArea-output img:visible")
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(pictures).to_have_count(0)
    run_all(page)
    assert complaints(page) == []
    assert min(wanted, parts) > 0
    expect(page.locator(".nnkit")).to_have_count(parts)
    expect(pictures).to_have_count(wanted)
    for picture in pictures.all():
        expect(picture).to_have_attribute("alt", re.compile(r"\w"))
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 50
    line = page.locator(".nnkit-line").first
    said = line.get_by_role("status")
    before = said.inner_text()
    line.get_by_role("slider", name="Turn").press("Home")
    expect(said).not_to_have_text(before)


def test_a_wrong_answer_gets_its_advice_and_the_right_one_passes(opened, students):
    page = opened(EXERCISE)
    run_all(page)
    first = cell(page, "test_sigmoid").locator("[role=status]").inner_text()
    assert "not attempted yet" in first
    where = "import nnkit.grading\nprint(nnkit.grading.__file__)\n"
    seen = answer(page, "sigmoid", where + WRONG_SIGN)
    printed = cell(page, "sigmoid").locator(".jp-OutputArea-output").inner_text()
    assert printed.strip() == str(students / "nnkit/grading/__init__.py")
    assert plain(advice("sigmoid", WRONG_SIGN)) in plain(seen)
    seen = answer(page, "sigmoid", solution("sigmoid"))
    assert "all checks passed" in seen


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Success! Your notebook passes all the tests."),
        ({"sigmoid": WRONG_SIGN}, 'check("sigmoid", sigmoid)'),
    ],
    ids=["right", "wrong"],
)
def test_validate_says_whether_the_notebook_is_right(opened, students, wrong, words):
    copy = students / EXERCISE.replace("one_neuron.ipynb", f"filled_{len(wrong)}.ipynb")
    copy.write_bytes((students / EXERCISE).read_bytes())
    fill(copy, wrong)
    said = validate(opened(str(copy.relative_to(students))))
    assert words in said
    assert ("Success" in said) == (not wrong)
