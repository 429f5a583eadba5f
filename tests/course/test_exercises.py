"""The exercise notebooks: what each task tells, and which kinds of task a unit has."""

import ast
import re

import nbformat
import pytest
from lecture_cells import COURSE, cells_of

from nnkit.grading import check
from nnkit.grading.units.places import PLACES

SOLUTIONS = sorted((COURSE.parent / "solutions").glob("*/*.ipynb"))
HEAD = r"^\*(\d+) points? · (\d+) minutes · lecture (\d+), sections? ([\d, and to]+)\*$"
WITHOUT_CODE = ("predict-", "own-words")  # a letter to choose, a few sentences to write


@pytest.fixture(params=SOLUTIONS, ids=lambda path: path.stem)
def path(request):
    return request.param


def tasks(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.id.startswith("task-")]


def heads(path):
    return [re.search(HEAD, task.source, flags=re.M) for task in tasks(path)]


def test_each_task_has_its_number_points_minutes_and_section(path):
    for k, (task, head) in enumerate(zip(tasks(path), heads(path), strict=True), start=1):
        assert task.source.startswith(f"## {k}. ")
        assert head, f"{task.id} lacks *points · minutes · lecture, section*"
        (lecture,) = (COURSE / "lectures").glob(f"{int(head[3]):02}_*.ipynb")
        assert lecture.stem == path.parent.name
        text = "\n".join(cell.source for cell in cells_of(lecture))
        for section in re.findall(r"\d+", head[4]):
            assert re.search(rf"^## {section} ", text, flags=re.M), f"{task.id}: section {section}"


def test_points_and_minutes_are_those_that_are_announced(path):
    points = sum(int(head[1]) for head in heads(path))
    minutes = sum(int(head[2]) for head in heads(path))
    opening = nbformat.read(path, as_version=4).cells[0].source
    assert f"\n{points} points, about " in opening
    syllabus = (COURSE / "README.md").read_text(encoding="utf-8")
    (stated,) = re.findall(rf"^\| {path.parent.name[:2]} .* \+ (\d+) \|$", syllabus, flags=re.M)
    assert int(stated) == minutes


def test_each_task_with_code_has_a_number_by_hand_and_the_arguments(path):
    """Arguments and shapes stand in a table, or in the printed lines that are to be corrected."""
    for task in tasks(path):
        name = task.id.removeprefix("task-")
        if name.startswith(WITHOUT_CODE):
            continue
        assert task.source.count("**By hand:**") == 1, task.id
        in_table = re.search(r"^\| given \| wanted \|$", task.source, flags=re.M)
        assert in_table or name.startswith(("corrected-", "derive-")), task.id


def numbers(text):
    """The numbers of a list such as 1 to 3, 6 and 4."""
    spans = re.findall(r"(\d+)(?: to (\d+))?", text)
    return [n for first, last in spans for n in range(int(first), int(last or first) + 1)]


def test_the_order_of_the_lecture_is_told_where_it_is_another(path):
    (lecture,) = (COURSE / "lectures").glob(f"{path.parent.name}.ipynb")
    text = "\n\n".join(c.source for c in cells_of(lecture) if c.cell_type == "markdown")
    yours = " ".join(re.findall(r"\*\*Yours:\*\*.*?(?=\n\n|\Z)", text, flags=re.S))
    named = re.findall(r"\btasks? (\d+(?:(?: to |, | and )\d+)*)", yours)
    asked = list(dict.fromkeys(n for group in named for n in numbers(group)))
    assert asked
    opening = nbformat.read(path, as_version=4).cells[0].source
    told = re.findall(r"In the order of the lecture: tasks ([^.]*)\.", opening)
    assert [numbers(line) for line in told] == ([] if asked == sorted(asked) else [asked])


FORMULA = r"<-|\^2|\bsum_|\|\w+\||\blog P|\blog\("  # where the words of an answer would do
GIVEN = ("Gradient", "Slope", "Error", "Weights that minimise", "Four lines", "Say whether")


def test_the_cell_to_fill_in_does_not_print_the_formula_to_type(path):
    """A formula may stand there as what is given: to find its slope, or to try it."""
    for cell in cells_of(path):
        if "### BEGIN SOLUTION" in cell.source:
            tree = ast.parse(cell.source)
            for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
                said = (ast.get_docstring(function) or "").split("\n\nParameters")[0]
                assert said.startswith(GIVEN) or not re.search(FORMULA, said), function.name


def test_each_task_is_followed_by_its_check_or_its_page(path):
    by_id = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    for task in tasks(path):
        name = task.id.removeprefix("task-")
        if name == "own-words":
            assert by_id[name].metadata.nbgrader.grade
        else:
            visible = by_id[f"test-{name}"].source.split("### BEGIN HIDDEN TESTS")[0]
            assert re.search(r"\bcheck\(", visible), task.id


def test_from_unit_05_on_there_is_every_kind_of_task(path):
    names = [task.id.removeprefix("task-") for task in tasks(path)]
    if int(path.parent.name[:2]) >= 5:
        for kind in ("derive-", "corrected-", "check-"):
            assert any(name.startswith(kind) for name in names), f"no {kind} task"


def test_a_rejected_answer_leads_to_the_place_that_its_task_names(path):
    """The panel says where to read again, and it is what stands in the head of the task."""
    named = {}
    for cell in cells_of(path):
        head = re.search(r"^\*.* · (lecture \d+, sections? .*)\*$", cell.source, flags=re.M)
        graded = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            place = head[1]
        if cell.cell_type == "code" and graded.get("solution"):
            named[graded["grade_id"]] = place
    assert named
    assert {name: PLACES.get(name) for name in named} == named
    name = next(iter(named))
    assert f"Read again: {named[name]}" in str(check(name, lambda *a, **k: None, show=False))
