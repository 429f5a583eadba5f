"""The disk is full while a class is graded: one clear line, and the next run finishes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

from conftest_course import Course, in_a_mount_namespace

FREE_KB = (0, 16, 64)  # not even a folder, no gradebook, not all of the class
STUDENTS = [f"kim{number}" for number in range(6)]
# in a mount namespace: the course on a small disk, which is filled up to so many kilobytes
ON_A_SMALL_DISK = """
import json, os, pathlib, shutil, subprocess, sys
course, disk = sys.argv[1], sys.argv[2]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=True)
shutil.copytree(course, disk, dirs_exist_ok=True)
temp = pathlib.Path(disk, "temp")
temp.mkdir()
from nnkit.grading.cli import main
import nnkit.grading.run.grade

def grade(name):
    pid = os.fork()
    if pid == 0:
        sys.stdout = sys.stderr = open(pathlib.Path(course, name), "w")
        os.environ["TMPDIR"] = str(temp)
        status = main(["grade", "ps1", "--root", disk, "--jobs", "1"])
        sys.stdout.flush()
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def fill(kb):
    with open(pathlib.Path(disk, "filler"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - 1024 * kb))

for kb in map(int, sys.argv[3:]):
    fill(kb)
    status = grade(f"{kb}.txt")
    os.unlink(pathlib.Path(disk, "filler"))
    print(json.dumps([kb, status, pathlib.Path(course, f"{kb}.txt").read_text()]))
print(json.dumps(["all", grade("all.txt"), pathlib.Path(course, "all.txt").read_text()]))
shutil.copytree(disk, course, dirs_exist_ok=True)
"""


def test_a_full_disk_stops_the_run_with_one_line_and_the_next_finishes(course: Course) -> None:
    for student in STUDENTS:
        course.hand_in(student, course.solved())
    disk = course.root.parent / "disk"
    disk.mkdir()
    levels = map(str, FREE_KB)
    run = subprocess.run(
        in_a_mount_namespace(
            sys.executable, "-c", ON_A_SMALL_DISK, str(course.root), str(disk), *levels
        ),
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    *full, last = [json.loads(line) for line in run.stdout.splitlines()]
    assert [kb for kb, *_ in full] == list(FREE_KB)
    for _, status, said in full:
        *_, line = said.splitlines()
        assert status == 2
        assert line.startswith("nnkit grade: the disk is full")
        assert "run again" in line
        assert "Traceback" not in said
    assert last[1] == 0, last
    book = sqlite3.connect(course.root / "gradebook.db")
    assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    book.close()
    for student in STUDENTS:
        assert course.scores(student) == {"test_double": 2.0, "test_area": 3.0, "explain": None}
        assert course.checks(student)["status"] == "graded"
    assert not list(course.root.glob("autograded/*/.*"))
