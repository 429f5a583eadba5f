"""The exercises of the course: a package a unit; their order is that of `places`."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.units.places import PLACES


class Exercises(MutableMapping[str, Spec]):
    """{name: exercise}; a unit is imported when one of its exercises is asked for.

    With all units imported at once, a run would begin a fifth of a second later.
    """

    def __init__(self) -> None:
        self._made: dict[str, Spec | None] = dict.fromkeys(PLACES)
        self._unit = {m.name[1:3]: m.name for m in iter_modules(__path__) if m.name[0] == "u"}

    def __getitem__(self, name: str) -> Spec:
        """The exercise called `name`."""
        if (found := self._made[name]) is None:
            unit = f"{int(PLACES[name].split()[1].strip(',')):02}"  # of the lecture
            self._made |= _read(self._unit[unit])
            if (found := self._made[name]) is None:
                raise ValueError(f"units/places.py names {name}, which unit {unit} does not define")
        return found

    def __setitem__(self, name: str, spec: Spec) -> None:
        self._made[name] = spec

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _read(unit: str) -> dict[str, Spec]:
    """The exercises of a unit, with their places and their hidden cases."""
    package = _module(f"{__name__}.{unit}")
    modules = [_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)]
    specs = [s for m in modules for s in vars(m).values() if isinstance(s, Spec)]
    found = {spec.name: spec for spec in specs if unit.startswith(f"u{spec.unit}")}
    if odd := ", ".join(sorted(set(found) - set(PLACES))):
        raise ValueError(f"units/places.py does not say which lecture treats {odd}")
    hidden = vars(_module(f"{__name__}.hidden.{unit}"))
    return {
        name: replace(spec, place=PLACES[name], hidden=hidden.get(f"_{name}"))
        for name, spec in found.items()
    }


def _module(name: str) -> ModuleType:
    with own_code(f"the module {name} cannot be imported"):
        return import_module(name)


SPECS = Exercises()
