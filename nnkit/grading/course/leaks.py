"""Find answers and hidden tests in what students get.

An answer is found

- as a whole, anywhere: the same statements in a code cell or a Python file, or the same lines one
  after the other in any text, whatever the indentation, the comments and the spacing;
- line by line in the exercise it was taken from, when a line says something (`TELLING` tokens).

A lecture may use a line that an answer uses too, it may not contain the answer.

What students may read anyway is no leak, so answers can be the plain formula:

- The reference library is not searched for answers: showing them is what it is for, and it is not
  there when a student's work is graded. An answer to a function that it has (`softmax`) may also
  stand in lectures and in the exercises of other units, not in its own exercise, nor elsewhere.
- A line that the exercise prints to be put right (in a function ``printed_...``) may stay.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nnkit.grading.course.files import files_in

#: A line with fewer tokens, commas and brackets left out, says nothing: ``return a, b, c, d``.
TELLING = 6
#: Where the course may use what its library has.
LESSONS = ("course/lectures/", "course/exercises/")
PRINTED = "printed_"
_REGIONS = {
    "answer": ("BEGIN SOLUTION", "END SOLUTION"),
    "hidden test": ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),
    "marking scheme": ("BEGIN MARK SCHEME", "END MARK SCHEME"),
}
MARKERS = tuple(marker for pair in _REGIONS.values() for marker in pair)


@dataclass(frozen=True)
class Passage:
    """A piece of text and where it is from.

    Attributes
    ----------
    where : the notebook and the cell, or the file and the function
    unit : the name of its unit, None for what belongs to the whole course
    source : the text
    code : whether it is meant to be Python
    """

    where: str
    unit: str | None
    source: str
    code: bool = False

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines without indentation, comments, quoting of code and empty lines."""
        lines = (line.split("  #")[0].strip().strip("`") for line in self.source.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    @cached_property
    def joined(self) -> str:
        """`lines` in one string, with a line break before and after each."""
        return "\n".join(("", *self.lines, ""))

    @cached_property
    def blocks(self) -> list[tuple[str, ...]]:
        """Every list of statements in it, outermost first; none when it is not Python."""
        kept = (
            line for line in self.source.splitlines() if not line.lstrip().startswith(("%", "!"))
        )
        try:
            tree = ast.parse(textwrap.dedent("\n".join(kept))) if self.code else None
        except SyntaxError:
            tree = None
        return [
            tuple(ast.dump(statement) for statement in block)
            for node in (ast.walk(tree) if tree else ())
            for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
            if isinstance(block, list)
        ]

    @cached_property
    def statements(self) -> frozenset[str]:
        """All statements of `blocks`."""
        return frozenset(statement for block in self.blocks for statement in block)


@dataclass(frozen=True)
class Secret(Passage):
    """A passage that students must not get.

    Attributes
    ----------
    kind : what it is
    in_library : whether students have a function of this name in the library
    given : lines that the exercise itself gives
    """

    kind: str = "answer"
    in_library: bool = False
    given: frozenset[str] = frozenset()

    @cached_property
    def telling(self) -> list[str]:
        """Those of its lines that say something."""
        return [line for line in self.lines if _tokens(line) >= TELLING and line not in self.given]


def notebook_secrets(
    notebook: Any, where: str, unit: str, library: Collection[str] = ()
) -> list[Secret]:
    """Return the answers, hidden tests and marking schemes of an instructor's notebook.

    `library` names the functions that students can read in the library.
    """
    found = []
    given = frozenset(_printed_lines(notebook))
    for cell in notebook.cells:
        regions = list(_regions(cell.source))
        is_answer = cell.metadata.get("nbgrader", {}).get("solution", False)
        if is_answer and not any(kind == "answer" for kind, _ in regions):
            regions.append(("answer", cell.source))
        code = cell.cell_type == "code"
        place = f"{where}, cell {cell_name(cell)}"
        defined = re.findall(r"^def (\w+)", cell.source, flags=re.MULTILINE)
        public = code and bool(defined) and all(name in library for name in defined)
        found += [
            Secret(place, unit, source, code, kind, public and kind == "answer", given)
            for kind, source in regions
        ]
    return [secret for secret in found if secret.lines]


def library_names(folder: Path) -> set[str]:
    """Return the names of the functions of the library in `folder`, the grading side left out."""
    paths = [path for path in files_in(folder) if path.suffix == ".py"] if folder.is_dir() else []
    return {
        node.name
        for path in paths
        if path.relative_to(folder).parts[0] != "grading"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def module_secrets(source: str, where: str, unit: str, kind: str) -> list[Secret]:
    """Return the functions of a module of exercises: `kind` says what they are."""
    secrets = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            text = "\n".join(map(ast.unparse, body))
            secrets.append(Secret(f"{where}, {node.name}", unit, text, True, kind))
    return secrets


def notebook_passages(notebook: Any, where: str, unit: str | None) -> list[Passage]:
    """Return all that a notebook says: sources, outputs, attachments and metadata."""
    passages = [Passage(where, unit, text) for text in strings(notebook.metadata)]
    for cell in notebook.cells:
        place = f"{where}, cell {cell_name(cell)}"
        passages.append(Passage(place, unit, cell.source, code=cell.cell_type == "code"))
        rest = {key: value for key, value in cell.items() if key != "source"}
        passages += [Passage(place, unit, text) for text in strings(rest)]
    return passages


def file_passages(path: Path, where: str, unit: str | None) -> list[Passage]:
    """Return what a file other than a notebook says; nothing for a file that is not text."""
    try:
        return [Passage(where, unit, path.read_text(encoding="utf-8"), code=path.suffix == ".py")]
    except UnicodeDecodeError:
        return []


def find_leaks(secrets: Sequence[Secret], passages: Sequence[Passage]) -> list[str]:
    """Return one line for every secret found in `passages`, and for every marker left in them."""
    leaks = [
        f"{passage.where}: contains the marker {marker}"
        for passage in passages
        for marker in MARKERS
        if marker in passage.source.upper()
    ]
    leaks += [
        f"{passage.where}: contains {what} of {secret.where}"
        for secret in secrets
        for passage in passages
        if (what := _leak(secret, passage))
    ]
    return list(dict.fromkeys(leaks))


def cell_name(cell: Any) -> str:
    """Return what an author calls the cell: its grade_id, otherwise its id."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "?"))


def _leak(secret: Secret, passage: Passage) -> str | None:
    """Say what of `secret` is in `passage`; None if nothing is."""
    if not secret.telling and len(secret.lines) == 1:
        return None
    if secret.in_library and passage.unit != secret.unit and passage.where.startswith(LESSONS):
        return None
    if secret.joined in passage.joined or _same_statements(secret, passage):
        return f"the {secret.kind}"
    if secret.unit == passage.unit or secret.kind == "hidden test":
        for line in secret.telling:
            if f"\n{line}\n" in passage.joined:
                return f"the line {line!r} from the {secret.kind}"
    return None


def _same_statements(secret: Secret, passage: Passage) -> bool:
    wanted = secret.blocks[0] if secret.blocks else ()
    n = len(wanted)
    return bool(wanted and wanted[0] in passage.statements) and any(
        block[i : i + n] == wanted for block in passage.blocks for i in range(len(block) - n + 1)
    )


def _printed_lines(notebook: Any) -> Iterator[str]:
    """Yield the lines of the functions that a notebook prints to be put right."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and f"def {PRINTED}" in cell.source:
            yield from Passage("", None, cell.source).lines


def _regions(source: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of every region between markers."""
    for kind, (begin, end) in _REGIONS.items():
        inside: list[str] | None = None
        for line in source.splitlines():
            if begin in line:
                inside = []
            elif end in line and inside is not None:
                yield kind, "\n".join(inside)
                inside = None
            elif inside is not None:
                inside.append(line)


def _tokens(line: str) -> int:
    """Count the tokens of a line, commas and brackets left out; words if it is not Python."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(line).readline))
    except (tokenize.TokenError, SyntaxError):
        return len(line.split())
    return sum(token.string.strip() not in set("()[]{},") | {""} for token in found)


def strings(value: Any) -> Iterator[str]:
    """Yield every text inside a JSON value; a list of lines is one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
