"""No prediction with its answer in sight.

What a lecture computes after a question, or after slopes to fill in, is stored folded; JupyterLab
and Notebook 7 unfold it when its cell is run, and show the first line of it beside an open source.
Text and code before that do not say the answer, nor does that line. A living part may stand open:
it says nothing before it is used.
"""

import ast
import copy
import re

import pytest
from lecture_cells import LECTURES, cells_of, code, parts
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from nnkit.widgets.predict import _questions

SMALL = ["", "", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉²−", "01234567892-", " ·*^_$\\{}`")


def asked(cell):
    """The question of a cell: name, answer, how near. A fill-in has none, no question is None."""
    if cell.cell_type != "code":
        return None
    found = re.search(r'^ask\("((\d\d) (\w+))"', cell.source, flags=re.M)
    if found:
        known = _questions(found[2])[found[3]]
        return found[1], known["answer"], known.get("near", 0.0)
    return ("", "", 0) if any("fill" in state.get("modes", ()) for state in parts([cell])) else None


def scenes(cells):
    """Yield for each question the cells up to what is computed after it, or to the next heading."""
    for k, cell in enumerate(cells):
        if asked(cell):
            computed, shown = False, []
            for later in cells[k + 1 :]:
                text = later.cell_type == "markdown"
                if text and (computed or re.search(r"^## ", later.source, flags=re.M)):
                    break
                if not text and asked(later) and computed:
                    break
                computed |= not text and not asked(later)
                shown.append(later)
            yield cell, shown


def hidden(cell):
    folded = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
    assert folded == cell.metadata.get("collapsed", False), f"{cell.id}: both or none"
    return folded


def source_folded(cell):
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def unfolded(cells):
    """Cells whose outputs should be folded and are not, or are and should not."""
    wanted = set()
    for _, shown in scenes(cells):
        computed = [c for c in code(shown) if c.outputs and not asked(c)]
        for first, cell in zip([True] + [False] * len(computed), computed, strict=False):
            if source_folded(cell) or (first and not parts([cell])):
                wanted.add(cell.id)
    return sorted(wanted ^ {cell.id for cell in code(cells) if hidden(cell)})


def first_line(cell):
    """What stands beside a folded output: text, or what an output is made of."""
    out = cell.outputs[0]
    text = out.get("text") or out.data.get("text/html") or out.data["text/plain"]
    return next(line for line in text.split("\n") if line)


def says(text, answer, near):
    """Does a text state the answer: as a number, as a small number in words, or as a phrase?"""
    if isinstance(answer, str):
        plain = answer.translate(PLAIN).lower()
        phrase = " " in answer and plain in text.translate(PLAIN).lower()
        return phrase or any(says(text, float(n), 0) for n in re.findall(r"\d+\.\d+", answer))
    if answer == int(answer) and abs(answer) < len(SMALL):
        word = SMALL[abs(int(answer))]
        return bool(word) and bool(re.search(rf"\b{word}\b", text, flags=re.I))
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
    return any(abs(n - abs(answer)) <= near + 1e-9 for n in numbers)


def told(source):
    """What code says beside its data: comments, words in quotes, what it asserts."""
    words = re.findall(r"#(.*)", source)
    for node in ast.walk(ast.parse(source.replace("%matplotlib inline", ""))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.append(node.value)
        if isinstance(node, ast.Assert):
            words.append(ast.unparse(node.test))
    return "\n".join(words)


def visible(cell):
    if cell.cell_type == "markdown":
        return cell.source
    source = "" if source_folded(cell) else told(cell.source)
    if hidden(cell):
        return source if source_folded(cell) else f"{source}\n{first_line(cell)}"
    outputs = [] if parts([cell]) else cell.outputs
    printed = [out.get("text", "") or out.data.get("text/plain", "") for out in outputs]
    return "\n".join([source, *printed])


def in_sight(cells):
    """Questions whose answer a text, a code or an output states before it is computed."""
    return [
        f"{name}: {later.id}"
        for cell, shown in scenes(cells)
        for name, answer, near in [asked(cell)]
        for later in shown
        if name and says(visible(later), answer, near)
    ]


def shown_beside(cells):
    """Questions whose answer their own open cell computes, as in ``ask(name, 0.9 / 0.1)``.

    The number that confirms the answer stands in a folded source, not in its first line (which
    JupyterLab shows beside the fold), and is no typed number there.
    """
    for cell in cells:
        if (found := asked(cell)) and found[0]:
            nodes = ast.walk(ast.parse(cell.source))
            (call,) = (n for n in nodes if getattr(getattr(n, "func", 0), "id", "") == "ask")
            numbers = call.args[1:]
            literal = any(isinstance(n, ast.Constant) and n.value == found[1] for n in numbers)
            folded = source_folded(cell) and call.lineno > 1
            if literal or (numbers and not folded):
                yield found[0]


def constant(node):
    """The value of arithmetic with typed numbers, or None."""
    if any(isinstance(n, ast.Name | ast.Call | ast.Attribute) for n in ast.walk(node)):
        return None
    try:
        value = eval(ast.unparse(node), {"__builtins__": {}})
    except (TypeError, ZeroDivisionError, ValueError):
        return None
    return value if isinstance(value, int | float) else None


def worked_out(cells):
    """Questions whose answer open code works out from typed numbers before it is computed."""
    for cell, later in scenes(cells):
        name, answer, near = asked(cell)
        if not name or isinstance(answer, str):
            continue
        for other in code(later):
            if source_folded(other):
                continue
            tree = ast.parse(other.source.replace("%matplotlib inline", ""))
            values = [constant(n) for n in ast.walk(tree) if isinstance(n, ast.BinOp)]
            if any(v is not None and abs(v - answer) <= near + 1e-9 for v in values):
                yield f"{name}: {other.id}"


@pytest.fixture(params=LECTURES, ids=lambda path: path.stem)
def cells(request):
    return cells_of(request.param)


def test_what_comes_after_a_question_is_folded_and_nothing_else(cells):
    assert not unfolded(cells)


def test_the_line_beside_a_folded_output_is_text(cells):
    beside = {c.id: first_line(c) for c in code(cells) if hidden(c) and not source_folded(c)}
    assert not {name: line for name, line in beside.items() if line.startswith("<")}


def test_no_answer_is_said_before_it_is_computed(cells):
    assert not in_sight(cells)
    assert not list(shown_beside(cells))
    assert not list(worked_out(cells))


def test_an_answer_in_sight_is_found():
    question = new_code_cell('ask("07 ways")')
    said = new_output("stream", text="ways:\ntwo ways\n")
    computed = new_code_cell("len(ways)", outputs=[said])
    cells = [new_markdown_cell("## 5 A scene"), question, new_markdown_cell("Count."), computed]
    assert unfolded(cells) == [computed.id]
    computed.metadata = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    assert not unfolded(cells)
    assert not in_sight(cells)
    spoiled = copy.deepcopy(cells)
    spoiled[2].source = "There are two of them."
    assert in_sight(spoiled) == [f"07 ways: {spoiled[2].id}"]
    spoiled[2].source = "## 6 Two ways"  # another scene
    assert not in_sight(spoiled)
    assert unfolded(spoiled) == [computed.id]  # folded without a question before it
    for code_cell in ("two = len(ways)", "len(ways)  # two of them", "print('two ways')"):
        spoiled = copy.deepcopy(cells)
        spoiled[3].source = code_cell
        assert len(in_sight(spoiled)) == (code_cell != "two = len(ways)")
    said.text = "two ways\n"  # the first line stands beside the folded output
    assert in_sight(cells) == [f"07 ways: {computed.id}"]
    said.text = "ways:\ntwo ways\n"
    assert not list(shown_beside(cells))
    question.source, question.metadata = (
        'ask("07 ways", 4 / 2)',
        {"jupyter": {"source_hidden": True}},
    )
    assert list(shown_beside(cells)) == ["07 ways"]
    question.metadata = {}
    for source in ('#\nask("07 ways", 4 / 2)', '#\nask("07 ways", len(ways))'):
        question.source = source
        assert list(shown_beside(cells)) == ["07 ways"]
        question.metadata = {"jupyter": {"source_hidden": True}}
        assert not list(shown_beside(cells))
        question.metadata = {}
    question.source, question.metadata = (
        '#\nask("07 ways", 2)',
        {"jupyter": {"source_hidden": True}},
    )
    assert list(shown_beside(cells)) == ["07 ways"]
    assert not list(worked_out(cells))
    computed.source = "ways = 6 / 3"
    assert list(worked_out(cells)) == [f"07 ways: {computed.id}"]


@pytest.mark.parametrize(
    ("text", "answer", "near", "found"),
    [
        ("It falls by 0.147 or so.", -0.147, 0.001, True),
        ("It falls by 0.15 or so.", -0.147, 0.001, False),
        ("lead two ways", 2, 0, True),
        ("twofold", 2, 0, False),
        (r"the slope is $1-a^2$", "1 − a²", 0, True),
        (r"the slope is $1-z^2$", "1 − a²", 0, False),
        ("it moves by 0.018", "down, by 0.018", 0, True),
        ("down it goes", "down, by 0.018", 0, False),
    ],
)
def test_numbers_and_phrases_are_recognised(text, answer, near, found):
    assert says(text, answer, near) == found
