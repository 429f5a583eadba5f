"""The files beside a notebook: nothing of a student's stands in the way or leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnkit.grading.handin import files


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
