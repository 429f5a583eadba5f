"""What all tests share."""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("nnkit", deadline=None)  # a busy machine is not a failure
settings.load_profile("nnkit")


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)
