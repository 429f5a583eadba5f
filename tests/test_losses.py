import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnkit as nn
from nnkit.losses import LOSSES

UNIT = st.floats(0, 1)
MESSAGE_Y = r"^Y has shape \(4,\), expected \(4, 1\) as A has; Y.reshape\(\(4, 1\)\) would fit$"


def tables(elements):
    return arrays(float, st.tuples(st.integers(1, 6), st.integers(2, 4)), elements=elements)


def test_squared_losses_differ_by_known_factors(rng):
    A, Y = rng.normal(size=(2, 5, 3))
    total = np.sum((A - Y) ** 2)
    assert nn.sse(A, Y) == pytest.approx(total / 5)
    assert nn.half_sse(A, Y) == pytest.approx(total / 10)
    assert nn.mse(A, Y) == pytest.approx(total / 15)
    assert all(isinstance(f(A, Y), float) for f in (nn.sse, nn.half_sse, nn.mse))


@pytest.mark.parametrize("name", LOSSES)
def test_table_of_losses_holds_what_the_functions_compute(name, rng):
    loss, A, Y = LOSSES[name], rng.uniform(0.1, 0.9, (5, 3)), rng.uniform(0.1, 0.9, (5, 3))
    assert (loss.value, loss.grad) == (getattr(nn, name), getattr(nn, f"{name}_grad"))
    terms = {"": (A - Y) ** 2, "softmax": -Y * np.log(A), "sigmoid": nn.nll(A, Y)}[loss.fits]
    assert loss.value(A, Y) == pytest.approx(loss.factor(3) * terms.sum() / 5)
    if loss.fits:
        Z, P = rng.normal(size=(5, 3)), nn.softmax(Y)
        A = nn.activate(loss.fits, Z)
        dZ = nn.activate_backward(loss.grad(A, P), loss.fits, Z)
        np.testing.assert_allclose(dZ, (A - P) / 5, atol=1e-15)


def test_table_of_losses_cannot_be_changed():
    with pytest.raises(TypeError, match="does not support item assignment"):
        LOSSES["mse"] = LOSSES["sse"]
    with pytest.raises(AttributeError, match="cannot assign to field 'fits'"):
        LOSSES["mse"].fits = "softmax"


def test_digit_cost_of_the_notes():
    cost, gradient = nn.digit_cost([0.43, 0.28, 0.8], [0, 0, 1])  # notes 004, line 125
    assert cost == pytest.approx(0.3033)
    np.testing.assert_allclose(gradient, [0.86, 0.56, -0.4])
    np.testing.assert_allclose(nn.nudges([0.43, 0.28, 0.8], [0, 0, 1]), [-0.86, -0.56, 0.4])


def test_nll_is_minus_the_log_of_the_likelihood():
    p, y = sp.symbols("p y", positive=True)
    likelihood = p**y * (1 - p) ** (1 - y)
    for a in (0.05, 0.5, 0.9):
        for b in (0, 1):
            exact = float(-sp.log(likelihood.subs({p: sp.Rational(a), y: b})))
            assert nn.nll([a], [b])[0] == pytest.approx(exact, rel=1e-12)


@given(tables(st.floats(-30, 30)))
def test_nll_from_logits_is_nll_of_the_sigmoid(Z):
    Y = (Z > 3).astype(float)
    exact = np.where(Y == 1, np.log1p(np.exp(-Z)), np.log1p(np.exp(Z)))
    np.testing.assert_allclose(nn.nll_logits(Z, Y), exact, rtol=1e-9)


def test_losses_stay_finite_and_silent_at_the_ends():
    assert nn.nll([0.0, 1.0, 0.0, 1.0], [1, 0, 0, 1]) == pytest.approx(
        [27.63, 27.63, 0, 0], abs=0.01
    )
    np.testing.assert_array_equal(nn.nll_logits([1000, -1000, 1000], [0, 1, 1]), [1000, 1000, 0])
    assert nn.cross_entropy([[0.0, 1.0]], [[0.5, 0.5]]) == pytest.approx(13.8155, abs=1e-3)
    assert nn.cross_entropy_logits([[1000.0, 0.0], [-1000.0, 0.0]], [1, 0]) == 1000
    single = np.array([0, 1], np.float32)
    assert np.all(np.isfinite(nn.nll(single, 1 - single)))
    for gradient in (
        nn.bce_grad([0.0, 1.0], [1, 0]),
        nn.cross_entropy_grad([[0.0, 1.0]], [[1, 0]]),
    ):
        assert np.all(np.isfinite(gradient))


@given(tables(st.floats(-20, 20)), st.randoms())
def test_cross_entropy_is_the_same_from_probabilities_labels_and_logits(Z, random):
    labels = np.array([random.randrange(Z.shape[1]) for _ in Z])
    P, Y = nn.softmax(Z), nn.one_hot(labels, Z.shape[1])
    value = nn.cross_entropy_logits(Z, labels)
    assert nn.cross_entropy(np.maximum(P, 1e-12), Y) == pytest.approx(nn.cross_entropy(P, Y))
    if np.min(P[np.arange(len(P)), labels]) > 1e-12:
        assert nn.cross_entropy_labels(P, labels) == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert nn.cross_entropy(P, Y) == pytest.approx(value, rel=1e-9, abs=1e-12)


def test_cross_entropy_takes_soft_labels_and_the_mean_over_examples():
    P, Y = np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([[0.3, 0.7], [1.0, 0.0]])
    exact = -(0.3 * np.log(0.5) + 0.7 * np.log(0.5) + np.log(0.9)) / 2
    assert nn.cross_entropy(P, Y) == pytest.approx(exact)
    assert nn.bce(P, Y) == pytest.approx(np.sum(nn.nll(P, Y)) / 2)


@given(tables(st.floats(-5, 5)))
def test_error_rows_of_softmax_sum_to_zero(Z):
    Y = nn.one_hot(np.zeros(len(Z), int), Z.shape[1])
    np.testing.assert_allclose(nn.delta_softmax(Z, Y).sum(axis=1), 0, atol=1e-15)
    exact = nn.softmax_backward(nn.cross_entropy_grad(nn.softmax(Z), Y), Z)
    np.testing.assert_allclose(nn.delta_softmax(Z, Y), exact, atol=1e-12)


@given(tables(UNIT))
def test_error_of_squared_loss_is_the_chain_of_its_factors(A):
    Y = A[::-1].round()
    exact = nn.half_sse_grad(A, Y) * (A * (1 - A))
    np.testing.assert_allclose(nn.delta_squared(A, Y), exact, atol=1e-16)
    np.testing.assert_allclose(nn.output_delta(A, Y), exact * len(A), atol=1e-15)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=8))
def test_one_hot_rows_have_one_one_where_the_label_says(labels):
    Y = nn.one_hot(labels, 5)
    assert Y.shape == (len(labels), 5)
    assert Y.dtype == float
    np.testing.assert_array_equal(Y.sum(axis=1), 1)
    np.testing.assert_array_equal(Y.argmax(axis=1), labels)


@given(st.lists(st.integers(0, 31), min_size=1, max_size=8))
def test_bits_spell_the_label(labels):
    bits = nn.to_bits(labels, 5)
    np.testing.assert_array_equal(bits @ [16, 8, 4, 2, 1], labels)


def test_accuracy_and_confusion_count_the_same_hits(rng):
    P, labels = rng.random((50, 4)), rng.integers(0, 3, 50)  # class 3 does not occur
    counts = nn.confusion_matrix(P, labels, 4)
    assert counts.dtype.kind == "i"
    assert np.trace(counts) / 50 == nn.accuracy(P, labels)
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(labels, minlength=4))
    np.testing.assert_array_equal(counts.sum(axis=0), np.bincount(P.argmax(axis=1), minlength=4))


def test_accuracy_needs_no_probability_above_one_half():
    P = [[0.4, 0.3, 0.3], [0.1, 0.5, 0.4], [0.9, 0.05, 0.05]]
    assert nn.accuracy(P, [0, 1, 2]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.half_sse(np.ones((4, 1)), np.ones(4)), MESSAGE_Y),
        (lambda: nn.bce(np.ones(3), np.ones(4)), r"^y has shape \(4,\), expected \(3,\) as p has$"),
        (lambda: nn.mse(np.ones((0, 2)), np.ones((0, 2))), "^the batch is empty"),
        (lambda: nn.sse(np.ones((0, 2)), np.ones((0, 2))),
         "^the batch is empty: its first axis has 0 examples, expected at least 1$"),
        (lambda: nn.one_hot([0, 3], 3),
         "^labels has entries from 0 to 3, expected 0 to 2 for 3 classes$"),
        (lambda: nn.one_hot([0, 4], 3), "^labels has entries from 0 to 4, expected 0 to 2"),
        (lambda: nn.one_hot([-1, 2], 3), "^labels has entries from -1 to 2, expected 0 to 2"),
        (lambda: nn.one_hot(1, 3), r"^labels has shape \(\), expected \(N,\)$"),
        (lambda: nn.one_hot([0.5], 3), "^labels has entries such as 0.5, expected integers$"),
        (lambda: nn.one_hot([np.nan], 3), "^labels has entries such as nan, expected integers$"),
        (lambda: nn.one_hot(["cat"], 3), "^labels has dtype <U3, expected integers; np.unique"),
        (lambda: nn.one_hot([[0], [1]], 3), r"^labels has shape \(2, 1\), expected \(N,\)$"),
        (lambda: nn.accuracy(np.ones((2, 3)), [0]),
         r"^labels has shape \(1,\), expected \(2,\) for P$"),
        (lambda: nn.accuracy(np.ones(3), [0]),
         r"^P has shape \(3,\), expected \(N, K\)$"),
        (lambda: nn.accuracy(np.ones((2, 3, 4)), [0, 1]),
         r"^P has shape \(2, 3, 4\), expected \(N, K\)$"),
        (lambda: nn.confusion_matrix(np.ones((2, 3)), [0, 1], 4),
         r"^P has shape \(2, 3\), expected \(N, 4\)$"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_labels_may_be_whole_floats():
    np.testing.assert_array_equal(nn.one_hot([1.0, 0.0], 2), [[0, 1], [1, 0]])
