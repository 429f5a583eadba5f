"""What all tests share."""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

settings.register_profile("nnkit", deadline=None, derandomize=True)  # the same run every time
settings.load_profile("nnkit")


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)
