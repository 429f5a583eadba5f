"""Two mistakes at once: which are tried, what is computed in place of run, what is not claimed."""

import numpy as np
import pytest

from nnkit.activations import softmax
from nnkit.grading.checking import climb
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.drawn import exam, home_seed
from nnkit.grading.exercise.exam import Outcome
from nnkit.grading.exercise.spec import Case
from nnkit.grading.mistakes.build import Builder, table_of
from nnkit.grading.mistakes.fingerprint import WEIGHTS, Prints, printed
from nnkit.grading.mistakes.pairs import multiples
from nnkit.grading.units import SPECS


def row(*numbers):
    values = np.array(numbers, float)[None, :, None] * WEIGHTS[0]
    return Prints(np.zeros(values.shape, np.uint32), values, np.abs(values))


COUNTS = np.array([2.0, 3.0, 5.0, 7.0])


@pytest.mark.parametrize(
    ("numbers", "factors"),
    [
        ((-1, -2, 0, -4), (-1, -1, -1, -1)),
        ((2, 6, 0, 28), (2, 3, 5, 7)),
        ((0.5, 2 / 3, 0, 4 / 7), (1 / 2, 1 / 3, 1 / 5, 1 / 7)),
        ((2, 6, 0, 20), None),
        ((1, 4, 0, 16), None),
        ((2, 4, 1, 8), None),
    ],
    ids=["sign", "times N", "divided by N", "by chance", "squared", "not 0"],
)
def test_a_mistake_that_only_multiplies_is_recognised(numbers, factors):
    found, fits = multiples(row(*numbers), row(1, 2, 0, 4), COUNTS)
    assert fits[0] == (factors is not None)
    if factors:
        assert np.allclose(found[0, :, 0], factors)


def cases(rng):
    return [
        Case((rng.normal(size=n), rng.normal(size=n)), f"{n} numbers", "random")
        for n in (4, 6, 9, 5)
    ]


@exercise(
    cases,
    "(first, second)",
    mistakes="""
    first = x @ x
    # In `first` and `second`, x meets itself.
    """,
)
def both(x, y):
    first = x @ y  # first
    second = first**2 + x.sum()  # second
    return first, second


def wrong_in_both(x, y):
    return x @ x, (x @ x) ** 2 + x.sum()


def wrong_in_second(x, y):
    return x @ y, (x @ x) ** 2 + x.sum()


def test_a_sentence_that_names_a_right_result_is_not_told():
    advice = [climb(both, f, hidden=False, seed=0).advice for f in (wrong_in_both, wrong_in_second)]
    assert advice == ["In `first` and `second`, x meets itself.", ""]


def test_a_result_with_a_slip_of_its_own_does_not_blame_what_others_are_made_of():
    def answer(X, y, w, b):
        errors = 1 / (1 + np.exp(-(X @ w + b))) - y
        return errors.mean() * X.mean(axis=0), -errors.mean()

    advice = climb(SPECS["logistic_grads"], answer, hidden=False, seed=0).advice
    assert advice.endswith("Second: `db` has the wrong sign."), advice


@pytest.mark.parametrize(
    "answer",
    [
        lambda X, Y, W, b, lr: (W + lr * slopes(X, Y, W, b)[0], b + lr * slopes(X, Y, W, b)[1]),
        lambda X, Y, W, b, lr: (W - lr * slopes(X, Y, W, b)[0], b + lr * slopes(X, Y, W, b)[1]),
    ],
)
def test_a_step_uphill_is_called_so_whatever_has_turned_its_sign(answer):
    advice = climb(SPECS["softmax_step"], answer, hidden=False, seed=0).advice
    assert "the step goes uphill" in advice, advice


def slopes(X, Y, W, b):
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ, dZ.sum(axis=0)


@pytest.mark.parametrize("name", ["backprop", "forward", "numerical_gradient", "corrected_settle"])
def test_no_edit_writes_into_the_states_that_are_kept(name):
    builder = Builder(exam(SPECS[name], False, home_seed(name)))
    program, index = builder.programs[0], builder.ordinary[-1]
    states = builder.states[program][index]
    builder.table()
    again = [Outcome(program.rerun(states, {}, k)) for k in range(len(program.codes))]
    right = [Outcome(builder.exam.wanted(index))] * len(again)
    counts = [1] * len(again)
    assert printed(again, counts).equal(printed(right, counts)).all()


def test_every_pair_is_told_from_single_mistakes_and_from_the_right_answer():
    table = table_of(SPECS["logistic_grads"])
    assert len(table.pairs) > 1000
    single = table.single[:, table.probes]
    for k in range(0, len(table.pairs), 50):
        assert not single.equal(table.pairs[k : k + 1]).all(axis=(1, 2)).any()
