"""A folder as bytes: what arrives is what was sent, within limits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from nnkit.grading.handin.archive import pack, unpack


def sent(folder: Path, target: Path, data: int = 1000, notebook: int = 1000) -> Path:
    unpack(pack(folder, data, notebook), target / "there")
    return target / "there"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "here"
    (made / "inner" / "empty").mkdir(parents=True)
    return made


def test_names_of_any_script_and_all_bytes_arrive(folder: Path, tmp_path: Path) -> None:
    names = [b"\xc3\xa9 1.csv", b"\xff\xfe", "数据.txt".encode(), b"line\nbreak", b"inner/a.b"]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_bytes(bytes(range(256)) * number)
    there = sent(folder, tmp_path, data=10_000)
    for number, name in enumerate(names):
        assert (there / os.fsdecode(name)).read_bytes() == bytes(range(256)) * number
    assert (there / "inner" / "empty").is_dir()


def test_links_and_pipes_arrive_as_such_and_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    (folder / "file").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to("/etc")
    os.mkfifo(folder / "one.ipynb")
    there = sent(folder, tmp_path)
    for name in ("file", "folder"):
        assert (there / name).is_symlink()
        assert not (there / name).exists()
    assert stat.S_ISFIFO((there / "one.ipynb").lstat().st_mode)


def test_folders_are_sent_down_to_a_depth(folder: Path, tmp_path: Path) -> None:
    deep = folder.joinpath(*["a"] * 60)
    deep.mkdir(parents=True)
    (deep / "x.csv").write_text("1")
    there = sent(folder, tmp_path)
    assert there.joinpath(*["a"] * 51).is_dir()
    assert not there.joinpath(*["a"] * 52).exists()


def test_of_what_is_too_large_the_size_arrives(folder: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (folder / name).write_text("x" * 400)
    (folder / "one.ipynb").write_text("y" * 999)
    with (folder / "two.ipynb").open("wb") as file:
        file.truncate(10**11)
    archive = pack(folder, 1000, 1000)
    assert len(archive) < 3000
    there = sent(folder, tmp_path)
    assert (there / "b.csv").read_text() == "x" * 400
    assert (there / "c.csv").read_bytes() == b"\0" * 400
    assert (there / "one.ipynb").read_text() == "y" * 999
    assert (there / "two.ipynb").stat().st_size == 10**11


def test_a_folder_that_is_none_arrives_as_what_it_is(folder: Path, tmp_path: Path) -> None:
    (folder / "file").write_text("no folder")
    (folder / "link").symlink_to(folder / "inner")
    (folder / "pair").symlink_to(folder / "inner")
    for name in ("link", "pair/empty"):
        (tmp_path / name).mkdir(parents=True)
        assert sent(folder / name, tmp_path / name).is_symlink()
    (tmp_path / "file").mkdir()
    assert sent(folder / "file", tmp_path / "file").read_text() == "no folder"
    (tmp_path / "gone").mkdir()
    assert not sent(folder / "gone", tmp_path / "gone").exists()
