"""Lectures of the first form: what they cover, how they are built, that their checks can fail."""

import base64
import re
from html.parser import HTMLParser
from statistics import median

import nbformat
import pytest
import sympy as sp
from lecture_cells import FIRST, cells_of, code, covered, printed
from lecture_cells import LECTURES as ALL

LECTURES = [path for path in ALL if path.stem[:2] in FIRST]

# What the lecture of a unit must treat: passages of the notes (001-05 is the fifth passage of note
# 001), systems that run (S), derivations (D) and errata (E).
REQUIRED = {
    "02_non_linearity": [
        *["001-01", "001-02", "001-10", "001-11", "001-12", "001-13", "002-06", "002-28"],
        *["003-05", "003-06", "003-08", "003-16", "003-18", "003-19", "003-20", "003-21"],
        *["003-22", "003-23", "003-24", "003-25", "003-26", "003-27", "003-28"],
        *["003-64", "003-65", "003-66", "004-25"],
        *["S13", "S16", "S17", "D02", "D03", "D11"],
        *["E11", "E12", "E13", "E14", "E22", "E35", "E47"],
    ],
}
STEPS = {  # lines of each derivation
    "02_non_linearity": {"d02": 6, "d03": 4, "d11": 8},
}
NUMBERS = {  # numbers that stay whatever data a lecture draws
    "02_non_linearity": {
        "number-check": ["= 1.25\n3.5 * x1 + 3.0 * x2 + 0.75 = 1.25"],
        "e13-refuted": ["c/2", "printed 0.5000, true 0.0000"],
        "e14-check": ["354.89", "printed form nan, nnkit.tanh 1.0"],
        "d03-3-check": ["right 1.0, left 0.0, central 0.5"],
        "saturation-table": ["4.54e-05"],
        "e11-depth": ["9.537e-07"],
        "e12-refuted": ["printed 1.0000, true 0.0000"],
        "dead-check": ["0.0e+00"],
    },
}

FALSE = {  # cells to run, the cell to spoil, a right part of it, the false part put there
    "02_non_linearity": (
        ["helpers", "d02-1-check", "d02-2-check"],
        *["d02-3-check", "2 / (sp.exp(2 * z) + 1)", "1 / (sp.exp(2 * z) + 1)"],
    ),
}


@pytest.fixture(params=LECTURES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def cells(path):
    return cells_of(path)


def ignored(cell):
    return "nbval-ignore-output" in cell.metadata.get("tags", [])


def test_every_lecture_has_its_list_of_required_ids():
    assert [path.stem for path in LECTURES] == sorted(REQUIRED)


def test_a_lecture_covers_every_id_of_its_unit(path, cells):
    missing = set(REQUIRED[path.stem]) - covered(cells)
    assert not missing, f"nowhere in the cell metadata of {path.name}: {sorted(missing)}"


def test_each_covered_erratum_is_linked_in_the_text(cells):
    text = "".join(cell.source for cell in cells if cell.cell_type == "markdown")
    wanted = {name for name in covered(cells) if name.startswith("E")}
    links = re.findall(r"\[(E\d\d)\]\(\.\./errata\.md#(e\d\d)\)", text)
    assert wanted == {name for name, _ in links}
    assert all(name.lower() == anchor for name, anchor in links)


def test_every_line_of_a_derivation_has_a_cell_that_checks_it(path, cells):
    by_id = {cell.id: cell.source for cell in cells}
    for name, lines in STEPS[path.stem].items():
        for k in range(1, lines + 1):
            source = by_id[f"{name}-{k}-check"]
            assert "equal(" in source or "assert " in source, f"{name}, line {k} checks nothing"


def test_equal_and_refute_reject_what_they_must(cells):
    helpers = next(cell.source for cell in cells if cell.id == "helpers")
    names = {"sp": sp}
    exec(helpers, names)
    z = sp.symbols("z")
    sigma = 1 / (1 + sp.exp(-z))
    true, false = sp.diff(sigma, z), sp.exp(-z) / (1 + sp.exp(-z))
    names["equal"](true, sigma * (1 - sigma))
    names["refute"](false, true, z=0)
    with pytest.raises(AssertionError, match="is not"):
        names["equal"](false, true)
    with pytest.raises(AssertionError, match="agree at this point"):
        names["refute"](true, true, z=0)


def test_a_false_line_stops_the_notebook(path, cells):
    """Put a false line, such as the printed one of the notes, in the place of a right one."""
    before, place, right, wrong = FALSE[path.stem]
    by_id = {cell.id: cell.source for cell in cells}
    names = {"sp": sp}
    for step in before:
        exec(by_id[step], names)
    false = by_id[place].replace(right, wrong)
    assert false != by_id[place]
    with pytest.raises(AssertionError, match="is not"):
        exec(false, names)


def test_numbers_of_the_notes_are_reproduced(path, cells):
    by_id = {cell.id: printed(cell) for cell in code(cells)}
    for name, numbers in NUMBERS[path.stem].items():
        for number in numbers:
            assert number in by_id[name]


def test_the_opening_shows_and_checks_the_notation(cells):
    opening = cells[:4]
    assert opening[0].source.startswith("# ")
    assert "will be able to" in opening[0].source
    assert opening[2].source.startswith("**Notation.**")
    assert "../notation.md" in opening[2].source
    assert "assert " in opening[3].source


def test_questions_summary_mistakes_and_exercise_are_there(path, cells):
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    questions = re.findall(r"\*\*Predict (\d+)\.\*\*", text)
    assert [int(k) for k in questions] == list(range(1, len(questions) + 1))
    assert len(questions) >= 3
    summary, mistakes = text.split("## Summary")[1].split("**The three most common mistakes**")
    assert len(re.findall(r"^\d\. ", summary, flags=re.M)) == 5
    assert len(re.findall(r"^\d\. ", mistakes, flags=re.M)) == 3
    unit, name = path.stem[:2], path.stem[3:]
    assert f"../exercises/{unit}_{name}/{name}.ipynb" in mistakes


def test_sections_and_equations_are_numbered_without_gap(path, cells):
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    sections = [int(k) for k in re.findall(r"^## (\d+) ", text, flags=re.M)]
    assert sections == list(range(1, len(sections) + 1))
    unit = int(path.stem[:2])
    tags = re.findall(r"\\tag\{(\d+)\.(\d+)\}", text)
    assert {int(u) for u, _ in tags} == {unit}
    mentioned = {int(k) for k in re.findall(rf"\({unit}\.(\d+)\)", text)}
    numbers = {int(k) for _, k in tags} | mentioned
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_metadata_is_the_agreed_one(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nnkit", "tags"}
        assert re.fullmatch(r"[a-z][a-z0-9-]+", cell.id)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_cells_are_short(cells):
    lines = {cell.id: len(cell.source.splitlines()) for cell in code(cells)}
    assert max(lines.values()) <= 15, max(lines, key=lines.get)
    assert median(lines.values()) <= 5


def test_nothing_is_downloaded_and_no_path_is_set(cells):
    source = "\n".join(cell.source for cell in code(cells))
    forbidden = r"https?://|sys\.path|pip install|^!|^%(?!matplotlib inline$)|urllib|requests"
    assert not re.search(forbidden, source, re.M)
    assert "default_rng(" in code(cells)[0].source


def test_no_cell_ends_in_a_semicolon(cells):
    """Tools that run cells without history show the value all the same; assign it instead."""
    assert not [cell.id for cell in code(cells) if cell.source.rstrip().endswith(";")]


def test_drawn_glyphs_are_not_called_handwriting(cells):
    for cell in code(cells):
        for line in cell.source.splitlines():
            assert "data.digits(" not in line or "glyphs" in line, f"{cell.id}: {line}"


def test_outputs_are_stored_in_order_and_without_errors(cells):
    counts = [cell.execution_count for cell in code(cells)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(cells):
        kinds = {out.output_type for out in cell.outputs}
        assert "error" not in kinds
        assert all(out.name == "stdout" for out in cell.outputs if out.output_type == "stream")
        if ignored(cell):
            assert not cell.outputs, "an interactive cell shows nothing without a kernel"


def test_prints_are_rounded(cells):
    for cell in code(cells):
        assert not re.search(r"\d\.\d{7,}", printed(cell)), cell.id


class _Images(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


def test_every_figure_has_an_alt_text(cells):
    pictures = 0
    for cell in code(cells):
        for out in cell.outputs:
            data = out.get("data", {})
            if "image/png" in data:
                pictures += 1
                (image,) = _Images(data["text/html"]).found
                assert len(image["alt"]) >= 40, f"{cell.id}: {image['alt']!r}"
                assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert pictures >= 5


def test_a_slider_has_a_static_figure_beside_it(cells):
    all_code = code(cells)
    sliders = [k for k, cell in enumerate(all_code) if "interact(" in cell.source]
    assert sliders
    for k in sliders:
        assert ignored(all_code[k])
        assert any("image/png" in out.get("data", {}) for out in all_code[k + 1].outputs)


def test_local_links_lead_somewhere(path, cells):
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for target in set(re.findall(r"\]\((\.\.?/[^)#]+)", text)):
        assert (path.parent / target).exists(), target
