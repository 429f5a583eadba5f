"""Unit 13, optimisers: what each exercise asks, and the mistakes it can name."""

from nnkit.grading.units.u13_optimisers.reasoning import check_adam, corrected_runners, derive_adam
from nnkit.grading.units.u13_optimisers.steps import adam_step, momentum_step
from nnkit.grading.units.u13_optimisers.stopping import early_stop

SPECS = (momentum_step, derive_adam, adam_step, early_stop, check_adam, corrected_runners)
