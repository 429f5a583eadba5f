"""The parts of the walls that can be looked at one by one."""

# ruff: noqa: E501
from __future__ import annotations

import os
import platform
import re
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from nnkit.grading.judge.start import hidden_paths, site_folders, sources
from nnkit.grading.sandbox import disk, frames, seccomp, wire

HEADERS = {
    0: ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)"),
    1: ("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+) (\d+)"),
}
SPECIAL = {"kill": seccomp.KILL, "tgkill": seccomp.TGKILL, "clone": seccomp.CLONE, "clone3": seccomp.CLONE3,
           "prctl": seccomp.PRCTL, "ioctl": seccomp.IOCTL, "fcntl": seccomp.FCNTL, "prlimit64": seccomp.PRLIMIT}  # fmt: skip
NEVER = {"execve", "execveat", "fork", "vfork", "socket", "socketpair", "connect", "bind", "ptrace", "mount",
         "umount2", "unshare", "setns", "pivot_root", "chroot", "bpf", "io_uring_setup", "memfd_create", "keyctl",
         "process_vm_readv", "open_by_handle_at", "perf_event_open", "userfaultfd", "pidfd_open", "sendmsg",
         "recvmsg", "shmget", "mq_open", "setuid", "setresuid", "capset", "mknod", "mknodat", "tkill", "chown"}  # fmt: skip


@pytest.mark.parametrize("column", HEADERS)
def test_the_numbers_of_system_calls_are_those_of_the_headers(column):
    path, pattern = HEADERS[column]
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed")
    known = dict(re.findall(pattern, Path(path).read_text()))
    known.setdefault("newfstatat", known.get("fstatat", ""))
    table = {name: numbers[column] for name, numbers in {**seccomp.PLAIN, **SPECIAL}.items()}
    wrong = {n: v for n, v in table.items() if v is not None and known.get(n) != str(v)}
    assert wrong == {}
    allowed = set(seccomp.PLAIN)
    assert not allowed & NEVER


@pytest.mark.parametrize("own_files", [True, False])
def test_the_filter_is_short_enough_and_its_jumps_stay_inside(own_files):
    for column in HEADERS:
        lines = seccomp.program(column, 1, own_files=own_files)
        assert len(lines) < 4096
        for place, (code, yes, no, _) in enumerate(lines):
            if code == seccomp.EQUAL:
                assert place + 1 + max(yes, no) < len(lines)
        assert lines[-1] == (seccomp.RETURN, 0, 0, seccomp.ERRNO | seccomp.EPERM)


def test_emptying_a_folder_follows_no_link_and_goes_to_any_depth(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    folder = tmp_path / "room"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "closed").mkdir()
    (folder / "closed" / "file").write_text("x")
    (folder / "closed").chmod(0)
    home = Path.cwd()
    os.chdir(folder)
    for _ in range(30):  # a path that is longer than the system takes
        Path("deep" * 50).mkdir()
        os.chdir("deep" * 50)
    os.chdir(home)
    disk.empty(str(folder))
    assert list(folder.iterdir()) == []
    assert [p.name for p in outside.iterdir()] == ["kept"]
    assert Path.cwd() == home


def test_what_a_room_wrote_is_counted(tmp_path):
    assert disk.too_much(str(tmp_path), os.getpid(), 1) == ""
    with (tmp_path / "file").open("wb") as file:
        file.write(bytes(2 << 20))
        file.flush()
        assert "1 MB" in disk.too_much(str(tmp_path), os.getpid(), 1)
        (tmp_path / "file").unlink()
        assert "1 MB" in disk.too_much(str(tmp_path), os.getpid(), 1)
    assert disk.too_much(str(tmp_path), os.getpid(), 1) == ""


def test_the_house_is_given_no_path_of_nnkit():
    names = set(sources())
    assert {"room", "room.forkserver", "room.wire", "room.confine"} <= names
    root = str(Path(__file__).parents[3])
    assert not any(root in text for text in sources().values())
    assert not any(root in folder for folder in site_folders() if "site-packages" not in folder)
    assert any("nnkit" in Path(path).name for path in hidden_paths(["nnkit"]))


def frame_of(value: object) -> bytes:
    encoder = wire.Encoder(lambda other: pytest.fail(f"{other!r} is not plain"))
    return frames.pack({"v": encoder.node(value)}, encoder.buffers)


def test_bytes_changed_at_random_never_break_the_reader(rng):
    import numpy as np

    value = [
        1,
        2.5,
        "text" * 50,
        {"k": (np.arange(6.0).reshape(2, 3), {1, 2})},
        np.float32(2),
        1j,
        2**99,
        [Counter("aab"), Fraction(1, 3), Decimal("0.5"), date(2024, 2, 29)],
    ]
    frame = bytearray(frame_of(value))
    refused = 0
    for _ in range(3000):
        changed = bytearray(frame)
        for place in rng.integers(4, len(frame), size=rng.integers(1, 4)):
            changed[place] = rng.integers(256)
        try:
            message, buffers = frames.unpack(changed[4:])
            wire.Decoder(buffers, refuse).value(message.get("v"))
        except frames.WireError:
            refused += 1
    assert refused > 500


@pytest.mark.parametrize(
    "node",
    [
        ["k", "Fraction", ["l", ["1e999999999"]]],
        ["k", "Fraction", ["l", [1, 0]]],
        ["k", "Decimal", "1e99999999"],
        ["k", "Decimal", "nought"],
        ["k", "Counter", ["l", []]],
        ["k", "defaultdict", ["l", [["T", "bytes"], ["d", []]]]],
        ["k", "timedelta", ["l", [10**15]]],
        ["k", "date", "2024"],
        ["k", "system", "ls"],
        ["k", ["l", []], 1],
        ["k"],
    ],
)
def test_a_library_value_that_is_none_is_refused_at_once(node):
    with pytest.raises(wire.WireError):
        wire.Decoder([], refuse).value(node)


def refuse(decoder: wire.Decoder, tag: str, rest: list[object]) -> object:
    raise frames.WireError(tag)


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="numbers of x86-64"
)
def test_this_machine_has_a_table():
    from nnkit.grading.sandbox import linux

    assert linux.machine() == 0
