"""Packages whose import takes long and of which little or nothing is used here."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

UNUSED = (
    "rfc3987_syntax",  # 0.8 s: jsonschema's check of international web addresses
    "rfc3986_validator",  # of ASCII ones
    "isoduration",  # and of durations
)
PARTS = ("nbconvert", "nbconvert.filters", "nbconvert.preprocessors")


def do_without() -> None:
    """Let imports of the unused packages fail at once; jsonschema then leaves out the check."""
    modules: dict[str, Any] = sys.modules
    for name in UNUSED:
        modules.setdefault(name, None)


def only_parts(packages: Sequence[str] = PARTS) -> None:
    """Let modules of packages be imported without those that the packages around them import.

    For a process that uses the Markdown renderer of nbconvert and nothing else of it.
    """
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is not None:
            sys.modules.setdefault(name, importlib.util.module_from_spec(spec))


def no_commands() -> None:
    """Let modules of nbgrader be imported without its commands and its pages for a server."""
    only_parts(["nbgrader"])
    version = import_module("nbgrader._version").__version__
    vars(import_module("nbgrader"))["__version__"] = version
