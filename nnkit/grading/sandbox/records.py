"""Named tuples, plain dataclasses and enumerations that a test makes: they go over by their fields.

The judge says which class is meant, the room makes one like it, and what comes back is of the
judge's own class again. Classes of a student's stay in the student's room.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

MAX_FIELDS = 100
_OWN = {"__init__", "__repr__", "__eq__", "__replace__", "__setattr__", "__delattr__", "__hash__"}
_ORDER = {"__lt__", "__le__", "__gt__", "__ge__"}
Key = tuple[Any, ...]
# weakly: a class ends with the test, or the submission, that it belongs to
_classes: WeakValueDictionary[Key, type] = WeakValueDictionary()
_keys: WeakKeyDictionary[type, Key] = WeakKeyDictionary()


def introduce(value: Any) -> None:
    """Let the values of a test's class go over, when they hold nothing but their fields."""
    kind = type(value)
    if kind not in _keys and (key := _key(kind)) is not None:
        _remember(key, kind)


def _remember(key: Key, kind: type) -> None:
    _classes[key] = kind
    _keys[kind] = key


def _key(kind: type) -> Key | None:
    """What a class like this one is made of; None for one that has methods of its own."""
    fields = vars(kind).get("_fields")
    if kind.__bases__ == (tuple,) and fields:
        return ("namedtuple", kind.__name__, *fields)
    if dataclasses.is_dataclass(kind) and kind.__bases__ == (object,):
        said: Any = vars(kind)["__dataclass_params__"]
        methods = {name for name, value in vars(kind).items() if callable(value)}
        if methods - _OWN - _ORDER:
            return None
        names = [f.name for f in dataclasses.fields(kind)]
        return ("dataclass", kind.__name__, bool(said.frozen), bool(said.order), *names)
    if isinstance(kind, enum.EnumMeta) and kind.__bases__ in ((enum.Enum,), (enum.IntEnum,)):
        found: dict[str, Any] = dict(kind.__members__)
        members = [(name, member.value) for name, member in found.items()]
        if all(type(v) in (int, str, float) for _, v in members):
            return ("enum", kind.__name__, kind.__bases__[0].__name__, *members)
    return None


def holds(value: Any) -> tuple[str, Any] | None:
    """The word "record" and what `value` holds, when its class was introduced."""
    key = _keys.get(type(value))
    if key is None:
        return None
    if key[0] == "enum":
        return "record", [key, value.name]
    if key[0] == "namedtuple":
        return "record", [key, list(value)]
    return "record", [key, [getattr(value, name) for name in key[4:]]]


def mutable(value: Any) -> bool:
    """Whether it is a record whose content may change."""
    key = _keys.get(type(value))
    return key is not None and key[0] == "dataclass"


def made(name: str, held: Any) -> Any:
    """The value of a record; ValueError when it is none."""
    key, items = held
    if name != "record" or type(key) is not tuple or len(key) > MAX_FIELDS:
        raise ValueError("a record of no class")
    kind: Any = _classes.get(key) or _made_class(key)
    return getattr(kind, items) if key[0] == "enum" else kind(*items)


def _made_class(key: Key) -> Any:
    kind, name, *parts = key
    one: Any
    if kind == "namedtuple":
        one = getattr(collections, kind)(name, parts)
    elif kind == "dataclass":
        one = dataclasses.make_dataclass(name, parts[2:], frozen=parts[0], order=parts[1])
    elif kind == "enum" and parts[0] in ("Enum", "IntEnum"):
        one = getattr(enum, parts[0])(name, parts[1:])
    else:
        raise ValueError("a record of no class")
    _remember(key, one)
    return one
