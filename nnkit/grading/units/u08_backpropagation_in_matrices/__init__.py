"""Unit 08, backpropagation in matrices: what each exercise asks, and the mistakes it can name.

"E46" is a row of the course's errata.
"""

from nnkit.grading.units.u08_backpropagation_in_matrices.layer import dense_backward, hidden_delta
from nnkit.grading.units.u08_backpropagation_in_matrices.network import backprop
from nnkit.grading.units.u08_backpropagation_in_matrices.output import delta_softmax, delta_squared
from nnkit.grading.units.u08_backpropagation_in_matrices.reasoning import (
    check_mlp,
    corrected_recursion,
    derive_first_weights,
)
from nnkit.grading.units.u08_backpropagation_in_matrices.two_layers import mlp_grads
from nnkit.grading.units.u08_backpropagation_in_matrices.vectors import flatten, relative_error

SPECS = (
    delta_squared,
    delta_softmax,
    dense_backward,
    hidden_delta,
    derive_first_weights,
    mlp_grads,
    corrected_recursion,
    backprop,
    flatten,
    relative_error,
    check_mlp,
)
