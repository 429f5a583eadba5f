"""The words for the likely mistakes of each exercise are those that somebody has read."""

import difflib

import pytest
from golden import FOLDER, UNITS, page


@pytest.mark.parametrize("unit", UNITS)
def test_the_words_are_those_that_were_read(unit):
    kept = (FOLDER / f"u{unit}.txt").read_text(encoding="utf-8")
    said = page(unit)
    changes = difflib.unified_diff(kept.splitlines(), said.splitlines(), "read", "said", "", "", 0)
    assert said == kept, (
        "other words than those that were read; if they are better, write them down with "
        "`python tests/grading/mistakes/golden.py`:\n" + "\n".join(list(changes)[:20])
    )
