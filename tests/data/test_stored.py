"""Data that is read: the handwritten digits, the trained weights, MNIST's files."""

import gzip
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnkit as nn
from nnkit import data
from nnkit.data import stored
from nnkit.data.training import trained
from nnkit.grading.units import kept_digits

# -- handwriting --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def train():
    return data.handwritten("train")


@pytest.fixture(scope="module")
def test():
    return data.handwritten("test")


def right(params, images, labels):
    """The share of the images that a network of sigmoids reads."""
    outputs = nn.forward(nn.to_inputs(images), params, ["sigmoid"] * 3)[1][-1]
    return nn.accuracy(outputs, labels)


def test_all_handwriting_is_the_train_and_the_test_part(train, test):
    images, labels = data.handwritten()
    assert (images.shape, images.dtype) == ((8000, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((8000,), int)
    for whole, parts in ((images, (train[0], test[0])), (labels, (train[1], test[1]))):
        np.testing.assert_array_equal(whole, np.concatenate(parts))
    assert len(train[0]) == 6500


def test_handwriting_can_be_changed_without_harm(test):
    images, _ = data.handwritten("test")
    images[:] = 0
    np.testing.assert_array_equal(data.handwritten("test")[0], test[0])
    all_labels = data.handwritten()[1]
    all_labels[:] = 11
    assert data.handwritten()[1].max() == 9


def test_parts_of_the_handwriting_are_fair_samples(train, test):
    shares = [np.bincount(labels) / len(labels) for _, labels in (train, test)]
    np.testing.assert_allclose(*shares, atol=0.02)
    assert (np.diff(train[1]) != 0).mean() > 0.85  # in random order


def test_digits_lie_in_a_box_of_20_with_the_centre_of_mass_in_the_middle(test):
    images, _ = test
    for axis in (1, 2):
        ink = images.max(axis=axis) > 0
        extent = 28 - ink.argmax(axis=1) - ink[:, ::-1].argmax(axis=1)
        assert extent.max() == 20
        mass = images.sum(axis=axis) / images.sum(axis=(1, 2))[:, None]
        assert np.abs(mass @ np.arange(28) - 14).max() < 1.1
    assert (images.max(axis=(1, 2)) > 200).all()


def test_kept_digits_are_balanced_and_no_student_has_one():
    images, labels = kept_digits.kept_digits()
    assert (images.shape, images.dtype, labels.dtype) == ((2000, 28, 28), np.uint8, int)
    np.testing.assert_array_equal(np.bincount(labels), [200] * 10)
    known = {image.tobytes() for image in data.handwritten()[0]}
    assert len(known) == 8000
    assert not known & {image.tobytes() for image in images}


def test_rule_of_the_kept_digits():
    labels = np.arange(10000) * 7 % 1000 // 100  # 1000 of each class
    kept, others = kept_digits.shared(labels, each=250)
    for k in range(10):
        np.testing.assert_array_equal(kept[labels[kept] == k], np.flatnonzero(labels == k)[::4])
    assert sorted([*kept, *others]) == list(range(10000))
    assert (np.diff(others) < 0).any()


def test_sharing_out_writes_what_is_read_back(tmp_path):
    """The two files of the package, from the file that they came from (made of them here)."""
    parts = [data.handwritten(), kept_digits.kept_digits()]
    images, labels = (np.concatenate(both) for both in zip(*parts, strict=True))
    source = tmp_path / "source.npz"
    np.savez(source, images=images, labels=labels.astype(np.uint8))
    files = tmp_path / "kept.npz", tmp_path / "public.npz"
    kept_digits.share_out(source, *files)
    for path, chosen in zip(files, kept_digits.shared(labels), strict=True):
        with np.load(path) as written:
            np.testing.assert_array_equal(written["images"], images[chosen])
            np.testing.assert_array_equal(written["labels"], labels[chosen])
    sizes = [path.stat().st_size for path in Path(stored.__file__).parent.glob("*.npz")]
    assert sum(sizes) + kept_digits.FILE.stat().st_size < 1.7e6


def test_unknown_part_of_the_handwriting_is_named():
    message = r"^part is 'valid', expected one of 'all', 'train', 'test'$"
    with pytest.raises(ValueError, match=message):
        data.handwritten("valid")


def test_import_reads_no_digits():
    code = "import sys, nnkit; print([m for m in sys.modules if m.startswith('nnkit.data')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# -- trained weights ----------------------------------------------------------------------------


def test_trained_digits_read_handwriting_that_they_have_not_seen(test):
    params = data.trained_digits()
    assert [(W.shape, b.shape) for W, b in params] == [
        *(((784, 16), (16,)), ((16, 16), (16,)), ((16, 10), (10,)))
    ]
    assert {array.dtype for layer in params for array in layer} == {np.dtype(float)}
    assert right(params, *test) == pytest.approx(0.926, abs=0.003)
    assert right(params, *kept_digits.kept_digits()) > 0.9


def test_training_anew_gives_weights_of_the_same_kind(test):
    weights = trained()
    params = [(weights[f"W{k}"].astype(float), weights[f"b{k}"].astype(float)) for k in (1, 2, 3)]
    assert right(params, *test) >= 0.88
    assert right(params, *kept_digits.kept_digits()) >= 0.88
    with np.load(Path(stored.__file__).with_name("trained_digits.npz")) as shipped:
        assert {name: (shipped[name].dtype, shipped[name].shape) for name in shipped} == {
            name: (values.dtype, values.shape) for name, values in weights.items()
        }


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
    images, labels = data.digits(12, np.random.default_rng(0))
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
