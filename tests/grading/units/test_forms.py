"""Derivations and tests written by students: what is named, and how points are shared."""

import numpy as np
import pytest
from answers.u05_wrong import lines, tries
from answers.u06_wrong import derive
from answers.u06_wrong import tries as nudges
from answers.u08_wrong import comparing

from nnkit import grads_chain
from nnkit.grading.checking import climb
from nnkit.grading.units import SPECS


def test_the_first_false_line_is_named_also_when_the_next_follows_from_it():
    false = {k: lambda *v: v[4] - v[7] for k in (3, 4)}
    message = climb(SPECS["derive_step"], lines(false), hidden=False, seed=0).message
    assert "line 3 is the first false one: it is not equal to line 2" in message


def test_a_line_that_repeats_the_one_above_does_not_make_its_step():
    def repeated(x, y, gx, gy, C, lr):
        return [1.5 * (x - lr * gx) ** 2 + 0.5 * (y - lr * gy) ** 2] * 4

    result = climb(SPECS["derive_step"], repeated, hidden=False, seed=0)
    assert "line 3 does not make its step yet" in result.message
    assert result.score == pytest.approx(1 / 3)  # line 2 multiplies out, which is equal


def test_each_right_line_of_a_derivation_is_worth_its_share():
    false = lines({3: lambda *v: v[4]})
    for hidden in (False, True):
        result = climb(SPECS["derive_step"], false, hidden=hidden, seed=0)
        assert result.score == pytest.approx(2 / 3)


def test_a_written_test_scores_the_share_of_wrong_implementations_it_rejects():
    spec = SPECS["check_steepest"]
    one = climb(spec, tries([3.0, 4.0]), hidden=False, seed=0)
    two = climb(spec, tries([3.0, 4.0], [1.0, -2.0, 2.0]), hidden=False, seed=0)
    assert 0 < one.score < two.score < 1
    assert climb(spec, lambda f: True, hidden=False, seed=0).score == 0
    assert climb(spec, lambda f: False, hidden=False, seed=0).score == 0
    assert climb(spec, lambda f: None, hidden=False, seed=0).score == 0


def test_the_first_false_line_of_a_derivation_is_named():
    answer = derive({3: lambda x, u1, u2, *_: x * u2, 4: lambda x, *_: x})
    for hidden in (False, True):
        result = climb(SPECS["derive_two_paths"], answer, hidden=hidden, seed=0)
        assert "line 3 is the first false one" in result.message


def test_a_test_that_rejects_some_gets_their_share_and_none_if_it_rejects_a_right_one():
    spec = SPECS["check_two_paths"]
    weak, right = nudges([2.0, 3.0], [5.0, 7.0], 31.0), spec.reference
    shares = [climb(spec, f, hidden=False, seed=0).score for f in (lambda f: True, weak, right)]
    assert shares[0] == 0
    assert 0.4 < shares[1] < 1
    assert shares[2] == 1
    assert climb(spec, lambda f: False, hidden=False, seed=0).score == 0


def test_points_are_the_share_of_wrong_implementations_that_are_rejected():
    def dw_only(f):
        place = (-1.2, 0.3, np.array([-0.8, 1.3, 0.7]), np.array([0.5, -0.6, 0.4]))
        return bool(np.allclose(f(*place)[0], grads_chain(*place)[0]))

    result = climb(SPECS["check_chain"], dw_only, hidden=True, seed=0)
    assert 0.5 < result.score < 1
    assert climb(SPECS["check_chain"], lambda f: False, hidden=True, seed=0).score == 0


def test_a_test_of_the_weights_alone_gets_a_part_of_the_points():
    weights_only = comparing(lambda g, w: w.ndim == 1 or np.allclose(g, w))
    result = climb(SPECS["check_mlp"], weights_only, hidden=True, seed=0)
    assert 0.5 < result.score < 1
    assert climb(SPECS["check_mlp"], lambda f: False, hidden=True, seed=0).score == 0


def test_each_line_of_a_derivation_counts_that_makes_its_step():
    def third_repeats_second(x, w2, w3, a1, a2, a3, y, e3, e2, e1):
        s1, s2, s3 = (a * (1 - a) for a in (a1, a2, a3))
        line_2 = e3 * w3 * s2 * w2 * s1 * x
        return [2 * (a3 - y) * s3 * w3 * s2 * w2 * s1 * x, line_2, line_2, e1 * x]

    for hidden in (False, True):
        result = climb(SPECS["derive_w1"], third_repeats_second, hidden=hidden, seed=0)
        assert result.score == 3 / 4
        assert "line 3 does not make its step yet" in result.message


@pytest.mark.parametrize("name", [name for name in SPECS if SPECS[name].given_parts])
def test_each_correction_counts_by_itself_and_what_was_right_does_not(name):
    def score(*wrong):
        def answer(*given):
            parts = SPECS[name].reference(*given)
            return tuple(part + 1.5 if k in wrong else part for k, part in enumerate(parts))

        return climb(SPECS[name], answer, hidden=True, seed=0).score

    given, count = SPECS[name].given_parts, len(SPECS[name].parts)
    false = [k for k in range(count) if k not in given]
    assert score() == 1
    for k in false:
        assert score(k) == (len(false) - 1) / len(false)
    assert score(*false) == 0
    assert score(given[0]) == (count - 1) / count


def test_the_place_counts_without_the_number_of_steps():
    def one_step_more(*given):
        w, steps = SPECS["corrected_settle"].reference(*given)
        return w, steps + 1

    assert climb(SPECS["corrected_settle"], one_step_more, hidden=True, seed=0).score == 1 / 2


def test_each_corrected_line_counts():
    def all_but_line_b(x, y, w, b):
        dw, db = grads_chain(x, y, w, b)
        return dw[2], db[2], db[2] * w[2], dw[2] / 2

    result = climb(SPECS["corrected_chain"], all_but_line_b, hidden=True, seed=0)
    assert result.score == 1 / 2
    assert "Line B" in result.advice
