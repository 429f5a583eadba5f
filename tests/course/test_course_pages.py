"""The pages of the course: every erratum is refuted by the machine, every mapping verified."""

import contextlib
import io
import re
from collections import Counter

import pytest
from lecture_cells import COURSE, LECTURES, cells_of, covered

ERRATA = (COURSE / "errata.md").read_text(encoding="utf-8")
PREAMBLE, *REST = re.split(r'^<a id="(e\d\d)"></a>$', ERRATA, flags=re.M)
ROWS = {name.upper(): text for name, text in zip(REST[::2], REST[1::2], strict=True)}
LINK = r"\[unit (\d\d)\]\(lectures/([a-z0-9_]+)\.ipynb#cell-id=([a-z0-9-]+)\)"
WRITTEN = {path.stem: cells_of(path) for path in LECTURES}


def blocks(text, language="python"):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


@pytest.fixture(scope="module")
def tools():
    (source,) = blocks(PREAMBLE)
    names = {}
    exec(source, names)
    return names


def run(source, names):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, names)
    return out.getvalue()


def test_there_are_68_rows_in_order():
    assert list(ROWS) == [f"E{k:02}" for k in range(1, 69)]


@pytest.mark.parametrize("name", ROWS)
def test_the_machine_refutes_the_printed_line(name, tools):
    """`verdict` passes only if the correction agrees with the machine and the printed does not."""
    calls = []

    def verdict(truth, printed, correct):
        tools["verdict"](truth, printed, correct)
        calls.append((truth, printed, correct))

    (source,) = blocks(ROWS[name])
    (shown,) = blocks(ROWS[name], "text")
    assert run(source, {**tools, "verdict": verdict}) == shown
    assert calls
    for truth, printed, correct in calls:
        with pytest.raises(AssertionError, match="the printed line is right"):
            tools["verdict"](truth, printed=correct, correct=correct)
        with pytest.raises(AssertionError, match="the correction is wrong"):
            tools["verdict"](truth, printed=printed, correct=printed)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_what_is_printed_what_is_right_and_why(name):
    text = ROWS[name]
    assert text.lstrip().startswith(f"### {name} ")
    for part in ("Printed", "Correct", "Why"):
        assert text.count(f"- **{part}:**") == 1
    assert re.search(r"^Notes? 00\d L\d+", text, flags=re.M)
    assert all(len(line) <= 100 for block in blocks(text) for line in block.splitlines())


def test_the_index_agrees_with_the_rows_and_the_kinds_are_counted():
    index = re.findall(
        r"^\| \[(E\d\d)\]\(#(e\d\d)\) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PREAMBLE, flags=re.M
    )
    assert [number for number, *_ in index] == list(ROWS)
    for number, anchor, where, title, kind in index:
        assert anchor == number.lower()
        assert f"### {number} {title}\n" in ROWS[number]
        assert f"{where} · kind **{kind}** · unit" in ROWS[number]
    stated = dict(re.findall(r"^\| \*\*([A-Z/]+)\*\* \| [^|]+ \| (\d+) \|", PREAMBLE, flags=re.M))
    assert Counter(kind for *_, kind in index) == {k: int(v) for k, v in stated.items()}


def test_links_between_rows_exist():
    assert set(re.findall(r"\]\(#(e\d\d)\)", ERRATA)) == {name.lower() for name in ROWS}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_and_the_lectures_that_refute_it_lead_to_each_other(name):
    """The lectures link every erratum they cover; that is tested with the lectures."""
    links = re.findall(LINK, ROWS[name])
    assert ROWS[name].count("](lectures/") == len(links)
    refuting = {stem for stem, cells in WRITTEN.items() if name in covered(cells)}
    assert {stem for _, stem, _ in links} == refuting
    for unit, stem, cell_id in links:
        (cell,) = (cell for cell in WRITTEN[stem] if cell.id == cell_id)
        assert unit == stem[:2]
        assert name in covered([cell])


def test_each_row_of_a_written_unit_leads_to_a_detective_page():
    pages = {
        (stem, cell.id)
        for stem, cells in WRITTEN.items()
        for start in [k for k, cell in enumerate(cells) if cell.source.startswith("## Detective")]
        for cell in cells[start:]
    }
    linked = {
        name: {(stem, cell) for _, stem, cell in re.findall(LINK, ROWS[name])} for name in ROWS
    }
    assert [name for name, cells in linked.items() if cells and not cells & pages] == []


@pytest.mark.parametrize("name", ROWS)
def test_the_units_of_a_row_are_those_that_refute_it_and_planned_ones(name):
    (column,) = re.findall(rf"^\| \[{name}\].*\| ([\d, ]+) \|$", PREAMBLE, flags=re.M)
    units = re.findall(r"\d\d", column)
    (line,) = re.findall(r"^Notes? 00\d L.* · units? (.*)$", ROWS[name], flags=re.M)
    assert re.findall(r"\d\d", line) == units == sorted(set(units))
    written = {stem[:2] for stem in WRITTEN}
    assert set(units) & written == {unit for unit, *_ in re.findall(LINK, ROWS[name])}


def test_same_is_strict_about_shape_words_and_numbers(tools):
    same = tools["same"]
    assert same(1.0, 1.0 + 1e-9)
    assert same("a", "a")
    assert not same(1.0, [1.0])
    assert not same(1.0, 1.0001)
    assert not same("1.0", 1.0)
    assert not same(float("nan"), 1.0)


NOTATION = (COURSE / "notation.md").read_text(encoding="utf-8")
WRONG = {  # a line of each block, and a mapping that is not the one of the notes
    "(nnkit.half_sse, 1 / (2 * N))": "(nnkit.half_sse, 1 / N)",
    "dW, db, dX = X.T @ dZ,": "dW, db, dX = X.T @ dZ / N,",
    "folded = np.vstack([b, W])": "folded = np.vstack([W, b])",
    "w04 = params[1][0][:, 0], params[1][1][0]": "w04 = params[1][0][:, 1], params[1][1][1]",
    "sum(nll), N * nnkit.bce(p, y)": "sum(nll), nnkit.bce(p, y)",
    "Du.T @ Dg.T, (Dg @ Du).T": "Du.T @ Dg.T, Dg @ Du",
    "epsilon = -(y - a)": "epsilon = (y - a)",
    "w0, x0 = b[0], 1.0": "w0, x0 = b[0], b[0]",
    "linear = [(np.array([[w1, w3], [w2, w4]])": "linear = [(np.array([[w1, w2], [w3, w4]])",
    "later = [(np.array([[w5, w7], [w6, w8]])": "later = [(np.array([[w5, w6], [w7, w8]])",
    "W_notes, b_notes = W.T, b": "W_notes, b_notes = -W.T, b",
    "dC_da = 2 * (a - y)": "dC_da = a - y",
}


def test_every_mapping_of_the_notation_page_holds():
    names = {}
    sources = blocks(NOTATION)
    assert sum("assert " in source for source in sources) == 7  # losses, arrays, five notes
    for source in sources:
        exec(source, names)


@pytest.mark.parametrize("right", WRONG)
def test_a_wrong_mapping_on_the_notation_page_stops(right):
    sources = "\n".join(blocks(NOTATION))
    assert sources.count(right) == 1
    with pytest.raises((AssertionError, ValueError)):
        exec(sources.replace(right, WRONG[right]), {})


def test_the_syllabus_lists_15_units_and_its_links_exist():
    text = (COURSE / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if re.match(r"\| \d\d ", line)]
    units = [[cell.strip() for cell in row] for row in rows]
    assert [unit[:2] for unit, *_ in units] == [f"{k:02}" for k in range(1, 16)]
    lectures = {path.name for path in (COURSE / "lectures").glob("*.ipynb")}
    linked = set(re.findall(r"\(lectures/([^)]+)\)", text))
    assert linked == lectures
    for unit, lecture, _exercise, lines, minutes in units:
        assert (lecture == "planned") == (f"lectures/{unit[:2]}_" not in lecture)
        assert re.match(r"00\d L\d+", lines)
        assert re.fullmatch(r"\d+ \+ \d+", minutes)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (COURSE / target).exists(), target


def test_the_glossary_is_in_order_and_its_words_stand_in_their_lectures():
    page = (COURSE / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| \[(\d\d)\]\(lectures/(.+?)\) \|$", page, flags=re.M
    )
    assert len(rows) == page.count("\n| ") - 1
    assert len(rows) >= 40
    words = [word.lower() for word, *_ in rows]
    assert words == sorted(words)
    for word, meaning, unit, lecture in rows:
        assert lecture.startswith(unit)
        cells = cells_of(COURSE / "lectures" / lecture)
        text = " ".join(cell.source.lower().replace("_", " ") for cell in cells)
        name = re.split(r",| \$", word.lower())[0]
        assert name[:9] in text, f"{word} is not in {lecture}"
        assert meaning.endswith(".")
