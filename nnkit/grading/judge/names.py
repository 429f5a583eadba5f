"""The judge's namespace of one submission: whose a name is, and who is asked for it.

Names that trusted cells bound win; only the rest is asked from the student. A name that a test
bound is the student's again after an answer that is to define it, and so is a value of a locked
cell that the instructor's answer binds anew or changes. In the tests of an answer that is to
define a name that Python has too (``sum``), the name is the answer's. A test may take a student's
name away (``del f``); what it then binds to that name goes to the student's room as well.

A module is never the student's object: where the student's code has imported it, a test gets the
judge's own.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping, Set
from types import FrameType
from typing import Any

from nnkit.grading.errors import GraderFault, StudentError
from nnkit.grading.judge.link import Answer
from nnkit.grading.judge.objects import StudentFunction, StudentModule
from nnkit.grading.judge.proxies import Proxies

MODULES = {
    "np": "numpy",
    "numpy": "numpy",
    "math": "math",
    "plt": "matplotlib.pyplot",
    "matplotlib": "matplotlib",
    "pd": "pandas",
    "scipy": "scipy",
}
"""Names that mean a module by convention: never a student's object."""

LIBRARIES = frozenset({
    "PIL", "cmath", "collections", "datetime", "decimal", "fractions", "functools", "itertools",
    "json", "math", "matplotlib", "networkx", "numpy", "operator", "pandas", "random", "re",
    "scipy", "seaborn", "sklearn", "statistics", "string", "sympy",
})  # fmt: skip
"""Packages of which a test gets the judge's own module when the student has imported it."""

TEST = "test "  # how the file names of test cells begin


class Names(dict[str, Any]):
    """The names; missing ones are asked from the student."""

    def __init__(self, proxies: Proxies):
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.proxies = proxies
        self._poisoned: dict[str, str] = {}
        self._known: dict[str, StudentFunction] = {}  # since the last `look_again`
        self._taken: set[str] = set()  # names of the student's that a test has deleted
        self._given: set[str] = set()  # and bound anew, here and in the student's room
        self._later: dict[str, str] = {}  # modules that trusted cells import, when they are used
        self.tested: set[str] = set()  # what the answers before this test are to define
        self._of_tests: set[str] = set()  # names that test cells have bound

        self["display"] = lambda *values, **options: None

    def __missing__(self, name: str) -> Any:
        if name in self.tested and hasattr(builtins, name) and _in_test(sys._getframe(1)):
            return self._answers(name)
        if name in self._later:
            return importlib.import_module(self._later[name])
        if hasattr(builtins, name) or name.startswith("__"):
            raise KeyError(name)
        if name in self._poisoned:
            raise GraderFault(f"{name} is not there: {self._poisoned[name]}")
        return self._students(name)

    def _answers(self, name: str) -> Any:
        """What the student's answer defines; NameError, not Python's own, when it does not."""
        try:
            return self._students(name)
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def _students(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        value = self.proxies.name(name)
        if name in MODULES:
            return importlib.import_module(MODULES[name])
        if isinstance(value, StudentModule):
            return _own_module(value)
        if isinstance(value, StudentFunction):
            self._known[name] = value
        return value

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
            if name not in self._given:
                return
        self._given.discard(name)
        self.proxies.unbind(name)
        self._known.pop(name, None)
        self._taken.add(name)

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self._taken or name in self._given:
            self.proxies.bind(name, value)
            self._taken.discard(name)
            self._given.add(name)
        if _in_test(sys._getframe(1)):
            self._of_tests.add(name)
        else:
            self._of_tests.discard(name)
        super().__setitem__(name, value)

    def ask(self, proxies: Proxies) -> None:
        """Ask another room from now on."""
        self.proxies = proxies
        self.look_again()

    def look_again(self) -> None:
        """Ask anew what the student's names mean; a cell has run."""
        self._known.clear()
        self.leave_to_student(self._given)
        self._given.clear()

    def learn(self, answer: Answer, names: Set[str]) -> None:
        """Take the functions called `names` that came with the answer to a cell."""
        told = answer.message.get("defined")
        for name, node in told.items() if isinstance(told, dict) else ():
            if name in names and isinstance(node, list) and node[:1] == ["o"]:
                value = self.proxies.decode(answer, node)
                if isinstance(value, StudentFunction):
                    self._known[name] = value

    def answered(self, names: Set[str], changed: Set[str]) -> None:
        """Let go of `names`: an answer that is to define them, or to change them, has run."""
        held = {name for name in changed if not callable(self.get(name))}
        self.leave_to_student({name for name in names if name in self} | held)

    def bound_again(self, names: Set[str]) -> None:
        """Let go of `names` that tests have bound: a cell that students may edit binds them."""
        self.leave_to_student(names & self._of_tests)

    def trusts(self, name: str) -> bool:
        """Whether `name` is the judge's own."""
        if name in self or name in self._later or hasattr(builtins, name):
            return True
        return name in MODULES and self._imported(name)

    def _imported(self, name: str) -> bool:
        try:
            self.proxies.name(name)
        except (KeyError, StudentError):
            return False
        return True

    def import_later(self, modules: Mapping[str, str]) -> None:
        """Import `modules` ({name: module}) of a trusted cell when a test uses them."""
        self._later.update(modules)

    def poison(self, names: Set[str], why: str) -> None:
        """Never ask the student for names that a trusted cell failed to bind."""
        self._poisoned.update({name: why for name in names if name not in self})

    def leave_to_student(self, names: Set[str]) -> None:
        """Let the student's values count for names that come out of the student's code."""
        for name in names:
            self.pop(name, None)
            self._later.pop(name, None)


def _own_module(value: StudentModule) -> Any:
    """The judge's own module of this name, where it is one of `LIBRARIES`."""
    name = object.__getattribute__(value, "__name__")
    if name.partition(".")[0] not in LIBRARIES:
        return value
    try:
        return importlib.import_module(name)
    except ImportError:
        return value


def _in_test(frame: FrameType) -> bool:
    """Whether the code of a test cell asks, not a function of another cell."""
    return frame.f_code.co_filename.startswith(TEST)
