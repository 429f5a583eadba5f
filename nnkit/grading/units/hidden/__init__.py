"""Further cases of the hidden checks, one module a unit: with the instructor only.

Those of the exercise `logit` are made by the function `_logit` of a Generator.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from nnkit.grading.exercise.blame import own_code
from nnkit.grading.exercise.spec import Case, Rng

HIDDEN: dict[str, Callable[[Rng], list[Case]]] = {}
for _module in iter_modules(__path__):
    with own_code(f"the module {__name__}.{_module.name} cannot be imported"):
        _found = vars(import_module(f"{__name__}.{_module.name}"))
    HIDDEN |= {name[1:]: made for name, made in _found.items() if name[0] == "_" and callable(made)}
