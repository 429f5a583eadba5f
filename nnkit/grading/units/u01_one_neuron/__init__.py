"""Unit 01, one neuron: what each exercise asks, and the mistakes it can name.

"E09" is a row of the course's errata.
"""

from nnkit.grading.units.u01_one_neuron.activation import sigmoid
from nnkit.grading.units.u01_one_neuron.decision import neuron, predict_label
from nnkit.grading.units.u01_one_neuron.gradient import logistic_grads
from nnkit.grading.units.u01_one_neuron.loss import nll, nll_logits
from nnkit.grading.units.u01_one_neuron.notes import corrected_lines, predict_step
from nnkit.grading.units.u01_one_neuron.several import fold_bias, ovr_predict
from nnkit.grading.units.u01_one_neuron.slope import sigmoid_prime

SPECS = (
    sigmoid,
    sigmoid_prime,
    neuron,
    predict_label,
    nll,
    nll_logits,
    logistic_grads,
    fold_bias,
    ovr_predict,
    corrected_lines,
    predict_step,
)
