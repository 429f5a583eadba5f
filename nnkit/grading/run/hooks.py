"""What nbgrader itself calls: ``nbgrader autograde``, the formgrader, ``generate_feedback``.

`use_two_rooms` enters these classes in the configuration by name. ``Autograde`` converts each
notebook twice. First from ``submitted/`` to ``autograded/``: `exporter.HandInExporter` reads the
hand-in and gives nbgrader the instructor's notebook with the answers in it. Then in place:
`RunInTwoRooms` takes the part of nbgrader's ``Execute``.

This module is imported by every nbgrader command, so what costs time is imported when used.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nnkit.grading.handin.folder import CHECKS
from nnkit.grading.handin.settings import TwoRooms

if TYPE_CHECKING:
    from nnkit.grading.judge import Rooms


class RunInTwoRooms(NbGraderPreprocessor, TwoRooms):  # type: ignore[misc]
    """Run a notebook in the two rooms: the replacement of nbgrader's ``Execute``."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Run the notebook, write its outputs, and note what the judge found."""
        from nnkit.grading.gradebook.scores import checks_of, tidy
        from nnkit.grading.handin.rebuild import Rebuilt, add_note
        from nnkit.grading.run.submission import fault_of, for_student

        about = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        told = nb.metadata.get("nnkit", {})
        found: dict[str, Any] = {"status": "graded", "stopped": None}
        if "trouble" in told:
            found |= {"status": "ungradable", "stopped": told["told"]}
            found |= {"checks": [], "notes": [told["told"]], "seconds": 0.0}
        else:
            rebuilt = Rebuilt(nb, list(told.get("notes", [])))
            verdict = self._execute(nb, folder, about["assignment"])
            notes = [*rebuilt.notes, *verdict.notes, *tidy(nb, -1, -1)]
            # (LimitOutput comes after this and shortens outputs)
            checks = checks_of(verdict, about["notebook"])
            found |= {"stopped": verdict.stopped, "checks": checks, "notes": notes}
            found["seconds"] = verdict.seconds
            nb.metadata["nnkit"] = {"judged": True}
            fault = fault_of(verdict)
            if fault is not None:
                self.log.error("%s: %s", folder, fault.instructor)
                found |= {"status": "ungradable", "stopped": fault.instructor}
                nb.metadata["nnkit"] |= {"trouble": fault.kind, "reason": fault.student}
            add_note(nb, [*rebuilt.notes, *for_student(verdict, fault)])
        _add_checks(folder / CHECKS, about["notebook"], found)
        return nb, resources

    def _execute(self, nb: Any, folder: Path, assignment: str) -> Any:
        from nnkit.grading.handin.files import copy_handed_in

        with tempfile.TemporaryDirectory() as name:
            files = Path(name)
            copy_handed_in(folder, files, [CHECKS], int(self.disk_mb) * 1_000_000)
            some = files if any(files.iterdir()) else None
            course = self.parent.classroom  # of the exporter that runs this preprocessor
            source = course.path("source", ".", assignment)
            return open_rooms(self, str(course.root), str(source)).execute(nb, some)


_OPEN: dict[Any, Rooms] = {}


def open_rooms(settings: TwoRooms, root: str, source: str) -> Rooms:
    """Return the open rooms of an assignment; they stay open for the next notebook."""
    key = (json.dumps(settings.as_dict()), root, source)
    if key not in _OPEN:
        _OPEN[key] = settings.rooms(root, source).__enter__()
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
                if missing:  # nbgrader asks for no penalty then
                    notebook.late_submission_penalty = None
                for grade in notebook.grades:
                    if told["trouble"] != "tests":  # then the other cells keep their marks
                        grade.auto_score = 0.0
                    grade.needs_manual_grade = not missing
                for comment in notebook.comments:
                    comment.auto_comment = None if missing else told["reason"]
                book.db.commit()
        return nb, resources
