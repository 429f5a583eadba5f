"""All attacks on the small assignment."""

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
ATTACKS: dict[str, Attack] = {attack.id: attack for kind in KINDS for attack in kind.ATTACKS}
HONEST: dict[str, Attack] = {answer.id: answer for answer in honest.ANSWERS}
assert len(ATTACKS) == sum(len(kind.ATTACKS) for kind in KINDS), "two attacks have the same name"
