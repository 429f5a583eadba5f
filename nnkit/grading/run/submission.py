"""Grade one submission: read it, rebuild its notebooks, run them in the two rooms, store them.

This is a function of plain data (`Task` and `Plan` are JSON), so that it can run in a worker
process, or later on another machine. It writes only into the partial folder of the submission;
the gradebook is written by whoever asked.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from nnkit.grading.gradebook.scores import Marks, checks_of, marks, tidy
from nnkit.grading.handin.files import copy_handed_in, copy_instructors
from nnkit.grading.handin.find import collect
from nnkit.grading.handin.folder import CHECKS
from nnkit.grading.handin.handin import HandIn
from nnkit.grading.handin.rebuild import Rebuilt, Template, add_note, not_graded, rebuild
from nnkit.grading.handin.trouble import MAY_PASS, Trouble, trouble
from nnkit.grading.run import staging

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms, Verdict

Found = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is the same for all submissions of an assignment; plain data."""

    templates: tuple[Template, ...]
    root: str
    source: str
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    max_lines: int = 1000
    max_traceback: int = 100
    rooms: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the plan as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @staticmethod
    def from_json(text: str) -> Plan:
        """Return the plan that was written by `to_json`."""
        data = json.loads(text)
        data["templates"] = tuple(
            Template(t["name"], t["nb"], tuple(tuple(pair) for pair in t["marks"]))
            for t in data["templates"]
        )
        for key in ("ignore", "keep"):
            data[key] = tuple(data[key])
        return Plan(**data)


@dataclass(frozen=True)
class Task:
    """One submission to be graded; plain data.

    `given_up` is why it is not to be run at all (it took the grader down before).
    """

    student: str
    folder: str
    final: str
    key: str
    given_up: str = ""


@dataclass
class Graded:
    """The outcome for one notebook of a submission; plain data."""

    name: str
    status: str
    marks: Marks
    reason: str = ""
    seconds: float = 0.0


def lay_out(task: Task, plan: Plan) -> tuple[Path, list[str]]:
    """Make the partial folder with its data files; return it, and remarks on what was left out."""
    partial = staging.start(Path(task.final))
    folder = Path(task.folder)
    limit = int(plan.rooms["disk_mb"]) * 1_000_000
    left_out: list[str] = []
    if folder.is_dir() and not folder.is_symlink():
        left_out = copy_handed_in(folder, partial, plan.ignore, limit)
    copy_instructors(Path(plan.source), partial, plan.ignore, plan.keep)
    return partial, left_out


def grade_submission(task: Task, plan: Plan, rooms: Rooms | None) -> list[Graded]:
    """Grade one submission into its partial folder and return the outcome of each notebook.

    Without `rooms` only one that was given up.
    """
    partial, left_out = lay_out(task, plan)
    files = partial if any(partial.iterdir()) else None
    done = []
    found: Found = {"checks": [], "stopped": None, "status": "graded", "notes": left_out}
    found |= {"ungradable": {}, "again": False}
    notebooks = {}
    for template in plan.templates:
        others = [other.name for other in plan.templates if other is not template]
        graded, nb = _grade_notebook(task, template, others, plan, rooms, files, found)
        done.append(graded)
        notebooks[template.name] = nb
    found |= {"seconds": round(sum(g.seconds for g in done), 3), "key": task.key}
    # on one line: that takes a tenth of the time of indented JSON
    for name, nb in notebooks.items():
        (partial / f"{name}.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    (partial / CHECKS).write_text(json.dumps(found), encoding="utf-8")
    return done


def _grade_notebook(
    task: Task,
    template: Template,
    others: list[str],
    plan: Plan,
    rooms: Rooms | None,
    files: Path | None,
    found: Found,
) -> tuple[Graded, nbformat.NotebookNode]:
    """Grade one notebook; add what the judge found to `found`."""
    start = time.monotonic()
    if task.given_up:
        handed_in = HandIn(trouble=trouble("worker", detail=task.given_up))
    else:
        mb = int(plan.rooms["notebook_mb"])
        folder = Path(task.folder)
        handed_in = collect(folder, template.name, others, template.answers_in, notebook_mb=mb)
    if handed_in.trouble is not None:
        rebuilt = not_graded(template, handed_in.trouble)
        _tell(found, template.name, handed_in.trouble)
        result = marks_without_run(rebuilt.nb, handed_in.trouble)
        status, reason = "ungradable", handed_in.trouble.instructor
    else:
        assert rooms is not None
        rebuilt = rebuild(template, handed_in, int(plan.rooms["max_cells"]))
        reason, fault = run(rebuilt, rooms, files, found, template.name)
        found["notes"] += tidy(rebuilt.nb, plan.max_lines, plan.max_traceback)
        result, status = marks(rebuilt.nb), "ungradable" if fault else "graded"
        if fault is not None:
            result.comments = dict.fromkeys(result.comments, fault.student)
            result.attention = True
    seconds = round(time.monotonic() - start, 3)
    return Graded(template.name, status, result, reason, seconds), rebuilt.nb


def run(
    rebuilt: Rebuilt, rooms: Rooms, files: Path | None, found: Found, name: str
) -> tuple[str, Trouble | None]:
    """Run a notebook in the two rooms.

    Returns
    -------
    reason : str
        Why it could not be finished, "" if it could.
    fault : Trouble or None
        What failed on the instructor's side: the marks are not to be relied on.
    """
    verdict = rooms.execute(rebuilt.nb, files)
    rebuilt.nb.metadata["nnkit"] = {"judged": True}
    found["checks"] += checks_of(verdict, name)
    found["notes"] += [*rebuilt.notes, *verdict.notes]
    found["stopped"] = verdict.stopped or found["stopped"]
    fault = fault_of(verdict)
    if fault is not None:
        _tell(found, name, fault)
    add_note(rebuilt.nb, [*rebuilt.notes, *for_student(verdict, fault)])
    return fault.instructor if fault else verdict.stopped or "", fault


def fault_of(verdict: Verdict) -> Trouble | None:
    """Return what failed on the instructor's side, as the first of the judge's words for it."""
    return trouble("tests", detail=verdict.faults[0]) if verdict.faults else None


def for_student(verdict: Verdict, fault: Trouble | None) -> list[str]:
    """Return what the student is told of a run that was not finished."""
    if fault is not None:
        return [fault.student]
    return [verdict.stopped] if verdict.stopped else []


def _tell(found: Found, name: str, why: Trouble) -> None:
    found["status"], found["stopped"] = "ungradable", why.instructor
    found["ungradable"][name] = why.instructor
    found["again"] = found["again"] or why.kind in MAY_PASS
    found["notes"].append(f"{name}.ipynb: {why.instructor}")


def marks_without_run(nb: nbformat.NotebookNode, why: Trouble) -> Marks:
    """Return the marks of a notebook that could not be graded: 0, for a person to look at.

    A notebook that was not handed in while others were is a plain 0, as nbgrader has it.
    """
    result = marks(nb)
    for name in result.scores:
        result.scores[name] = 0.0
    missing = why.kind == "missing"
    for cell in nb.cells:
        data = cell.metadata.get("nbgrader", {})
        if data.get("task") and missing:
            result.scores[data["grade_id"]] = 0.0
    result.comments = {} if missing else dict.fromkeys(result.comments, why.student)
    result.missing, result.attention = missing, not missing
    return result
