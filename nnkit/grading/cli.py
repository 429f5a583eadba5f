"""The command line: `nnkit` and `python -m nnkit`.

Exit status: 0 done, 1 some submissions could not be graded (or a check found a difference),
2 wrong use. A command's module is imported only when the command runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nnkit import __version__
from nnkit.grading import slow_imports
from nnkit.grading.errors import UseError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; wrong use is one line on standard error and status 2."""
    _prepare()
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UseError as error:
        print(f"nnkit {arguments.command}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"nnkit {arguments.command}: {where}{error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nnnkit {arguments.command}: stopped; run it again to go on", file=sys.stderr)
        return 130


def _prepare() -> None:
    """Set one BLAS thread, make nbgrader find its helpers beside this Python, start quickly."""
    slow_imports.do_without()
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = here + os.pathsep + os.environ.get("PATH", "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nnkit", description="A course on neural networks with auto-graded exercises."
    )
    parser.add_argument("--version", action="version", version=f"nnkit {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="release, collect, grade and report a sample class")
    demo.add_argument("--folder", type=Path, default=Path("demo"), help="where (default: demo)")
    demo.add_argument("--students", type=_count, default=30, help="size of the class")
    demo.set_defaults(run=_demo)

    release = commands.add_parser("release", help="make the students' exercises from solutions/")
    release.add_argument("--check", action="store_true", help="write nothing, say what differs")
    release.set_defaults(run=_release)

    publish = commands.add_parser("publish", help="make the students' repository")
    publish.add_argument("dir", type=Path, metavar="DIR")
    publish.set_defaults(run=_publish)

    lint = commands.add_parser("lint", help="find tests that cannot be judged in two rooms")
    lint.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="(default: all)")
    lint.set_defaults(run=_lint)

    students = commands.add_parser("students", help="take the class list in")
    students.add_argument("list", type=Path, metavar="FILE", help="a CSV with the column id")
    students.set_defaults(run=_students)

    collect = commands.add_parser("collect", help="take hand-ins out of what an LMS lets download")
    collect.add_argument("assignment", metavar="ASSIGNMENT")
    collect.add_argument("download", type=Path, metavar="DOWNLOAD", help="the zip, or its folder")
    collect.add_argument(
        "--from",
        dest="platform",
        choices=("canvas", "moodle", "blackboard", "gradescope"),
        help="(default: told from the names)",
    )
    collect.add_argument("--who", type=Path, metavar="FILE", help="a list of who.csv, filled in")
    collect.add_argument("--groups", type=Path, metavar="FILE", help="who hands in together")
    collect.set_defaults(run=_collect)

    grade = commands.add_parser("grade", help="grade what was handed in, in two rooms")
    grade.add_argument("assignment", metavar="ASSIGNMENT")
    grade.add_argument(
        "--student", action="append", metavar="ID", help="only this one (repeatable)"
    )
    where = grade.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_count, help="processes (default: the cores there are)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of dask")
    grade.add_argument("--force", action="store_true", help="grade again what is graded already")
    grade.add_argument("--unsafe", action="store_true", help="grade even without a sandbox")
    grade.set_defaults(run=_grade)

    extend = commands.add_parser("extend", help="give a student more time, or take it back")
    extend.add_argument("student", metavar="STUDENT")
    extend.add_argument("assignment", metavar="ASSIGNMENT")
    extend.add_argument(
        "time", nargs="+", metavar="TIME", help="2 days, 36 hours, 2026-10-23 12:00 UTC, or none"
    )
    extend.set_defaults(run=_extend)

    mark = commands.add_parser("mark", help="mark written answers, one question across the class")
    mark.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="(default: all)")
    mark.add_argument("--names", action="store_true", help="say who wrote an answer")
    mark.add_argument("--port", type=_count, default=0, help="(default: any that is free)")
    mark.add_argument("--no-browser", action="store_true", help="only print the address")
    mark.set_defaults(run=_mark)

    report = commands.add_parser("report", help="how the class stands")
    report.add_argument(
        "assignment", nargs="?", metavar="ASSIGNMENT", help="(default: the whole course)"
    )
    report.add_argument("--student", metavar="ID", help="one student: points, dates, remarks")
    report.add_argument("--html", type=Path, metavar="FILE")
    report.add_argument("--csv", type=Path, metavar="FILE")
    report.add_argument("--lms", choices=("canvas", "moodle", "blackboard", "csv"))
    report.set_defaults(run=_report)

    doctor = commands.add_parser("doctor", help="what this machine can do, and how to get the rest")
    doctor.set_defaults(run=_doctor)
    for command in (release, publish, lint, students, collect, grade, extend, mark, report):
        command.add_argument(
            "--root", type=Path, default=Path(), help="the course's folder (default: this one)"
        )
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def _demo(arguments: argparse.Namespace) -> int:
    from nnkit.grading.demo.demo import demo

    return demo(arguments.folder, students=arguments.students)


def _release(arguments: argparse.Namespace) -> int:
    from nnkit.grading.course.release import release

    return release(arguments.root, check=arguments.check)


def _publish(arguments: argparse.Namespace) -> int:
    from nnkit.grading.course.publish import publish

    return publish(arguments.root, arguments.dir)


def _students(arguments: argparse.Namespace) -> int:
    from nnkit.grading.collect.students import students

    for line in students(arguments.root, arguments.list):
        print(line)
    return 0


def _collect(arguments: argparse.Namespace) -> int:
    from nnkit.grading.collect.collect import collect

    result = collect(
        arguments.root,
        arguments.assignment,
        arguments.download,
        platform=arguments.platform,
        who=arguments.who,
        groups=arguments.groups,
    )
    print("\n".join(result.lines()))
    return 1 if result.open or result.refused else 0


def _grade(arguments: argparse.Namespace) -> int:
    from nnkit.grading.run.grade import grade

    summary = grade(
        arguments.root,
        arguments.assignment,
        students=arguments.student,
        jobs=arguments.jobs,
        force=arguments.force,
        unsafe=arguments.unsafe,
        scheduler=arguments.scheduler,
    )
    return 1 if summary.failed else 0


def _lint(arguments: argparse.Namespace) -> int:
    from nnkit.grading.lint.lint import lint

    return 1 if lint(arguments.root, arguments.assignment) else 0


def _extend(arguments: argparse.Namespace) -> int:
    from nnkit.grading.gradebook.dates import extend

    for line in extend(
        arguments.root, arguments.student, arguments.assignment, " ".join(arguments.time)
    ):
        print(line)
    return 0


def _mark(arguments: argparse.Namespace) -> int:
    from nnkit.grading.desk.server import mark

    return mark(
        arguments.root,
        arguments.assignment,
        names=arguments.names,
        port=arguments.port,
        browse=not arguments.no_browser,
    )


def _report(arguments: argparse.Namespace) -> int:
    from nnkit.grading.reports.report import report

    report(
        arguments.root,
        assignment=arguments.assignment,
        html=arguments.html,
        csv=arguments.csv,
        lms=arguments.lms,
        student=arguments.student,
    )
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from nnkit.grading.doctor import doctor

    return doctor()
