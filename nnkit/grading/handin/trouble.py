"""Why a notebook could not be graded: one line for the instructor, one for the student."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """A notebook that could not be graded.

    Parameters
    ----------
    kind : str
        A key of the table below; ``"missing"`` is a notebook that was not handed in.
    instructor, student : str
        The reason in words, one line each.
    """

    kind: str
    instructor: str
    student: str


MAY_PASS = ("tests", "worker", "unreadable")
"""Kinds that another run may be without although neither hand-in nor assignment changed."""

_AGAIN = "Please hand in the notebook again."

_WORDS: dict[str, tuple[str, str]] = {
    "missing": (
        "{file} was not handed in",
        "The notebook {file} was not in your hand-in.",
    ),
    "nothing": (
        "there is no notebook in the folder that was handed in",
        "There was no notebook in your hand-in. Please hand in {file}.",
    ),
    "not-a-folder": (
        "what was handed in is a {detail}, not a folder with notebooks",
        "Your hand-in could not be opened. " + _AGAIN,
    ),
    "outside": (
        "the folder that was handed in is a link that leads elsewhere; links are not followed",
        "Your hand-in is a link to another place. Please hand in the files themselves.",
    ),
    "link": (
        "{file} is a link; links are not followed",
        "{file} is a link to another file. Please hand in the notebook itself.",
    ),
    "folder": (
        "{file} is a folder, not a file",
        "{file} is a folder, not a notebook file. " + _AGAIN,
    ),
    "special": (
        "{file} is not an ordinary file",
        "{file} is not an ordinary file. " + _AGAIN,
    ),
    "unreadable": (
        "{file} cannot be read: {detail}",
        "{file} could not be opened. " + _AGAIN,
    ),
    "empty": (
        "{file} is empty (0 bytes)",
        "{file} is empty: it holds nothing at all. Save it in Jupyter and hand it in again.",
    ),
    "large": (
        "{file} is {detail}; see c.TwoRooms.notebook_mb",
        "{file} is {detail}. Clear its outputs (Edit > Clear Outputs of All Cells), save, "
        "and hand it in again.",
    ),
    "other": (
        "{file} is {detail}, not a notebook",
        "{file} is {detail}, not a Jupyter notebook. " + _AGAIN,
    ),
    "corrupt": (
        "{file} is damaged: {detail}",
        "{file} is damaged and cannot be opened ({detail}). Check that it opens in Jupyter, "
        "save it, and hand it in again.",
    ),
    "no-cells": (
        "{file} has no cells that can be read",
        "{file} has no cells. Check that it opens in Jupyter, save it, and hand it in again.",
    ),
    "tests": (
        "the tests themselves failed: {detail}",
        "Your notebook could not be graded because the tests themselves failed. "
        "Your instructor knows; there is nothing that you need to do.",
    ),
    "hung": (
        "{detail}; the answers kept the tests busy without an end",
        "Your notebook could not be graded: the tests did not come to an end with your answers. "
        "Your instructor knows and will look at it.",
    ),
    "busy": (
        "{detail}; it is not tried again unless it changes (or with --force)",
        "Your hand-in could not be graded: reading and running it took too long. "
        "Your instructor knows and will look at it.",
    ),
    "worker": (
        "the grader could not finish this submission: {detail}",
        "Your notebook could not be graded because the grader stopped. Your instructor knows.",
    ),
}


def shown(name: str) -> str:
    """Return a file name so that a line can show it: a name need not be valid UTF-8."""
    text = name.encode("utf-8", errors="replace").decode("utf-8")
    return "".join("?" if unicodedata.category(letter) == "Cc" else letter for letter in text)


def trouble(kind: str, file: str = "", detail: str = "") -> Trouble:
    """Put the reason of `kind` in words for the file called `file`."""
    instructor, student = _WORDS[kind]
    names = {"file": shown(file) or "the notebook", "detail": shown(detail)}
    return Trouble(kind, instructor.format(**names), student.format(**names))
