"""nnkit: a compact reference library for neural networks, NumPy only.

Every public function is here by its name. What is not needed at once loads when first used, so
that ``import nnkit`` stays quick; so do `nnkit.data` and `nnkit.plotting`.
"""

# ruff: noqa: F403
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nnkit._types import ShapeError as ShapeError
from nnkit.activations import *
from nnkit.layers import *
from nnkit.losses import *
from nnkit.network import *
from nnkit.optim import *
from nnkit.train import *

if TYPE_CHECKING:
    from nnkit.gradcheck import *
    from nnkit.lessons.autodiff import *
    from nnkit.lessons.chain_rule import *
    from nnkit.lessons.descent import *
    from nnkit.lessons.explanation import *
    from nnkit.lessons.families import *
    from nnkit.lessons.one_neuron import *
    from nnkit.lessons.regularisation import *
    from nnkit.lessons.representation import *
    from nnkit.mlp import *

__version__ = "0.1.0"

_LESSONS = [
    "one_neuron", "descent", "chain_rule", "regularisation", "representation", "explanation",
    "families", "autodiff",
]  # fmt: skip
_MODULES = [
    "activations", "layers", "losses", "network", "optim", "train", "mlp", "gradcheck",
    *(f"lessons.{name}" for name in _LESSONS),
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load what is not loaded yet."""
    if name in (*_MODULES, "data", "lessons", "plotting"):
        return import_module(f"nnkit.{name}")
    if name in _LESSONS:
        return import_module(f"nnkit.lessons.{name}")
    if name == "__all__":
        return ["ShapeError", *(n for m in _MODULES for n in import_module(f"nnkit.{m}").__all__)]
    for module in [] if name.startswith("_") else _MODULES:
        part = import_module(f"nnkit.{module}")
        if name in part.__all__:
            return globals().setdefault(name, getattr(part, name))
    raise AttributeError(f"nnkit has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__"), "data", "plotting"})
