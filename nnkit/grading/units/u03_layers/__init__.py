"""Unit 03, layers: what each exercise asks, and the mistakes it can name.

A note such as "002 line 110" is a place in the handwritten lecture notes, "E23" a row of the
course's errata.
"""

from nnkit.grading.units.u03_layers.counting import COUNT_PARAMS, PREDICT_WIDER
from nnkit.grading.units.u03_layers.layer import DENSE, DENSE_LOOPS, FROM_COLUMNS
from nnkit.grading.units.u03_layers.network import FORWARD, FORWARD_232
from nnkit.grading.units.u03_layers.notes import CORRECTED_LAYERS

SPECS = (
    COUNT_PARAMS,
    DENSE,
    DENSE_LOOPS,
    FROM_COLUMNS,
    FORWARD_232,
    FORWARD,
    PREDICT_WIDER,
    CORRECTED_LAYERS,
)
