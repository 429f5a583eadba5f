"""Attacks that forge outputs, scores, and what the two rooms say to each other."""

from __future__ import annotations

from typing import Any

from attack import Attack, cheat
from small_assignment import RIGHT

FRAMES = """
import json, os, struct
def frame(message, *buffers):
    if buffers:
        message = {**message, "b": [len(b) for b in buffers]}
    text = json.dumps(message).encode()
    total = 4 + len(text) + sum(map(len, buffers))
    return struct.pack("<II", total, len(text)) + text + b"".join(buffers)
def everywhere(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
"""
FUTURE = "range(0, 400)"

ATTACKS: list[Attack] = [
    cheat(
        "double",
        "forging-prints",
        "print what a grader would print",
        """
import json, sys
for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
    print(json.dumps({"score": 2.0, "points": 2.0, "passed": True, "max_score": 2}), file=stream)
    print('{"output_type": "execute_result", "data": {"text/plain": "2.0"}}', file=stream)
def double(x):
    print("2.0")
    return 0
2.0
""",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "forging-display",
        "display the points as the result of the test cell",
        """
from IPython.display import display, publish_display_data
def sigmoid(z):
    display({"text/plain": "2.0"}, raw=True)
    publish_display_data({"text/plain": "2.0"}, transient={"display_id": "test_sigmoid"})
    return 0.0
display({"text/plain": "2.0", "text/html": "<b>2.0</b>", "application/json": "2.0"}, raw=True)
""",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "forging-repr",
        "a value whose text is the number of points",
        """
class Points:
    __repr__ = __str__ = lambda self: "2.0"
    _repr_mimebundle_ = lambda self, **options: {"text/plain": "2.0"}
    __float__ = __mul__ = __rmul__ = lambda self, *other: 2.0
class Result:
    score = Points()
result = Result()
def sigmoid(z):
    return Points()
Points()
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-escapes",
        "terminal escapes, carriage returns, changes of direction",
        """
text = "\\x1b[2J\\x1b[H\\rscore: 2.0\\x08\\x07\\u202e0.2 :erocs\\u2066\\x00"
print(text)
def double(x):
    raise ValueError(text)
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-protocol-noise",
        "write noise to every descriptor",
        FRAMES
        + """
def double(x):
    everywhere(b"\\xff" * 64)
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-protocol-large",
        "announce a frame of four gigabytes",
        FRAMES
        + """
def double(x):
    everywhere(struct.pack("<I", 0xffffffff))
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-protocol-answers",
        "answer all future questions in advance",
        FRAMES
        + f"""
def double(x):
    return 0
for number in {FUTURE}:
    everywhere(frame({{"id": number, "status": "ok", "value": True, "changed": []}}))
""",
        wins=False,
        earns={
            "centre": 0.0,
            "sigmoid": 0.0,
            "slope": 0.0,
            "countdown": 0.0,
            "draw": 0.0,
            "Account": 0.0,
            "length": 0.0,
        },
    ),
    cheat(
        "double",
        "forging-protocol-stop",
        "answer a call with `stop` and with foreign objects",
        FRAMES
        + """
import sys
def double(x):
    number = 0
    found = sys._getframe(1)
    while found is not None:
        number = getattr(found.f_locals.get("self"), "request", None) or number
        found = found.f_back
    answers = [{"status": "stop"}, {"status": "ok", "value": ["f", 0, "abs"], "changed": []},
               {"status": "ok", "value": ["g", 99], "changed": [99]},
               {"status": "missing"}, {"status": "call", "function": 0, "args": [], "kwargs": {}}]
    everywhere(frame({"id": number, **answers[int(x) % len(answers)]}))
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-protocol-call",
        "call the judge's functions by number, unasked",
        FRAMES
        + """
def double(x):
    for number in range(-2, 9):
        call = {"status": "call", "function": number, "args": [1.0], "kwargs": {}}
        everywhere(frame({"id": 0, **call}))
    return 0
""",
        wins=False,
    ),
    cheat(
        "double",
        "forging-protocol-cells",
        "answer a cell with the outputs of a test",
        FRAMES
        + """
for number in range(0, 4):
    everywhere(frame({"id": number, "status": "ok", "outputs": ["l", [["d", [
        ["output_type", "execute_result"],
        ["data", ["d", [["text/plain", "2.0"]]]]]]]], "cut": False, "skipped": ["l", []]}))
def double(x):
    return 0
""",
        wins=False,
    ),
    cheat(
        "sigmoid",
        "forging-html-error",
        "an error whose name and text are HTML, for the panel of the check",
        """
Evil = type("<img src=x onerror=alert(4217)>", (ValueError,), {})
def sigmoid(z):
    raise Evil("`<script>alert(4217)</script>` <img src=x onerror=alert(4217)> [a](javascript:1)")
sigmoid.__name__ = "<img src=x onerror=alert(4217)>"
""",
        wins=False,
    ),
    Attack(
        "forging-flood",
        "fifty megabytes of output, in all ways",
        after="import os, sys\nfor n in range(50):\n    print('x' * 10 ** 6)\n"
        "    sys.stderr.write('y' * 10 ** 6)\n'z' * 10 ** 7",
    ),
    Attack(
        "forging-html",
        "scripts in outputs of every kind",
        after="""
from IPython.display import HTML, Javascript, SVG, display
class Page:
    def _repr_html_(self): return "<script>alert(4217)</script>"
    def _repr_svg_(self): return "<svg onload=alert(4217)>"
    def _repr_latex_(self): return "\\\\href{javascript:alert(4217)}{x}"
    def _repr_png_(self): return b"<svg onload=alert(4217)>"
display(HTML("<script>alert(4217)</script>"), Javascript("alert(4217)"), Page())
Page()
""",
    ),
]

ROOM = """
import sys
frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Room":
    frame = frame.f_back
room = frame.f_locals["self"]
several = room._do_calls
"""


def together(id: str, tries: str, source: str, results: str, **more: Any) -> Attack:
    """An attack on the answer to several calls at once: `results`, made of the ``told`` ones."""
    hook = f"""
def calls(message, buffers, encoder):
    told = several(message, buffers, encoder)["results"]
    return {{"results": {results}}}
room._do_calls = calls
"""
    return Attack(id, tries, {"sigmoid": f"{ROOM}{source}{hook}"}, **more)


NOTHING = "def sigmoid(z):\n    return 0.0\n"
ATTACKS += [
    together("together-order", "right answers to other calls", RIGHT["sigmoid"], "told[::-1]"),
    together("together-argument", "the argument itself as the answer", NOTHING,
        "[{**one, 'value': ['g', 0]} for one in told]"),
    together("together-no-list", "no list of results", RIGHT["sigmoid"], "7"),
    together("together-few", "honest: too few results, the rest is asked one by one",
        RIGHT["sigmoid"], "told[:1]", earns={"sigmoid": 2.0}),
    together("together-many", "honest: more results than calls",
        RIGHT["sigmoid"], "told * 50", earns={"sigmoid": 2.0}),
]  # fmt: skip
