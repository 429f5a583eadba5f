"""The exercises of the course: a package a unit; their order is that of `places`."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.units.places import PLACES


def specs_of(unit: ModuleType) -> list[Spec]:
    """The exercises that the modules of a unit define, in the order of `PLACES`."""
    modules = [import_module(f"{unit.__name__}.{m.name}") for m in iter_modules(unit.__path__)]
    found = {s.name: s for m in modules for s in vars(m).values() if isinstance(s, Spec)}
    here = [s for s in found.values() if unit.__name__.split(".")[-1].startswith(f"u{s.unit}")]
    if odd := ", ".join(sorted({s.name for s in here} - set(PLACES))):
        raise ValueError(f"units/places.py does not say which lecture treats {odd}")
    return sorted(here, key=lambda spec: list(PLACES).index(spec.name))


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
if _odd := ", ".join(sorted(set(PLACES) - set(SPECS))):
    raise ValueError(f"units/places.py names {_odd}, which no unit defines")
with own_code("the hidden cases cannot be read"):
    _hidden = import_module(f"{__name__}.hidden").HIDDEN
for _name, _spec in SPECS.items():
    SPECS[_name] = replace(_spec, place=PLACES[_name], hidden=_hidden.get(_name))
