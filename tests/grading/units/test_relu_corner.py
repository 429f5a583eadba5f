"""The corner of ReLU: any slope from 0 to 1 is right there."""

import numpy as np
import pytest
from answers.u02_right import RIGHT

from nnkit.grading.checking import climb
from nnkit.grading.units import SPECS


@pytest.mark.parametrize("at_zero", [0.0, 0.3, 1.0])
def test_any_slope_from_0_to_1_is_right_at_the_corner_of_relu(at_zero):
    answer = RIGHT["relu_prime"][3]
    chosen = lambda z: np.where(np.asarray(z) == 0, at_zero, answer(z))  # noqa: E731
    assert climb(SPECS["relu_prime"], chosen, hidden=True, seed=1).passed


@pytest.mark.parametrize("at_zero", [-1.0, 2.0, np.nan])
def test_any_other_slope_there_is_wrong(at_zero):
    answer = RIGHT["relu_prime"][3]
    chosen = lambda z: np.where(np.asarray(z) == 0, at_zero, answer(z))  # noqa: E731
    result = climb(SPECS["relu_prime"], chosen, hidden=False, seed=1)
    assert not result.passed
    assert result.score == 0.5
