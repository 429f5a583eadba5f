"""The data of the course: what it looks like, how hard it is, and reading MNIST's files."""

import gzip
import re
import struct

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


# -- MNIST's files ------------------------------------------------------------------------------

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def idx(array, magic=None):
    magic = 2048 + array.ndim if magic is None else magic
    return struct.pack(f">{1 + array.ndim}I", magic, *array.shape) + array.tobytes()


@pytest.fixture
def pictures(rng):
    return rng.integers(0, 256, (7, 3, 4), np.uint8), rng.integers(0, 10, 7).astype(np.uint8)


def write(folder, images, labels, **change):
    files = {IMAGES: idx(images), LABELS: idx(labels)} | change
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("dot", ["-", "."])
@pytest.mark.parametrize(("part", "start"), [("train", "train"), ("test", "t10k")])
def test_mnist_returns_what_was_written(tmp_path, pictures, part, start, dot, ending):
    images, labels = pictures
    pack = gzip.compress if ending else bytes
    for kind, array in (("images", images), ("labels", labels)):
        name = f"{start}-{kind}{dot}idx{array.ndim}-ubyte{ending}"
        (tmp_path / name).write_bytes(pack(idx(array)))
    read_images, read_labels = data.mnist(str(tmp_path), part)
    np.testing.assert_array_equal(read_images, images)
    np.testing.assert_array_equal(read_labels, labels)
    assert read_images.dtype == np.uint8
    assert read_labels.dtype == int


def test_mnist_reads_what_digits_draws(tmp_path):
    images, labels = data.digits(12, generator())
    write(tmp_path, images, labels.astype(np.uint8))
    np.testing.assert_array_equal(data.mnist(tmp_path)[0], images)


def refused(folder, error, message):
    with pytest.raises(error, match=re.escape(message)) as caught:
        data.mnist(folder)
    assert "\n" not in str(caught.value)


def test_mnist_names_the_missing_file(tmp_path, pictures):
    write(tmp_path, *pictures)
    (tmp_path / LABELS).unlink()
    refused(tmp_path, FileNotFoundError, f"{tmp_path} holds no file {LABELS} or {LABELS}.gz")


def test_mnist_refuses_swapped_files(tmp_path, pictures):
    images, labels = pictures
    write(tmp_path, labels, images)
    message = f"{IMAGES} starts with the magic number 2049, expected 2051 for images"
    refused(tmp_path, ValueError, message)


def test_mnist_refuses_a_file_of_another_kind(tmp_path, pictures):
    write(tmp_path, *pictures, **{IMAGES: b"<html>"})
    refused(tmp_path, ValueError, f"{IMAGES} starts with the magic number 1013478509, expected")
    write(tmp_path, *pictures, **{IMAGES: b""})
    refused(tmp_path, ValueError, f"{IMAGES} starts with the magic number 0, expected")


def test_mnist_refuses_a_short_file(tmp_path, pictures):
    write(tmp_path, *pictures, **{IMAGES: idx(pictures[0])[:-5]})
    message = f"{IMAGES} holds 79 bytes of images, expected 84 for 7 x 3 x 4: fetch it again"
    refused(tmp_path, ValueError, message)
    write(tmp_path, *pictures, **{LABELS: idx(pictures[1])[:6]})
    refused(tmp_path, ValueError, f"{LABELS} ends within its first 8 bytes: fetch it again")


def test_mnist_refuses_a_file_with_bytes_left_over(tmp_path, pictures):
    write(tmp_path, *pictures, **{LABELS: idx(pictures[1]) + b"x"})
    refused(tmp_path, ValueError, f"{LABELS} holds 8 bytes of labels, expected 7 for 7")


@pytest.mark.parametrize("harm", [lambda z: z[:-9], lambda z: z[:20] + b"?" * 20 + z[40:]])
def test_mnist_refuses_damaged_gzip(tmp_path, pictures, harm):
    write(tmp_path, *pictures, **{IMAGES: harm(gzip.compress(idx(pictures[0])))})
    refused(tmp_path, ValueError, f"{IMAGES} is damaged (")


def test_mnist_refuses_sizes_that_disagree(tmp_path, pictures):
    images, labels = pictures
    write(tmp_path, images, labels[:5])
    message = f"{IMAGES} holds 7 images but {LABELS} 5 labels, expected the same number"
    refused(tmp_path, ValueError, message)
    write(tmp_path, images[:5], labels)
    refused(tmp_path, ValueError, f"{IMAGES} holds 5 images but {LABELS} 7 labels, expected")


def test_mnist_reads_files_without_examples(tmp_path, pictures):
    write(tmp_path, *(array[:0] for array in pictures))
    images, labels = data.mnist(tmp_path)
    assert (images.shape, labels.shape) == ((0, 3, 4), (0,))


def test_mnist_refuses_labels_out_of_range(tmp_path, pictures):
    images, labels = pictures
    write(tmp_path, images, np.where(np.arange(7) == 4, 10, labels).astype(np.uint8))
    refused(tmp_path, ValueError, f"{LABELS} holds the label 10 at 4, expected 0 to 9")


def test_mnist_refuses_an_unknown_part(tmp_path):
    with pytest.raises(ValueError, match=r"^part is 'valid', expected one of 'train', 'test'$"):
        data.mnist(tmp_path, "valid")
