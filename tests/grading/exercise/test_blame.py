"""An exercise's own code that fails is a fault of the grader's; an answer's code is not."""

from __future__ import annotations

import numpy as np
import pytest

from nnkit.grading import checking
from nnkit.grading.checking import check, climb
from nnkit.grading.errors import GraderFault
from nnkit.grading.exercise.spec import Case, Property, Spec


def double(x):
    return 2.0 * x


def broken(*args):
    raise KeyError("lost")


def spec(**parts):
    made = {"reference": double, "cases": lambda rng: [Case((3.0,), "x = 3", "hand")]}
    return Spec("double", **{**made, **parts})


def judged(answer, **parts):
    return climb(spec(**parts), answer, hidden=False, seed=0)


def with_test(test):
    return {"cases": lambda rng: [Case((3.0,), "x = 3", "hand", test=test)]}


FAULTS = {
    "cases": ({"cases": broken}, "the cases of double cannot be made: KeyError: 'lost'"),
    "reference": ({"reference": broken}, "the reference of double fails for x = 3: KeyError"),
    "test": (with_test(broken), "the test of double for x = 3 fails also with the right answer"),
    "property": (
        {"properties": (Property("odd", "it is odd", broken),)},
        "the property 'odd' of double fails also with the right answer: KeyError: 'lost'",
    ),
    "gradient": ({"gradient": broken}, "the gradient check of double fails also with the right"),
}


@pytest.mark.parametrize("part", FAULTS)
def test_code_of_the_exercise_that_fails_is_a_fault_of_the_grader(part):
    parts, words = FAULTS[part]
    with pytest.raises(GraderFault) as caught:
        judged(double, **parts)
    assert str(caught.value).startswith(words)
    assert isinstance(caught.value, RuntimeError)


ANSWERS = {
    "an answer that raises": (lambda x: broken(), {}, "it raises KeyError"),
    "a value that a test does not stand": (
        lambda x: None,
        with_test(lambda got: None if got + 1 == 7 else "it is wrong"),
        "it returns a NoneType that cannot be judged",
    ),
    "an answer that raises in a property": (
        lambda x: 2.0 * x if x == 3 else broken(),
        {"properties": (Property("odd", "it is odd", lambda f, rng: f(-1.0) == -f(1.0)),)},
        "it raises KeyError",
    ),
    "an answer that raises in the gradient check": (
        lambda x: 2.0 * x if x == 3 else broken(),
        {"gradient": lambda f, rng: f(1.0) and None},
        "The gradient check raises KeyError",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_makes_a_test_fail_is_wrong(name):
    answer, parts, words = ANSWERS[name]
    result = judged(answer, **parts)
    assert not result.passed
    assert result.score == 0
    assert words in result.message
    assert judged(double, **parts).passed


def test_exercises_that_do_not_import_are_a_fault_of_the_grader(monkeypatch):
    def without(name):
        raise SyntaxError("invalid syntax (u07.py, line 3)")

    monkeypatch.setattr(checking, "import_module", without)
    with pytest.raises(GraderFault, match=r"cannot be read: SyntaxError: invalid .*u07.py"):
        check("sigmoid", np.tanh, show=False)
