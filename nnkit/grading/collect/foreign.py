"""A hand-in of another assignment: the wrong download, or the wrong file of a student."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import nbformat

from nnkit.grading.handin.cells import nbgrader
from nnkit.grading.handin.folder import Classroom
from nnkit.grading.handin.handin import read_notebook
from nnkit.grading.handin.trouble import shown


class Assignments:
    """Tells of which assignment a notebook is: by nbgrader's names of its cells.

    Where there are none, because it is damaged or an editor stripped them, the file's name tells.
    """

    def __init__(self, room: Classroom, wanted: str) -> None:
        self.wanted = wanted
        self.megabytes = room.rooms.notebook_mb
        names = {*room.assignments(), wanted}
        places = {name: room.path("source", ".", name).glob("*.ipynb") for name in names}
        self.files = {name: {path.name for path in found} for name, found in places.items()}
        self.names = cache(lambda name: _names(room.path("source", ".", name)))  # when asked for

    def foreign(self, folder: Path) -> str:
        """Say why the notebooks of a copy are of another assignment; "" where one may be of this.

        One is of another when that has more of its named cells, and this has fewer than half.
        """
        said = [self._other(path) for path in sorted(folder.rglob("*.ipynb"))]
        return said[0] if said and all(said) else ""

    def _other(self, path: Path) -> str:
        cells = read_notebook(path, self.megabytes).cells
        named = {cell.grade_id for cell in cells if cell.grade_id}
        if not named and path.name not in self.files[self.wanted]:
            owners = sorted(name for name, files in self.files.items() if path.name in files)
            return self._said(path, owners[0]) if owners else ""
        mine = len(named & self.names(self.wanted))
        if 2 * mine >= len(named):
            return ""
        shared = {name: len(named & self.names(name)) for name in sorted(self.files)}
        most = max(shared, key=lambda name: shared[name])
        return self._said(path, most) if shared[most] > mine else ""

    def _said(self, path: Path, owner: str) -> str:
        return f"{shown(path.name)} is of {owner}, not of {self.wanted}"


def _names(source: Path) -> set[str]:
    notebooks = (nbformat.read(path, as_version=4) for path in source.glob("*.ipynb"))
    return {str(nbgrader(cell).get("grade_id")) for nb in notebooks for cell in nb.cells} - {"None"}
