"""Unit 02, non-linearity: what each exercise asks, and the mistakes it can name.

A note such as "001 line 43" is a place in the handwritten lecture notes, "E14" a row of the
course's errata.
"""

from nnkit.grading.units.u02_non_linearity.collapse import COLLAPSE, PREDICT_LINEAR
from nnkit.grading.units.u02_non_linearity.relu import RELU, RELU_PRIME
from nnkit.grading.units.u02_non_linearity.slope import TANH_PRIME, TANH_PRIME_FROM_A
from nnkit.grading.units.u02_non_linearity.tanh import TANH, TANH_FROM_SIGMOID

SPECS = (
    TANH,
    TANH_FROM_SIGMOID,
    TANH_PRIME,
    TANH_PRIME_FROM_A,
    RELU,
    RELU_PRIME,
    COLLAPSE,
    PREDICT_LINEAR,
)
