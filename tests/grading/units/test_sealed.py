"""Every exercise can be sealed, and its file judges and says what the instructor's check says."""

import io
import sys
import zipfile
from functools import cache, partial
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest

from nnkit.grading.exercise.attempt import Place
from nnkit.grading.exercise.compare import unchanged
from nnkit.grading.exercise.drawn import exam, home_seed
from nnkit.grading.exercise.ladder import climb
from nnkit.grading.exercise.spec import Case, Property, Spec
from nnkit.grading.mistakes.build import Builder
from nnkit.grading.mistakes.cache import table_of
from nnkit.grading.mistakes.diagnosis import diagnose
from nnkit.grading.sealed import read
from nnkit.grading.sealed.write import CannotBeSealed, sealed
from nnkit.grading.units import SPECS

DRAWN = 25  # of the known edits of an exercise; all of them are some 100,000
UNITS = sorted({spec.unit for spec in SPECS.values()})
RIGHT = {unit: import_module(f"answers.u{unit}_right").RIGHT for unit in UNITS}
WRONG = {unit: import_module(f"answers.u{unit}_wrong").WRONG for unit in UNITS}


@cache
def file_of(name):
    """The sealed file of an exercise."""
    return sealed(SPECS[name], table_of(SPECS[name]))


@cache
def opened(name):
    return read.opened(file_of(name))


def answers(name):
    """The known answers to an exercise: right, wrong, special mistakes, and some usual ones."""
    spec = SPECS[name]
    yield spec.reference
    yield None
    yield lambda *args, **kwargs: None
    yield from spec.forms
    yield from RIGHT[spec.unit][name]
    yield from (answer for answer, _ in WRONG[spec.unit].get(name, ()))
    builder = Builder(exam(spec, False, home_seed(name)))
    yield from builder.special
    usual = [edit for edit in builder._edits() if edit not in builder.special]
    drawn = np.random.default_rng(home_seed(name)).permutation(len(usual))[:DRAWN]
    yield from (usual[i] for i in drawn)


def ours(name):
    return exam(SPECS[name], False, home_seed(name)), table_of(SPECS[name])


def judged(exam_and_table, answer):
    exam, table = exam_and_table
    with np.errstate(all="ignore"):
        return climb(exam, answer, Place(partial(diagnose, table_of=lambda: table)))


@pytest.mark.parametrize("name", SPECS)
def test_a_sealed_exercise_says_what_the_instructors_check_says(name):
    count = 0
    for answer in answers(name):
        assert judged(opened(name), answer) == judged(ours(name), answer), answer
        count += 1
    assert count > 5


@pytest.mark.parametrize("name", SPECS)
def test_a_sealed_exercise_asks_the_same(name):
    here, there = ours(name)[0].cases, opened(name)[0].cases
    spec = opened(name)[0].spec
    for field in read.PLAIN:
        ours_ = getattr(SPECS[name], field)
        assert getattr(spec, field) == (tuple(ours_) if field == "parts" else ours_), field
    for case, theirs in zip(here, there, strict=True):
        assert (case.label, case.rung, case.hint) == (theirs.label, theirs.rung, theirs.hint)
        if not any(map(callable, case.args)):
            assert unchanged(theirs.args, case.args)
    assert [p.id for p in spec.properties] == [p.id for p in SPECS[name].properties]


@pytest.mark.parametrize("name", SPECS)
def test_a_sealed_exercise_holds_plain_arrays_only(name):
    data = file_of(name)
    with zipfile.ZipFile(io.BytesIO(data)) as outer:
        inner = zipfile.ZipFile(io.BytesIO(np.lib.format.read_array(outer.open("table.npy"))))
        for files in (outer, inner):
            for entry in files.namelist():
                array = np.lib.format.read_array(files.open(entry), allow_pickle=False)
                assert array.dtype.kind in "biufcU"


def test_the_right_letter_of_a_choice_is_not_in_its_file():
    choices = [name for name in SPECS if name.startswith("predict_") and name != "predict_label"]
    assert len(choices) >= 3
    for name in choices:
        right = SPECS[name].reference()
        with np.load(io.BytesIO(file_of(name)), allow_pickle=False) as files:
            text = files["text"].tobytes().decode()
        assert f'"{right}"' not in text
        assert judged(opened(name), lambda right=right: right).passed


def made(**parts):
    cases = parts.pop("cases", [Case((1.0,), "x = 1", "hand")])
    return Spec("made", lambda x: 1.0, lambda rng: cases, signature="made(x)", **parts)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (made(gradient=lambda fn, rng: None), "made, gradient: the function <lambda>"),
        (made(properties=(Property("odd", "it is odd", made),)), "made, property 'odd': the func"),
        (made(gradient=pytest), "made, gradient: a module"),
        (made(cases=[Case((np.array([None]),), "x", "hand")]), "made, case 'x': an array of type"),
        (made(cases=[Case((1j,), "x", "hand")]), "made, case 'x': a complex"),
    ],
)
def test_what_students_cannot_be_given_is_named(spec, words):
    with pytest.raises(CannotBeSealed, match="^" + words):
        sealed(spec, table_of(SPECS["relu"]))


def test_a_generator_goes_with_where_it_stands():
    rng = np.random.default_rng(5)
    rng.random(3)
    spec = made(cases=[Case((rng,), "rng", "hand")])
    again, _ = read.opened(sealed(spec, table_of(SPECS["relu"])))
    (theirs,) = again.cases[0].args
    assert np.array_equal(theirs.random(4), rng.random(4))


GIVEN = """
from __future__ import annotations
from dataclasses import dataclass
import numpy as np

TABLE = {
    "twice": lambda x: 2 * x,
    "thrice": lambda x: 3 * helper(x),
}
two = [lambda x: x, lambda x: -x]

def helper(x: Unknown) -> float:
    return np.add(x, OFFSET)

def around(shift):
    def inside(x):
        return TABLE["thrice"](x) + shift
    return inside

@dataclass(frozen=True)
class Near:
    want: float
    def __call__(self, got):
        return None if abs(got - self.want) < 1 else "far"

OFFSET = 0.5
"""


@pytest.fixture
def given(tmp_path, monkeypatch):
    """A module of functions that exercises hand out."""
    path = tmp_path / "sample.py"
    path.write_text(GIVEN)
    name = "nnkit.grading.given.sample"
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_functions_go_with_all_that_they_use(given):
    cases = [Case((given.around(1.0), given.TABLE["twice"]), "f", "hand", test=given.Near(7.0))]
    again, _ = read.opened(sealed(made(cases=cases), table_of(SPECS["relu"])))
    (case,) = again.cases
    f, g = case.args
    assert (f(1.0), g(4.0)) == (3 * 1.5 + 1.0, 8.0)
    assert (case.test(7.5), case.test(9.0)) == (None, "far")
    assert f.__globals__ is not vars(given)
    with pytest.raises(CannotBeSealed, match=r"<lambda>.*one lambda a line"):
        sealed(made(cases=[Case((given.two[0],), "x", "hand")]), table_of(SPECS["relu"]))
