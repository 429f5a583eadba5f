"""What a student wrote is kept when its check passes, and is what the lecture runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbclient
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import nnkit
from nnkit.grading import check, checking
from nnkit.grading.judge import judge
from nnkit.grading.judge.results import hosted
from nnkit.mine import mine

NOT_YET = "softmax: nnkit's so far\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course; the working directory is that of its lectures."""
    for folder in ("lectures", "exercises/04_targets"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "lectures")
    return tmp_path


@pytest.fixture
def run(course):
    """Run cells in a notebook of the course; return what they print, a text for each."""

    def run(where, *cells):
        notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        client = nbclient.NotebookClient(notebook, kernel_name="python3", timeout=60)
        client.execute(cwd=str(course / where))
        return ["".join(o.get("text", "") for o in c.outputs) for c in notebook.cells]

    return run


def kept(course):
    return (course / "my_nnkit.py").read_text()


IMPORTS = "import numpy as np\nfrom math import pi as circle\nfrom nnkit.grading import check"
HELPER = """\
LARGEST = -1


def shifted(z):  # as in the lecture
    return z - np.max(z, axis=LARGEST, keepdims=True)
"""
SOFTMAX = '''\
def softmax(z):
    """One share for each score."""
    e = np.exp(shifted(np.asarray(z, float)))
    return e / e.sum(axis=LARGEST, keepdims=True)
'''
CHECK = "assert check('softmax', softmax).passed"
USE = "from nnkit.mine import mine\nsoftmax = mine('softmax')\nprint(softmax.__doc__)"


def test_a_lecture_uses_the_function_whose_check_passed(course, run):
    assert run("lectures", USE)[0].startswith(NOT_YET)
    run("exercises/04_targets", IMPORTS, HELPER, "LARGEST", SOFTMAX, CHECK)
    told = run("lectures", USE, "print(softmax([0, 0]), softmax.__code__.co_filename)")
    assert told == [
        "softmax: yours\nOne share for each score.\n",
        f"[0.5 0.5] {course / 'my_nnkit.py'}\n",
    ]
    text = kept(course)
    assert text.startswith("# My own functions")
    needed = [
        "# %% softmax",
        "LARGEST = -1",
        "import numpy as np",
        HELPER.splitlines()[3],
        "def so",
    ]
    places = [text.index(line) for line in needed]
    assert places == sorted(places)
    assert "circle" not in text
    assert "import check" not in text


def test_the_file_works_by_itself(course, run):
    run("exercises/04_targets", IMPORTS, HELPER, SOFTMAX, CHECK)
    exec(compile(kept(course), "my_nnkit.py", "exec"), space := {})
    assert space["softmax"]([[0, 0, 0, 0]]).tolist() == [[0.25] * 4]


WRONG = "def softmax(z):\n    return z"
AGAIN = SOFTMAX.replace("One share", "Again one share")


def test_only_what_passes_replaces_what_passed(course, run):
    relu = "def relu(z):\n    return np.maximum(z, 0)\ncheck('relu', relu)"
    run(
        "exercises/04_targets",
        *(IMPORTS, HELPER, SOFTMAX, CHECK, relu, AGAIN, CHECK),
        *("LARGEST = 0", WRONG, "check('softmax', softmax)"),
    )
    text = kept(course)
    assert text.count("def softmax") == text.count("# %% softmax") == text.count("def relu") == 1
    assert "Again one share" in text
    assert "LARGEST = 0" not in text
    assert text.index("# %% softmax") < text.index("# %% relu")
    assert text.count("import numpy as np") == 2  # each part stands by itself


BODY = """\
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""
FORMS = {
    "another name": ["def shares(z):\n    z = np.asarray(z, float)\n" + BODY],
    "lambda": [
        "def total(e):\n    return e / e.sum(axis=-1, keepdims=True)",
        "shares = lambda z: total(np.exp(z - np.max(z, axis=-1, keepdims=True)))",
    ],
    "class": [
        "class Shares:\n    def __call__(self, z):\n        return self.of(np.asarray(z, float))\n"
        "    def of(self, z):\n" + BODY.replace("    ", "        "),
        "shares = Shares()",
    ],
    "closure": [
        "def power(base):\n    def shares(z):\n        z = np.asarray(z, float) * np.log(base)\n"
        + BODY.replace("    ", "        ") + "    return shares",
        "shares = power(np.e)",
    ],
    "decorator": [
        "import functools",
        "@functools.cache\ndef power():\n    return np.e",
        "@functools.lru_cache(None)\ndef again():\n    return shares",
        "def shares(z):\n    assert again() is shares and power() and open\n"
        "    z = np.asarray(z, float)\n" + BODY,
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_functions_of_every_form_are_kept(course, run, capsys, form):
    run("exercises/04_targets", IMPORTS, *FORMS[form], "assert check('softmax', shares).passed")
    softmax = mine("softmax")
    assert capsys.readouterr().out == "softmax: yours\n"
    assert check("softmax", softmax, show=False).passed


def test_a_cell_that_stopped_before_its_function_is_not_what_passed(course, run):
    failed = "try:\n    1 / 0\n    x = 1\nexcept ZeroDivisionError:\n    pass\n"
    late = "if False:\n    def softmax(z):\n        return 'never'\n"
    run("exercises/04_targets", IMPORTS, HELPER, SOFTMAX, failed + late, CHECK)
    assert "One share" in kept(course)
    assert "never" not in kept(course)


@pytest.mark.parametrize(
    "cell",
    [
        "import nnkit\npassed = check('softmax', nnkit.softmax)",
        "from nnkit import softmax\npassed = check('softmax', softmax)",
        "import nnkit\npassed = check('softmax', lambda z: nnkit.softmax(z))",
        "import nnkit\nexec('def softmax(z): return nnkit.softmax(z)')\n"
        "passed = check('softmax', softmax)",
    ],
    ids=["nnkit's", "imported", "without a name", "without a cell"],
)
def test_what_nobody_wrote_is_not_kept_and_passes_all_the_same(course, run, cell):
    run("exercises/04_targets", IMPORTS, cell, "assert passed.passed")
    assert not (course / "my_nnkit.py").exists()


def test_only_notebooks_of_exercises_keep(course, run):
    for where in ("lectures", "exercises", "."):
        run(where, IMPORTS, HELPER, SOFTMAX, CHECK)
    assert not (course / "my_nnkit.py").exists()


@pytest.mark.parametrize("text", ["\xff\xfe", None], ids=["bytes", "folder"])
def test_a_file_that_cannot_be_read_is_left_alone(course, run, text, capsys):
    path = course / "my_nnkit.py"
    path.mkdir() if text is None else path.write_bytes(text.encode("latin-1"))
    run("exercises/04_targets", IMPORTS, HELPER, SOFTMAX, CHECK)
    assert path.is_dir() if text is None else path.read_bytes() == b"\xff\xfe"
    assert mine("softmax") is nnkit.softmax
    assert capsys.readouterr().out.startswith(
        "softmax: nnkit's (yours in my_nnkit.py cannot be used: "
    )


def test_the_judge_keeps_nothing(monkeypatch):
    asked = []
    monkeypatch.setattr(checking, "keep", lambda name, fn: asked.append(name))
    with hosted(judge.HOST):
        assert check("relu", nnkit.relu, show=False).passed
        assert check("relu", nnkit.relu, hidden=True, show=False).passed
    assert asked == []
    assert not check("relu", abs, show=False).passed
    assert asked == []
    assert check("relu", nnkit.relu, show=False).passed
    assert asked == ["relu"]


BROKEN = "# %% relu\nimport numpy as np\n{}\n\n# %% sigmoid\ndef sigmoid(z):\n    return 'mine'\n"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("def relu(z)\n    return z", "expected ':' (my_nnkit.py, line 3)"),
        ("def relu(z):\nreturn z", "line 4"),
        ("import os\nos.system('rm -rf ~')", "line 4 is no function, constant or import"),
        ("while True: pass", "line 3 is no function, constant or import"),
        ("relu = exit(3)", "3"),
        ("relu = 1 / 0", "division by zero"),
        ("import nnkitt", "No module named 'nnkitt'"),
        ("relu = 3", "its part has no function relu"),
        ("x = " + "(" * 500 + ")" * 500, "too many nested parentheses"),
        ("x = '\0'", "null bytes"),
    ],
)
def test_a_broken_part_is_told_in_one_sentence_and_breaks_no_other(course, capsys, part, words):
    (course / "my_nnkit.py").write_text(BROKEN.format(part))
    assert mine("relu") is nnkit.relu
    told = capsys.readouterr().out
    assert told.startswith("relu: nnkit's (yours in my_nnkit.py cannot be used: ")
    assert words in told
    assert told.count("\n") == 1
    assert mine("sigmoid")(0) == "mine"
    assert mine("softmax") is nnkit.softmax


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_or_a_huge_file_does_not_stop_a_lecture(course, capsys):
    path = course / "my_nnkit.py"
    os.mkfifo(path)
    assert mine("relu") is nnkit.relu
    path.unlink()
    path.write_text("# %% relu\nx = 1\n" + "#" * 1_000_000)
    assert mine("relu") is nnkit.relu
    assert capsys.readouterr().out.count("it is no file, or too large") == 2


def test_outside_a_course_and_without_a_file_nnkit_has_it(tmp_path, course, capsys, monkeypatch):
    assert mine("softmax") is nnkit.softmax
    monkeypatch.chdir("/")
    assert mine("softmax") is nnkit.softmax
    assert capsys.readouterr().out == 2 * NOT_YET


def test_an_unknown_name_is_named():
    message = (
        "^name is 'sofmax', but nnkit has no function of that name; did you mean 'softmax'[?]$"
    )
    with pytest.raises(ValueError, match=message):
        mine("sofmax")
    with pytest.raises(ValueError, match=r"^name is 3, but nnkit has no function of that name$"):
        mine(3)


def test_a_lecture_stores_the_same_line_on_every_machine():
    """Whoever tried the exercises has a file of functions; nbval compares all the same."""
    text = (Path(__file__).parent / "nbval.cfg").read_text()
    pattern, new = re.search(r"\[mine]\nregex: (.*)\nreplace: (.*)", text).groups()
    for line in (NOT_YET, "softmax: yours\n"):
        assert re.sub(pattern, new, line) == "softmax: whose\n"
    assert re.sub(pattern, new, "softmax: 0.5\n") == "softmax: 0.5\n"


def test_importing_mine_loads_no_widgets():
    code = (
        "import sys, nnkit.mine; print({'anywidget', 'IPython', 'nnkit.grading'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
