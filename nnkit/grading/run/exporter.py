"""How ``nbgrader autograde`` and the formgrader read a hand-in."""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException

from nnkit.grading.errors import UseError
from nnkit.grading.handin.copy_rules import CopyHandedIn, replace_copying
from nnkit.grading.handin.find import collect
from nnkit.grading.handin.folder import Classroom
from nnkit.grading.handin.rebuild import Template, not_graded, rebuild
from nnkit.grading.handin.settings import TwoRooms
from nnkit.grading.handin.timestamp import read_timestamp
from nnkit.grading.run import prepare


class HandInExporter(NotebookExporter):  # type: ignore[misc]
    """Read hand-ins for ``Autograde``, which is the parent of this exporter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._templates: dict[str, list[Template]] = {}
        self.classroom: Any = None
        if getattr(self.parent, "coursedir", None) is not None:
            self._claim(self.parent)

    def _claim(self, converter: Any) -> None:
        """Let the converter ask for each notebook of the assignment, whatever was handed in.

        nbgrader passes over folders without a notebook and notebooks with another name, and
        stops at a time stamp that is not a date.
        """
        replace_copying(converter, CopyHandedIn)
        coursedir = converter.coursedir
        self.classroom = Classroom(
            Path(coursedir.root), coursedir, self.config, TwoRooms(parent=self)
        )
        coursedir.get_existing_timestamp = lambda path: read_timestamp(Path(path))[0]
        names = [template.name for template in self._template_list(coursedir.assignment_id)]
        if names:
            self._open_rooms(coursedir.assignment_id)
        if coursedir.notebook_id != "*" or not names:
            return
        converter.assignments = {
            place: [str(Path(place) / f"{name}.ipynb") for name in names]
            for place in {*converter.assignments, *self._folders(coursedir)}
        }

    def _open_rooms(self, assignment: str) -> None:
        """Open the two rooms before anything is touched: nbgrader stops when they do not open."""
        from nnkit.grading.run.hooks import open_rooms

        room = self.classroom
        try:
            open_rooms(room.rooms, str(room.root), str(room.path("source", ".", assignment)))
        except UseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def _folders(self, coursedir: Any) -> list[str]:

        handed_in = self.classroom.handed_in(coursedir.assignment_id)
        wanted = coursedir.student_id
        return [str(path) for name, path in handed_in.items() if fnmatch.fnmatch(name, wanted)]

    def _template_list(self, assignment: str) -> list[Template]:

        if assignment not in self._templates:
            try:
                self._templates[assignment] = prepare.templates(self.classroom, assignment)
            except MissingEntry:
                self._templates[assignment] = []  # nbgrader says so itself
            except UseError as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error
        return self._templates[assignment]

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        """Read a notebook: a hand-in by our own reader, anything else as it is."""
        about = (resources or {}).get("nbgrader", {})
        folder = Path(filename).parent
        handed_in = self.classroom is not None and folder == self.classroom.path(
            "submitted", about.get("student", ""), about.get("assignment", "")
        )
        if not handed_in:
            return super().from_filename(filename, resources, **kwargs)
        every = self._template_list(about["assignment"])
        template = next(entry for entry in every if entry.name == about["notebook"])
        others = [entry.name for entry in every if entry is not template]
        nb = self._hand_in(folder, template, others)
        return self.from_notebook_node(nb, resources, **kwargs)

    def _hand_in(self, folder: Path, template: Template, others: list[str]) -> Any:
        settings = self.classroom.rooms
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
