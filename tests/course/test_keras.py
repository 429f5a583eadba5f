"""The network 4-5-3 that lecture 15 shows in Keras as text is the one of nnkit.

Keras is heavy, so the text is run only when asked for: with NNKIT_KERAS=1 an environment of its own
is made in .nnkit/keras from the package registry, and kept.
"""

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import venv

import numpy as np
import pytest
from lecture_cells import COURSE, cells_of

HOME = COURSE.parent / ".nnkit/keras"
PACKAGES = ["keras>=3.12,<4", "jax>=0.4.30", "numpy>=2"]
EXACT = "import os; os.environ |= {'KERAS_BACKEND': 'jax', 'JAX_ENABLE_X64': '1'}\n"
EXACT += "import keras, numpy as np; keras.config.set_floatx('float64')\n"
GIVEN = "given = np.load('given.npz'); animals, targets = given['animals'], given['targets']\n"
GIVEN += "start = [given[f'start{k}'] for k in range(4)]\n"


@pytest.fixture
def text():
    cells = {cell.id: cell.source for cell in cells_of(COURSE / "lectures/15_families.ipynb")}
    (block,) = re.findall(r"```python\n(.*?)```", cells["s6"], flags=re.S)
    return block


@pytest.fixture
def ours():
    """What the cell of the lecture computes: animals, targets, start and shares."""
    cells = {cell.id: cell.source for cell in cells_of(COURSE / "lectures/15_families.ipynb")}
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec("import numpy as np\nimport nnkit\n" + cells["s6-use"], names)
    return names


@pytest.fixture
def python():
    """The interpreter of an environment that has Keras."""
    if os.environ.get("NNKIT_KERAS") != "1":
        pytest.skip("NNKIT_KERAS=1 installs Keras in an environment of its own")
    path = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if subprocess.run([path, "-c", EXACT], capture_output=True).returncode if path.exists() else 1:
        venv.create(HOME, with_pip=True, clear=True)
        install = [path, "-m", "pip", "install", "-q", *PACKAGES]
        made = subprocess.run(install, capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"no Keras from the package registry: {made.stderr[-300:]}")
    return path


def settings(source):
    """The constants of a program by the name of the argument that they are given for."""
    given = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword)]
    return {node.arg: node.value.value for node in given if isinstance(node.value, ast.Constant)}


def test_the_keras_text_has_the_settings_of_the_lecture(text, ours):
    told, net = settings(text), ours["net"]
    assert re.findall(r"Dense\((\d+)", text) == [str(n) for n in net.sizes[1:]]
    assert f"Input(({net.sizes[0]},))" in text
    assert re.findall(r'activation="(\w+)"', text) == [net.hidden, net.output]
    assert told["batch_size"] == len(ours["animals"])  # so that no order of the examples matters
    assert told["loss"] == "categorical_crossentropy"


def test_the_keras_text_gives_the_shares_of_the_lecture(text, ours, python, tmp_path):
    start = {f"start{k}": array for k, array in enumerate(ours["start"])}
    np.savez(tmp_path / "given.npz", animals=ours["animals"], targets=ours["targets"], **start)
    program = EXACT + GIVEN + text + "\nnp.save('shares.npy', shares)\n"
    subprocess.run([python, "-c", program], cwd=tmp_path, check=True)
    theirs = np.load(tmp_path / "shares.npy")
    gap = np.abs(theirs - ours["shares"]).max()
    print(f"largest difference of {theirs.size} shares: {gap:.1e}")
    assert theirs.shape == (180, 3)
    assert gap < 1e-6
