"""Figures of the course, each in one line; every function returns its Axes.

    from nnkit import plotting
    ax = plotting.network([2, 3, 2], edges="index")

Write ``ax =`` in a lecture: a semicolon hides the returned Axes as well, but not under nbval. Pass
``ax=`` to draw into a figure of your own. Each figure makes its alt text from what it shows;
replace it, or give one to any other figure, with one line::

    plotting.alt(ax, "Two clouds of points that no line separates.")

In a notebook the picture is then an ``<img>`` with that alt text (see `alt`). Colours are those of
Okabe and Ito, and marks, line styles or words always say the same as the colour.
"""

from nnkit.plotting._base import PALETTE
from nnkit.plotting._words import alt, alt_text, html
from nnkit.plotting.curves import activation, contour, gradient_flow, landscape, losses
from nnkit.plotting.maps import decision, points, regions
from nnkit.plotting.networks import biological_neuron, network, neuron, tree
from nnkit.plotting.tables import confusion, images, matrix, nudges, outputs, weights

__all__ = [
    "PALETTE", "activation", "alt", "alt_text", "biological_neuron", "confusion", "contour",
    "decision", "gradient_flow", "html", "images", "landscape", "losses", "matrix", "network",
    "neuron", "nudges", "outputs", "points", "regions", "tree", "weights",
]  # fmt: skip
