"""Cases that are called at once are judged as if they were called one by one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from notebooks import hidden, marks, run, text_of

from nnkit.grading.judge.proxies import StudentFunction, longer

SIGMOID = """
import os
def sigmoid(z):
    global calls
    z = np.asarray(z)
    if z.dtype == np.float32:
        {odd}
    z = z.astype(float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
"""
CHECK = (
    hidden("result = check('sigmoid', sigmoid, hidden=True, partial=True)") + "\n2 * result.score"
)


@pytest.mark.parametrize(
    "odd", ["raise ValueError('no')", "os._exit(1)", "while True: pass", "return None"]
)
def test_an_accident_in_one_case_leaves_the_others_as_they_are(rooms, odd):
    nb, _ = run(rooms, ("student", SIGMOID.format(odd=odd)), ("test", CHECK, 2))
    assert marks(nb) == [1]


def test_a_case_that_takes_too_long_is_told_as_such(rooms):
    nb, _ = run(rooms, ("student", SIGMOID.format(odd="while True: pass")), ("test", CHECK, 2))
    assert "longer than 1 s" in text_of(nb)


def test_a_slow_function_has_the_whole_time_of_a_call_for_each_case(rooms):
    slow = "import time\ndef sigmoid(z):\n    time.sleep(0.2)\n    return 1 / (1 + np.exp(-z))"
    nb, _ = run(rooms, ("student", slow), ("test", "check('sigmoid', sigmoid)\n1", 1))
    assert "longer than" not in text_of(nb)


@pytest.mark.parametrize(
    "body", ["z += 0.0\n    z[...] = 1\n    return z", "return z", "return [z, z]", "return len"]
)
def test_what_comes_back_in_another_form_is_no_answer(rooms, body):
    nb, _ = run(rooms, ("student", f"def sigmoid(z):\n    {body}"), ("test", CHECK, 2))
    assert marks(nb) == [0]


COUNT = "calls = 0\n" + SIGMOID.format(odd="pass").replace(
    "    z = np", "    calls += 1\n    z = np", 1
)


def counted(rooms, test):
    nb, _ = run(rooms, ("student", COUNT), ("test", test, 2), ("student", "print(calls, 'calls')"))
    return marks(nb), int(nb.cells[-1].outputs[0].text.split()[0]), text_of(nb)


def test_a_visible_check_that_the_hidden_one_replaces_is_not_run(rooms):
    seen = "result = check('sigmoid', sigmoid)\n"
    mark, alone, _ = counted(rooms, CHECK)
    both_mark, both, text = counted(rooms, seen + CHECK)
    assert mark == both_mark == [2]
    assert both <= alone + 2  # cases are drawn anew; a visible check has more than that
    assert "all hidden checks passed" in text


def test_a_visible_check_is_run_when_it_is_looked_at(rooms):
    mark, calls, text = counted(rooms, "result = check('sigmoid', sigmoid)\n2 * result.score")
    assert mark == [2]
    assert calls > 5
    assert "all checks passed" in text


def test_a_visible_check_that_stays_on_the_page_is_run(rooms):
    mark, calls, text = counted(rooms, "check('sigmoid', sigmoid)\n1")
    assert mark == [1]
    assert calls > 5
    assert "all checks passed" in text


def test_all_who_are_graded_by_one_judge_get_the_same_hidden_questions(rooms):
    told = SIGMOID.format(odd="pass").replace(
        "    z = np", "    asked.append(repr(z))\n    z = np", 1
    )
    cells = ("student", f"asked = []\n{told}"), ("test", CHECK, 2), ("student", "print(asked)")
    first, second = (run(rooms, *cells)[0].cells[-1].outputs[0].text for _ in range(2))
    assert first == second
    assert len(first) > 1000


def test_an_exercise_may_give_a_call_more_time_than_usual():
    link = SimpleNamespace(call_seconds=3.0)
    fn = StudentFunction(SimpleNamespace(link=link), 0, "function", "slow")
    for seconds, inside in ((20.0, 20.0), (10.0, 3.0), (2.0, 3.0)):
        with longer(fn, seconds):
            assert link.call_seconds == inside
        assert link.call_seconds == 3.0
    with longer(len, 20.0):
        assert link.call_seconds == 3.0
