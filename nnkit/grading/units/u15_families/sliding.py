"""A small kernel slides over an image."""

import numpy as np

from nnkit.grading.exercise.author import exercise, ways
from nnkit.grading.exercise.spec import Case
from nnkit.grading.units.drawing import by_hand, drawn, variant

IMAGE = "ab cd"  # image, kernel
BORDERS = ("k // 2", "k - 1 - k // 2"), ("k // 2", "k // 2"), ("k - 1", "k - 1"), ("0", "k - 1")
PADDED = [f"[({a}, {b}) for k in kernel.shape]" for a, b in (*BORDERS, ("k - 1", "0"))]
SHORT = [f"rows, cols = H - kh + {i}, W - kw + {j}" for i, j in ((0, 0), (0, 1), (1, 0))]
SIZES = f"""
{ways(*(f"image = np.pad(image, {border})" for border in PADDED))}
# Your result reaches beyond the image, as with a border of zeros. The whole kernel has to fit.
{ways(*SHORT)}
# The last place is missing: a kernel as large as the image fits once, so there is a + 1.
"""


@exercise(
    by_hand([[1.0, 2, 3], [4, 5, 6]], [[1.0, 0], [0, 2]]),
    lambda rng: Case(
        (np.diag(np.eye(5)[2]), rng.normal(0, 1, (3, 3))), "one bright pixel", "isolated"
    ),
    variant("ab", (5, 6, np.array([[2.0]])), "a kernel 1×1", "isolated"),
    drawn(
        IMAGE,
        "an image {}×{}, a kernel {}×{}",
        (5, 6, 2, 3),
        (6, 6, 3, 3),
        (7, 4, 3, 2),
        (4, 5, 4, 2),
        whole=True,
    ),
    variant(IMAGE, (3, 4, 3, 4), "an image 3×4, a kernel 3×4", "one"),
    "an array (H - kh + 1, W - kw + 1)",
    mistakes=SIZES,
    points=3,
)
def conv2d_valid(image, kernel):
    """
    return np.pad(np.array(sums).reshape(rows, cols), [(0, k - 1) for k in kernel.shape])
    # Your result is as large as the image. It has a place only where the whole kernel fits.
    turned = kernel[::-1, ::-1]
    # Your kernel is turned upside down and left to right. Networks slide it as it is.
    turned = kernel[::-1]
    turned = kernel[:, ::-1]  # Your kernel is mirrored. Networks slide it as it is.
    rows, cols = H - kh, W - kw
    return np.pad(np.array(sums).reshape(rows, cols), (0, 1))
    # The last row and column of the result stay 0: the loops end one place too early.
    return np.array(sums).reshape(rows, cols)[::kh, ::kw]
    return np.array(sums).reshape(rows, cols)[::2, ::2]
    # Your kernel jumps. It moves on by one pixel, so the windows overlap.
    sums = [(window * turned)[-1, -1] for window in windows]
    # Only the last product of each window is left: `=` overwrites, `+=` adds.
    sums = [np.sum((window * turned)[-1]) for window in windows]
    # Only the last row of each window counts: the sum starts anew with each row, or is overwritten.
    sums = list(np.cumsum([np.sum(window * turned) for window in windows]))
    # The sum goes on from window to window. For each window it starts at 0.
    windows = [image[:kh, :kw] for i, j in places]
    # You look at the same window each time. It moves with the place: it starts at row i, column j.
    kh, kw = kernel.shape[::-1]
    # Height and width of the kernel are exchanged, or one stands for both: it need not be square.
    sums = [np.mean(window * turned) for window in windows]
    # You take the mean over each window. The products are added.
    """
    H, W = image.shape  # the size of the image
    kh, kw = kernel.shape  # the size of the kernel
    rows, cols = H - kh + 1, W - kw + 1  # the numbers of rows and columns
    turned = kernel  # the kernel
    places = [(i, j) for i in range(rows) for j in range(cols)]  # the places of the kernel
    windows = [image[i : i + kh, j : j + kw] for i, j in places]  # the windows
    sums = [np.sum(window * turned) for window in windows]  # the sum over each window
    return np.array(sums).reshape(rows, cols)
