"""Packages whose import takes long and that nothing here uses."""

from __future__ import annotations

import sys
from typing import Any

UNUSED = ("rfc3987_syntax",)  # 0.8 s: jsonschema's check of international web addresses


def do_without() -> None:
    """Let imports of the unused packages fail at once; jsonschema then leaves out the check."""
    modules: dict[str, Any] = sys.modules
    for name in UNUSED:
        modules.setdefault(name, None)
