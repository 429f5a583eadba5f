"""The files beside a notebook: nothing of a student's stands in the way or leads elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from nnkit.grading.handin import files
from nnkit.grading.handin.handin import read_notebook
from nnkit.grading.run import pending

SECRET = '{"cells": [{"cell_type": "raw", "source": "secret"}]}'


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    return tmp_path / "from", tmp_path / "to"


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("handed_in", "reserved", "kept"),
    [
        ("data.csv/x", "data.csv", False),
        ("tables", "tables/t.csv", False),
        ("tables/deep", "tables/deep/er/t.csv", False),
        ("tables/own.csv", "tables/t.csv", True),
        ("data.csv", "data.csv", True),
        ("data.csv.old/x", "data.csv", True),
    ],
)
def test_names_of_files_and_folders_are_reserved(
    places: tuple[Path, Path], handed_in: str, reserved: str, kept: bool
) -> None:
    source, target = places
    write(source / handed_in)
    notes = files.copy_handed_in(source, target, [], 1000, [Path(reserved)])
    assert (target / handed_in).is_file() is kept
    assert [("it was left out" in note) for note in notes] == ([] if kept else [True])
    write(source / "ours" / reserved, "ours")
    files.copy_instructors(source / "ours", target, [Path(reserved)])
    assert (target / reserved).read_text() == "ours"


def test_a_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "secret")
    write(tmp_path / "in" / "a" / "b" / "file", "mine")
    with files.open_handed_in(tmp_path / "in", "a/b/file") as file:
        assert file.read() == b"mine"
    (tmp_path / "in" / "a" / "c").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        files.open_handed_in(tmp_path / "in", "a/c/secret")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        with pytest.raises(OSError, match=r"No such file"):
            files.open_handed_in(tmp_path / "in", "a/b/nothing")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_name_that_no_line_can_show_is_shown_in_a_remark(places: tuple[Path, Path]) -> None:
    source, target = places
    write(source / "two\nlines" / "x")
    notes = files.copy_handed_in(source, target, [], 1000, [Path("two\nlines")])
    assert notes[0].startswith("two?lines is a folder")


@pytest.mark.parametrize("swapped", ["a", "a/b", "a/b/one.ipynb"])
@pytest.mark.parametrize("how", ["read", "copied", "digested"])
def test_what_is_swapped_for_a_link_meanwhile_is_not_followed(
    tmp_path: Path, swapped: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap comes at the worst moment: between the look at a path and its opening."""
    top, elsewhere, out = tmp_path / "in", tmp_path / "elsewhere", tmp_path / "out"
    suffix = ".txt" if how == "copied" else ".ipynb"
    swapped, inner = swapped.replace(".ipynb", suffix), f"a/b/one{suffix}"
    write(top / inner, "mine")
    write(elsewhere / inner, SECRET)
    usual, seen = files.os.open, []

    def opened(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path) == str(top) and not (top / swapped).is_symlink():
            (top / swapped).rename(tmp_path / "away")
            (top / swapped).symlink_to(elsewhere / swapped)
        return usual(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "open", opened)
        if how == "read":
            found = read_notebook(top / inner, top=top)
            assert found.trouble is not None
            assert found.trouble.kind == "unreadable"
        elif how == "copied":
            assert "cannot be copied" in files.copy_handed_in(top, out, [], 1000)[0]
        else:
            patch.setattr(pending.hashlib, "file_digest", lambda file, _: seen.append(file.read()))
            pending._digest(top, hashlib.sha256(), [])
    assert (top / swapped).is_symlink()
    assert seen == []
    assert not [path for path in out.rglob("*") if path.is_file()]
