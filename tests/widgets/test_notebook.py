"""The parts of solutions/widgets.md in JupyterLab, in Notebook 7, in nbval and on a static page."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect
from served import WIDGET, clean_environment, complaints, idle, run_all, served

from nnkit.widgets import Predict
from nnkit.widgets import part as parts
from nnkit.widgets.part import ALIVE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "solutions/widgets.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
COPIES = """from IPython.display import display

coin = dict(question="Heads or tails?", answer="heads", why="So.", choices=["heads", "tails"])
one, equal = Predict(**coin), Predict(**coin)
display(one, one, equal)
"""
LIVING = 10  # seven parts and three copies; Derivation is whole as it is stored
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
FOCUS = "button, input, select, textarea, summary, a[href], [tabindex]"

SIDEWAYS = """() => [...document.querySelectorAll(".nnkit-part, .nnkit-part *")]
    .filter(n => n.clientWidth && n.scrollWidth > n.clientWidth)
    .map(n => n.outerHTML.slice(0, 80))"""

BARS = """() => [...document.querySelectorAll(".nnkit-derivation :not(mjx-container *)")]
    .filter(node => {
        const { overflowX, overflowY } = getComputedStyle(node);
        return node.clientWidth && (
            overflowX === "auto" && node.scrollWidth > node.clientWidth
            || overflowY === "auto" && node.scrollHeight > node.clientHeight);
    }).map(node => node.outerHTML.slice(0, 80))"""

CUT = """focus => [...document.querySelectorAll(`.nnkit :is(${focus})`)].filter(node => {
    if (!node.checkVisibility()) return false;
    const ring = node.getBoundingClientRect();
    for (let up = node.parentElement; !up.matches(".jp-OutputArea"); up = up.parentElement) {
        if (getComputedStyle(up).overflowX === "visible") continue;
        const box = up.getBoundingClientRect();
        if (ring.left - 3.9 < box.left || ring.right + 3.9 > box.right) return true;
        if (ring.top - 3.9 < box.top || ring.bottom + 3.9 > box.bottom) return true;
    }
    return false;
}).map(node => node.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A notebook with every part, executed as the guide says, and never trusted."""
    folder = tmp_path_factory.mktemp("lesson")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in [*BLOCKS, COPIES]],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    path = folder / "lesson.ipynb"
    nbformat.write(notebook, path)
    switch = "--ExecutePreprocessor.store_widget_state=False"
    jupyter(folder, "nbconvert", "--execute", "--to", "notebook", "--inplace", switch, path.name)
    return path


def jupyter(folder, *command):
    """Run a command of Jupyter or of pytest; return what it prints."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder, env=clean_environment(ROOT, home), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def address(browser, lesson, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with served(lesson.parent, home, ROOT) as address:
        yield address


@pytest.fixture(params=["lab/tree", "notebooks"], ids=["lab", "notebook"])
def opened(request, browser, address):
    """Open the notebook, not trusted and not run, on a screen of some width."""
    contexts, outside = [], []

    def open_lesson(width=1280, name="lesson", **how):
        context = browser.new_context(viewport={"width": width, "height": 900}, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda r: r.url.startswith(("http", "ws")) and outside.append(r.url))
        page.goto(f"{address}{request.param}/{name}.ipynb?reset")
        page.locator(".jp-Notebook").first.wait_for()
        idle(page)
        if width < 600 and request.param == "lab/tree":
            page.evaluate("window.jupyterapp.shell.collapseLeft()")
        return page

    yield open_lesson
    for context in contexts:
        context.close()
    assert [
        url for url in outside if not url.startswith((address, address.replace("http", "ws")))
    ] == []


def living(page, kind):
    """The first living part whose label begins with `kind`."""
    return page.get_by_role("group", name=re.compile(f"^{kind}")).first


def run(page):
    run_all(page)
    expect(page.locator(".nnkit")).to_have_count(LIVING)
    assert complaints(page) == []


def test_a_picture_stands_until_the_living_part_takes_its_place(opened):
    page = opened()
    expect(page.locator(".nnkit")).to_have_count(0)
    for words in (
        "Network 2-1",
        "Network 784-2",
        "6 points, unripe",
        "A hidden loss",
        "3 gears",
        "A curve",
    ):
        picture = page.locator(f"img[alt^='{words}']")
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.getBoundingClientRect().width") > 200
    outputs = page.locator(".jp-OutputArea")
    expect(outputs.get_by_text(ALIVE).first).to_be_visible()
    why = outputs.get_by_text("one large number pulls the mean")
    expect(why).to_be_hidden()
    outputs.get_by_text("Write your answer down, then open this").first.click()
    expect(why).to_be_visible()
    outputs.get_by_text("break it").first.click()
    expect(page.locator("details[open] mjx-container").first).to_be_visible()
    run(page)
    for part in page.locator(".nnkit").all():
        expect(part).to_be_visible()
    expect(page.locator(".nnkit-part:visible")).to_have_count(0)
    expect(outputs.get_by_text(ALIVE)).to_have_count(0)
    expect(page.locator(".nnkit-derivation mjx-container:visible")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_stored_part_is_moved_sideways_on_a_phone(opened, scheme):
    page = opened(400, color_scheme=scheme)
    expect(page.locator(".nnkit-part")).to_have_count(LIVING)
    assert page.evaluate(SIDEWAYS) == []


def test_two_views_move_alone_and_equal_parts_do_not_meet(opened):
    page = opened()
    run(page)
    copies = page.get_by_role("group", name="Prediction").filter(has_text="Heads")
    expect(copies).to_have_count(3)
    copies.nth(2).get_by_role("button", name="tails").click()
    expect(copies.nth(2).get_by_role("status")).to_contain_text("It is heads.")
    for k in (0, 1):
        expect(copies.nth(k).get_by_role("status")).to_have_text("")


def test_keys_belong_to_the_part_that_has_the_focus(opened):
    page = opened()
    run(page)
    cells = (
        f"""() => [...{WIDGET}.content.model.cells].map(cell => [cell.id, cell.executionCount])"""
    )
    before = page.evaluate(cells)
    net = living(page, "Network 2-1")
    first = net.locator("svg.wide [role=button]").first
    for target in [
        net.get_by_role("button", name="Move"), first, net.get_by_label("which number"),
        net.get_by_label("value as a number"), net.get_by_role("slider"),
        living(page, "Prediction").get_by_role("button").last,
    ]:  # fmt: skip
        target.focus()
        for key in ["ArrowUp", "ArrowDown", "d", "d", "x", "a", "0", "0", "Shift+Enter"]:
            page.keyboard.press(key)
        assert net.page.evaluate("document.activeElement.closest('.nnkit') !== null")
    net.get_by_role("button", name="Fill in").press("Enter")
    field = net.get_by_label("slope", exact=True)
    field.focus()
    page.keyboard.type("dd")
    page.keyboard.press("Shift+Enter")
    expect(field).to_have_value("dd")
    expect(net.get_by_role("status")).to_contain_text("“d” is no number")
    assert page.evaluate(cells) == before
    loose = page.locator(f".nnkit :is({FOCUS}):not([data-lm-suppress-shortcuts])")
    assert [node.evaluate("n => n.outerHTML") for node in loose.all()] == []


def test_no_ring_around_what_has_the_focus_is_cut_off(opened):
    page = opened(400)
    run(page)
    assert page.evaluate(CUT, FOCUS) == []


def test_no_formula_has_a_scroll_bar_that_it_does_not_need(opened):
    """MathJax lays an invisible formula over the visible one, and it may be the larger one."""
    page = opened()
    expect(page.locator(".nnkit-derivation mjx-assistive-mml").first).to_be_attached()
    expect(page.locator(".nnkit-derivation")).not_to_contain_text("$")
    for summary in page.locator(".nnkit-derivation summary").all():
        summary.click()
    assert page.evaluate(BARS) == []


def test_a_line_is_broken_with_the_keyboard(opened):
    page = opened()
    run(page)
    cells = page.evaluate(f"{WIDGET}.content.model.cells.length")
    page.locator(".nnkit-derivation summary").first.focus()
    for key in ["d", "d", "Enter"]:
        page.keyboard.press(key)
    expect(page.locator(".nnkit-derivation details[open]")).to_have_count(1)
    assert page.evaluate(f"{WIDGET}.content.model.cells.length") == cells


def test_mouse_and_keyboard_move_a_number(opened):
    page = opened()
    run(page)
    net = living(page, "Network 2-1")
    rain = net.locator("svg.wide [data-q='a.0.0'] .v")
    net.locator("svg.wide [data-q='x.1']").click()
    slider = net.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.7, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    page.mouse.up()
    expect(net.get_by_role("status")).to_contain_text("wind = 4.")
    expect(rain).to_have_text("0.7109")  # σ(−1.5·0.6 + 0.4·4 + 0.2) = σ(0.9)
    slider.press("ArrowLeft")
    expect(net.get_by_role("status")).to_contain_text("wind = 3.95.")


def test_a_finger_works_on_a_phone(opened):
    page = opened(400, has_touch=True)
    run(page)
    net = living(page, "Network 2-1")
    expect(net.locator("svg.wide")).to_be_hidden()
    net.locator("svg.tall [data-q='w.0.1.0']").tap()
    expect(net.get_by_label("which number")).to_have_value("w.0.1.0")
    net.get_by_role("button", name="Fill in").tap()
    net.get_by_role("button", name="Show").tap()
    expect(net.get_by_role("status")).to_contain_text("slope of z₁")
    mean = living(page, "Prediction")
    mean.get_by_role("button", name="the mean").tap()
    expect(mean.get_by_role("status")).to_contain_text("So it is.")
    for part in page.locator(".nnkit, .nnkit-derivation > div").all():
        assert part.evaluate("n => n.scrollWidth - n.clientWidth") <= 0


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_word_and_line_of_every_part_is_legible(opened, theme):
    """A contrast of 4.5 to what is behind a text, 3 for a sign: WCAG 2.1, 1.4.3 and 1.4.11."""
    page = opened()
    choose = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    page.evaluate(choose, f"JupyterLab {theme}")
    page.locator(f"body[data-jp-theme-light={str(theme == 'Light').lower()}]").wait_for(
        state="attached"
    )
    run(page)
    living(page, "Network 2-1").get_by_role("button", name="Fill in").click()
    living(page, "Prediction").get_by_role("button", name="the mean").click()
    seen = page.evaluate(CONTRAST, ".nnkit *, .nnkit-derivation *")
    assert sum("line" in thing for thing in seen) > 30
    assert sum("text" in thing for thing in seen) > 100
    assert [t for t in seen if t["contrast"] < (4.5 if t.get("text", "✓") != "✓" else 3)] == []


def test_what_is_stored_folded_unfolds_when_it_is_run(opened, lesson):
    cell = nbformat.v4.new_code_cell("print(6 * 7)", metadata={"collapsed": True})
    cell.metadata["jupyter"] = {"outputs_hidden": True}
    cell.outputs = [nbformat.v4.new_output("stream", text="42\n")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata=kernel), lesson.parent / "f.ipynb"
    )
    page = opened(name="f")
    answer = page.locator(".jp-OutputArea").get_by_text("42")
    expect(answer).to_be_hidden()
    run_all(page)
    expect(answer).to_be_visible()


def test_nbval_passes_on_what_is_stored(lesson):
    stored = nbformat.read(lesson, as_version=4)
    assert "widgets" not in stored.metadata
    said = jupyter(
        lesson.parent, "pytest", "-q", "-o", "addopts=", "-o", "filterwarnings=",
        "-p", "no:cacheprovider", "--nbval", "--nbval-sanitize-with", str(ROOT / "tests/nbval.cfg"),
        lesson.name,
    )  # fmt: skip
    assert f"{len(stored.cells)} passed" in said


@pytest.fixture
def static(lesson, page):
    """The page that nbconvert makes as the guide says; scripts from elsewhere stay out."""
    urls = [f"--HTMLExporter.{name}_url=" for name in ("mathjax", "require_js", "jquery")]
    jupyter(lesson.parent, "nbconvert", "--to", "nnkit.widgets.export.Page", *urls, lesson.name)
    page.goto(lesson.with_suffix(".html").as_uri())
    expect(page.locator(".nnkit")).to_have_count(LIVING)
    return page


def test_a_static_page_is_alive_without_kernel_and_network(static):
    for part in static.locator(".nnkit").all():
        expect(part).to_be_visible()
    net = living(static, "Network 2-1")
    net.get_by_label("value as a number").fill("2")
    net.get_by_label("value as a number").press("Enter")
    expect(net.get_by_role("status")).to_contain_text("pressure = 2.")
    living(static, "Prediction").get_by_role("button", name="the median").click()
    expect(living(static, "Prediction").get_by_role("status")).to_contain_text("It is the mean.")
    expect(static.get_by_text(ALIVE)).to_have_count(0)


def test_a_screen_reader_hears_a_name_for_everything(static):
    for part in static.locator(".nnkit").all():
        expect(part.get_by_role("status")).to_have_attribute("aria-live", "polite")
        heard = part.aria_snapshot()
        assert re.search(r"- (button|slider|textbox) \"", heard)
        nameless = r"- (button|textbox|combobox|slider|checkbox|radio|img|application)(?! \")"
        assert not re.search(nameless, heard), heard


def test_without_anywidget_the_static_form_stands_alone(monkeypatch):
    shown = []
    monkeypatch.setitem(sys.modules, "anywidget", None)
    parts._living.cache_clear()
    monkeypatch.setattr("IPython.display.display", lambda data, **how: shown.append(data))
    part = Predict("Heads?", 1, "So.")
    part._ipython_display_()
    assert shown == [{"text/html": part.html(), "text/plain": "Predict: Heads?"}]
