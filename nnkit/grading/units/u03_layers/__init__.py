"""Unit 03, layers: what each exercise asks, and the mistakes that no edit of its answer makes."""

from nnkit.grading.units.u03_layers.counting import PREDICT_WIDER, count_params
from nnkit.grading.units.u03_layers.layer import dense, dense_loops, from_columns
from nnkit.grading.units.u03_layers.network import forward, forward_232
from nnkit.grading.units.u03_layers.notes import corrected_layers

SPECS = (
    count_params,
    dense,
    dense_loops,
    from_columns,
    forward_232,
    forward,
    PREDICT_WIDER,
    corrected_layers,
)
