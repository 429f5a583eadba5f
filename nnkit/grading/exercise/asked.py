"""What an exercise asks, as data: its cases, its properties, and how answers are compared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import numpy as np

Function = Callable[..., Any]
Rng = np.random.Generator

ORDINARY = ("hand", "isolated", "random")
EDGE = ("extreme", "integer", "float32", "one", "share")
MISSING: Any = object()
USUAL_SECONDS = 10.0


@dataclass(frozen=True)
class Case:
    """One call of the student's function; the head of `spec` says what each of it means."""

    args: tuple[Any, ...]
    label: str
    rung: str
    expected: Any = MISSING
    hint: str = ""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    test: Callable[[Any], str | None] | None = None
    rtol: float | None = None
    again: tuple[tuple[Any, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.rung not in ORDINARY + EDGE:
            raise ValueError(f"rung is {self.rung!r}, needed one of {ORDINARY + EDGE}")


@dataclass(frozen=True)
class Property:
    """A statement that must hold, whatever the values: ``test(fn, rng)`` -> None, bool or words."""

    id: str
    statement: str
    test: Callable[[Function, Rng], bool | str | None]
    hint: str = ""


@dataclass(frozen=True, eq=False)
class Asked:
    """What the check of an exercise goes by; `spec.Spec` says what each of it means."""

    name: str
    _: KW_ONLY
    signature: str = ""
    properties: tuple[Property, ...] = ()
    gradient: Callable[[Function, Rng], str | None] | None = None
    rtol: float = 1e-7
    atol: float = 1e-12
    kind: str = "float"
    returns: str = ""
    edge_score: float = 0.5
    seconds: float = USUAL_SECONDS
    parts: Sequence[str] = ()
    follow: tuple[str, ...] = ()
    by_parts: bool = False
    given_parts: tuple[int, ...] = ()
    shuffled: bool = False
    place: str = ""
