"""The exercises of the course: a package a unit, which names its own in their `ORDER`."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.units.places import PLACES


def specs_of(unit: ModuleType) -> list[Spec]:
    """The exercises that the modules of a unit define, in the order of the unit."""
    modules = [import_module(f"{unit.__name__}.{m.name}") for m in iter_modules(unit.__path__)]
    found = {s.name: s for m in modules for s in vars(m).values() if isinstance(s, Spec)}
    here = {s.name for s in found.values() if unit.__name__.split(".")[-1].startswith(f"u{s.unit}")}
    if here != set(unit.ORDER.split()):
        odd = ", ".join(sorted(here ^ set(unit.ORDER.split())))
        raise ValueError(f"ORDER does not name each exercise of the unit once: {odd}")
    return [found[name] for name in unit.ORDER.split()]


SPECS: dict[str, Spec] = {}
for _module in sorted(iter_modules(__path__), key=lambda module: module.name):
    if not _module.name.startswith("u"):
        continue
    with own_code(f"the module {__name__}.{_module.name} cannot be imported"):
        _specs = specs_of(import_module(f"{__name__}.{_module.name}"))
    for _spec in _specs:
        if _spec.name in SPECS:
            raise ValueError(f"two exercises are called {_spec.name!r}")
        SPECS[_spec.name] = _spec
with own_code("the hidden cases cannot be read"):
    _hidden = import_module(f"{__name__}.hidden").HIDDEN
for _name, _spec in SPECS.items():
    SPECS[_name] = replace(_spec, place=PLACES.get(_name, ""), hidden=_hidden.get(_name))
