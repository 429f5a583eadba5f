"""No figure without names: its axes, and what is drawn on them."""

import contextlib
import io

import matplotlib
import matplotlib.pyplot as plt
import pytest
from lecture_cells import LECTURES, cells_of, code

matplotlib.use("Agg")


def faults(fig):
    """What is missing in a figure: names of axes with curves or points, names of the kinds."""
    plots = [ax for ax in fig.axes if ax.axison and (ax.lines or ax.collections) and not ax.images]
    plots = [ax for ax in plots if len(ax.get_xticks()) and ax.get_label() != "<colorbar>"]
    for ax in plots:
        beside = [other.get_ylabel() for other in ax.get_shared_y_axes().get_siblings(ax)]
        if not (ax.get_xlabel() or fig.get_supxlabel()):
            yield "no name below an axis"
        if not (any(beside) or fig.get_supylabel()):
            yield "no name beside an axis"
    kinds = {label for ax in plots for label in ax.get_legend_handles_labels()[1]}
    named = fig.legends or any(ax.get_legend() or ax.texts for ax in plots)
    if len(kinds) > 1 and not named:
        yield f"no legend for {sorted(kinds)}"
    for ax in fig.axes:
        if ax.get_label() == "<colorbar>" and not (ax.get_ylabel() or ax.get_xlabel()):
            yield "a scale of colours without a name"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_every_figure_has_its_names(path):
    names, found = {}, []
    for cell in code(cells_of(path)):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(cell.source.replace("%matplotlib inline", ""), names)
        found += [f"{cell.id}: {f}" for k in plt.get_fignums() for f in faults(plt.figure(k))]
        plt.close("all")
    assert not found


def test_what_is_missing_is_found():
    fig, (left, right) = plt.subplots(1, 2)
    left.plot([0, 1], label="one")
    right.plot([1, 0], label="other")
    left.set(xlabel="x", ylabel="y")
    missing = ["no name below an axis", "no name beside an axis"]
    assert list(faults(fig)) == [*missing, "no legend for ['one', 'other']"]
    right.set(xlabel="x", ylabel="y")
    left.legend()
    assert not list(faults(fig))
    fig.colorbar(right.pcolormesh([[0, 1], [1, 0]]))
    assert list(faults(fig)) == ["a scale of colours without a name"]
    plt.close(fig)
