"""Unit 08, backpropagation in matrices: what each exercise asks, and the mistakes it can name.

A note such as "003 line 333" is a place in the handwritten lecture notes, "E46" a row of the
course's errata.
"""

from nnkit.grading.units.u08_backpropagation_in_matrices.layer import DENSE_BACKWARD, HIDDEN_DELTA
from nnkit.grading.units.u08_backpropagation_in_matrices.network import BACKPROP
from nnkit.grading.units.u08_backpropagation_in_matrices.output import (
    DELTA_SOFTMAX,
    DELTA_SQUARED,
)
from nnkit.grading.units.u08_backpropagation_in_matrices.reasoning import (
    CHECK_MLP,
    CORRECTED_RECURSION,
    DERIVE_FIRST_WEIGHTS,
)
from nnkit.grading.units.u08_backpropagation_in_matrices.two_layers import MLP_GRADS
from nnkit.grading.units.u08_backpropagation_in_matrices.vectors import FLATTEN, RELATIVE_ERROR

SPECS = (
    DELTA_SQUARED,
    DELTA_SOFTMAX,
    DENSE_BACKWARD,
    HIDDEN_DELTA,
    DERIVE_FIRST_WEIGHTS,
    MLP_GRADS,
    CORRECTED_RECURSION,
    BACKPROP,
    FLATTEN,
    RELATIVE_ERROR,
    CHECK_MLP,
)
