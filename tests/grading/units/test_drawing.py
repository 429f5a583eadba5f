"""Cases that are drawn from words: their shapes, kinds, labels and rungs."""

import numpy as np

from nnkit.grading.units.drawing import arrays, by_hand, drawn, told, variant


def rng():
    return np.random.default_rng(7)


def test_letters_get_their_sizes_in_order_and_what_is_left_comes_behind():
    X, Y, W, b, s, lr, name = arrays(rng(), "nd soft:nk dk bias:k size:", 5, 2, 3, 0.5, "net")
    assert (X.shape, Y.shape, W.shape, b.shape) == ((5, 2), (5, 3), (2, 3), (3,))
    assert np.allclose(Y.sum(axis=1), 1)
    assert np.all(np.abs(b) >= 0.5)
    assert 0.5 <= s <= 4
    assert (lr, name) == (0.5, "net")


def test_some_of_n_examples_come_once_each():
    G, idx = arrays(rng(), "np some:bn", 6, 2, 4)
    assert G.shape == (6, 2)
    assert len(set(idx.tolist())) == 4
    assert set(idx.tolist()) <= set(range(6))


def test_sizes_make_random_cases_and_their_edges():
    made = drawn(
        "nd d", "{} examples, d = {}", (4, 2, 0.1), (3, 3, 0.2), one=(1, 2, 0.1), whole=True
    )
    cases = made(rng())
    assert [(case.label, case.rung) for case in cases] == [
        ("4 examples, d = 2", "random"),
        ("3 examples, d = 3", "random"),
        ("type float32", "float32"),
        ("whole numbers", "integer"),
        ("one example", "one"),
    ]
    kinds = [case.args[0].dtype for case in cases]
    assert kinds == [float, float, np.float32, int, float]
    assert np.array_equal(cases[2].args[0], cases[0].args[0].astype(np.float32))
    assert [case.args[2] for case in cases] == [0.1, 0.2, 0.1, 0.1, 0.1]
    assert cases[4].args[0].shape == (1, 2)


def test_a_function_may_draw_in_place_of_words():
    (case, _) = drawn(lambda rng, n: (rng.normal(size=n), [(np.ones(1), np.ones(1))]), "{}", (3,))(
        rng()
    )
    assert case.args[0].shape == (3,)


def test_a_variant_is_multiplied_argument_by_argument():
    case = variant("nd nd d", (3, 2, 0.5), "W zero", "isolated", [1, 0], 1000)(rng())
    X, Y, b, lr = case.args
    plain = arrays(rng(), "nd nd d", 3, 2, 0.5)
    assert np.array_equal(X, plain[0] * [1, 0])
    assert np.array_equal(Y, 1000 * plain[1])
    assert np.array_equal(b, plain[2])
    assert (lr, case.label, case.rung) == (0.5, "W zero", "isolated")


def test_numbers_of_the_task_become_arrays_but_lists_of_pairs_stay():
    params, rows, steps, lr = by_hand([([[1.0], [2]], [3.0])], [[1.0, 2], [3, 4]], [2, 1], 0.1).args
    assert isinstance(params, list)
    assert [part.dtype for part in params[0]] == [float, float]
    assert rows.dtype == float
    assert (steps, lr) == ([2, 1], 0.1)


def test_told_cases_hold_their_numbers_in_their_label():
    cases = told("N = {}, B = {}", hand=[(10, 4)], one=[(5, 8), (6, 6)])(rng())
    assert [(c.args, c.label, c.rung) for c in cases] == [
        ((10, 4), "N = 10, B = 4", "hand"),
        ((5, 8), "N = 5, B = 8", "one"),
        ((6, 6), "N = 6, B = 6", "one"),
    ]
