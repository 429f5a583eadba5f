"""A first diagnosis takes less than a second, a later one less than 20 milliseconds, of the CPU."""

import os
import subprocess
import sys

import pytest

COSTLY = (
    "grads_221",
    "mlp_grads",
    "backprop",
    "minibatches",
    "train",
    "dropout_forward",
    "conv2d_valid",
    "lstm_step",
)
PROGRAM = """
import sys, time, numpy as np
from nnkit.grading import check
from nnkit.grading.units import SPECS

def bent(value):  # an answer that no mistake explains
    if isinstance(value, (list, tuple)):
        return type(value)(map(bent, value))
    return value * 1.37 + 0.11 if isinstance(value, (float, np.ndarray)) else value

name = sys.argv[1]
for _ in range(2):
    start = time.process_time()
    result = check(name, lambda *args: bent(SPECS[name].reference(*args)), show=False)
    print(time.process_time() - start)
    assert not result.passed
"""


@pytest.mark.parametrize("name", COSTLY)
def test_a_diagnosis_is_quick(name, tmp_path):
    env = {**os.environ, "NNKIT_CACHE": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, name], env=env, capture_output=True, text=True, check=True
    )
    first, later = map(float, done.stdout.split())
    assert first < 1
    assert later < 0.02
