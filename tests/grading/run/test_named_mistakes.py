"""The page solutions/any_course.md, followed to the letter: a course of statistics."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from conftest_course import code
from nbformat.v4 import new_notebook
from test_any_course import PEEK, command, scores

PAGE = (Path(__file__).parents[3] / "solutions/any_course.md").read_text(encoding="utf-8")
SWITCH, REFERENCE, EXAMPLE, CELL, OPTIONS = re.findall(
    r"```python\n(.*?)```", PAGE, flags=re.DOTALL
)
PANEL = re.findall(r"\n```\n(✗.*?)```", PAGE, flags=re.DOTALL)[0]
WITH_OPTIONS = re.findall(r"`(result = check_against\(line, references.*?)`", PAGE)[0]
assert "`by_parts=True`" in PAGE
SHARE = re.findall(r"`(4 \* result.score)`", PAGE)[0]
PRACTICE = re.findall(r"`(check_against\(centred, .*?)`", PAGE)[0]

STUB = "def line(x, y):\n    {}"
RIGHT = "slope, intercept = np.polyfit(x, y, 1)\nreturn slope, intercept"
HEAD = "dx, dy = x - x.mean(), y - y.mean()\n"
TAIL = "\nreturn slope, y.mean() - slope * x.mean()"
WRONG = {  # body -> what is said without the options, and with them
    "others": (
        HEAD + "slope = (dx * dy).sum() / (dy**2).sum()" + TAIL,
        "you use the deviations of y where the deviations of x belong",
        "you use the deviations of y where the deviations of x belong",
    ),
    "plus": (
        HEAD + "slope = (dx * dy).sum() / (dx**2).sum()\n" + TAIL.replace("-", "+"),
        "In `intercept`, two things are added that should be subtracted.",
        "In `intercept`, two things are added that should be subtracted.",
    ),
    "ratios": ("slope = (y / x).mean()" + TAIL, "", "the slope of lines through the origin"),
    "cov": (
        "slope = np.cov(x, y)[0, 1] / np.var(x)" + TAIL,
        "",
        "`np.cov` divides by N - 1",
    ),
    "first": (
        HEAD + "slope = (dx * dy).sum() / (dx**2).sum()\nreturn slope, y[-1] - slope * x[-1]",
        "",
        "`slope` is right; `intercept` is the first that is not",
    ),
}


def body(text: str) -> str:
    return STUB.format(text.replace("\n", "\n    "))


def made(root: Path, cell: str, reference: str) -> Path:
    """A course as the page describes it, with the wrong answers and a right one handed in."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{SWITCH}")
    (root / "references.py").write_text(reference)
    answer = STUB.format("### BEGIN SOLUTION\n" + RIGHT + "\n### END SOLUTION")
    answer = answer.replace("\n", "\n    ").replace("    def", "def").replace("        ", "    ")
    nb = new_notebook(
        cells=[
            code(
                "imports",
                "from nnkit.grading import check_against\nimport numpy as np",
                locked=True,
            ),
            code("line", answer, solution=True),
            code("example", EXAMPLE, locked=True),
            code("test_line", cell, grade=True, locked=True, points=4),
        ]
    )
    source = root / "source/ps1"
    source.mkdir(parents=True)
    nbformat.write(nb, source / "main.ipynb")
    bodies = {"right": body(RIGHT)} | {name: body(wrong[0]) for name, wrong in WRONG.items()}
    for student, text in bodies.items():
        submit(root, student, text)
    return root


def submit(root: Path, student: str, answer: str) -> None:
    nb = nbformat.read(root / "source/ps1/main.ipynb", 4)
    nb.cells[1].source = answer
    folder = root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / "main.ipynb")


def said(root: Path, student: str) -> str:
    """What the outputs of the test cell say to a student, on one line."""
    nb = nbformat.read(root / "autograded" / student / "ps1/main.ipynb", 4)
    texts = [
        str(text)
        for output in nb.cells[3].outputs
        for text in (output.get("evalue"), *output.get("data", {}).values())
        if text
    ]
    return " ".join(" ".join(texts).split())


def test_the_page_names_mistakes_in_both_ways_of_grading(tmp_path: Path) -> None:
    root = made(tmp_path / "command", CELL, REFERENCE)
    submit(root, "peek", PEEK.replace("ROOT", str(root)).replace("reference", "references"))
    command(root, "nbgrader", "generate_assignment", "ps1")
    assert "references" not in (root / "release/ps1/main.ipynb").read_text()
    assert not list((root / "release").rglob("references*"))
    other = tmp_path / "config"
    shutil.copytree(root, other)
    assert "can be judged in two rooms" in command(root, "nnkit", "lint", "ps1").stdout
    command(root, "nnkit", "grade", "ps1")
    command(other, "nbgrader", "autograde", "ps1")
    for way in (root, other):
        points = {student: row[0] for (student, _), row in scores(way, "ps1").items()}
        assert points == {"right": 4, "peek": 0} | dict.fromkeys(WRONG, 0)
        for student, (_, plain, _) in WRONG.items():
            assert plain in said(way, student), student
        assert " ".join(PANEL.split()) in said(way, "others")
    assert (
        "deviations of y where the deviations of x"
        in command(root, "nnkit", "report", "ps1").stdout
    )


def test_the_options_of_the_page_give_better_words_and_shares_of_the_points(tmp_path: Path) -> None:
    cell = CELL.replace("from references import cases, line as right", "import references")
    cell = re.sub(r"result = .*", WITH_OPTIONS.replace("hidden", "by_parts"), cell)
    cell = cell.replace("### END", f"{SHARE}\n### END")
    root = made(tmp_path / "options", cell, REFERENCE + "\n\n" + OPTIONS)
    command(root, "nnkit", "grade", "ps1")
    points = {student: row[0] for (student, _), row in scores(root, "ps1").items()}
    assert points == {"right": 4} | dict.fromkeys(WRONG, 0) | {"plus": 2, "first": 2}
    for student, (_, _, better) in WRONG.items():
        assert better in said(root, student), student


def test_practice_with_a_reference_that_students_have_shows_the_panel_at_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "practice.py").write_text(
        "import numpy as np\n\n\n"
        "def centred(x):\n"
        "    return x - x.mean()  # the deviations\n\n\n"
        "cases = [(np.array([1.0, 2.0, 6.0]),), (np.array([4.0, 1.0, -3.0, 9.0]),)]\n"
    )
    cell = "from nnkit.grading import check_against\nimport practice\n"
    cell += "def centred(x):\n    return x.mean() - x\n"
    (tmp_path / "cell.py").write_text(cell + PRACTICE)
    shown = command(tmp_path, "cell").stdout
    assert "In the deviations, a sign is turned" in " ".join(shown.split())
