"""Unit 01, one neuron: what each exercise asks, and the mistakes it can name.

The wrong answers are written the way students write them. A note such as "001 line 63" is a
place in the handwritten lecture notes, "E09" a row of the course's errata.
"""

from nnkit.grading.units.u01_one_neuron.activation import SIGMOID, SIGMOID_PRIME
from nnkit.grading.units.u01_one_neuron.decision import NEURON, PREDICT_LABEL
from nnkit.grading.units.u01_one_neuron.gradient import logistic_grads
from nnkit.grading.units.u01_one_neuron.loss import NLL, NLL_LOGITS
from nnkit.grading.units.u01_one_neuron.notes import CORRECTED_LINES, PREDICT_STEP
from nnkit.grading.units.u01_one_neuron.several import FOLD_BIAS, OVR_PREDICT

SPECS = (
    SIGMOID,
    SIGMOID_PRIME,
    NEURON,
    PREDICT_LABEL,
    NLL,
    NLL_LOGITS,
    logistic_grads,
    FOLD_BIAS,
    OVR_PREDICT,
    CORRECTED_LINES,
    PREDICT_STEP,
)
