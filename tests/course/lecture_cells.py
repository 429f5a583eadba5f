"""The stored lectures, and what a cell of theirs says about itself."""

from pathlib import Path

import nbformat

COURSE = Path(__file__).parents[2] / "course"
LECTURES = sorted((COURSE / "lectures").glob("*.ipynb"))


def cells_of(path):
    return nbformat.read(path, as_version=4).cells


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def printed(cell):
    return "".join(out.text for out in cell.outputs if out.output_type == "stream")


def covered(cells):
    """Ids of the passages, systems, derivations and errata that the cells treat."""
    return {name for cell in cells for name in cell.metadata.get("nnkit", {}).get("covers", [])}
