"""What is said of the likely mistakes of each exercise: written down, read by a person, compared.

``python tests/grading/mistakes/golden.py`` writes the files in ``golden/`` anew; read the
difference as a tutor would before it is committed.
"""

from pathlib import Path

from nnkit.grading.mistakes.cache import table_of
from nnkit.grading.units import SPECS

FOLDER = Path(__file__).parent / "golden"
LIKELY = 1.25


def page(unit):
    """The sentences of one unit, an exercise after the other."""
    lines = []
    for name, spec in SPECS.items():
        if spec.unit == unit:
            known = table_of(spec).known
            said = [k.advice for k in known if 0 < k.weight <= LIKELY]
            lines += [f"## {name}", *dict.fromkeys(said), ""]
    return "\n".join(lines)


UNITS = sorted({spec.unit for spec in SPECS.values()})

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for unit in UNITS:
        (FOLDER / f"u{unit}.txt").write_text(page(unit), encoding="utf-8")
