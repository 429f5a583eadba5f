"""Reading what was handed in: any file is either read or refused in words, within limits."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnkit.grading.handin.find import collect, folder_trouble
from nnkit.grading.handin.handin import HandIn, read_notebook


def notebook(source: str = "x = 1", **cell: Any) -> dict[str, Any]:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} | cell]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def filled(handed_in: HandIn) -> tuple[int, int]:
    answers = sum("answer" in cell.source for cell in handed_in.cells)
    return answers, answers


def take(folder: Path, name: str = "ps1", others: tuple[str, ...] = ()) -> HandIn:
    return collect(folder, name, others, filled)


READABLE: dict[str, Callable[[], bytes]] = {
    "plain": lambda: json.dumps(notebook()).encode(),
    "with a byte order mark": lambda: json.dumps(notebook()).encode("utf-8-sig"),
    "UTF-16": lambda: json.dumps(notebook()).encode("utf-16"),
    "Latin-1": lambda: json.dumps(notebook("x = 1  # ä"), ensure_ascii=False).encode("latin-1"),
    "sources as lists": lambda: json.dumps(notebook(["x", " = 1"])).encode(),
    "format 5": lambda: json.dumps(notebook() | {"nbformat": 5, "extra": [1]}).encode(),
    "format 3": lambda: json.dumps(
        {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}], "nbformat": 3}
    ).encode(),
    "50,000 lines of output": lambda: json.dumps(
        notebook(outputs=[{"output_type": "stream", "name": "stdout", "text": "y\n" * 50_000}])
    ).encode(),
    "cells that are no cells": lambda: json.dumps(
        {"cells": [None, 3, {"cell_type": "video"}, {"cell_type": "code", "source": 7}]}
        | {"cells": [[], *notebook()["cells"]]}
    ).encode(),
}


@pytest.mark.parametrize("kind", READABLE)
def test_what_jupyter_or_an_editor_may_write_is_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "ps1.ipynb"
    path.write_bytes(READABLE[kind]())
    found = read_notebook(path)
    assert found.trouble is None
    assert found.cells[0].source.startswith("x = 1")


UNREADABLE = {
    "empty": (b"", "empty"),
    "blank": (b" \n \n", "empty"),
    "cut off": (json.dumps(notebook()).encode()[:40], "breaks off in line 1"),
    "not JSON": (b'{"cells": oops}\n', "line 1 is not valid JSON"),
    "a deep nest": (b"[" * 100_000, "breaks off|nested too deeply"),
    "a bomb of lists": (b"[" + b"[]," * 5_000_001 + b"0]", "too complex"),
    "a ZIP": (b"PK\x03\x04....", "ZIP archive"),
    "a web page": (b"\n<!DOCTYPE html><html>", "web page"),
    "a number": (b"17", "no cells"),
    "no cells": (b'{"cells": []}', "no cells"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_not_a_notebook_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    data, words = UNREADABLE[kind]
    path = tmp_path / "ps1.ipynb"
    path.write_bytes(data)
    why = read_notebook(path).trouble
    assert why is not None
    assert any(part in why.instructor for part in words.split("|")), why.instructor
    assert "ps1.ipynb" in why.instructor
    assert "ps1.ipynb" in why.student
    assert "\n" not in why.instructor + why.student


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "ps1.ipynb"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    path.chmod(0)
    why = read_notebook(path).trouble
    assert why is not None
    assert "200 MB" in why.instructor


def test_code_that_takes_minutes_to_show_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    cells = [notebook("x = 1 #" + "1," * size)["cells"][0] for size in (90_000, 500_000)]
    cells += notebook("![](data:image/png;base64," + "A" * 500_000, cell_type="markdown")["cells"]
    path.write_text(json.dumps({"cells": cells}))
    found = read_notebook(path)
    assert [len(cell.source) for cell in found.cells] == [180_007, 51, 500_026]
    assert found.cells[1].source == "# left out, too long: 1000007 characters were here."
    assert found.notes == ("1 code cells with more than 200000 characters were left out.",)


def test_links_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps(notebook()))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "folder.ipynb").mkdir()
    os.mkfifo(folder / "pipe.ipynb")
    kinds = [read_notebook(folder / f"{n}.ipynb").trouble for n in ("link", "folder", "pipe")]
    assert [why and why.kind for why in kinds] == ["link", "folder", "special"]


def test_a_submission_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    other = tmp_path / "submitted" / "ann" / "ps1"
    other.mkdir(parents=True)
    (other / "ps1.ipynb").write_text(json.dumps(notebook("answer")))
    (tmp_path / "submitted" / "bob").mkdir()
    link = tmp_path / "submitted" / "bob" / "ps1"
    link.symlink_to(other)
    whole = tmp_path / "submitted" / "cyd"
    whole.symlink_to(other.parent)
    for folder in (link, whole / "ps1"):
        assert take(folder).trouble == folder_trouble(folder)
        assert folder_trouble(folder).kind == "outside"  # type: ignore[union-attr]
    assert folder_trouble(other) is None


@pytest.mark.parametrize(
    "name", ["ps1 (1).ipynb", "Copy of ps1.ipynb", "PS1.IPYNB", "ps1.ipynb.txt", "deep/er/x.ipynb"]
)
def test_the_only_notebook_is_taken_whatever_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook("answer")))
    found = take(tmp_path)
    assert found.trouble is None
    assert found.notes == (f"ps1.ipynb was not there; {name} was graded in its place.",)


def test_a_notebook_of_the_right_name_in_a_folder_is_told_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "ps1").mkdir()
    (tmp_path / "ps1" / "ps1.ipynb").write_text(json.dumps(notebook("answer")))
    said = "ps1.ipynb was not there; ps1/ps1.ipynb was graded in its place."
    assert take(tmp_path).notes == (said,)


def test_among_misnamed_notebooks_the_one_with_answers_is_taken(tmp_path: Path) -> None:
    for name, source in {"scratch": "x", "mine": "answer", "other": "y"}.items():
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook(source)))
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "ps1.ipynb").write_text(json.dumps(notebook("answer")))
    assert "mine.ipynb" in take(tmp_path).notes[0]


def test_a_damaged_notebook_gives_way_to_a_good_copy(tmp_path: Path) -> None:
    (tmp_path / "ps1.ipynb").write_text("{")
    (tmp_path / "ps1-1.ipynb").write_text(json.dumps(notebook("answer")))
    found = take(tmp_path)
    assert found.trouble is None
    assert found.notes == ("ps1.ipynb cannot be read; ps1-1.ipynb was graded in its place.",)


def test_another_notebook_of_the_assignment_is_not_taken_for_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "ps1.ipynb").write_text(json.dumps(notebook("answer")))
    why = take(tmp_path, "ps2", ("ps1",)).trouble
    assert why is not None
    assert why.kind == "missing"
    assert take(tmp_path / "nowhere").trouble.kind == "not-a-folder"  # type: ignore[union-attr]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    why = take(tmp_path).trouble
    assert why is not None
    assert why.kind == "nothing"
    assert "ps1.ipynb" in why.student


def test_only_pictures_are_kept_of_attachments(tmp_path: Path) -> None:
    attached = {
        "a.png": {"image/png": "iVBORw0="},
        "b.svg": {"image/svg+xml": "<svg onload=alert(1)>"},
        "c.png": {"image/png": '"><script>alert(1)</script>'},
        'd"onerror=1.png': {"image/png": "iVBORw0="},
    }
    path = tmp_path / "ps1.ipynb"
    path.write_text(json.dumps(notebook("x", cell_type="markdown", attachments=attached)))
    assert read_notebook(path).cells[0].attachments == {"a.png": {"image/png": "iVBORw0="}}


def test_half_a_surrogate_pair_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / "ps1.ipynb"
    path.write_text(json.dumps(notebook("s = '\ud800'")))
    assert read_notebook(path).cells[0].source.encode() == b"s = '?'"
