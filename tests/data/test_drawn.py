"""Data that is drawn by chance: what it looks like, and how hard it is."""

import re

import numpy as np
import pytest

from nnkit import data

PLANE = {
    "xor": (data.xor, 2),
    "rings": (data.rings, 2),
    "blobs": (data.blobs, 3),
    "moons": (data.moons, 2),
    "spirals": (data.spirals, 3),
}


def generator(seed=0):
    return np.random.default_rng(seed)


def least_squares(X, labels, X_test):
    """Classify by a linear fit of one-hot targets."""
    X, X_test = (np.column_stack([A, np.ones(len(A))]) for A in (X, X_test))
    W = np.linalg.lstsq(X, np.eye(labels.max() + 1)[labels], rcond=None)[0]
    return (X_test @ W).argmax(axis=1)


# -- points of the plane ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANE)
def test_points_are_balanced_shuffled_and_finite(name):
    make, classes = PLANE[name]
    X, labels = make(301, generator())
    assert X.shape == (301, 2)
    assert X.dtype == float
    assert np.isfinite(X).all()
    counts = np.bincount(labels, minlength=classes)
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1
    assert (np.diff(labels) != 0).sum() > 60  # not sorted by class


@pytest.mark.parametrize("make", [*(make for make, _ in PLANE.values()), data.digits])
def test_same_seed_same_data(make):
    first, again, other = (make(30, generator(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("make", [*(make for make, _ in PLANE.values()), data.digits])
def test_one_example_is_enough(make):
    X, labels = make(1, generator())
    assert len(X) == 1
    assert labels.tolist() == [0]


def test_xor_is_decided_by_the_signs():
    X, labels = data.xor(500, generator())
    np.testing.assert_array_equal(labels, (X[:, 0] * X[:, 1] < 0).astype(int))
    assert np.abs(X).max() <= 1
    assert 0.4 < (X > 0).mean() < 0.6
    np.testing.assert_allclose(np.quantile(np.abs(X), [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.05)


def test_rings_are_decided_by_the_radius():
    X, labels = data.rings(500, generator())
    radius = np.hypot(*X.T)
    assert radius[labels == 0].max() <= 1
    assert radius[labels == 1].min() >= 1.5
    assert radius.max() <= 2.5


def test_rings_have_the_same_number_on_equal_areas():
    X, labels = data.rings(4000, generator())
    for ring, (low, high) in enumerate([(0, 1), (2.25, 6.25)]):
        squares = (X[labels == ring] ** 2).sum(axis=1)
        wanted = low + (high - low) * np.array([0.02, 0.25, 0.5, 0.75, 0.98])
        quantiles = np.quantile(squares, [0.02, 0.25, 0.5, 0.75, 0.98])
        np.testing.assert_allclose(quantiles, wanted, atol=0.04 * (high - low))
        quadrants = np.bincount(2 * (X[labels == ring, 0] > 0) + (X[labels == ring, 1] > 0))
        np.testing.assert_allclose(quadrants, 500, atol=80)


def test_blobs_lie_evenly_on_a_circle_of_radius_two():
    centres, labels = data.blobs(50, generator(), classes=5, spread=0)
    np.testing.assert_allclose(np.hypot(*centres.T), 2)
    middles = np.stack([centres[labels == k][0] for k in range(5)])
    around = np.arctan2(middles[:, 1], middles[:, 0])
    np.testing.assert_allclose(np.diff(around) % (2 * np.pi), 2 * np.pi / 5)


def test_moons_are_half_circles():
    X, labels = data.moons(400, generator(), noise=0)
    P = X - np.array([[0, 0], [1, 0.5]])[labels]
    np.testing.assert_allclose(np.hypot(*P.T), 1)
    np.testing.assert_array_equal(P[:, 1] < 0, labels)
    for k in (0, 1):
        angles = np.arccos(P[labels == k, 0])
        np.testing.assert_allclose(
            np.quantile(angles, [0, 0.5, 1]), [0, np.pi / 2, np.pi], atol=0.3
        )


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_spirals_are_one_arm_turned_about_the_middle(classes):
    X, labels = data.spirals(600, generator(), classes=classes, noise=0)
    radius = np.hypot(*X.T)
    assert 0.1 <= radius.min() < 0.2
    assert 0.95 < radius.max() <= 1
    angle = np.arctan2(X[:, 1], X[:, 0]) - 2 * np.pi * labels / classes
    along = np.unwrap(angle[np.argsort(radius)])
    assert np.diff(along).min() > -1e-9
    assert np.pi < along[-1] - along[0] < 2 * np.pi


@pytest.mark.parametrize(
    ("make", "setting", "usual"),
    [(data.blobs, "spread", 0.6), (data.moons, "noise", 0.1)],
)
def test_noise_has_its_spread_in_both_directions(make, setting, usual):
    clean = make(2000, generator(), **{setting: 0})[0]
    for more, spread in [({}, usual), ({setting: 2.5}, 2.5)]:
        noise = make(2000, generator(), **more)[0] - clean
        np.testing.assert_allclose(np.cov(noise.T) / spread**2, np.eye(2), atol=0.1)
        np.testing.assert_allclose(noise.mean(axis=0) / spread, 0, atol=0.1)


@pytest.mark.parametrize("make", [data.blobs, data.moons, data.spirals])
def test_settings_are_given_by_name(make):
    with pytest.raises(TypeError, match="positional"):
        make(9, generator(), 2)


def test_noise_turns_the_points_of_a_spiral():
    clean, noisy = (data.spirals(2000, generator(), noise=noise)[0] for noise in (0, 0.2))
    np.testing.assert_array_equal(noisy, data.spirals(2000, generator())[0])
    np.testing.assert_allclose(np.hypot(*noisy.T), np.hypot(*clean.T))
    turn = np.angle((noisy @ [1, 1j]) / (clean @ [1, 1j]))
    assert turn.std() == pytest.approx(0.2, rel=0.05)
    assert abs(turn.mean()) < 0.02


@pytest.mark.parametrize("name", ["xor", "rings", "moons", "spirals"])
def test_no_line_separates(name):
    X, labels = PLANE[name][0](600, generator())
    assert (least_squares(X, labels, X) == labels).mean() < 0.92


@pytest.mark.parametrize("name", PLANE)
def test_neighbours_share_their_class(name):
    X, labels = PLANE[name][0](600, generator())
    distance = ((X[:, None] - X) ** 2).sum(axis=2) + 100 * np.eye(600)
    assert (labels[distance.argmin(axis=1)] == labels).mean() > 0.93


def test_blobs_are_separated_by_lines():
    X, labels = data.blobs(300, generator(), spread=0.2)
    assert (least_squares(X, labels, X) == labels).all()
    assert data.blobs(50, generator(), classes=5)[1].max() == 4


# -- digits -------------------------------------------------------------------------------------


def test_digits_are_grey_pictures_of_balanced_classes():
    images, labels = data.digits(1234, generator())  # more than one part, the last one short
    assert images.shape == (1234, 28, 28)
    assert images.dtype == np.uint8
    assert set(np.bincount(labels)) == {123, 124}
    assert (images.min(), images.max()) == (0, 255)
    assert (images.max(axis=(1, 2)) > 200).all()  # ink
    assert (np.median(images, axis=(1, 2)) < 60).all()  # on paper


def test_digits_of_a_class_differ():
    images, labels = data.digits(100, generator())
    ones = images[labels == 1].reshape(10, -1)
    assert len(np.unique(ones, axis=0)) == 10


@pytest.fixture(scope="module")
def many_digits():
    return data.digits(6000, generator())


@pytest.mark.parametrize("digit", [0, 8])
def test_mean_of_a_symmetric_digit_is_symmetric(digit, many_digits):
    """Turned, slanted and shifted to both sides alike, in the middle of the sheet."""
    images, labels = many_digits
    mean = images[labels == digit].mean(axis=0)
    for mirrored in (mean[::-1], mean[:, ::-1]):
        assert np.abs(mean - mirrored).sum() < 0.1 * mean.sum()


def test_digits_need_more_than_the_nearest_mean(many_digits):
    images, labels = many_digits
    X = images.reshape(6000, -1) / 255
    train, test = slice(4000), slice(4000, None)
    means = np.stack([X[train][labels[train] == k].mean(axis=0) for k in range(10)])
    nearest = ((means**2).sum(axis=1) - 2 * X[test] @ means.T).argmin(axis=1)
    linear = least_squares(X[train], labels[train], X[test])
    near, lin = (nearest == labels[test]).mean(), (linear == labels[test]).mean()
    assert 0.80 < near < lin < 0.95


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [*(make for make, _ in PLANE.values()), data.digits])
@pytest.mark.parametrize("n", [0, -3, 2.0, "5", None])
def test_number_of_examples_must_be_a_whole_number(make, n):
    message = f"n is {n!r}, expected an integer of at least 1"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make(n, generator())


def test_number_of_classes_must_be_a_whole_number():
    with pytest.raises(ValueError, match=r"^classes is 0, expected an integer of at least 1$"):
        data.blobs(9, generator(), classes=0)


@pytest.mark.parametrize("rng", [0, None, np.random.RandomState(0), np.random])
def test_rng_must_be_a_generator(rng):
    with pytest.raises(TypeError, match=r"^rng is .*, expected a generator such as np\.random"):
        data.digits(3, rng)
