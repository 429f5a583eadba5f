"""Read what a student handed in: as data, within limits, whatever the file may be.

Nothing of a submission is trusted. A notebook is read here as a list of cells of which only
the text, the kind, the cell id, nbgrader's name of the cell and attached pictures are kept;
outputs, tags, points and every other claim in it are not even looked at. Links are never
followed, and a file larger than the limit is not opened.
"""

from __future__ import annotations

import dataclasses
import json
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnkit.grading.handin.files import open_handed_in
from nnkit.grading.handin.trouble import Trouble, shown, trouble

MAX_CODE = 200_000  # characters of a code cell: a page takes seconds to colour as many
MAX_CONTAINERS = 5_000_000  # lists and dicts in one file: about 64 bytes each once parsed
_IMAGE = ("image/png", "image/jpeg", "image/gif")
_CUT = "# left out, too long:"
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")


@dataclass(frozen=True)
class HandedCell:
    """One cell as it was handed in."""

    kind: str
    source: str
    grade_id: str | None = None
    cell_id: str | None = None
    attachments: dict[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class HandIn:
    """One notebook as it was handed in: its cells, or the trouble with it.

    `notes` are remarks on how it was found, for the instructor and the student; `asks` is one for
    which a person must look at it.
    """

    cells: tuple[HandedCell, ...] = ()
    trouble: Trouble | None = None
    notes: tuple[str, ...] = ()
    asks: str = ""


def read_notebook(path: Path, notebook_mb: int = 64, top: Path | None = None) -> HandIn:
    """Read one notebook file, or say what is wrong with it; no link below `top` is followed."""
    data = _read_bytes(path, notebook_mb, top or path.parent)
    if isinstance(data, Trouble):
        return HandIn(trouble=data)
    name = path.name
    notes: list[str] = []
    kind = _other_kind(data)
    if kind is not None:
        return HandIn(trouble=trouble("other", name, kind))
    if data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        return HandIn(trouble=trouble("large", name, "too complex: too many lists and objects"))
    try:
        content = json.loads(data)
    except UnicodeDecodeError:
        notes.append(f"{shown(name)} is not UTF-8: some characters were replaced.")
        content = _parse(data.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError, MemoryError) as error:
        content = error
    if isinstance(content, Exception):
        return HandIn(trouble=trouble("corrupt", name, _why(content, data)))
    cells = [_bounded(cell) for cell in cells_of(content)]
    if not cells:
        return HandIn(trouble=trouble("no-cells", name))
    if cut := sum(cell.source.startswith(_CUT) for cell in cells):
        notes.append(f"{cut} code cells with more than {MAX_CODE} characters were left out.")
    return HandIn(tuple(cells), None, tuple(notes))


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return error


def _why(error: Exception, data: bytes) -> str:
    if isinstance(error, json.JSONDecodeError):
        if error.pos >= len(error.doc.rstrip()) or "Unterminated" in error.msg:
            return f"it breaks off in line {error.lineno}"
        return f"line {error.lineno} is not valid JSON"
    if isinstance(error, MemoryError):
        return "it takes too much memory to read"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it is not valid JSON"


def _read_bytes(path: Path, notebook_mb: int, top: Path) -> bytes | Trouble:
    """Return the content of an ordinary file of bounded size, without following a link."""
    name = path.name
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return trouble("link", name)
        if stat.S_ISDIR(status.st_mode):
            return trouble("folder", name)
        if not stat.S_ISREG(status.st_mode):
            return trouble("special", name)
        if status.st_size > notebook_mb * 1_000_000:
            size = f"{status.st_size / 1e6:.0f} MB large, more than the {notebook_mb} MB allowed"
            return trouble("large", name, size)
        with open_handed_in(top, path.relative_to(top)) as file:
            data = file.read(notebook_mb * 1_000_000 + 1)
    except OSError as error:
        return trouble("unreadable", name, (error.strerror or str(error)).lower())
    return data if data.strip() else trouble("empty", name)


def _other_kind(data: bytes) -> str | None:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, kind in (
        (b"pk\x03\x04", "a ZIP archive"),
        (b"%pdf", "a PDF file"),
        (b"<!doctype", "a web page (HTML)"),
        (b"<html", "a web page (HTML)"),
        (b"\x89png", "a picture"),
        (b"\x1f\x8b", "a compressed archive"),
        (b"version https://git-lfs", "a Git LFS pointer"),
    ):
        if start.startswith(mark):
            return kind
    return None


def cells_of(content: Any) -> list[HandedCell]:
    """Take the cells out of parsed JSON of notebook format 3, 4 or later; skip what is not one."""
    if not isinstance(content, dict):
        return []
    raw = content.get("cells")
    if not isinstance(raw, list):
        sheets = content.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        raw = [c for s in sheets if isinstance(s, dict) for c in _list(s.get("cells"))]
    cells = (_cell(item) for item in raw)
    return [cell for cell in cells if cell is not None]


def _bounded(cell: HandedCell) -> HandedCell:
    if cell.kind != "code" or len(cell.source) <= MAX_CODE:
        return cell
    return dataclasses.replace(cell, source=f"{_CUT} {len(cell.source)} characters were here.")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _cell(item: Any) -> HandedCell | None:
    if not isinstance(item, dict):
        return None
    kind = {"code": "code", "markdown": "markdown", "heading": "markdown", "raw": "raw"}.get(
        str(item.get("cell_type"))
    )
    source = _text(item.get("source", item.get("input", "")))
    if kind is None or source is None:
        return None
    metadata = item.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    cell_id = item.get("id")
    return HandedCell(
        kind,
        source,
        grade_id if isinstance(grade_id, str) else None,
        cell_id if isinstance(cell_id, str) else None,
        _attachments(item.get("attachments")),
    )


def _text(value: Any) -> str | None:
    """Return a source (a string or a list of strings) as text that can be written as UTF-8."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", errors="replace").decode("utf-8")


def _attachments(value: Any) -> dict[str, dict[str, str]] | None:
    """Keep attached pictures only."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in value.items() if isinstance(value, dict) else ():
        if isinstance(name, str) and isinstance(bundle, dict):
            images = {
                mime: data
                for mime, data in bundle.items()
                if mime in _IMAGE and isinstance(data, str) and _BASE64.match(data)
            }
            if images and not set(name) & set("<>\"'&"):
                kept[name] = images
    return kept or None
