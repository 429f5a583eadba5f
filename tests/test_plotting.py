"""The figures: what they show, what they say in words, and how they refuse bad input."""

import re
import subprocess
import sys

import matplotlib.pyplot as plt
import nbclient
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from nnkit import data, plotting

MINUS = "\N{MINUS SIGN}"
X = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
EYE = np.eye(2)

# Each function with simple arguments, and the alt text that it must make of them.
FIGURES = {
    "activation": (
        lambda ax: plotting.activation("sigmoid", at=0, ax=ax),
        f"sigmoid over z from {MINUS}6 to 6, with its slope. "
        "At z = 0 sigmoid is 0.5 and its slope 0.25.",
    ),
    "biological_neuron": (
        lambda ax: plotting.biological_neuron(ax=ax),
        "A nerve cell: dendrites (the inputs) lead to the cell body (the sum), "
        "from which an axon (the output) runs to other neurons.",
    ),
    "confusion": (
        lambda ax: plotting.confusion([[5, 1], [0, 4]], ax=ax),
        "Confusion matrix of 10 examples, 90 % right. "
        "Most frequent mistake: 0 taken for 1, 1 time.",
    ),
    "contour": (
        lambda ax: plotting.contour(
            lambda v: 1.5 * v[0] ** 2 + 0.5 * v[1] ** 2,
            {"descent": [[1, 1], [0.5, 0.25]]},
            arrows={(1, 1): (3, 1)},
            ax=ax,
        ),
        f"Contour lines over x and y from {MINUS}2 to 2. Path descent goes from (1, 1) to "
        "(0.5, 0.25) in 1 step. Arrow (3, 1) at (1, 1).",
    ),
    "decision": (
        lambda ax: plotting.decision([1, -1], 0.5, X, [0, 1, 0], ax=ax),
        "3 points of the plane: 2 of class 0, 1 of class 1. Shaded: 2 regions, one for each "
        f"answer. Lines: 1 x1 {MINUS} 1 x2 + 0.5 = 0.",
    ),
    "gradient_flow": (
        lambda ax: plotting.gradient_flow({"sigmoid": [1e-6, 1e-3, 1.0]}, ax=ax),
        "Size of the gradient by layer: in the first layer sigmoid has 1e-06 times that of "
        "the last.",
    ),
    "images": (
        lambda ax: plotting.images(np.zeros((2, 3, 4)), ["a", "b"], ax=ax),
        "2 pictures of 3 x 4: a, b.",
    ),
    "landscape": (
        lambda ax: plotting.landscape(lambda w: w * w, {"m": [2, 1, 0.5]}, slope_at=1, ax=ax),
        f"loss over w from {MINUS}2 to 2. Path m goes from 2 to 0.5 in 2 steps. "
        "At w = 1 the slope is 2.",
    ),
    "losses": (
        lambda ax: plotting.losses({"training": [1, 0.5], "validation": [0.7, 0.8]}, ax=ax),
        "loss over epoch: training from 1 to 0.5, validation from 0.7 to 0.8, smallest 0.7 at 0.",
    ),
    "matrix": (
        lambda ax: plotting.matrix([[0.1, -0.2]], ["$w_{1}$"], ["a", "b"], signed=True, ax=ax),
        f"Table with the columns a, b. Row w_1: 0.1, {MINUS}0.2.",
    ),
    "network": (
        lambda ax: plotting.network([2, 3, 2], paths=[[0, 2, 1]], losses=["L_1", "L_2"], ax=ax),
        "Network 2-3-2, every unit connected to all units of the next layer, 17 parameters. "
        "Highlighted: unit 1 to unit 3 to unit 2. Each output has its own loss: L_1, L_2.",
    ),
    "neuron": (
        lambda ax: plotting.neuron([2, -1], 0.5, [1, 3], ax=ax),
        "One neuron with 2 inputs and a constant 1 for the bias. The weighted sum is "
        f"z = {MINUS}0.5, the activation sigmoid gives a = 0.378.",
    ),
    "nudges": (
        lambda ax: plotting.nudges([0.43, 0.28, 0.8], [0, 0, 1], image=EYE, ax=ax),
        f"Nudges 2 (y {MINUS} a): 0 {MINUS}0.86, 1 {MINUS}0.56, 2 +0.4.",
    ),
    "outputs": (
        lambda ax: plotting.outputs([0.6, 0.1], 1, classes=["dog", "cat"], image=EYE, ax=ax),
        "Outputs: dog 0.6, cat 0.1. Largest: dog. Right: cat.",
    ),
    "points": (
        lambda ax: plotting.points(X, [0, 1, 0], classes=["no", "yes"], ax=ax),
        "3 points of the plane: 2 of no, 1 of yes.",
    ),
    "regions": (
        lambda ax: plotting.regions(lambda A: A[:, 0] > 0.45, X, ax=ax),
        "3 points of the plane. Shaded: 2 regions, one for each answer.",
    ),
    "tree": (
        lambda ax: plotting.tree({"$L$": ["$a$"], "$a$": ["$w_1$"]}, path=["$L$", "$a$"], ax=ax),
        "Dependency tree: L depends on a; a depends on w_1. Highlighted: L, a.",
    ),
    "weights": (
        lambda ax: plotting.weights(np.eye(4), (2, 2), ax=ax),
        "Weights of each neuron. 4 pictures of 2 x 2: 1, 2, 3, 4.",
    ),
}
HELPERS = {"PALETTE", "alt", "alt_text", "html"}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def line(ax, label):
    (found,) = [line for line in ax.lines if line.get_label() == label]
    return found


def test_every_public_figure_is_tested_here():
    assert set(plotting.__all__) - HELPERS == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_figure_says_in_words_what_it_shows(name):
    draw, expected = FIGURES[name]
    ax = draw(None)
    assert isinstance(ax, Axes)
    assert ax.alt_text == expected
    assert plotting.alt_text(ax.figure) == expected


@pytest.mark.parametrize("name", FIGURES)
def test_figure_draws_into_given_axes(name):
    _, (left, right) = plt.subplots(1, 2)
    assert FIGURES[name][0](right) is right
    assert not left.has_data()
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", FIGURES)
def test_figure_fits_the_notebook_and_is_legible(name):
    ax = FIGURES[name][0](None)
    assert ax.figure.get_size_inches()[0] * ax.figure.dpi <= 640
    ax.figure.canvas.draw()
    shown = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label]
    shown += [] if ax.get_legend() is None else ax.get_legend().get_texts()
    assert min(text.get_fontsize() for text in shown if text.get_text()) >= 10


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_of_a_figure_leaves_it(name):
    ax = FIGURES[name][0](None)
    ax.figure.canvas.draw()
    window = ax.figure.bbox.padded(3)
    for text in ax.texts:
        box = text.get_window_extent()
        assert window.contains(box.x0, box.y0), text.get_text()
        assert window.contains(box.x1, box.y1), text.get_text()


def test_palette_is_told_apart_without_green_receptors():
    # deuteranopia in linear RGB, Machado, Oliveira and Fernandes (2009)
    seen = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
    colours = [seen @ np.power(to_rgb(colour), 2.2) for colour in plotting.PALETTE]
    for i, a in enumerate(colours):
        for b in colours[:i]:
            assert np.linalg.norm(a - b) > 0.1
    green, red = (seen @ np.power(to_rgb(colour), 2.2) for colour in ("#55AA00", "#C08000"))
    assert np.linalg.norm(green - red) < 0.1  # such a pair would have been found


def test_curves_differ_in_more_than_colour():
    ax = plotting.losses({name: [3, 2, 1] for name in "abcd"})
    looks = {(line.get_linestyle(), line.get_marker()) for line in ax.lines}
    assert len(looks) == 4
    ax = plotting.points(np.eye(2)[[0, 1, 0]], [0, 1, 2])
    assert len({line.get_marker() for line in ax.lines}) == 3


# -- networks -----------------------------------------------------------------------------------


def test_network_numbers_neurons_and_edges_as_the_notes_do():
    shown = texts(plotting.network([2, 3, 2], edges="index"))
    assert [text for text in shown if text in set("12345")] == ["1", "2", "3", "4", "5"]
    edges = {text for text in shown if text.startswith("$w")}
    first = {f"$w_{{{i}{j}}}$" for i in (1, 2) for j in (1, 2, 3)}
    assert edges == first | {f"$w_{{{i}{j}}}$" for i in (1, 2, 3) for j in (4, 5)}


def test_network_counts_in_each_layer_with_labels_activation():
    shown = texts(plotting.network([1, 2], labels="activation", edges="index", bias=True))
    assert {"$x_{1}$", "$a_{1}^{[1]}$", "$a_{2}^{[1]}$", "1"} <= set(shown)
    assert {"$w_{12}^{[1]}$", "$b_{2}^{[1]}$"} <= set(shown)


def test_network_draws_one_mark_a_unit_and_one_more_a_layer_for_the_bias():
    assert len(plotting.network([4, 5, 3]).lines) == 12
    assert len(plotting.network([4, 5, 3], bias=True).lines) == 14


def test_large_layers_are_shortened_and_say_their_size():
    ax = plotting.network([784, 16, 16, 10], image=np.zeros((28, 28)))
    assert len(ax.lines) == 4 * 8
    assert texts(ax).count("\N{VERTICAL ELLIPSIS}") == 4
    assert "input\n784" in texts(ax)
    assert "13,002 parameters" in ax.alt_text
    assert [child.get_images()[0].get_array().shape for child in ax.child_axes] == [(28, 28)]


def test_losses_of_a_large_layer_stand_at_the_outputs_they_belong_to():
    ax = plotting.network([2, 10], losses=[f"L_{{{k}}}" for k in range(1, 11)])
    shown = [text for text in texts(ax) if text.startswith("$L")]
    assert shown == [f"$L_{{{k}}}$" for k in (1, 2, 3, 4, 7, 8, 9, 10)]


def test_highlighted_path_marks_its_units():
    ax = plotting.network([2, 2, 1], paths=[[1, 0, 0]])
    wide = [line for line in ax.lines if line.get_markeredgewidth() > 2]
    assert [line.get_xdata()[0] for line in wide] == [0, 1, 2]
    assert wide[0].get_ydata()[0] < 0 < wide[1].get_ydata()[0]


def test_neuron_without_numbers_shows_letters():
    shown = texts(plotting.neuron(2))
    assert {"$x_{1}$", "$w_{2}$", "$b$", "$z$", "$a$", "1", r"$\Sigma$", "sigmoid"} <= set(shown)


def test_neuron_with_numbers_shows_sum_and_activation():
    shown = texts(plotting.neuron([2, -1], b=0.5, x=[1, 3], activation="relu"))
    assert {f"$z$ = {MINUS}0.5", "$a$ = 0", "$b$ = 0.5", "$w_{1}$ = 2"} <= set(shown)


def test_tree_places_what_is_needed_left_of_what_needs_it():
    depends = {"L": ["p", "q"], "p": ["w", "x"], "q": ["x"]}
    ax = plotting.tree(depends, edges={("L", "p"): "2"})
    place = {text.get_text(): text.get_position()[0] for text in ax.texts}
    assert place["L"] > place["p"] == place["q"] > place["w"] == place["x"]
    assert "2" in place


def test_tree_draws_a_box_around_words():
    ax = plotting.tree({"Tesla": ["BMW"], "BMW": ["ground"]}, edges={("Tesla", "BMW"): "2"})
    boxed = [
        text.get_text() for text in ax.texts if text.get_bbox_patch() and text.get_zorder() > 2
    ]
    assert sorted(boxed) == ["BMW", "Tesla", "ground"]
    assert not ax.lines


# -- curves -------------------------------------------------------------------------------------


def test_activation_plots_value_and_slope():
    ax = plotting.activation("tanh", span=(-1, 1))
    z, a = line(ax, "tanh").get_data()
    np.testing.assert_allclose(a, np.tanh(z))
    np.testing.assert_allclose(line(ax, "slope of tanh").get_ydata(), 1 - np.tanh(z) ** 2)
    assert len(plotting.activation("tanh", "relu", "sigmoid", "identity").lines) == 4


def test_activation_takes_a_function_of_your_own():
    def cube(z):
        return z**3

    ax = plotting.activation(cube, at=2.0)
    assert "At z = 2 cube is 8 and its slope 12." in ax.alt_text
    assert "slope 12" in texts(ax)


def test_losses_takes_the_history_of_a_fit_and_marks_the_smallest():
    history = {"loss": [3, 2, 1], "val_loss": [3, 1.5, 2], "val_score": [0.1, 0.5, 0.4]}
    ax = plotting.losses(history)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "loss", "val_loss", "smallest",
    ]  # fmt: skip
    assert line(ax, "smallest").get_xydata().tolist() == [[1, 1.5]]


def test_losses_shows_a_run_that_diverged():
    ax = plotting.losses([1.0, 10.0, np.inf, np.nan])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1, 10, np.inf, np.nan])
    assert ax.alt_text.endswith("from 1 to nan.")


def test_landscape_puts_paths_on_the_curve_and_says_when_they_leave_it():
    ax = plotting.landscape(lambda w: w**4, {"a": [1, 0.5], "b": [1.5, -9, 700]})
    assert line(ax, "a: start").get_xydata().tolist() == [[1, 1]]
    assert line(ax, "a: end").get_xydata().tolist() == [[0.5, 0.0625]]
    assert "b leaves the figure at step 1" in ax.alt_text
    assert "b: end" not in [line.get_label() for line in ax.lines]
    assert ax.get_ylim()[1] < 20


def test_contour_draws_a_path_until_it_leaves_and_changes_nothing():
    path = np.array([[1.0, 1.0], [-1.5, 1.0], [3.0, 1.0], [1.0, 0.0]])
    before = path.copy()
    ax = plotting.contour(lambda v: v @ v, {"a": path})
    np.testing.assert_array_equal(path, before)
    seen = ax.lines[0].get_xydata()
    np.testing.assert_array_equal(seen[[0, 1, 3]], path[[0, 1, 3]])
    assert np.isnan(seen[2]).all()
    assert line(ax, "a: end").get_xydata().tolist() == [[1, 0]]
    assert ax.alt_text.endswith("to (1, 0) in 3 steps. a leaves the figure at step 2.")


@pytest.mark.parametrize("at", [-1.6, -0.3, 0.3, 1.6])
def test_words_beside_a_point_stay_in_the_frame(at):
    slopes = plotting.landscape(np.square, slope_at=at)
    arrows = plotting.contour(lambda v: v @ v, arrows={(at, 0): (np.sign(at) / 2, 1)})
    for ax in (slopes, arrows):
        ax.figure.canvas.draw()
        frame = ax.get_window_extent()
        (text,) = [t for t in ax.texts if t.get_text().startswith(("slope", "gradient"))]
        words = text.get_window_extent()
        assert frame.x0 < words.x0 < words.x1 < frame.x1


# -- maps ---------------------------------------------------------------------------------------


def test_points_keep_their_classes():
    ax = plotting.points(X, [0, 1, 0])
    assert line(ax, "class 0").get_xydata().tolist() == [[0, 1], [1, 1]]
    assert line(ax, "class 1").get_xydata().tolist() == [[1, 0]]


@pytest.mark.parametrize(
    "predict",
    [
        lambda A: (A[:, 0] > 0.45).astype(int),
        lambda A: A[:, 0] > 0.45,
        lambda A: 1 / (1 + np.exp(0.45 - A[:, 0])),
        lambda A: 1 / (1 + np.exp(0.45 - A[:, :1])),
        lambda A: np.stack([0.45 - A[:, 0], A[:, 0] - 0.45], axis=1),
    ],
    ids=["labels", "bools", "probabilities", "column", "scores"],
)
def test_regions_understands_labels_probabilities_and_scores(predict):
    ax = plotting.regions(predict, X)
    (image,) = ax.get_images()
    left, right, *_ = image.get_extent()
    columns = np.linspace(left, right, image.get_array().shape[1])
    assert (np.asarray(image.get_array()) == (columns > 0.45)).all()


def test_decision_line_lies_where_z_is_zero(rng):
    points, labels = data.blobs(60, rng)
    W, b = rng.standard_normal((2, 3)), rng.standard_normal(3)
    ax = plotting.decision(W, b, points, labels)
    for k in range(3):
        on_line = line(ax, f"neuron {k}: $z = 0$").get_xydata()
        np.testing.assert_allclose(on_line @ W[:, k] + b[k], 0, atol=1e-9)
    assert "Lines: " in ax.alt_text


def test_arrow_of_a_neuron_points_to_its_yes():
    w, b = np.array([1.0, -2.0]), 0.3
    ax = plotting.decision(w, b, X)
    (arrow,) = [text for text in ax.texts if not text.get_text()]
    assert w @ np.array(arrow.xy) + b > 0


# -- tables -------------------------------------------------------------------------------------


def test_images_share_one_scale():
    ax = plotting.images(np.array([np.zeros((2, 2)), np.full((2, 2), 255)]))
    assert [inset.images[0].get_clim() for inset in ax.child_axes] == [(0, 255)] * 2


def test_weights_shows_one_column_a_neuron():
    W = np.arange(12.0).reshape(6, 2)
    ax = plotting.weights(W, (2, 3))
    first, second = (inset.images[0] for inset in ax.child_axes)
    np.testing.assert_array_equal(first.get_array(), W[:, 0].reshape(2, 3))
    np.testing.assert_array_equal(second.get_array(), W[:, 1].reshape(2, 3))
    assert first.get_clim() == (-11, 11)


def test_confusion_writes_every_count_with_the_label_down_the_side():
    ax = plotting.confusion([[50, 2], [7, 41]], ["cat", "dog"])
    assert texts(ax) == ["50", "2", "7", "41"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("label", "prediction")
    assert "dog taken for cat, 7 times" in ax.alt_text


def test_outputs_hatches_the_right_class():
    bars = plotting.outputs([0.2, 0.7, 0.1], 1).patches
    assert [bar.get_hatch() for bar in bars] == [None, "///", None]
    assert [bar.get_height() for bar in bars] == [0.2, 0.7, 0.1]


def test_nudges_writes_twice_the_distance():
    assert texts(plotting.nudges([0.5, 1.0], [1, 1])) == ["+1", "0"]


# -- alt text in a notebook ---------------------------------------------------------------------


def test_alt_text_reaches_the_page(tmp_path):
    cells = [
        "from nnkit import plotting",
        "plotting.network([2, 3, 2]);",
        """plotting.alt(plotting.activation("relu"), 'My "own" words: 1 < 2.');""",
        "import matplotlib.pyplot as plt\nax = plt.subplots()[1]\nax.plot([3, 1])\n"
        "plotting.alt(ax, 'A line that falls.');",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=60).execute(cwd=tmp_path)
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    assert [output.output_type for output in outputs] == ["display_data"] * 3
    words = [output.data["text/plain"] for output in outputs]
    assert words[0].startswith("Network 2-3-2")
    assert words[1:] == ['My "own" words: 1 < 2.', "A line that falls."]
    for output, text in zip(outputs, words, strict=True):
        assert output.data["image/png"].startswith("iVBOR")
        assert output.data["image/png"].strip() in output.data["text/html"]
        assert output.metadata["image/png"]["alt"] == text
    page, _ = HTMLExporter().from_notebook_node(notebook)
    from bs4 import BeautifulSoup

    shown = [image["alt"] for image in BeautifulSoup(page, "html.parser").find_all("img")]
    assert shown == words


def test_alt_text_of_several_axes_is_joined_and_can_be_replaced():
    figure, (left, right) = plt.subplots(1, 2)
    plotting.alt(plotting.alt(left, "Old."), "Left.")
    plotting.alt(right, "Right $a_{1}$.")
    assert plotting.alt_text(figure) == "Left. Right a_1."
    assert '<img alt="Left. Right a_1."' in plotting.html(figure)


def test_alt_text_is_escaped_in_html():
    ax = plotting.alt(plt.subplots()[1], """a "quote" <b> & 'c'""")
    assert plotting.html(ax).startswith('<img alt="a &quot;quote&quot; &lt;b&gt; &amp; ')


def test_import_of_nnkit_leaves_matplotlib_alone():
    code = "import sys, nnkit, nnkit.data; print('matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


# -- bad input ----------------------------------------------------------------------------------

BAD = [
    (lambda: plotting.network([3]), "sizes is [3], expected at least two widths, each"),
    (lambda: plotting.network([2, 0, 1]), "sizes is [2, 0, 1], expected at least two widths"),
    (lambda: plotting.network([2, 2.5]), "sizes is [2, 2.5], expected at least two widths"),
    (
        lambda: plotting.network([2, 2], labels="x"),
        "labels is 'x', expected one of 'number', 'activation'",
    ),
    (lambda: plotting.network([2, 2], edges="all"), "edges is 'all', expected one of 'index'"),
    (
        lambda: plotting.network([2, 2], paths=[[0, 2]]),
        "paths has [0, 2], expected one unit (from 0) for each layer",
    ),
    (
        lambda: plotting.network([2, 2], losses=["L"]),
        "losses has 1 entries, expected 2",
    ),
    (lambda: plotting.neuron(0), "w is 0, expected an integer of at least 1"),
    (lambda: plotting.neuron([1, 2], x=[1, 2, 3]), "x has shape (3,), expected (2,)"),
    (
        lambda: plotting.neuron([1, 2], 0, [1, 2], activation="swish"),
        "activation is 'swish', expected one of 'identity'",
    ),
    (
        lambda: plotting.tree({"a": ["b"], "b": ["a"]}),
        "depends has a circle: a quantity is computed from itself",
    ),
    (
        lambda: plotting.tree({"a": ["b"]}, path=["a", "c"]),
        "depends does not say that 'a' is computed from 'c'",
    ),
    (lambda: plotting.activation(), "functions is empty, expected a name such as 'sigmoid'"),
    (lambda: plotting.activation("softmax"), "activation is 'softmax', expected one of"),
    (
        lambda: plotting.activation("relu", span=(1, -1)),
        f"span is (1, {MINUS}1), expected the smaller end first",
    ),
    (lambda: plotting.losses({}), "history is empty, expected at least one list"),
    (lambda: plotting.losses({"a": []}), "history['a'] has shape (0,), expected (steps,)"),
    (lambda: plotting.losses(["x"]), "history is ['x'], expected numbers"),
    (
        lambda: plotting.landscape(np.square, {"a": [[1, 2]]}),
        "paths['a'] has shape (1, 2), expected (steps,)",
    ),
    (lambda: plotting.gradient_flow([1, 0]), "norms has 0 (the net), expected sizes above 0"),
    (lambda: plotting.points([1, 2]), "X has shape (2,), expected (N, 2)"),
    (
        lambda: plotting.points(np.zeros((0, 2))),
        "X has shape (0, 2), expected (N, 2), none of them 0",
    ),
    (
        lambda: plotting.points([[np.nan, 1]]),
        "X contains NaN or infinity, expected finite numbers",
    ),
    (lambda: plotting.points(X, [0, 1]), "labels has shape (2,), expected (3,)"),
    (
        lambda: plotting.points(X, [0, -1, 1]),
        "labels has entries from -1 to 1, expected 0 to 1 for 2 classes",
    ),
    (lambda: plotting.points(X, [0, 0.5, 1]), "labels has entries such as 0.5, expected integers"),
    (lambda: plotting.points(X, [0, 1, 2], classes=["a"]), "classes has 1 entries, expected 3"),
    (
        lambda: plotting.regions(lambda A: A[:5, 0], X),
        "predict(X) has shape (5,), expected (58081,) or (58081, K)",
    ),
    (lambda: plotting.decision([1, 2, 3], 0, X), "W has shape (3,), expected (2,)"),
    (lambda: plotting.decision(np.ones((2, 3)), 0, X), "b has shape (1,), expected (3,)"),
    (lambda: plotting.decision([0, 0], 1, X), "W has a neuron with both weights 0"),
    (lambda: plotting.images(np.zeros(4)), "stack has shape (4,), expected (n, h, w)"),
    (lambda: plotting.weights(np.zeros((9, 2))), "W has shape (9, 2), expected (784, n_out)"),
    (lambda: plotting.confusion([[1, 2]]), "M has shape (1, 2), expected (K, 1)"),
    (lambda: plotting.confusion([[-1]]), "M has a count below 0 or no count above 0"),
    (lambda: plotting.outputs([0.1, 0.2], 2), "target is 2, expected one of 0, 1"),
    (lambda: plotting.nudges([0.1, 0.2], [1]), "y has shape (1,), expected (2,)"),
    (lambda: plotting.alt(plt.subplots()[1], " "), "text is ' ', expected a sentence"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message[:30] for _, message in BAD])
def test_bad_input_is_named_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        call()
    assert "\n" not in str(caught.value)
