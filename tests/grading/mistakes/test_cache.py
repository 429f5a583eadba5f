"""Tables that were built before: read again, built anew when they are damaged or out of date."""

import os

import pytest

from nnkit.grading.exercise.exam import Outcome
from nnkit.grading.mistakes import build, cache
from nnkit.grading.mistakes.fingerprint import printed
from nnkit.grading.mistakes.pairs import stacked
from nnkit.grading.units import SPECS

SPEC = SPECS["relu"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NNKIT_CACHE", str(tmp_path))
    cache.table_of.cache_clear()
    yield tmp_path / "mistakes"
    cache.table_of.cache_clear()


def again():
    cache.table_of.cache_clear()
    return cache.table_of(SPEC)


def test_a_table_is_kept_and_read_again(folder, monkeypatch):
    made = cache.table_of(SPEC)
    monkeypatch.setattr(build, "table_of", None)  # it is not built a second time
    read = again()
    assert [k.advice for k in read.known] == [k.advice for k in made.known]
    assert read.single.equal(made.single).all()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and no more", b"text"])
def test_a_damaged_table_is_built_anew(folder, damage):
    made = cache.table_of(SPEC)
    (path,) = folder.glob("relu-*.npz")
    path.write_bytes(damage)
    assert [k.advice for k in again().known] == [k.advice for k in made.known]
    assert path.stat().st_size > len(damage)


def test_a_folder_that_cannot_be_written_costs_nothing(folder):
    folder.parent.joinpath("mistakes").write_text("a file in its place")
    assert again().known


def test_what_is_not_used_for_long_is_thrown_away(folder):
    folder.mkdir()
    old = folder / "forgotten-0123.npz"
    old.write_bytes(b"")
    os.utime(old, (0, 0))
    again()
    assert not old.exists()


def test_a_number_too_large_for_the_file_is_near_to_no_other():
    table = build.table_of(SPEC)
    table.single.values[0], table.single.sizes[0] = 1e200, 1e200
    table.single.codes[0] = table.truth.codes[0]
    read = cache.Table.read(cache.written(table), SPEC.parts)
    assert not read.single[:1].equal(read.truth).any()


def test_large_numbers_in_a_file_are_told_from_larger_ones():
    table = build.table_of(SPEC)
    rows = [printed([Outcome(size)], [1]) for size in (1e44, 1e298)]
    table.single = stacked(rows)
    read = cache.Table.read(cache.written(table), SPEC.parts)
    assert [read.single.equal(row)[:, 0, 0].tolist() for row in rows] == [
        [True, False],
        [False, True],
    ]
