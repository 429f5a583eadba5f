"""Put equal and similar answers together, so that they are marked together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

ALIKE = 0.75  # of the words of two answers in the same order
MOST_WORDS = 400  # of an answer that are compared


def normal(text: str) -> str:
    """Return a text without what does not matter: spaces, upper and lower case, full stops."""
    return " ".join(re.findall(r"[^\W_]+|[^\w\s.,;:!]", text.casefold()))


def groups(texts: Sequence[str]) -> list[list[list[int]]]:
    """Return groups of similar answers, each a list of equal ones, as positions in `texts`.

    The largest group comes first, and in it the answer that was given most often.

    Examples
    --------
    >>> groups(["It is dead.", "no idea", "it is  dead"])
    [[[0, 2]], [[1]]]
    """
    equal: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        equal.setdefault(normal(text), []).append(position)
    found: list[tuple[list[str], list[list[int]]]] = []
    for text, positions in sorted(equal.items(), key=lambda pair: -len(pair[1])):
        words = text.split()[:MOST_WORDS]
        near = next((group for first, group in found if _alike(first, words)), None)
        if near is None:
            found.append((words, [positions]))
        else:
            near.append(positions)
    return sorted((group for _, group in found), key=lambda group: -sum(map(len, group)))


def _alike(one: list[str], other: list[str]) -> bool:
    lengths = sorted((len(one), len(other)))
    if not lengths[0] or lengths[0] < ALIKE / (2 - ALIKE) * lengths[1]:
        return False
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
