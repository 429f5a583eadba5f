"""A small kernel slides over an image."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng


def conv_case(rng: Rng, image: tuple[int, int], kernel: tuple[int, int], rung: str) -> Case:
    """Draw an image and a kernel."""
    args = rng.normal(0, 1, image), rng.normal(0, 1, kernel)
    return Case(args, "an image {}×{}, a kernel {}×{}".format(*image, *kernel), rung)


def _cases(rng: Rng) -> list[Case]:
    by_hand = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    image, kernel = rng.normal(0, 1, (5, 6)), rng.normal(0, 1, (2, 3))
    return [
        Case(by_hand, "the numbers of the task", "hand"),
        Case((np.diag(np.eye(5)[2]), rng.normal(0, 1, (3, 3))), "one bright pixel", "isolated"),
        Case((image, np.array([[2.0]])), "a kernel 1×1", "isolated"),
        Case((image, kernel), "an image 5×6, a kernel 2×3", "random"),
        conv_case(rng, (6, 6), (3, 3), "random"),
        conv_case(rng, (7, 4), (3, 2), "random"),
        conv_case(rng, (4, 5), (4, 1), "random"),
        Case((rng.integers(0, 9, (4, 4)), rng.integers(-2, 3, (2, 2))), "whole numbers", "integer"),
        Case((image.astype(np.float32), kernel.astype(np.float32)), "type float32", "float32"),
        conv_case(rng, (3, 4), (3, 4), "one"),
    ]


@exercise("15", cases=_cases, returns="an array (H - kh + 1, W - kw + 1)", points=3)
def conv2d_valid(image, kernel):
    """
    turned = kernel[::-1, ::-1]
    # Your kernel is turned upside down and left to right: that is the convolution of mathematics.
    # Networks slide the kernel as it is.
    turned = kernel[::-1]
    or
    turned = kernel[:, ::-1]
    # Your kernel is mirrored. Networks slide it as it is.
    rows = H - kh
    cols = W - kw
    # A place is missing in each row and column: a kernel as large as the image fits once.
    image = np.pad(image, [(k // 2, k - 1 - k // 2) for k in kernel.shape])
    # You add a border of zeros. Asked is only where the whole kernel fits.
    sums = [np.sum(window @ turned.T) for window in windows]
    # You use a matrix product. Pixel and weight at the same place belong together: `*`, then a sum.
    """
    H, W = image.shape  # the size of the image
    kh, kw = kernel.shape  # the size of the kernel
    rows = H - kh + 1  # the number of rows
    cols = W - kw + 1  # the number of columns
    turned = kernel  # the kernel
    places = [(i, j) for i in range(rows) for j in range(cols)]  # the places of the kernel
    windows = [image[i : i + kh, j : j + kw] for i, j in places]  # the windows
    sums = [np.sum(window * turned) for window in windows]  # the sum over each window
    return np.array(sums).reshape(rows, cols)
