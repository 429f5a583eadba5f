"""What nbgrader itself calls: ``nbgrader autograde``, the formgrader, ``generate_feedback``.

`use_two_rooms` enters these classes in the configuration by name. ``Autograde`` converts each
notebook twice. First from ``submitted/`` to ``autograded/``: `HandInExporter` reads the hand-in
and gives nbgrader the instructor's notebook with the answers in it. Then in place:
`RunInTwoRooms` takes the part of nbgrader's ``Execute``.

This module is imported by every nbgrader command, so what costs time is imported when used.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nnkit.grading.classroom.config import CHECKS
from nnkit.grading.classroom.settings import TwoRooms

if TYPE_CHECKING:
    from nnkit.grading.classroom.rebuild import Template
    from nnkit.grading.rooms import Limits, Rooms

class HandInExporter(NotebookExporter):  # type: ignore[misc]
    """Read hand-ins for ``Autograde``, which is the parent of this exporter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._templates: dict[str, list[Template]] = {}
        self._room: Any = None
        if getattr(self.parent, "coursedir", None) is not None:
            self._claim(self.parent)

    def _claim(self, converter: Any) -> None:
        """Let the converter ask for each notebook of the assignment, whatever was handed in.

        nbgrader passes over folders without a notebook and notebooks with another name, and
        stops at a time stamp that is not a date.
        """
        from nnkit.grading.classroom import folder
        from nnkit.grading.classroom.grade import read_timestamp

        coursedir = converter.coursedir
        self._room = folder.Classroom(
            Path(coursedir.root), coursedir, self.config, TwoRooms(parent=self)
        )
        coursedir.get_existing_timestamp = lambda path: read_timestamp(Path(path))[0]
        names = [template.name for template in self._template_list(coursedir.assignment_id)]
        if coursedir.notebook_id != "*" or not names:
            return
        converter.assignments = {
            place: [str(Path(place) / f"{name}.ipynb") for name in names]
            for place in {*converter.assignments, *self._folders(coursedir)}
        }

    def _folders(self, coursedir: Any) -> list[str]:
        import fnmatch

        handed_in = self._room.handed_in(coursedir.assignment_id)
        wanted = coursedir.student_id
        return [str(path) for name, path in handed_in.items() if fnmatch.fnmatch(name, wanted)]

    def _template_list(self, assignment: str) -> list[Template]:
        from nbgrader.api import MissingEntry

        from nnkit.grading.classroom import prepare

        if assignment not in self._templates:
            try:
                self._templates[assignment] = prepare.templates(self._room, assignment)
            except MissingEntry:
                self._templates[assignment] = []  # nbgrader says so itself
        return self._templates[assignment]

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        """Read a notebook: a hand-in by our own reader, anything else as it is."""
        about = (resources or {}).get("nbgrader", {})
        folder = Path(filename).parent
        handed_in = self._room is not None and folder == self._room.path(
            "submitted", about.get("student", ""), about.get("assignment", "")
        )
        if not handed_in:
            return super().from_filename(filename, resources, **kwargs)
        every = self._template_list(about["assignment"])
        template = next(entry for entry in every if entry.name == about["notebook"])
        others = [entry.name for entry in every if entry is not template]
        nb = self._hand_in(folder, template, others)
        self._remove_links(folder, about)
        return self.from_notebook_node(nb, resources, **kwargs)

    def _hand_in(self, folder: Path, template: Template, others: list[str]) -> Any:
        from nnkit.grading.classroom.handin import collect
        from nnkit.grading.classroom.rebuild import not_graded, rebuild

        settings = self._room.rooms
        found = collect(
            folder, template.name, others, template.answers_in, notebook_mb=settings.notebook_mb
        )
        if found.trouble is not None:
            self.log.warning("%s: %s", folder, found.trouble.instructor)
            return not_graded(template, found.trouble).nb
        rebuilt = rebuild(template, found, settings.max_cells)
        for note in rebuilt.notes:
            self.log.warning("%s: %s", folder, note)
        rebuilt.nb.metadata["nnkit"] = {"notes": rebuilt.notes}
        return rebuilt.nb

    def _remove_links(self, folder: Path, about: Any) -> None:
        """Remove what nbgrader has copied through links in the hand-in."""
        import shutil

        graded = self._room.path("autograded", about["student"], about["assignment"])
        source = self._room.path("source", ".", about["assignment"])
        for path in folder.rglob("*"):
            inner = path.relative_to(folder)
            copy = graded / inner
            if path.is_symlink() and copy.exists() and not (source / inner).exists():
                shutil.rmtree(copy) if copy.is_dir() else copy.unlink()


class RunInTwoRooms(NbGraderPreprocessor, TwoRooms):  # type: ignore[misc]
    """Run a notebook in the two rooms: the replacement of nbgrader's ``Execute``."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Run the notebook, write its outputs, and note what the judge found."""
        from nnkit.grading.classroom.rebuild import Rebuilt, add_note
        from nnkit.grading.classroom.scores import checks_of, tidy

        about = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        told = nb.metadata.get("nnkit", {})
        found: dict[str, Any] = {"status": "graded", "stopped": None}
        if "trouble" in told:
            found |= {"status": "ungradable", "stopped": told["told"]}
            found |= {"checks": [], "notes": [told["told"]], "seconds": 0.0}
        else:
            rebuilt = Rebuilt(nb, list(told.get("notes", [])))
            verdict = self._execute(nb, folder)
            notes = [*rebuilt.notes, *verdict.notes, *tidy(nb, -1, -1)]
            # (LimitOutput comes after this and shortens outputs)
            checks = checks_of(verdict, about["notebook"])
            found |= {"stopped": verdict.stopped, "checks": checks, "notes": notes}
            found["seconds"] = verdict.seconds
            nb.metadata["nnkit"] = {"judged": True}
            add_note(nb, [*rebuilt.notes, *([verdict.stopped] if verdict.stopped else [])])
        _add_checks(folder / CHECKS, about["notebook"], found)
        return nb, resources

    def _execute(self, nb: Any, folder: Path) -> Any:
        from nnkit.grading.classroom.stage import copy_handed_in

        with tempfile.TemporaryDirectory() as name:
            files = Path(name)
            copy_handed_in(folder, files, [CHECKS], int(self.disk_mb) * 1_000_000)
            some = files if any(files.iterdir()) else None
            return _rooms(self.limits(), bool(self.unsafe)).execute(nb, some)


_OPEN: dict[Any, Rooms] = {}


def _rooms(limits: Limits, unsafe: bool) -> Rooms:
    """Return the rooms of this process; they stay open for the next notebook."""
    from dataclasses import astuple

    from nnkit.grading.rooms import Rooms

    key = (astuple(limits), unsafe)
    if key not in _OPEN:
        _OPEN[key] = Rooms(limits, unsafe=unsafe).__enter__()
        atexit.register(_close, key)
    return _OPEN[key]


def _close(key: Any) -> None:
    _OPEN.pop(key).__exit__(None, None, None)


def _add_checks(path: Path, notebook: str, found: dict[str, Any]) -> None:
    """Add what was found in one notebook to ``checks.json`` of the submission."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {"status": "graded", "stopped": None, "checks": [], "notes": [], "seconds": 0.0}
    kept = [check for check in before["checks"] if check.get("notebook") != notebook]
    graded = "graded" == before["status"] == found["status"]
    both = {
        "status": "graded" if graded else "ungradable",
        "stopped": found["stopped"] or before["stopped"],
        "checks": kept + found["checks"],
        "notes": before["notes"] + found["notes"],
        "seconds": round(before["seconds"] + found["seconds"], 3),
    }
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(both, indent=1), encoding="utf-8")


class AskForALook(NbGraderPreprocessor):  # type: ignore[misc]
    """Mark a notebook that could not be graded as one that a person must look at."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Write to the gradebook why the notebook could not be graded, if so."""
        about, told = resources["nbgrader"], nb.metadata.get("nnkit", {})
        if "trouble" in told:
            with Gradebook(about["db_url"]) as book:
                where = (about["notebook"], about["assignment"], about["student"])
                notebook = book.find_submission_notebook(*where)
                missing = told["trouble"] == "missing"
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0.0, not missing
                for comment in notebook.comments:
                    comment.auto_comment = None if missing else told["reason"]
                book.db.commit()
        return nb, resources
