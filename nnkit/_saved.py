"""A trained network as a file: settings as JSON and one vector, in a NumPy .npz file, no pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from nnkit._types import Array


def write(path: str | Path, settings: dict[str, Any], state: Array) -> None:
    """Write the file, whole or not at all."""
    path = Path(path)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(file, nnkit_mlp=json.dumps(settings, default=_plain), state=state)
    beside.replace(path)


def read(path: str | Path) -> tuple[dict[str, Any], Array]:
    """Read settings and vector; ValueError where `path` is no such file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return json.loads(str(file["nnkit_mlp"])), file["state"]
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ValueError(f"path is {str(path)!r}, expected a file that MLP.save wrote") from error


def _plain(value: Any) -> Any:
    """Settings as JSON knows them: NumPy numbers and sequences of them."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else list(value)
