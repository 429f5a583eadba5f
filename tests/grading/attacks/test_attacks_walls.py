"""Where there are no namespaces, Landlock and seccomp hold what reaches out of the room."""

from __future__ import annotations

import py_compile
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacked_class import AttackedClass
from kinds import EVERY, HONEST
from small_assignment import POINTS, RIGHT, filled, source_notebook

from nnkit.grading.judge import Limits, Rooms, confinement

REACHING = [
    name for name in EVERY
    if name.startswith(("reading-", "escape-", "a-litter", "z-finder", "control-signals"))
]  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackedClass]:
    course = AttackedClass(tmp_path_factory.mktemp("walls"), [HONEST["honest-plain"]])
    course.enter_in_gradebook()
    yield course
    course.ears.close()


@pytest.fixture(scope="module")
def landlock() -> Iterator[Rooms]:
    found = confinement(("landlock",))
    if not found.safe:
        pytest.skip(f"no Landlock here: {found}")
    limits = Limits(cell_seconds=6, call_seconds=1, total_seconds=25, memory_mb=300, disk_mb=20)
    with Rooms(limits, walls=("landlock",)) as rooms:
        yield rooms


@pytest.mark.parametrize("name", [*REACHING, "honest-plain"])
def test_landlock_and_seccomp_hold_it(course: AttackedClass, landlock: Rooms, name: str) -> None:
    attack = {**EVERY, **HONEST}[name]
    nb = source_notebook()
    for cell in nb.cells:
        if cell.id in RIGHT:
            cell.source = filled(attack.source(cell.id), course.places)
    for place, source in ((2, attack.before), (len(nb.cells), attack.after)):
        if source:
            cell = source_notebook().cells[1]
            cell.metadata, cell.id, cell.source = {}, f"mine-{place}", filled(source, course.places)
            nb.cells.insert(place, cell)
    verdict = landlock.execute(nb)
    assert marks(nb) == attack.deserves, verdict.notes
    assert course.ears.heard() == []
    assert not any(Path(course.root).rglob("written-*"))


LOADED = """
import glob, importlib.machinery as machinery, importlib.util
found = []
for path in glob.glob("@SITE@/**/*hoard*", recursive=True):
    for kind in (machinery.SourceFileLoader, machinery.SourcelessFileLoader):
        try:
            loader = kind("found", path)
            spec = importlib.util.spec_from_loader("found", loader)
            module = importlib.util.module_from_spec(spec)
            loader.exec_module(module)
            found.append(module.double)
        except Exception:
            pass
try:
    import hoard
    found.append(hoard.double)
except ImportError:
    pass
double = found[0] if found else (lambda x: 0)
"""


@pytest.mark.parametrize("walls", ["namespaces", "landlock"])
def test_a_judge_only_module_is_not_there_as_bytecode_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walls: str
) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "hoard.py").write_text("def double(x):\n    return 2 * x\n")
    py_compile.compile(str(site / "hoard.py"))
    monkeypatch.syspath_prepend(site)
    if not confinement((walls,)).safe:
        pytest.skip(f"no {walls} here")
    nb = source_notebook()
    for cell in nb.cells:
        if cell.id in RIGHT:
            wrong = filled(LOADED, {"SITE": str(site)})
            cell.source = wrong if cell.id == "double" else RIGHT[cell.id]
    with Rooms(judge_only=("nnkit", "hoard"), walls=(walls,)) as rooms:
        rooms.execute(nb)
    assert marks(nb) == POINTS | {"double": 0.0}


def marks(nb) -> dict[str, float]:
    """Points by task, as nbgrader reads them."""
    from logging import getLogger

    from nbgrader.utils import determine_grade

    tests = {c.id.removeprefix("test_"): c for c in nb.cells if c.id.startswith("test_")}
    return {task: determine_grade(tests[task], getLogger("marks"))[0] for task in POINTS}
