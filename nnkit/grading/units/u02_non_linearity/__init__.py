"""Unit 02, non-linearity: what each exercise asks, and its special mistakes.

"E14" is a row of the course's errata.
"""

from nnkit.grading.units.u02_non_linearity.collapse import collapse, predict_linear
from nnkit.grading.units.u02_non_linearity.relu import relu, relu_prime
from nnkit.grading.units.u02_non_linearity.slope import tanh_prime, tanh_prime_from_a
from nnkit.grading.units.u02_non_linearity.tanh import tanh, tanh_from_sigmoid

SPECS = (
    tanh,
    tanh_from_sigmoid,
    tanh_prime,
    tanh_prime_from_a,
    relu,
    relu_prime,
    collapse,
    predict_linear,
)
