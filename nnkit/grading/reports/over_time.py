"""What the class misunderstood over time: the same kind of mistake, assignment after assignment.

The name of a mistake that is derived from the right answer ends in its kind, ``dw-not-averaged``:
so the same slip is found again in other tasks. A mistake of one task alone has no kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from nnkit.grading.mistakes.words import SAYS
from nnkit.grading.reports.coursebook import CourseBook
from nnkit.grading.reports.findings import first_sentence

OWN = "a mistake of one task alone"
OTHER = "wrong in a way that no known mistake explains"
REST = (OWN, OTHER)
COUNTS = ("not-averaged", "averaged-twice", "averaged-again", "times-count", "two-for-count")
_ANY = {"term": "a quantity", "what": "something", "instead": "something else", "loop": ""}
_ANY |= {"condition": "one of several", "call": "function", "istands": "stands"}
_ANY |= dict.fromkeys(("wis", "is"), "is") | dict.fromkeys(("whas", "has"), "has")
_ANY |= {word: word for word in ("belongs", "stays", "was", "comes", "stands", "it", "its")}
_ANY |= {word.capitalize(): text[:1].upper() + text[1:] for word, text in _ANY.items()}


@dataclass
class Trend:
    """A kind of mistake: {assignment: who made it}, and the tasks where it was made."""

    kind: str
    made: dict[str, set[str]] = field(default_factory=dict)
    tasks: dict[str, None] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The kind in a sentence without its full stop, of no task in particular."""
        if self.kind not in SAYS:
            return self.kind[:1].upper() + self.kind[1:]
        slots = _ANY | ({"what": "the number of examples"} if self.kind in COUNTS else {})
        said = SAYS[self.kind].format_map(slots).removeprefix(f"In {_ANY['term']}, ")
        return first_sentence(said[:1].upper() + said[1:])[0]

    @property
    def students(self) -> set[str]:
        """Who made it at all."""
        return set().union(*self.made.values())

    @property
    def again(self) -> int:
        """How many made it in more than one assignment."""
        return sum(sum(who in made for made in self.made.values()) > 1 for who in self.students)


def trends(course: CourseBook) -> list[Trend]:
    """The kinds of mistakes, the commonest first; at the end those of `REST`."""
    found: dict[str, Trend] = {}
    for book in course.books:
        labels = {task.key: task.label for task in book.tasks}
        for row in book.rows:
            for key, mark in row.marks.items():
                if mark.finding is None:
                    continue
                for kind in kinds(mark.finding.misconception):
                    trend = found.setdefault(kind, Trend(kind))
                    trend.made.setdefault(book.assignment, set()).add(row.student)
                    trend.tasks[labels[key]] = None
    return sorted(found.values(), key=lambda t: (t.kind in REST, -len(t.students), t.title))


@cache
def kinds(name: str | None) -> list[str]:
    """The kinds of a mistake by its name (of two at once: a+b), `OWN`, or `OTHER` without one."""
    if name is None:
        return [OTHER]
    parts = [[kind for kind in SAYS if f"-{part}".endswith(f"-{kind}")] for part in name.split("+")]
    return [max(fits, key=len, default=OWN) for fits in parts]
