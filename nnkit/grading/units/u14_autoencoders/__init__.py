"""Unit 14, autoencoders and explanation: what each exercise asks, and the mistakes it can name."""

from nnkit.grading.units.u14_autoencoders.coders import denoising_loss, tied_grad
from nnkit.grading.units.u14_autoencoders.looking import saliency
from nnkit.grading.units.u14_autoencoders.reasoning import (
    check_tied,
    corrected_coders,
    derive_tied,
)

SPECS = (denoising_loss, derive_tied, tied_grad, check_tied, saliency, corrected_coders)
