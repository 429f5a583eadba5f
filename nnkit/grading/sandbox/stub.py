"""The `nnkit` of the student's room: `check` does nothing, the reference is not there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NOT_HERE = "{} is not available where answers are graded: write the formula in your own answer"
NOT_LISTED = "is not among the packages that answers may use here"
judging = False  # a test runs here that decides marks: then nothing may be passed over
QUIET = ("plotting", "data")


class CheckFailed(AssertionError):
    """Only its name is here."""


class CheckResult:
    """The result of a check that did not run."""

    name, passed, score, message, misconception = "", False, 0.0, "", None
    advice, remark, attempted, hidden = "", "", False, False

    def __init__(self) -> None:
        self.rungs: list[Any] = []

    def __repr__(self) -> str:
        return "checked where answers are graded"

    def as_dict(self) -> dict[str, Any]:
        """Nothing to tell."""
        return {}


def check(name: str = "", fn: Any = None, *args: Any, **kwargs: Any) -> CheckResult:
    """Do nothing: answers are checked in the other room."""
    if judging:
        raise ImportError(NOT_HERE.format("check"))
    return CheckResult()


check_against = check


def in_place(fn: Any) -> Any:
    """Return `fn`; the judge's version lets it change its arguments."""
    return fn


def nothing(*args: Any, **kwargs: Any) -> None:
    """Do nothing."""


class QuietModule(ModuleType):
    """A module whose every name is a function that does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return nothing


class JudgeOnly(ModuleType):
    """A module that has only what was put into it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(NOT_HERE.format(f"{self.__name__}.{name}"))


class Refuse(MetaPathFinder):
    """Says why a module that is not for answers cannot be imported."""

    def __init__(self, names: Sequence[str], words: str):
        self._names, self._words = frozenset(names), words

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Raise for its names, and leave all others to the next finder."""
        if fullname.partition(".")[0] in self._names:
            raise ImportError(self._words.format(fullname), name=fullname)
        return None


def install(
    judge_only: Sequence[str], refused: Sequence[str] = (), packages: Sequence[str] | None = None
) -> None:
    """Put the stub of nnkit in place; refuse judge-only modules, and those that are not listed."""
    listed = ", ".join(dict.fromkeys(["numpy", *(packages or ())]))
    words = f"{{}} {NOT_LISTED}: {listed}"
    sys.meta_path[:0] = [Refuse(judge_only, NOT_HERE), Refuse(refused, words)]
    modules: dict[str, ModuleType] = {
        name: JudgeOnly(name) for name in ("nnkit", "nnkit.grading", "nnkit.grading.rooms")
    }
    modules |= {f"nnkit.{name}": QuietModule(f"nnkit.{name}") for name in QUIET}
    public: dict[str, Any] = {
        "check": check,
        "check_against": check_against,
        "CheckFailed": CheckFailed,
        "CheckResult": CheckResult,
        "in_place": in_place,
    }
    vars(modules["nnkit.grading"]).update(public)
    vars(modules["nnkit.grading.rooms"]).update(in_place=in_place)
    for name, module in modules.items():
        owner, _, last = name.rpartition(".")
        if owner:
            setattr(modules[owner], last, module)
            module.__dict__.setdefault("__path__", [])
    modules["nnkit"].__path__ = []
    sys.modules.update(modules)
