"""Nothing of one submission reaches the judge of the next, and bytecode is hidden as sources are."""

# ruff: noqa: E501
from __future__ import annotations

import py_compile
import sys

import pytest
from notebooks import hidden, marks, run, text_of

from nnkit.grading.judge import Rooms

FIGURES = ("locked", "import matplotlib.pyplot as plt\nimport os, sys, warnings, random")
RIGHT = ("student", "def f(x):\n    return x * x")
# What a test cell, or something it imports, changes; and whether it is still so
CHANGES = {
    "figures": ("plt.rcParams['lines.linewidth'] = 7\nplt.rcParams['font.family'].append('x')",
                "plt.rcParams['lines.linewidth'] == 7 or 'x' in plt.rcParams['font.family']"),
    "the backend": ("plt.switch_backend('svg')", "plt.get_backend() == 'svg'"),
    "NumPy's errors": ("np.seterr(all='raise')", "np.geterr()['over'] == 'raise'"),
    "NumPy's text": ("np.set_printoptions(precision=2)", "np.get_printoptions()['precision'] == 2"),
    "the environment": ("os.environ['LEFT'] = '1'", "'LEFT' in os.environ"),
    "warnings": ("warnings.simplefilter('error')", "warnings.filters[0][0] == 'error'"),
    "the working folder": ("os.mkdir('sub')\nos.chdir('sub')", "os.listdir() != []"),
    "modules": ("sys.path.insert(0, os.getcwd())\nopen('own_helper.py', 'w').write('x = 1')\nimport own_helper",
                "'own_helper' in sys.modules"),
    "the path": ("sys.path.insert(0, '/left')", "'/left' in sys.path"),
    "builtins": ("import builtins\nbuiltins.sum = lambda x: 0", "sum([1, 2]) == 0"),
    "random numbers": ("random.seed(1)\nnp.random.seed(1)", "random.random() == 0.13436424411240122"),
}  # fmt: skip


def test_what_tests_change_in_the_judge_is_undone_for_the_next_submission(rooms):
    before = "\n".join(change for change, _ in CHANGES.values())
    checks = [("test", hidden(f"assert not ({still})")) for _, still in CHANGES.values()]
    nb, _ = run(
        rooms, FIGURES, RIGHT, ("test", hidden(f"{before}\nassert os.getcwd().endswith('sub')"))
    )
    assert marks(nb) == [1], text_of(nb)
    nb, _ = run(rooms, FIGURES, RIGHT, *checks)
    assert dict(zip(CHANGES, marks(nb), strict=True)) == dict.fromkeys(CHANGES, 1), text_of(nb)


def test_a_matplotlibrc_that_is_handed_in_changes_nothing(tmp_path):
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 7\nlines.linewidth: 99\n")
    (tmp_path / "data.csv").write_text("1\n")
    usual = "plt.rcParams['figure.dpi'] == 100 and plt.rcParams['lines.linewidth'] == 1.5"
    own = ("student", f"import matplotlib.pyplot as plt\nf = lambda x: {usual}")
    tests = [("test", hidden(f"assert {usual}")), ("test", hidden("assert f(3) is True"))]
    with Rooms() as fresh:  # matplotlib must not be met for the first time beside the file
        for files in (tmp_path, None):
            nb, _ = run(fresh, FIGURES, own, *tests, files=files)
            assert marks(nb) == [1, 1], text_of(nb)


@pytest.mark.parametrize("walls", ["namespaces", "landlock"])
def test_the_bytecode_of_a_judge_only_module_is_hidden_too(walls, tmp_path, monkeypatch):
    site = tmp_path / "site-packages"
    site.mkdir()
    for name in ("hoard", "harmless"):
        (site / f"{name}.py").write_text("def cube(x):\n    return x ** 3\n")
        py_compile.compile(str(site / f"{name}.py"))
    (site / "late.py").write_text("def cube(x):\n    return x ** 3\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    steal = (
        "import glob\nfrom importlib.machinery import SourcelessFileLoader\nfrom importlib.util import *\n"
        "def f(x, name='NAME'):\n"
        f"    for path in glob.glob({str(site)!r} + '/__pycache__/' + name + '.*'):\n"
        "        spec = spec_from_file_location(name, path, loader=SourcelessFileLoader(name, path))\n"
        "        module = module_from_spec(spec)\n        spec.loader.exec_module(module)\n"
        "        return module.cube(x)"
    )
    test = ("test", hidden("import late, hoard\nassert late.cube(2) == hoard.cube(2) == f(2)"))
    found = {}
    with Rooms(judge_only=("nnkit", "hoard", "late"), walls=(walls,)) as rooms:
        for name in ("harmless", "hoard", "late"):
            nb, _ = run(rooms, ("student", steal.replace("NAME", name)), test)
            found[name] = marks(nb)
        nb, _ = run(rooms, ("student", "from hoard import cube as f"), test)
        assert marks(nb) == [0]
        assert "hoard is not available where answers are graded" in text_of(nb)
    assert found == {"harmless": [1], "hoard": [0], "late": [0]}
