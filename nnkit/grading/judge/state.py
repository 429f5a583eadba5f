"""The judge's process as it was, for every submission: nothing is left for the next one.

One process judges many submissions. Test cells and locked cells are the instructor's, but what
they import or read may lie beside the notebook that was handed in.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import decimal
import importlib.abc
import importlib.util
import os
import random
import sys
import warnings
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import numpy as np

_usual: dict[str, Any] = {}  # matplotlib's settings when it was imported


class _Watch(importlib.abc.MetaPathFinder):
    """Keeps matplotlib's settings when it is imported, which a test may do or never."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Find matplotlib as usual, and look at it when it is loaded."""
        spec = PathFinder.find_spec(name, path) if name == "matplotlib" else None
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                load(module)
                _usual.update(_copied(module.rcParams))

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def warm() -> None:
    """Name matplotlib's settings and how it draws, for when a test imports it.

    It would prefer a ``matplotlibrc`` in the working folder, which `notebook.copy_files` leaves
    out.
    """
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        return
    folder = Path(next(iter(spec.submodule_search_locations)))
    os.environ["MATPLOTLIBRC"] = str(folder / "mpl-data" / "matplotlibrc")
    os.environ["MPLBACKEND"] = "Agg"
    sys.meta_path.insert(0, _Watch())


@contextlib.contextmanager
def restored(folder: str) -> Iterator[None]:
    """Work in `folder`, and undo at the end what was changed in this process meanwhile.

    Undone are changes of the environment, the import system (modules that came from `folder`
    included), warnings, the settings of NumPy, matplotlib and `decimal`, and names of `builtins`.
    """
    lists: list[list[Any]] = [sys.path, sys.meta_path, sys.path_hooks]
    kept = [list(entries) for entries in lists]
    environment, names = dict(os.environ), dict(vars(builtins))
    modules, importers = set(sys.modules), set(sys.path_importer_cache)
    limit = sys.getrecursionlimit()
    numpy_prints, numpy_errors = np.get_printoptions(), np.geterr()
    random.seed()
    np.random.seed()
    os.chdir(folder)
    try:
        with _figures(), warnings.catch_warnings(), decimal.localcontext():
            yield
    finally:
        os.chdir("/")
        for entries, before in zip(lists, kept, strict=True):
            entries[:] = before
        _put_back(os.environ, environment)
        _put_back(vars(builtins), names)
        _forget(set(sys.modules) - modules, folder)
        for path in set(sys.path_importer_cache) - importers:
            del sys.path_importer_cache[path]
        sys.setrecursionlimit(limit)
        np.set_printoptions(**numpy_prints)
        np.seterr(**numpy_errors)


def _put_back(now: Any, before: dict[str, Any]) -> None:
    for name in [name for name in now if name not in before]:
        del now[name]
    for name, value in before.items():
        if now.get(name) is not value and now.get(name) != value:
            now[name] = value


def _forget(names: set[str], folder: str) -> None:
    """Forget those of the modules `names` whose files lie below `folder`."""
    inside = os.path.realpath(folder) + os.sep
    for name in names:
        file = getattr(sys.modules[name], "__file__", None)
        if isinstance(file, str) and os.path.realpath(file).startswith(inside):
            del sys.modules[name]


@contextlib.contextmanager
def _figures() -> Iterator[None]:
    """Give matplotlib its usual settings at the end, if it is there."""
    try:
        yield
    finally:
        matplotlib: Any = sys.modules.get("matplotlib")
        if matplotlib is not None:
            # as the dict that it is: reading and writing checks nothing
            dict.update(matplotlib.rcParams, _copied(_usual))
    if matplotlib is not None and matplotlib.get_backend().lower() != "agg":
        matplotlib.use("Agg")


def _copied(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: copy.copy(value) for name, value in dict.items(settings) if name != "backend"}
