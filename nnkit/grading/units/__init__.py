"""The exercises of the course, one module a unit; each module lists its own in `SPECS`."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.spec import Spec
from nnkit.grading.units.places import PLACES

SPECS: dict[str, Spec] = {}
for _module in sorted(iter_modules(__path__), key=lambda module: module.name):
    if not _module.name.startswith("u"):
        continue
    with own_code(f"the module {__name__}.{_module.name} cannot be imported"):
        _specs = import_module(f"{__name__}.{_module.name}").SPECS
    for _spec in _specs:
        if _spec.name in SPECS:
            raise ValueError(f"two exercises are called {_spec.name!r}")
        SPECS[_spec.name] = replace(_spec, place=PLACES.get(_spec.name, ""))
with own_code("the hidden cases cannot be read"):
    for _name, _cases in import_module(f"{__name__}.hidden").HIDDEN.items():
        SPECS[_name] = replace(SPECS[_name], hidden=_cases)
