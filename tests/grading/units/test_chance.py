"""Answers of chance: right ones are told from wrong ones by much more than chance can do."""

import numpy as np
import pytest

import nnkit
from nnkit.data import handwritten, trained_digits
from nnkit.grading.checking import climb
from nnkit.grading.given.chance import Dealt, NormalStart
from nnkit.grading.given.digits import ALL, NONE, Pictures, Reads, Targets
from nnkit.grading.units import SPECS
from nnkit.grading.units.kept_digits import kept_digits

ORDER = np.random.default_rng(4).permutation(10)


@pytest.fixture(scope="module")
def params():
    return nnkit.train_digits(Pictures().made(), Targets(ORDER).made(), np.random.default_rng(0))


def test_a_network_that_never_saw_a_kept_digit_reads_nine_of_ten(params):
    kept = Reads(kept_digits, ORDER)
    assert len(kept_digits()[1]) == 2000
    assert kept.right(params) >= 0.9
    assert kept.share(params) == 1
    assert kept(params) is None


def test_weights_that_were_trained_before_are_of_no_use():
    kept = Reads(kept_digits, ORDER)
    assert Reads(kept_digits, np.arange(10)).right(trained_digits()) > 0.9
    assert kept.right(trained_digits()) < 0.3
    assert kept.share(trained_digits()) == 0


class Right(Reads):
    """Reads a given share of the digits."""

    def right(self, params):
        return self.order[0]


@pytest.mark.parametrize(
    ("right", "share"), [(0.1, 0), (NONE, 0), (0.685, 0.5), (0.85, 35 / 37), (ALL, 1), (0.99, 1)]
)
def test_the_points_grow_in_proportion(right, share):
    assert Right(handwritten, np.array([right])).share(trained_digits()) == pytest.approx(share)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "abc",
        [1, 2, 3],
        [(np.zeros((784, 10)), np.zeros(10))],
        [(np.zeros((784, 16)), np.zeros(16))] * 3,
        [(np.full((784, 16), np.nan), np.zeros(16)), *trained_digits()[1:]],
        [(W.astype(str), b) for W, b in trained_digits()],
    ],
)
def test_what_is_no_digit_network_is_worth_nothing(odd):
    kept = Reads(kept_digits, ORDER)
    assert isinstance(kept(odd), str)
    assert kept.share(odd) == 0
    assert all(name == "not-finite" for name, _ in kept.causes(odd))


def test_a_right_start_is_never_far_from_the_bounds():
    """Over 2,000 draws the largest distances are those of 2,000 normal numbers, far below six."""
    n_in, n_out = 75, 50
    test = NormalStart((n_in, n_out), (2 / n_in) ** 0.5)
    rng, far = np.random.default_rng(0), 1 / np.sqrt(n_in * n_out)
    off = []
    for _ in range(2000):
        W, b = nnkit.init_layer(n_in, n_out, rng)
        assert test((W, b)) is None
        spread = W.std()
        inside = np.mean(np.abs(W - W.mean()) < spread) - 0.6827
        off.append([np.log(spread / test.spread) * np.sqrt(2), W.mean() / spread, inside / 0.47])
    assert np.all(np.max(np.abs(off), axis=0) < 4.5 * far)


@pytest.mark.parametrize("spread", [1.1, 0.91])
def test_a_start_that_is_a_tenth_too_wide_or_too_narrow_is_refused(spread):
    spec, rng = SPECS["init_layer"], np.random.default_rng(0)

    def answer(n_in, n_out, rng):
        return spread * rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out)

    for seed in rng.integers(1000, size=5):
        assert not climb(spec, answer, hidden=True, seed=int(seed)).passed


def test_any_order_of_chance_is_right_and_every_other_one_is_told():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(23, 3)), rng.normal(size=(23, 2))
    test = Dealt(X, Y, 5)
    for _ in range(500):
        batches = list(nnkit.minibatches(X, Y, 5, rng))
        assert test(batches) is None
        seen = test.view(batches)
        assert all(map(np.array_equal, seen, test.view(list(nnkit.minibatches(X, Y, 5, rng)))))
    assert "old order" in test([(X[k : k + 5], Y[k : k + 5]) for k in range(0, 23, 5)])
    (Xb, Yb), *others = batches
    assert "other examples" in test([(Xb, Yb[::-1]), *others])
    assert "twice" in test([(np.repeat(Xb[:1], 5, axis=0), Yb), *others])
    assert "does not have" in test([(Xb + 1, Yb), *others])
    assert "not the last" in test([*others, (Xb, Yb)])
