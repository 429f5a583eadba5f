"""What is said of test cells that are not judged in two rooms, and what it means for marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from nnkit.grading.gradebook.scores import Marks
from nnkit.grading.handin.cells import ABOUT, nbgrader
from nnkit.grading.run.assignment import Assignment

WORDS = {
    "asking": "operators of the students' objects are asked for there",
    "one_room": "runs in one process with the answers, as stock nbgrader does it, which is weaker "
    "against cheating",
    "person": "waits for a person",
}
WITHHELD = (
    "{files}: your own answers write it, so students' answers run without it. If they are to "
    "write it as well, delete it from the source folder. If tests only read it, do not write it "
    "in your answers; until then a person is asked about what passes only with it"
)
COMMENTS = {
    "one_room": "The test {name} was run in one process with this answer.",
    "person": "A person marks what the test {name} is about.",
    "apart": "The test {name} could not judge this answer, a person will look at it: {why}.",
}


def with_ways(assignment: Assignment, found: Mapping[str, Any]) -> Assignment:
    """Return the assignment with what was found out with the instructor's answers.

    `found` is what `rehearsal.rehearse` returns.
    """
    for template in assignment.templates:
        tests = found["tests"].get(template.name, {})
        for cell in template.nb["cells"]:
            test = tests.get(nbgrader(cell).get("grade_id"))
            if test is not None:
                way = _way(test, assignment.rooms["otherwise"])
                about = {"way": way, "why": test["why"], "ends": test["ends"]}
                about["passed"] = test["passed"]
                cell["metadata"][ABOUT] = about
    return replace(assignment, written=tuple(found["written"]))


def _way(test: Mapping[str, Any], otherwise: str) -> str:
    """The way that a test takes in a course which says where the third way leads."""
    return "person" if otherwise == "person" and test["way"] == "one_room" else str(test["way"])


def withheld(files: Iterable[str]) -> str:
    """Say why a person is asked about a test that passes with files of the instructor's alone."""
    return f"it passes only with {named(files)} of the assignment, which this answer did not write"


def named(files: Iterable[str]) -> str:
    """Name the first files of some."""
    first, *others = files
    return f"{first} (and {len(others)} more)" if others else first


def lines(found: Mapping[str, Any], otherwise: str) -> Iterator[str]:
    """Yield what the instructor should know: files withheld, tests not judged in two rooms."""
    if files := found.get("withheld"):
        yield WITHHELD.format(files=named(files))
    for notebook, tests in found["tests"].items():
        for name, test in tests.items():
            way = _way(test, otherwise)
            if way in COMMENTS:
                yield f"{notebook}.ipynb: {name} {WORDS[way]} ({test['why']})"
            if not test["passed"]:
                yield f"{notebook}.ipynb: {name}: your own answers do not pass ({test['why']})"


def fails_by_itself(nb: Any, name: str) -> bool:
    """Tell whether the instructor's own answers do not pass the test cell `name`, either."""
    about = [c.metadata.get("nnkit", {}) for c in nb.cells if nbgrader(c).get("grade_id") == name]
    return any(entry.get("passed") is False for entry in about)


def tell(nb: Any, marks: Marks, apart: Mapping[str, str]) -> list[str]:
    """Put into `marks` what waits for a person, and comments; return lines for the instructor.

    `apart` are the test cells that could not judge this answer, and why.
    """
    answer, said = "", []
    for cell in nb.cells:
        data, about = nbgrader(cell), cell.metadata.get("nnkit", {})
        name = str(data.get("grade_id"))
        if data.get("solution"):
            answer = name
        way = "apart" if name in apart else about.get("way")
        if way not in COMMENTS:
            continue
        why = apart.get(name) or about.get("why", "")
        if way == "person":
            marks.scores[name] = None
        elif way == "apart":
            marks.look.append(name)
            said.append(f"{name} waits for a person: {why}")
        if answer in marks.comments:
            comment = COMMENTS[way].format(name=name, why=why)
            marks.comments[answer] = " ".join(filter(None, [marks.comments[answer], comment]))
    return said
