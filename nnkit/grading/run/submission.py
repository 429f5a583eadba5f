"""Grade one submission: read it, rebuild its notebooks, run them in the two rooms, store them.

`grade_submission` is what every way of grading comes to: `nnkit grade` in worker processes or on
a cluster, ``nbgrader autograde`` and the formgrader's button. It takes plain data and writes only
into the partial folder of the submission; the gradebook is written by whoever asked.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from nnkit.grading.gradebook.scores import Marks, checks_of, marks, tidy
from nnkit.grading.gradebook.texts import not_run, texts
from nnkit.grading.handin.files import copy_handed_in, copy_instructors
from nnkit.grading.handin.find import collect
from nnkit.grading.handin.folder import CHECKS
from nnkit.grading.handin.handin import HandIn
from nnkit.grading.handin.rebuild import Rebuilt, Template, add_note, not_graded, rebuild
from nnkit.grading.handin.trouble import MAY_PASS, Trouble, trouble
from nnkit.grading.run import added, staging, ways
from nnkit.grading.run.assignment import Assignment, Graded, Task
from nnkit.grading.run.rehearsal import is_test

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms

Files = dict[str, str]
MOST_REMARKS = 3  # on files that were left out, in one line


def grade_submission(
    task: Task, assignment: Assignment, rooms: Rooms
) -> tuple[list[Graded], Files]:
    """Grade one submission into its partial folder.

    Returns
    -------
    done : list of Graded
        The outcome of each notebook.
    files : dict
        {name: text} of the files that were written beside the data files.
    """
    partial, left_out = lay_out(task, assignment)
    grading = _Grading(task, assignment, left_out)
    grading.rooms, grading.partial = rooms, partial
    folder, names = Path(task.folder), list(assignment.points)
    for template in assignment.templates:
        others = [name for name in names if name != template.name]
        mb = assignment.notebook_mb
        handed_in = collect(folder, template.name, others, template.answers_in, notebook_mb=mb)
        grading.grade(template, handed_in)
    files = grading.written()
    write(partial, files)
    return grading.done, files


def give_up(
    task: Task, assignment: Assignment, why: str, kind: str = "worker"
) -> tuple[list[Graded], Files]:
    """Return the outcome of a submission that is not run at all, and what is to be stored.

    Nothing of it is read or copied: it took the grader down before.
    """
    grading = _Grading(task, assignment, [])
    for template in assignment.templates:
        grading.grade(template, HandIn(trouble=trouble(kind, detail=why)))
    return grading.done, grading.written()


def lay_out(task: Task, assignment: Assignment) -> tuple[Path, list[str]]:
    """Make the partial folder with its data files; return it, and remarks on what was left out."""
    partial = staging.start(Path(task.final))
    folder = Path(task.folder)
    left_out: list[str] = []
    if folder.is_dir() and not folder.is_symlink():
        ignore, most = assignment.ignore, assignment.disk_bytes
        left_out = copy_handed_in(folder, partial, ignore, most, assignment.reserved)
    copy_instructors(Path(assignment.source), partial, assignment.files)
    for name in assignment.written:  # these come out of the room, or not at all
        (partial / name).unlink(missing_ok=True)
    return partial, left_out


def write(partial: Path, files: Files) -> None:
    """Write the graded notebooks, and what was found, into the partial folder."""
    for name, text in files.items():
        (partial / name).write_text(text, encoding="utf-8")


class _Grading:
    """One submission on its way: the outcomes, the notebooks and the findings so far."""

    rooms: Rooms
    partial: Path

    def __init__(self, task: Task, assignment: Assignment, left_out: list[str]) -> None:
        self.task, self.assignment, self.left_out = task, assignment, left_out
        self.done: list[Graded] = []
        self.notebooks: dict[str, nbformat.NotebookNode] = {}
        self.found: dict[str, Any] = {"checks": [], "stopped": None, "status": "graded"}
        self.found |= {"notes": list(left_out), "ungradable": {}, "again": False, "key": task.key}
        self.found["asked"] = {}

    def grade(self, template: Template, handed_in: HandIn) -> None:
        """Grade one notebook."""
        start = time.monotonic()
        if handed_in.trouble is not None:
            graded = self._not_run(template, handed_in.trouble)
        else:
            graded = self._run(template, handed_in)
        self._tell_left_out(graded)
        graded.seconds = round(time.monotonic() - start, 3)
        self.done.append(graded)

    def _not_run(self, template: Template, why: Trouble) -> Graded:
        rebuilt = not_graded(template, why)
        self.notebooks[template.name] = rebuilt.nb
        self._tell(template.name, why)
        result = marks_without_run(rebuilt.nb, why)
        handed_in = "missing" if result.missing else self.task.handed_in
        result.texts = not_run(rebuilt.nb.cells, handed_in)
        return Graded(template.name, "ungradable", result, why.instructor)

    def _run(self, template: Template, handed_in: HandIn) -> Graded:
        assignment, name = self.assignment, template.name
        rebuilt = rebuild(template, handed_in, int(assignment.rooms["max_cells"]))
        self.notebooks[name] = rebuilt.nb
        stopped, fault = self._execute(name, rebuilt)
        self.found["notes"] += tidy(rebuilt.nb, assignment.max_lines, assignment.max_traceback)
        result = marks(rebuilt.nb)
        result.texts = texts(rebuilt.nb.cells)
        if fault is None:
            self._try_with_withheld(template, handed_in, result)
            beside = added.tell(rebuilt.nb, result) | added.requests(rebuilt.nb, result)
            self.found["notes"] += beside
            self.found["asked"] |= {line: [(name, c) for c in beside[line]] for line in beside}
            waits = [*beside, *ways.tell(rebuilt.nb, result, self.apart)]
            waits += _ask(result, handed_in.asks)
            return Graded(name, "graded", result, "; ".join(filter(None, [stopped, *waits])))
        self._tell(name, fault)
        result.comments = dict.fromkeys(result.comments, fault.student)
        result.attention = True
        return Graded(name, "ungradable", result, fault.instructor)

    def _execute(self, name: str, rebuilt: Rebuilt) -> tuple[str, Trouble | None]:
        """Run a notebook; return why it was stopped, and what failed on the instructor's side."""
        verdict = self.rooms.execute(rebuilt.nb, self._files())
        self.apart = verdict.apart
        rebuilt.nb.metadata["nnkit"] = {"judged": True}
        self.found["checks"] += checks_of(verdict, name)
        self.found["notes"] += [*rebuilt.notes, *verdict.notes]
        stopped = verdict.stopped or ""
        self.found["stopped"] = stopped or self.found["stopped"]
        fault = trouble("tests", detail=verdict.faults[0]) if verdict.faults else None
        if verdict.hung:
            blame = "tests" if ways.fails_by_itself(rebuilt.nb, verdict.at) else "hung"
            fault = trouble(blame, detail=stopped)
        told = fault.student if fault else stopped
        add_note(rebuilt.nb, [*self.left_out, *rebuilt.notes, *([told] if told else [])])
        return stopped, fault

    def _files(self) -> Path | None:
        return self.partial if any(self.partial.iterdir()) else None

    def _try_with_withheld(self, template: Template, handed_in: HandIn, result: Marks) -> None:
        """Ask a person about points that only files of the instructor's would give.

        Their own answers write these files. Where answers are to write them, too, the files give
        points for nothing; where they are data for the tests, their absence would cost points.
        """
        files = self.assignment.withheld
        nb = self.notebooks[template.name]
        tests = {
            c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
            for c in filter(is_test, nb.cells)
        }
        lost = {name for name, most in tests.items() if (result.scores[name] or 0.0) < most}
        if not files or not lost:
            return
        again = rebuild(template, handed_in, int(self.assignment.rooms["max_cells"])).nb
        copy_instructors(Path(self.assignment.source), self.partial, files)
        self.rooms.execute(again, self.partial)
        for path in files:
            (self.partial / path).unlink()
        tidy(again)
        found = marks(again).scores
        for name in lost:
            if (found[name] or 0.0) > (result.scores[name] or 0.0):
                self.apart.setdefault(name, ways.withheld(map(str, files)))

    def _tell(self, name: str, why: Trouble) -> None:
        found = self.found
        found["status"], found["stopped"] = "ungradable", why.instructor
        found["ungradable"][name] = why.instructor
        found["again"] = found["again"] or why.kind in MAY_PASS
        found["notes"].append(f"{name}.ipynb: {why.instructor}")

    def _tell_left_out(self, graded: Graded) -> None:
        """Say in the run's lines and in the gradebook which files were left out."""
        if not self.left_out:
            return
        more = len(self.left_out) - MOST_REMARKS
        said = " ".join(self.left_out[:MOST_REMARKS]) + (f" (and {more} more)" if more > 0 else "")
        if not self.done:  # once for the submission
            graded.reason = "; ".join(filter(None, [graded.reason, said]))
        for cell, comment in list(graded.marks.comments.items())[:1]:
            graded.marks.comments[cell] = " ".join(filter(None, [comment, said]))

    def written(self) -> Files:
        """Return {name: text} of the files to write, when every notebook is graded."""
        self.found["seconds"] = round(sum(graded.seconds for graded in self.done), 3)
        # on one line: that takes a tenth of the time of indented JSON
        texts = {f"{name}.ipynb": json.dumps(nb) for name, nb in self.notebooks.items()}
        return texts | {CHECKS: json.dumps(self.found)}


def _ask(marks: Marks, why: str) -> list[str]:
    """Ask a person for the first mark, where anybody must look at the hand-in; return why."""
    if not why:
        return []
    marks.look += list(marks.scores)[:1]
    for cell in list(marks.comments)[:1]:
        marks.comments[cell] = " ".join(filter(None, [marks.comments[cell], why]))
    return [why]


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
