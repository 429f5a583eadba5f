"""Values of pandas, sympy, networkx and Pillow that go over as what they hold.

A package is used only where it is loaded already, or when a value of it comes. Nothing is parsed
and nothing evaluated: an expression of sympy is built anew from its tree, as it stood.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .frames import MAX_FRAME

PLAIN = "biufcmM"  # kinds of NumPy types that a column may have
MODES = ("1", "L", "P", "RGB", "RGBA", "F", "I", "LA", "CMYK", "HSV")
GRAPHS = ("Graph", "DiGraph", "MultiGraph", "MultiDiGraph")
CONSTANTS = (
    *("Pi", "Exp1", "ImaginaryUnit", "Infinity", "NegativeInfinity", "ComplexInfinity", "NaN"),
    *("EulerGamma", "GoldenRatio", "Catalan", "true", "false", "EmptySet"),
)
MATRICES = ("MutableDenseMatrix", "ImmutableDenseMatrix")


class _Stays(Exception):
    """A value that does not go over."""


# pandas


def _column(values: Any) -> list[Any]:
    """The items of a Series, an Index or an array, with their type."""
    import pandas as pd

    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in PLAIN:
        return ["n", values.to_numpy()]
    if dtype.kind == "O" and isinstance(dtype, np.dtype):
        return ["o", list(values)]
    if isinstance(dtype, pd.StringDtype):
        return [str(dtype), [None if pd.isna(item) else item for item in values]]
    if isinstance(dtype, pd.CategoricalDtype):
        kinds = pd.Categorical(values)
        return ["c", np.asarray(kinds.codes), _column(kinds.categories), bool(kinds.ordered)]
    raise _Stays


def _of_column(held: list[Any]) -> Any:
    import pandas as pd

    tag, items, *more = held
    if tag == "c":
        return pd.Categorical.from_codes(np.asarray(items), _of_column(more[0]), ordered=more[1])
    if tag == "n":
        return np.array(items)
    return pd.array(items, dtype={"o": object}.get(tag, str(tag)))


def _index(index: Any) -> list[Any]:
    import pandas as pd

    if type(index) is pd.RangeIndex:
        return ["r", index.start, index.stop, index.step, index.name]
    if type(index) is pd.MultiIndex:
        return ["m", list(index), list(index.names)]
    if type(index) not in (pd.Index, pd.DatetimeIndex, pd.TimedeltaIndex, pd.CategoricalIndex):
        raise _Stays
    return ["i", _column(index), index.name, getattr(index, "freqstr", None)]


def _of_index(held: list[Any]) -> Any:
    import pandas as pd

    tag, *parts = held
    if tag == "r":
        return pd.RangeIndex(*parts[:3], name=parts[3])
    if tag == "m":
        return pd.MultiIndex.from_tuples(parts[0], names=parts[1])
    column, name, often = parts
    made = pd.Index(_of_column(column), name=name)
    return type(made)(made, freq=often) if often else made


def _series(value: Any) -> list[Any]:
    return [_column(value), _index(value.index), value.name]


def _of_series(held: list[Any]) -> Any:
    import pandas as pd

    return pd.Series(_of_column(held[0]), index=_of_index(held[1]), name=held[2])


def _frame(value: Any) -> list[Any]:
    columns = [_column(value.iloc[:, k]) for k in range(value.shape[1])]
    return [columns, _index(value.columns), _index(value.index)]


def _of_frame(held: list[Any]) -> Any:
    import pandas as pd

    columns, names, index = held
    made = pd.DataFrame(dict(enumerate(map(_of_column, columns))), index=_of_index(index))
    made.columns = _of_index(names)
    return made


def _time(value: Any) -> Any:
    if getattr(value, "tzinfo", None) is not None:
        raise _Stays
    return value.asm8


def _of_time(kind: str) -> Callable[[Any], Any]:
    return lambda held: getattr(importlib.import_module("pandas"), kind)(held)


# sympy


def _tree(value: Any) -> list[Any]:
    import sympy as sp

    kind = type(value)
    if isinstance(value, sp.Rational):
        return ["q", int(value.p), int(value.q)]
    if kind is sp.Float:
        return ["f", [int(part) for part in value._mpf_], int(value._prec)]
    if kind is sp.Symbol:
        known = {name: truth for name, truth in value.assumptions0.items() if truth is not None}
        return ["s", value.name, known]
    for name in CONSTANTS:
        if value is getattr(sp.S, name):
            return ["k", name]
    if kind.__name__ in MATRICES:
        return ["m", kind.__name__, *value.shape, [_tree(item) for item in value.flat()]]
    if isinstance(value, sp.core.function.AppliedUndef):
        return ["u", kind.__name__, [_tree(part) for part in value.args]]
    if kind is not _class(kind.__name__, sp) or not value.args:
        raise _Stays
    return ["c", kind.__name__, [_tree(part) for part in value.args]]


def _class(name: Any, sp: Any) -> Any:
    """The class of expressions called `name`."""
    kind = getattr(sp if name != "ExprCondPair" else sp.functions.elementary.piecewise, name)
    if not (isinstance(kind, type) and issubclass(kind, sp.Basic)):
        raise _Stays
    return kind


def _of_tree(held: list[Any]) -> Any:
    import sympy as sp

    tag, *parts = held
    if tag == "q" and all(type(part) is int for part in parts):
        return sp.Rational(*parts)
    if tag == "f":
        return sp.Float._new(tuple(map(int, parts[0])), int(parts[1]), zero=False)
    if tag == "s" and type(parts[0]) is str:
        return sp.Symbol(parts[0], **parts[1])
    if tag == "k" and parts[0] in CONSTANTS:
        return getattr(sp.S, parts[0])
    below = [_of_tree(part) for part in parts[-1]]
    if tag == "m" and parts[0] in MATRICES:
        return getattr(sp, parts[0])(*parts[1:3], below)
    kind = sp.Function(parts[0]) if tag == "u" else _class(parts[0], sp)
    eager = (sp.Add, sp.Mul, sp.Pow, sp.Function, sp.core.relational.Relational)
    with sp.evaluate(not issubclass(kind, eager)):
        return kind(*below)


# networkx and Pillow


def _graph(value: Any) -> list[Any]:
    several = {"keys": True} if value.is_multigraph() else {}
    nodes = [[node, dict(data)] for node, data in value.nodes(data=True)]
    return [dict(value.graph), nodes, [list(e) for e in value.edges(data=True, **several)]]


def _of_graph(kind: str) -> Callable[[Any], Any]:
    def make(held: Any) -> Any:
        about, nodes, edges = held
        made = getattr(importlib.import_module("networkx"), kind)(**about)
        made.add_nodes_from((node, data) for node, data in nodes)
        made.add_edges_from(tuple(edge) for edge in edges)
        return made

    return make


def _image(value: Any) -> list[Any]:
    if value.mode not in MODES:
        raise _Stays
    colours = bytes(value.getpalette()) if value.mode == "P" else b""
    return [value.mode, list(value.size), value.tobytes(), colours]


def _of_image(held: list[Any]) -> Any:
    from PIL import Image

    mode, size, data, colours = held
    if mode not in MODES or any(type(n) is not int or n < 0 for n in size):
        raise ValueError("an image of no known kind")
    if len(data) > MAX_FRAME or size[0] * size[1] > 8 * len(data):
        raise ValueError("an image of another size than its data")
    made = Image.frombytes(mode, tuple(size), data)
    if colours:
        made.putpalette(colours)
    return made


# type by its module and name: (what one of it holds, how it is made of that)
TYPES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "pandas.Series": (_series, _of_series),
    "pandas.DataFrame": (_frame, _of_frame),
    "pandas.Index": (_index, _of_index),
    "pandas.RangeIndex": (_index, _of_index),
    "pandas.DatetimeIndex": (_index, _of_index),
    "pandas.TimedeltaIndex": (_index, _of_index),
    "pandas.CategoricalIndex": (_index, _of_index),
    "pandas.MultiIndex": (_index, _of_index),
    "pandas.Timestamp": (_time, _of_time("Timestamp")),
    "pandas.Timedelta": (_time, _of_time("Timedelta")),
    "sympy": (_tree, _of_tree),
    "PIL.Image": (_image, _of_image),
    **{f"networkx.{name}": (_graph, _of_graph(name)) for name in GRAPHS},
}
NAMES = frozenset(TYPES)


def _expressions(sp: Any) -> tuple[type, ...]:
    found = [getattr(sp, name, None) for name in ("Basic", *MATRICES)]
    return tuple(kind for kind in found if isinstance(kind, type))


def _name(value: Any) -> str | None:
    """The name below which values of this type stand in `TYPES`."""
    kind = type(value)
    package = str(getattr(kind, "__module__", "")).partition(".")[0]
    loaded = sys.modules.get(package)
    if package in ("builtins", "numpy"):  # most values, and most arguments of a call
        return None
    if "sympy" in sys.modules and isinstance(value, _expressions(sys.modules["sympy"])):
        return "sympy"
    if package == "PIL" and "PIL.Image" in sys.modules:
        return "PIL.Image" if isinstance(value, sys.modules["PIL.Image"].Image) else None
    name = f"{package}.{kind.__name__}"
    known = name in TYPES and getattr(loaded, kind.__name__, None) is kind
    return name if known else None


def holds(value: Any) -> tuple[str, Any] | None:
    """The name of the type of `value` and what it holds; None for what does not go over."""
    name = _name(value)
    if name is None:
        return None
    try:
        return name, TYPES[name][0](value)
    except _Stays:
        return None


def mutable(value: Any) -> bool:
    """Whether it is a value of a package whose content may change."""
    name = _name(value)
    return name is not None and name.partition(".")[0] != "sympy"


def made(name: str, held: Any) -> Any:
    """The value called `name` that holds `held`; ValueError when there is none."""
    try:
        return TYPES[name][1](held)
    except MemoryError:
        raise
    except Exception as error:  # whatever a package raises of parts that are none
        raise ValueError(f"a value of {name} that is none") from error
