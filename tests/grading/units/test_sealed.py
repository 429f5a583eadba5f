"""Every exercise can be sealed, and its file judges and says what the instructor's check says."""

import io
import zipfile
from dataclasses import fields
from functools import cache, partial
from importlib import import_module

import numpy as np
import pytest

from nnkit.grading.exercise.compare import same
from nnkit.grading.exercise.exam import exam, home_seed
from nnkit.grading.exercise.host import Host
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


def judged(spec, table_of, answer):
    host = Host(partial(diagnose, table_of=table_of))
    with np.errstate(all="ignore"):
        return climb(spec, answer, hidden=False, seed=home_seed(spec.name), host=host)


@pytest.mark.parametrize("name", SPECS)
def test_a_sealed_exercise_says_what_the_instructors_check_says(name):
    spec, table = opened(name)
    count = 0
    for answer in answers(name):
        ours = judged(SPECS[name], table_of, answer).as_dict()
        theirs = judged(spec, lambda spec: table, answer).as_dict()
        assert theirs == ours, answer
        count += 1
    assert count > 5


@pytest.mark.parametrize("name", SPECS)
def test_a_sealed_exercise_asks_the_same(name):
    spec, _ = opened(name)
    for field in read.PLAIN:
        assert getattr(spec, field) == getattr(SPECS[name], field), field
    here, there = (exam(s, False, home_seed(name)).cases for s in (SPECS[name], spec))
    for ours, theirs in zip(here, there, strict=True):
        assert (ours.label, ours.rung, ours.hint) == (theirs.label, theirs.rung, theirs.hint)
        if not any(map(callable, ours.args)):
            assert same(ours.args, theirs.args, rtol=0, atol=0)
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
        spec, _ = opened(name)
        right = SPECS[name].reference()
        with np.load(io.BytesIO(file_of(name)), allow_pickle=False) as files:
            text = files["text"].tobytes().decode()
        assert f'"{right}"' not in text
        assert judged(spec, table_of, lambda right=right: right).passed


def made(**parts):
    cases = parts.pop("cases", [Case((1.0,), "x = 1", "hand")])
    return Spec("made", lambda x: 1.0, lambda rng: cases, signature="made(x)", **parts)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (made(gradient=lambda fn, rng: None), "made, gradient: the function '<lambda>'"),
        (made(properties=(Property("odd", "it is odd", made),)), "made, property 'odd': the func"),
        (made(cases=[Case((np.array([None]),), "x", "hand")]), "made, case 'x': an array of type"),
        (made(cases=[Case((1j,), "x", "hand")]), "made, case 'x': a complex"),
    ],
)
def test_what_students_cannot_be_given_is_named(spec, words):
    with pytest.raises(CannotBeSealed, match="^" + words):
        sealed(spec, table_of(SPECS["relu"]))


def test_a_file_that_names_other_code_is_refused():
    with pytest.raises(ValueError, match="a function of os in a sealed file"):
        read.unpacked({"given": "os:system"}, [])
    assert {f.name for f in fields(Spec)} - set(read.PLAIN) == {
        *("reference", "cases", "misconceptions", "properties", "gradient"),
        *("forms", "mistakes", "hidden"),
    }


def test_a_generator_goes_with_where_it_stands():
    rng = np.random.default_rng(5)
    rng.random(3)
    spec = made(cases=[Case((rng,), "rng", "hand")])
    again, _ = read.opened(sealed(spec, table_of(SPECS["relu"])))
    (theirs,) = exam(again, False, 1).cases[0].args
    assert np.array_equal(theirs.random(4), rng.random(4))
