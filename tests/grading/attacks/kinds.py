"""All attacks on the small assignment, and the honest work beside them."""

from __future__ import annotations

import honest
import kind_control
import kind_escape
import kind_forging
import kind_memory
import kind_notebook
import kind_patching
import kind_reading
import kind_values
from attack import Attack

KINDS = (
    kind_reading, kind_patching, kind_values, kind_control, kind_forging, kind_notebook,
    kind_escape, kind_memory,
)  # fmt: skip
EVERY: dict[str, Attack] = {attack.id: attack for kind in KINDS for attack in kind.ATTACKS}
ONE_AFTER_THE_OTHER = ("a-first-matplotlib", "a-litter", "z-finder")
"""These are about who is graded later; the names give the order."""
ATTACKS = {name: attack for name, attack in EVERY.items() if name not in ONE_AFTER_THE_OTHER}
HONEST: dict[str, Attack] = {answer.id: answer for answer in honest.ANSWERS}
assert len(EVERY) == sum(len(kind.ATTACKS) for kind in KINDS), "two attacks have the same name"
