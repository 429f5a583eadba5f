"""The stored lectures, and what a cell of theirs says about itself."""

import json
from html.parser import HTMLParser
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


class Page(HTMLParser):
    """Pictures of an output, and the states of its parts."""

    def __init__(self, html):
        super().__init__()
        self.images, self.states = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "img":
            self.images.append(values)
        if "data-state" in values:
            self.states.append(json.loads(values["data-state"]))


def pages(cells):
    """The outputs of cells that are HTML, parsed."""
    html = [out.data.get("text/html") for c in code(cells) for out in c.outputs if "data" in out]
    return [Page(text) for text in html if text]


def parts(cells):
    """What each part of the cells knows: its state."""
    return [state for page in pages(cells) for state in page.states]
