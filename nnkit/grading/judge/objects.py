"""Stand-ins for the student's objects, which stay in the student's room.

A stand-in has the special methods that its object has, and no other, so that ``hasattr`` and
``isinstance(x, Iterable)`` say of it what they say of the object; the same object is the same
stand-in, and objects of one type are of one type here. What it cannot ask the room for raises
`NotApart`: it never answers for the student.

Operators, comparison, truth value and text of a student's object could answer anything to
anything, so they raise, too, unless `Proxies.asks` says that the instructor's own answers need
them in this test: then the room is asked.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from nnkit.grading.errors import StudentError

if TYPE_CHECKING:
    from nnkit.grading.judge.proxies import Proxies

_KINDS: dict[str, type] = {
    "function": types.FunctionType,
    "builtin_function_or_method": types.BuiltinFunctionType,
    "method": types.MethodType,
    "generator": types.GeneratorType,
    "module": types.ModuleType,
    "type": type,
}
_BASES: dict[str, type] = {
    "list": list, "dict": dict, "set": set, "frozenset": frozenset, "tuple": tuple, "str": str,
    "int": int, "float": float, "complex": complex, "bytes": bytes, "type": type,
    "Exception": Exception,
}  # fmt: skip
_NEVER = ("__array_interface__", "__array_struct__", "__array_priority__", "__set_name__")


class NotApart(StudentError):
    """A test needs of the student's object what does not go from one room to the other."""


class _Type(type):
    """The type of stand-ins for objects of one type of the student's."""

    def __eq__(cls, other: object) -> bool:
        if isinstance(other, StudentObject):
            return cls.__dict__.get("_type_ref") == object.__getattribute__(other, "_ref")
        return cls is other

    def __ne__(cls, other: object) -> bool:
        return not cls == other

    __hash__ = type.__hash__


class StudentObject(metaclass=_Type):
    """An object in the student's room; `make_type` derives a type for each type of its."""

    __slots__ = ("__name__", "__weakref__", "_kind", "_p", "_ref")

    def __init__(self, proxies: Proxies, ref: int, kind: str, name: str):
        for key, value in {"_p": proxies, "_ref": ref, "_kind": kind, "__name__": name}.items():
            object.__setattr__(self, key, value)

    def __repr__(self) -> str:
        return described(self)

    def __getattr__(self, name: str) -> Any:
        if name in _NEVER or name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(f"{described(self)} has no attribute {name!r}")
        return self._p.decode(self._p.ask("get", self._ref, name=name))

    def __setattr__(self, name: str, value: Any) -> None:
        self._p.ask("set", self._ref, name=name, value=value)

    def __delattr__(self, name: str) -> None:
        self._p.ask("delete", self._ref, name=name)

    def _refuse(self, *others: Any, **options: Any) -> Any:
        raise NotApart(
            f"{described(self)} came where a plain value is needed: a number, an array, a list, ..."
        )

    def _closed(self) -> Any:
        raise NotApart(f"{described(self)} cannot be looked into in a test")

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, StudentObject) and self._p.is_one("instance", value, self)

    def __subclasscheck__(self, value: object) -> bool:
        return isinstance(value, StudentObject) and self._p.is_one("subclass", value, self)

    __array__ = __float__ = __int__ = __index__ = __complex__ = __bool__ = _refuse
    __signature__ = __copy__ = __deepcopy__ = __reduce_ex__ = property(_closed)


def described(value: StudentObject, *options: Any) -> str:
    """A student's object in words that are not the student's."""
    kind, name = (object.__getattribute__(value, key) for key in ("_kind", "__name__"))
    return f"<the student's {kind} {name}>" if name else f"<the student's {kind}>"


class StudentFunction(StudentObject):
    """A function, method or class in the student's room."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it on copies of the arguments."""
        return self._p.call(self._ref, self.__name__ or described(self), args, kwargs)


class StudentModule(StudentObject):
    """A module that the student's code has imported."""

    __slots__ = ()


def _getitem(self: StudentObject, key: Any) -> Any:
    return self._p.decode(self._p.ask("item", self._ref, key=key))


def _setitem(self: StudentObject, key: Any, value: Any) -> None:
    self._p.ask("setitem", self._ref, key=key, value=value)


def _len(self: StudentObject) -> int:
    count = self._p.decode(self._p.ask("len", self._ref))
    if type(count) is not int or count < 0:
        raise StudentError(f"the length of {described(self)} is not a number")
    return count


def _iter(self: StudentObject) -> Iterator[Any]:
    return _Steps(self._p.decode(self._p.ask("iter", self._ref)))


def _next(self: StudentObject) -> Any:
    return next(_Steps(self))


class _Steps:
    """Iterates over a student's iterator: only the answer to ``next`` can end it."""

    def __init__(self, iterator: Any):
        if not isinstance(iterator, StudentObject):
            raise StudentError("an iterator was needed")
        self._iterator = iterator

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        it = self._iterator
        answer = it._p.ask("next", it._ref, ("ok", "stop"))
        if answer.status == "stop":
            raise StopIteration
        return it._p.decode(answer)


_FORWARDED: dict[str, Callable[..., Any]] = {
    "__getitem__": _getitem,
    "__setitem__": _setitem,
    "__len__": _len,
    "__iter__": _iter,
    "__next__": _next,
}


def make_type(kind: str, base: str, have: frozenset[str], ref: int, asks: bool) -> type[Any]:
    """The type of stand-ins for objects of one type.

    Parameters
    ----------
    kind, base : str
        The type's name, and that of the built-in type that it is or is derived from.
    have : frozenset of str
        What `protocols.told` says of its objects.
    ref : int
        The number of the type in the room.
    asks : bool
        Whether operators and comparison ask the room.
    """
    parent = StudentModule if kind == "module" else StudentObject
    parent = StudentFunction if "__call__" in have else parent
    body: dict[str, Any] = {"__slots__": (), "_type_ref": ref}
    body["__doc__"] = property(lambda self: self.__getattr__("__doc__"))  # not that of this file
    body["__module__"] = property(lambda self: self.__getattr__("__module__"))
    for name in have - {"__call__"}:
        body[name] = _FORWARDED.get(name) or _special(name, asks)
    if kind in _KINDS:
        body["__bool__"] = lambda self: True
    elif asks and "__bool__" not in have:
        body["__bool__"] = (lambda self: _len(self) > 0) if "__len__" in have else lambda self: True
    seen: type = _KINDS.get(kind) or type(kind, (_BASES.get(base, object),), {})
    body["__class__"] = property(lambda self: seen)
    return _Type(kind, (parent,), body)


def _special(name: str, asks: bool) -> Callable[..., Any]:
    """A method that asks the room for what the object's own says, or refuses to."""
    if not asks:
        return described if name in _TEXTS else StudentObject._refuse

    def ask(self: StudentObject, *values: Any) -> Any:
        if name == "__exit__":
            error = values[1]
            values = (type(error).__name__, str(error)[:300]) if error is not None else ("", "")
        answer = self._p.ask("special", self._ref, ("ok", "missing"), name=name, values=values)
        value = NotImplemented if answer.status == "missing" else self._p.decode(answer)
        if name in _PLAIN and type(value) is not _PLAIN[name]:
            raise StudentError(f"{name} of {described(self)} is a {type(value).__name__}")
        return value

    return ask


_TEXTS = ("__str__", "__repr__", "__format__")
_PLAIN: dict[str, type] = {**dict.fromkeys(_TEXTS, str), "__hash__": int, "__bool__": bool}


def in_place(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Let a student's function change its arguments: the changes are copied back.

    A function that is not a student's is returned as it is.
    """
    if not isinstance(fn, StudentFunction):
        return fn

    def call(*args: Any, **kwargs: Any) -> Any:
        return fn._p.call(fn._ref, fn.__name__, args, kwargs, in_place=True)

    return call
