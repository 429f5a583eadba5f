"""Marks without the answer: each attack gets the mark it deserves."""

# ruff: noqa: E501 (attacks are easier to read on one line)
from __future__ import annotations

import json
import subprocess
import sys

import pytest
from notebooks import hidden, marks, notebook, run, text_of

# attack: (what the student writes, the hidden test); the right mark is 0 for each
PROTOCOL = {
    "rule 1: __eq__ says yes": (
        "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\n"
        "def f(x): return Yes()",
        "assert f(3) == 9",
    ),
    "rule 1: arithmetic says 0": (
        "class Zero:\n"
        "    def __sub__(self, o): return self\n    __rsub__ = __add__ = __radd__ = __sub__\n"
        "    def __abs__(self): return 0.0\n    def __lt__(self, o): return True\n"
        "    def __float__(self): return 9.0\n    def __bool__(self): return True\n"
        "def f(x): return Zero()",
        "assert abs(f(3) - 9) < 1e-6",
    ),
    "rule 1: compared in reverse": (
        "class Yes:\n    def __eq__(self, other): return True\n    def __gt__(self, o): return True\n"
        "def f(x): return Yes()",
        "assert 9 == f(3)",
    ),
    "rule 1: truth value": ("class T: pass\ndef f(x): return T()", "assert f(3)"),
    "rule 1: an array of one's own": (
        "class A(np.ndarray):\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __array_ufunc__(self, *a, **k): return np.True_\n"
        "def f(x): return np.zeros(3).view(A)",
        "assert np.allclose(f(3), np.arange(3.0))",
    ),
    "rule 1: __array__ looks at its caller": (
        "class A:\n    def __array__(self, *a, **k): return np.arange(3.0)\ndef f(x): return A()",
        "np.testing.assert_allclose(f(3), np.arange(3.0))",
    ),
    "rule 1: a str that is equal to all": (
        "class S(str):\n    def __eq__(self, o): return True\n    __hash__ = str.__hash__\n"
        "def f(x): return S('a')",
        "assert f(3) == 'b'",
    ),
    "rule 1: in a container": (
        "class Yes:\n    def __eq__(self, other): return True\ndef f(x): return [Yes(), Yes()]",
        "assert f(3) == [1, 2]",
    ),
    "rule 2: zeroing the input": (
        "def f(x):\n    x[...] = 0\n    return x",
        "x = np.ones(3)\nassert np.array_equal(f(x), 2 * x)",
    ),
    "rule 2: zeroing inside a list": (
        "def f(p):\n    p[0][...] = 0\n    return 0.0",
        "W = np.ones(3)\nassert f([W]) == 2 * W.sum()",
    ),
    "rule 3: the judge's stream is not the student's": (
        "def f(rng):\n    import copy\n    g = copy.deepcopy(rng)\n    rng.bit_generator.state = g.bit_generator.state\n"
        "    g.normal(size=1)\n    return g.normal(size=1)[0]",
        "rng = np.random.default_rng(1)\nguess = f(rng)\nrng2 = rng.normal(size=1)[0]\nassert guess == rng.normal(size=1)[0] or guess == rng2",
    ),
    "rule 4: StopIteration cuts map short": (
        "def f(x): raise StopIteration",
        "assert all(v == 9 for v in map(f, [3]))\nassert len(list(map(f, [1, 2, 3]))) == 0",
    ),
    "rule 5: the test's own names": (
        "def isclose(a, b): return True\nlen = abs = lambda *a: 9\ndef f(x): return 0",
        "assert abs(f(3)) == 9",
    ),
    "rule 5: numpy of one's own": (
        "class np:\n    allclose = staticmethod(lambda *a, **k: True)\ndef f(x): return 0",
        "assert np.allclose(f(3), 9)",
    ),
}


@pytest.mark.parametrize("attack", PROTOCOL)
def test_the_rules_of_the_protocol_hold(rooms, attack):
    answer, test = PROTOCOL[attack]
    nb, verdict = run(rooms, ("student", answer), ("test", hidden(test)))
    assert marks(nb) == [0], text_of(nb)
    assert verdict.cells == 3


OTHER = {
    "patched numpy": (
        "np.allclose = np.array_equal = lambda *a, **k: True\n"
        "np.testing.assert_allclose = lambda *a, **k: None\ndef f(x): return 0",
        "np.testing.assert_allclose(f(3), 9)\nassert np.allclose(f(3), 9)",
    ),
    "patched builtins": (
        "import builtins\nbuiltins.AssertionError = type('Q', (Exception,), {})\n"
        "builtins.abs = lambda x: 0\ndef f(x): return 0",
        "assert abs(f(3) - 9) < 1",
    ),
    "patched check": (
        "import nnkit.grading, sys\nnnkit.grading.check = check = lambda *a, **k: None\n"
        "def sigmoid(z): return 0",
        "check('sigmoid', sigmoid, hidden=True)",
    ),
    "the frames of the caller": (
        "import sys\ndef f(x):\n    sys._getframe(1).f_globals['expected'] = 0\n    return 0",
        "expected = 9\nassert f(3) == expected",
    ),
    "the objects of the process": (
        "import gc\ndef f(x):\n    for o in gc.get_objects():\n"
        "        if type(o) is dict and 'wanted_4217' in o:\n            return o['wanted_4217']\n    return 0",
        "wanted_4217 = 9.125\nassert f(3) == wanted_4217",
    ),
    "importing the reference": (
        "from nnkit import sigmoid as f",
        "assert f(0.0) == 0.5",
    ),
    "importing the reference by its module": (
        "import nnkit.activations\nf = nnkit.activations.sigmoid",
        "assert f(0.0) == 0.5",
    ),
    "finding the reference without the stub": (
        "import sys\nsys.meta_path[:] = [m for m in sys.meta_path if 'Refuse' not in type(m).__name__]\n"
        "for name in [n for n in sys.modules if n.startswith('nnkit')]: del sys.modules[name]\n"
        "import importlib\nimportlib.invalidate_caches()\n"
        "from nnkit.activations import sigmoid as f",
        "assert f(0.0) == 0.5",
    ),
    "the visible part runs here, the mark does not": (
        "class R:\n    score = 1.0\n    passed = True\ncheck = lambda *a, **k: R()\ndef f(x): return 0",
        "assert check('sigmoid', f).score == 1.0",
    ),
    "raising the test's own success": (
        "def f(x): raise SystemExit(0)",
        "assert f(3) == 9",
    ),
}


def test_each_of_these_fools_a_grader_of_one_process():
    """Guards the tests below: an attack that works nowhere proves nothing."""
    code = (
        "import json, os, sys\nimport numpy as np\nfrom nnkit.grading import check\n"
        "for name, (answer, test) in json.load(sys.stdin).items():\n"
        "    pid = os.fork()\n    if pid == 0:\n"
        "        names = {'np': np, 'check': check, '__name__': '__main__'}\n"
        "        exec(answer, names)\n        exec(test, names)\n        os._exit(0)\n"
        "    if os.waitpid(pid, 0)[1] != 0:\n        print(name)\n"
    )
    given = json.dumps({**PROTOCOL, **OTHER})
    done = subprocess.run(
        [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == [""]


@pytest.mark.parametrize("attack", OTHER)
def test_other_ways_to_marks_fail(rooms, attack):
    answer, test = OTHER[attack]
    nb, verdict = run(rooms, ("student", answer), ("test", hidden(test)))
    assert marks(nb) == [0], text_of(nb)
    assert verdict.cells == 3


EMPTY = {
    "allclose": ("np.empty(0)", "assert np.allclose(f(v), 1.5)"),
    "assert_allclose": ("np.empty(0)", "np.testing.assert_allclose(f(v), 1.5)"),
    "assert_array_equal": ("np.empty(0)", "np.testing.assert_array_equal(1.5, f(v))"),
    "isclose": ("np.empty((0, 1))", "assert np.isclose(f(v), v).all()"),
    "isin": ("np.empty(0)", "assert np.isin(f(v), [0, 1]).all()"),
    "==": ("np.empty((0, 1))", "assert (f(v) == v).all()"),
    "== in reverse": ("np.empty((0, 1))", "assert (v == f(v)).all()"),
    "<": ("np.empty(0)", "assert np.all(abs(f(v) - 1.5) < 1e-9)"),
    "of a sum": ("np.empty((0, 3))", "assert (f(v).sum(axis=1) == 1).all()"),
    "a property": ("np.empty(0)", "assert (f(v) >= 0).all()"),
    "pytest.approx": ("np.empty(0)", "import pytest\nassert f(v) == pytest.approx(1.5)"),
    "approx in reverse": ("np.empty(0)", "import pytest\nassert pytest.approx(1.5) == f(v)"),
    "a list": ("[]", "assert np.allclose(f(v), 1.5)"),
    "a list of lists": ("[[], ()]", "np.testing.assert_allclose(f(v), 1.5)"),
    "an attribute": ("type('N', (), {'W': np.empty(0)})()", "assert np.allclose(f(v).W, 1.5)"),
    "a part": ("(np.empty(0), 1)", "assert np.allclose(f(v)[0], 1.5)"),
}


@pytest.mark.parametrize("way", EMPTY)
def test_nothing_is_not_equal_to_everything(rooms, way):
    value, test = EMPTY[way]
    nb, _ = run(
        rooms,
        ("student", f"f = lambda v: {value}"),
        ("test", hidden(f"v = np.arange(3.0)\n{test}")),
    )
    assert marks(nb) == [0], text_of(nb)
    assert "came where" in text_of(nb)


CUT_OFF = {
    "exit": "import os\ndef f(x): os._exit(0)",
    "no end": "def f(x):\n    while True: pass",
    "malformed": "import gc\ndef f(x):\n    import os\n    room = next(o for o in gc.get_objects()"
    " if type(o).__name__ == 'Room')\n    os.write(room.stream.fd, b'1' * 99)",
}


@pytest.mark.parametrize("way", CUT_OFF)
def test_a_call_that_was_cut_off_is_not_the_error_that_a_test_wants(rooms, way):
    test = hidden("np.testing.assert_raises(Exception, f, -1)")
    nb, _ = run(rooms, ("student", CUT_OFF[way]), ("test", test))
    assert marks(nb) == [0], text_of(nb)
    nb, _ = run(rooms, ("student", "def f(x): raise ValueError('x')"), ("test", test))
    assert marks(nb) == [1], text_of(nb)


def test_a_check_may_see_a_call_that_was_cut_off(rooms):
    """An endless loop on extreme input only costs what a wrong value there costs."""
    answer = (
        "slow = []\ndef sigmoid(z):\n    if np.max(np.abs(z)) > 500 and not slow:\n"
        "        slow.append(1)\n        while True: pass\n"
        "    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, float)))"
    )
    test = hidden("result = check('sigmoid', sigmoid, hidden=True, partial=True)")
    nb, verdict = run(rooms, ("student", answer), ("test", f"{test}\n2 * result.score", 2))
    assert marks(nb) == [1.0], text_of(nb)
    assert "TimeoutError" in verdict.checks[0]["message"]


WIRE = """
import gc, json, os, struct
room = next(o for o in gc.get_objects() if type(o).__name__ == 'Room')
fd = room.stream.fd
def frame(message, buffers=()):
    if buffers:
        message['b'] = [len(b) for b in buffers]
    text = json.dumps(message).encode()
    return struct.pack('<II', 4 + len(text) + sum(map(len, buffers)), len(text)) + text + b''.join(buffers)
def say(data):
    while data:
        data = data[os.write(fd, data):]
def reply(node, buffers=(), **more):
    say(frame({'id': room.request, 'status': 'ok', 'value': node, **more}, buffers))
"""
WRITINGS = {
    "garbage": "say(os.urandom(5000))",
    "a huge length": "say(b'\\xff' * 8)",
    "a length of nothing": "say(b'\\0' * 8)",
    "no JSON": "say(struct.pack('<II', 8, 4) + b'{[\"a')",
    "deep JSON": "say(struct.pack('<II', 200004, 200000) + b'[' * 200000)",
    "many values": "reply([0] * 900000)",
    "a JSON list": "say(struct.pack('<II', 6, 2) + b'[]')",
    "a forged right value for another question": "say(frame({'id': 10**9, 'status': 'ok', 'value': 9}))",
    "stop without next": "reply(None, status='stop')",
    "missing without name": "reply(None, status='missing')",
    "an unknown status": "reply(9, status='fine')",
    "an unknown tag": "reply(['x', 1])",
    "a judge's function": "reply(['f', 0, 'f'])",
    "a generator": "reply(['r', 'PCG64', {}])",
    "an argument that is not": "reply(['g', 7])",
    "a negative buffer": "reply(['y', -1])",
    "a buffer that is not": "reply(['y', 3])",
    "a short array": "reply(['a', '<f8', [1000], 'C', 0], [b'12345678'])",
    "a huge array": "reply(['a', '<f8', [2**40, 2**40], 'C', 0], [b'12345678'])",
    "an object array": "reply(['a', '|O', [1], 'C', 0], [b'12345678'])",
    "a structured array": "reply(['a', [['a', '<f8']], [1], 'C', 0], [b'12345678'])",
    "odd booleans": "reply(['a', '|b1', [2], 'C', 0], [b'ab'])",
    "a text array beyond Unicode": "reply(['a', '<U1', [1], 'C', 0], [b'\\xff' * 4])",
    "a long range": "reply(['R', 0, 10**12, 1])",
    "an unhashable key": "reply(['d', [[['l', []], 1]]])",
    "a long integer": "reply(['I', 0], [b'f' * 1000000])",
    "a deep value": "v = 1\nfor _ in range(400): v = ['l', [v]]\nreply(v)",
    "one buffer a thousand times": "reply(['l', [['y', 0]] * 9000], [b'x' * 60_000_000])",
    "one array a thousand times": "reply(['t', [['a', '<f8', [7_000_000], 'C', 0]] * 9000], [b'x' * 56_000_000])",
    "one text a thousand times": "reply(['d', [[k, ['u', 0]] for k in range(9000)]], [b'x' * 60_000_000])",
    "an object without words": "reply(['o', 0, 1, 2, 3, 4, 5])",
    "objects of many types": "reply(['l', [['o', k, 'K', '', '', '', k] for k in range(5000)]])",
    "colliding keys": "reply(['s', [i * (2**61 - 1) for i in range(90000)]])",
    "changes of arguments that are not": "reply(9, changed=[55], after=[1])",
    "a call of what is not": "reply(0, status='call', function=12345, args=[], kwargs={})",
    "a call without arguments": "reply(0, status='call', function=0)",
    "an error that is none": "say(frame({'id': room.request, 'status': 'error', 'error': 7, 'bases': 'x'}))",
    "a second hello": "say(frame({'status': 'closed', 'text': 'x'}))",
}


def test_a_forged_right_answer_is_an_answer(rooms):
    """Guards the tests below: their frames arrive."""
    nb, _ = run(
        rooms, ("student", f"{WIRE}\ndef f(x):\n    reply(x * x)"), ("test", "assert f(3) == 9")
    )
    assert marks(nb) == [1], text_of(nb)


@pytest.mark.parametrize("writing", WRITINGS)
def test_forged_frames_cost_the_submission_at_most(rooms, writing):
    code = "\n".join("    " + line for line in WRITINGS[writing].splitlines())
    answer = f"{WIRE}\ndef f(x):\n{code}\n    return 0"
    nb, verdict = run(rooms, ("student", answer), ("test", hidden("assert f(3) == 9")))
    assert marks(nb) == [0], text_of(nb)
    assert verdict.seconds < 8
    nb, verdict = run(
        rooms, ("student", "f = lambda x: x * x"), ("test", hidden("assert f(3) == 9"))
    )
    assert marks(nb) == [1]
    assert verdict.stopped is None


def test_a_callback_is_revoked_when_its_test_ends(rooms):
    answer = "kept = []\ndef use(f):\n    kept.append(f)\n    return f(2)\ndef square(x):\n    return kept[0](x)"
    first = "assert use(lambda x: x * x) == 4"
    both = f"{first}\nassert square(3) == 9"
    nb, _ = run(
        rooms,
        ("student", answer),
        ("test", both),
        ("test", hidden("assert square(3) == 9")),
        ("locked", "h = lambda x: x * x"),
        ("test", "assert use(h) == 4"),
        ("test", "assert use(h) == 4"),
    )
    assert marks(nb) == [1, 0, 1, 1], text_of(nb)
    assert "could be called while its test ran" in text_of(nb)


@pytest.mark.parametrize("source", ["str(e)", "repr(e.args)", "repr(e.__context__)"])
def test_the_error_of_a_callback_tells_its_type_only(rooms, source):
    answer = (
        "def f(g):\n    try:\n        g(0)\n    except ValueError as e:\n"
        f"        return int(''.join(c for c in {source} if c.isdigit()) or 0)"
    )
    test = (
        "def g(x):\n    try:\n        raise KeyError('4217')\n    except KeyError as e:\n"
        "        raise ValueError('needed 4217') from e\nassert f(g) == 4217"
    )
    nb, _ = run(rooms, ("student", answer), ("test", hidden(test)))
    assert marks(nb) == [0], text_of(nb)


@pytest.mark.parametrize(
    "test",
    [
        "assert np.allclose(f(v, []), 1.5)",
        "np.testing.assert_allclose(f(v, np.empty(0)), 1.5)",
        "assert (f(v, {}) == v).all()",
    ],
)
def test_nothing_is_not_explained_by_one_empty_argument(rooms, test):
    nb, _ = run(
        rooms,
        ("student", "f = lambda v, other: np.empty((0, 1))"),
        ("test", hidden(f"v = np.arange(3.0)\n{test}")),
    )
    assert marks(nb) == [0], text_of(nb)


@pytest.mark.parametrize(
    ("test", "mark"),
    [
        ("assert f(x) == 3", 1),
        ("assert f(x) == 3 and x == [1, 2, 3]", 0),
        ("kept = list(x)\nassert f(x) == len(kept) and x == kept", 0),
    ],
)
def test_a_changed_argument_costs_points_only_where_it_matters(rooms, test, mark):
    answer = "def f(x):\n    n = len(x)\n    x.clear()\n    return n"
    nb, _ = run(rooms, ("student", answer), ("test", hidden(f"x = [1, 2, 3]\n{test}")))
    assert marks(nb) == [mark], text_of(nb)
    assert mark or "changes its argument 1, and the test looks at it" in text_of(nb)


def test_words_of_the_student_are_not_those_of_the_room(rooms):
    answer = f"{WIRE}\ndef f(x):\n    say(frame({{'status': 'closed', 'text': 'full marks'}}))"
    nb, verdict = run(rooms, ("student", answer), ("test", hidden("assert f(3) == 9")))
    assert marks(nb) == [0]
    assert "full marks" not in text_of(nb) + str(verdict)


FULL = """
class Empty: pass
class Full:
    'words'
    def __len__(self): return 1
    def __iter__(self): return iter([1])
    def __contains__(self, x): return True
    def __eq__(self, o): return True
    def __hash__(self): return 1
    def __sub__(self, o): return 0
"""
ASKS = ["hasattr(C, '__len__')", "isinstance(C(), Iterable)", "C.__doc__", "isinstance(C(), Sized)"]


@pytest.mark.parametrize("ask", ASKS)
def test_a_stand_in_has_what_its_object_has(rooms, ask):
    for name, mark in (("Full", 1), ("Empty", 0)):
        test = f"from collections.abc import Iterable, Sized\nC = {name}\nassert {ask}"
        nb, _ = run(rooms, ("student", FULL), ("test", hidden(test)))
        assert marks(nb) == [mark], (name, text_of(nb))


OPERATORS = [
    "3 in Full()",
    "Full() == 3",
    "Full() != 4",
    "{Full()} == {3}",
    "not (Full() - 3)",
    "Full()",
]


@pytest.mark.parametrize("ask", OPERATORS)
def test_what_an_object_could_answer_to_anything_goes_to_a_person(rooms, ask):
    nb, verdict = run(rooms, ("student", FULL), ("test", hidden(f"assert {ask}")))
    assert marks(nb) == [0], text_of(nb)
    assert list(verdict.apart) == ["test2"]


@pytest.mark.parametrize("name", ["np", "plt", "math"])
def test_a_module_that_nobody_imported_is_not_there(rooms, name):
    nb = notebook(("student", "x = 1"), ("test", f"assert {name}.__name__"))
    rooms.execute(nb)
    assert marks(nb) == [0]
    assert f"name '{name}' is not defined" in text_of(nb)
    module = {"np": "numpy", "plt": "matplotlib.pyplot", "math": "math"}[name]
    nb = notebook(("student", f"import {module} as {name}"), ("test", f"assert {name}.__name__"))
    rooms.execute(nb)
    assert marks(nb) == [1], text_of(nb)
