"""The lectures: their form, what they cover, and that what they show is true and seen by all."""

import ast
import re
import tomllib
from itertools import pairwise

import nbformat
import pytest
from lecture_cells import COURSE, LECTURES, cells_of, code, covered, pages, parts, printed

QUESTIONS = COURSE.parent / "nnkit/widgets/questions"
PASSAGES = {"000": 54, "001": 31, "002": 58, "003": 66, "004": 75}
SYSTEMS = {  # systems that run, and derivations, of each unit
    "01": "S01 S02 S03 S12 S44 D01 D04 D05 D10",
    "02": "S13 S16 S17 D02 D03 D11",
    "03": "S04 S08 S09 S10 S18 D09 D12",
    "04": "S20 S21 S23 S30 S40 D10 D13 D14 D15",
    "05": "S05 S24 D23 D25",
    "06": "S11 S32 S47 D04 D06 D07 D08 D35",
    "07": "S19 S25 S27 S31 D16 D19 D20 D21 D33",
    "08": "S04 S26 S28 D15 D17 D18 D22 D34",
    "09": "S15 S29 S33 S36 S46 D24 D30",
    "10": "S06 S07 S14 D26 D27 D28",
    "11": "S22 S27 S48 D33",
    "12": "S37 S38 S39 D29 D32",
    "13": "S36 S41",
    "14": "S34 S35 S42 D31",
    "15": "S43 S45",
}
LONGER = {"12": 49}  # minutes; to be shortened
WIDEST = 43  # characters of a printed line on a screen of 400 px
COLOURS = r"\b(red|green|yellow|violet|pink|cyan|magenta)\b"


@pytest.fixture(params=LECTURES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def cells(path):
    return cells_of(path)


def text_of(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def section(cells, title):
    """The text below a heading, up to the next."""
    return re.split(r"^## ", text_of(cells).split(f"\n## {title}\n")[1], flags=re.M)[0]


def calls(cells, name):
    """All calls of a function in the code of a lecture."""
    trees = [ast.parse(cell.source.replace("%matplotlib inline", "")) for cell in code(cells)]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in nodes if ast.unparse(node.func).split(".")[-1] == name]


def test_the_lectures_cover_every_passage_of_the_notes_and_every_erratum():
    done = set().union(*(covered(cells_of(path)) for path in LECTURES))
    passages = {f"{note}-{k:02}" for note, n in PASSAGES.items() for k in range(1, n + 1)}
    assert not passages - done
    assert not {f"E{k:02}" for k in range(1, 69)} - done


def test_all_systems_and_all_derivations_stand_in_a_cell_that_runs():
    done = set().union(*(covered([cell]) for path in LECTURES for cell in code(cells_of(path))))
    wanted = {f"S{k:02}" for k in range(1, 49)} | {f"D{k:02}" for k in range(1, 36)}
    assert not wanted - done, f"in no code cell: {sorted(wanted - done)}"


def test_a_lecture_covers_the_systems_and_derivations_of_its_unit(path, cells):
    done = set().union(*(covered([cell]) for cell in code(cells)))
    missing = set(SYSTEMS[path.stem[:2]].split()) - done
    assert not missing, f"in no code cell of {path.name}: {sorted(missing)}"


def test_the_parts_of_the_form_are_there(path, cells):
    headings = re.findall(r"^## (.*)$", text_of(cells), flags=re.M)
    unit = path.stem[:2]
    assert cells[0].source.startswith(f"# {unit} ")
    scenes = [h for h in headings if h[0].isdigit()]
    assert [int(h.split()[0]) for h in scenes] == list(range(1, len(scenes) + 1))
    assert 5 <= len(scenes) <= 7
    recall = ["Recall"] if unit != "01" else []
    assert headings == [*recall, *scenes, "Detective", "To remember"]
    assert "What does not work yet" in text_of(cells)
    assert any(out.get("data") for cell in cells[:3] for out in cell.get("outputs", []))


def test_the_closing_has_five_lines_three_mistakes_and_a_way_on(path, cells):
    closing = section(cells, "To remember")
    assert len(re.findall(r"^\d\. ", closing, flags=re.M)) == 5
    mistakes = closing.split("**Three usual mistakes.**")[1].split("**You can now**")[0]
    assert len(re.findall(r"\*[^*]+:\*", mistakes)) == 3
    assert f"../exercises/{path.stem}/{path.stem[3:]}.ipynb" in closing


def test_a_lecture_is_short_and_says_how_long_it_takes(path, cells):
    """120 words a minute; 20 s for a cell, 40 s for a slope, a minute for a question.

    A line of a derivation takes 20 s; the first of each is counted as its cell.

    Who learns in a second language reads formulas and technical prose at 100 to 150 words a minute.
    """
    assert len(cells) <= 65
    for cell in code(cells):
        folded = cell.metadata.get("jupyter", {}).get("source_hidden")
        assert len(cell.source.splitlines()) <= (30 if folded else 15), cell.id
    words = re.sub(r"\$\$?[^$]+\$\$?|\|[-|]+\|", " x ", text_of(cells)).split()
    fills = [part for part in parts(cells) if "fill" in part.get("modes", ())]
    asked = sum(len(part["ask"]) - len(part.get("given", ())) for part in fills)
    minutes = len(words) / 120 + (len(code(cells)) + 2 * asked + 2 * len(calls(cells, "ask"))) / 3
    pattern = r"About (\d+) minutes, and (\d+) more if you read every line of the derivations;"
    ((stated, more),) = re.findall(pattern, text_of(cells))
    assert abs(minutes - int(stated)) <= 2, f"{minutes:.1f} minutes"
    assert int(stated) <= 45
    words = [out.get("data", {}).get("text/plain", "") for c in code(cells) for out in c.outputs]
    lines = [
        int(n) - 1 for n in re.findall(r"^Derivation of .*: (\d+) line", "\n".join(words), re.M)
    ]
    assert abs(sum(lines) / 3 - int(more)) <= 1, f"{sum(lines) / 3:.1f} minutes more"
    syllabus = (COURSE / "README.md").read_text("utf-8")
    (row,) = re.findall(rf"^\| {path.stem[:2]} .*$", syllabus, flags=re.M)
    assert row.endswith(f"| {stated} + {row.split()[-2]} |")


def test_the_main_path_with_its_code_is_read_in_45_minutes(path, cells):
    """130 words a minute; 45 s a question, 20 s a figure, 2 minutes a part that moves.

    Only what is in sight: 20 s a line of a derivation, 3 s a line of code.
    """
    seen = [
        cell for cell in code(cells) if not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]
    lines = sum(bool(line.strip()) for cell in seen for line in cell.source.splitlines())
    words = len(re.sub(r"\$\$?[^$]+\$\$?|\|[-|]+\|", " x ", text_of(cells)).split())
    shown = [out.get("data", {}) for cell in code(cells) for out in cell.outputs]
    figures = sum("image/png" in data for data in shown)
    derived = sum(
        data["text/html"].split(" more line")[0].count("<span>$\\displaystyle")
        for data in shown
        if data.get("text/plain", "").startswith("Derivation of ")
    )
    asked = len(calls(cells, "ask"))
    moving = sum("data-widget" in data.get("text/html", "") for data in shown) - asked
    minutes = words / 130 + (figures + derived) / 3 + 0.75 * asked + lines / 20 + 2 * moving
    assert minutes <= LONGER.get(path.stem[:2], 45), f"{minutes:.1f} minutes"


def test_questions_stand_out_of_sight_and_each_is_asked_once(path, cells):
    unit = path.stem[:2]
    asked = [ast.literal_eval(call.args[0]) for call in calls(cells, "ask")]
    known = tomllib.loads((QUESTIONS / f"{unit}.toml").read_text("utf-8"))
    assert sorted(asked) == sorted(f"{unit} {key}" for key in known)
    assert len(asked) >= 5
    if unit != "01":
        start = next(k for k, cell in enumerate(cells) if cell.source.startswith("## Recall"))
        recalled = " ".join(known[name[3:]]["question"] for name in asked[:2])
        assert len(calls(cells[start : start + 4], "ask")) == 2
        units = set(re.findall(r"Unit (\d\d)\.", recalled))
        assert len(units) == min(2, int(unit) - 1)  # unit 02 has one before it
        assert max(units) < unit
        assert re.search(r"[Ww]hich (line|of these lines).*\(1\).*\(2\)", recalled)


def test_the_students_own_functions_are_used(cells):
    assert len(calls(cells, "mine")) >= 2


def test_the_notes_stay_backstage(cells):
    before = text_of(cells).split("## Detective")[0]
    assert not re.search(r"\bnotes? 00\d|\(line \d|L\d{2,}", before)
    assert not re.search(COLOURS, text_of(cells))


def test_each_covered_erratum_is_linked_on_the_detective_page(path, cells):
    unit_tasks = (COURSE / f"exercises/{path.stem}/{path.stem[3:]}.ipynb").read_text("utf-8")
    linked = set(re.findall(r"\[(E\d\d)\]\(\.\./errata\.md#e\d\d\)", text_of(cells)))
    wanted = {name for name in covered(cells) if name.startswith("E")}
    assert linked <= wanted
    assert wanted - linked == set() or "Find the mistake" in unit_tasks


def test_metadata_is_the_agreed_one(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nnkit", "tags", "jupyter", "collapsed"}
        assert re.fullmatch(r"[a-z][a-z0-9-]+", cell.id)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_nothing_is_downloaded_and_no_path_is_set(cells):
    source = "\n".join(cell.source for cell in code(cells))
    forbidden = r"https?://|sys\.path|pip install|^!|^%(?!matplotlib inline$)|urllib|requests"
    assert not re.search(forbidden, source, re.M)


def test_outputs_are_stored_in_order_rounded_and_without_errors(cells):
    counts = [cell.execution_count for cell in code(cells)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(cells):
        assert not cell.source.rstrip().endswith(";")
        assert "error" not in {out.output_type for out in cell.outputs}
        assert all(out.name == "stdout" for out in cell.outputs if out.output_type == "stream")
        assert not re.search(r"\d\.\d{7,}", printed(cell)), cell.id
        kinds = [out.output_type for out in cell.outputs]
        assert ("stream", "stream") not in pairwise(kinds), f"{cell.id}: printed in pieces"
        assert max(map(len, printed(cell).splitlines()), default=0) <= WIDEST, cell.id


def test_every_picture_has_words(cells):
    images = [image for page in pages(cells) for image in page.images]
    assert len(images) >= 4
    for image in images:
        assert len(image["alt"]) >= 40, image["alt"]
        assert "e−1" not in image["alt"], "a rounding error in place of 0"


def test_local_links_lead_somewhere(path, cells):
    for target in set(re.findall(r"\]\((\.\.?/[^)#]+)", text_of(cells))):
        assert (path.parent / target).exists(), target
