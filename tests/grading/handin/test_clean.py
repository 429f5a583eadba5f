"""What a student wrote is stored so that opening it runs nothing, and says what it said."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_output

from nnkit.grading.handin.clean import plain, safe_markdown
from nnkit.grading.handin.outputs import safe_html, safe_outputs


def page(source: str) -> str:
    """Render as nbgrader's formgrader does: nothing is taken out."""
    return str(MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(source))


HARMLESS = [
    "> a quotation\n> of two lines",
    "$a<b$ and $$x < y > z$$ and \\\\(p<q\\\\)",
    "\\begin{align}a &< b\\\\ c &> d\\end{align}",
    "| a | b |\n|---|---|\n| `<b>` | $x<y$ |",
    "`<script>` is code\n\n```html\n<script>alert(1)</script>\n```",
    "if x < 3 and y > 4, x<3",
    '<b>bold</b>, H<sub>2</sub>O, <br/> and <font color="red">red</font>',
    "[a link](https://example.org/?a=1&b=2) <https://python.org>",
    "![picture](https://example.org/p.png)",
    "# A heading\n\n1. one\n2. two\n\n- [ ] to do",
    "R&D, AT&amp;T, 5 * 3_000, a\\_b",
]


@pytest.mark.parametrize("source", HARMLESS)
def test_honest_text_is_not_changed(source: str) -> None:
    assert safe_markdown(source) == source


ACTIVE = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> text",
    "> <div onclick='alert(1)'>\n> quoted\n> </div>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<b onmouseover=alert(1)>b</b>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVa&#115;cript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "~~~mermaid\n</pre><img src=x onerror=alert(1)>\n~~~",
    "<!--><script>alert(1)</script>-->",
    "<style>body{display:none}</style>",
    "<form action=/evil><button>ok</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "# heading <img src=x onerror=alert(1)>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "- <details ontoggle=alert(1) open>x</details>",
    "<scr<script>ipt>alert(1)</script>",
    "a `code` <object data=x> `<object data=x>`",
]
PLAIN = {
    "a", "b", "blockquote", "br", "code", "details", "div", "em", "font", "h1", "img", "li", "ol",
    "p", "pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Page(HTMLParser):
    """Collects what a browser would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.runs += [] if tag in PLAIN else [tag]
        for name, value in attrs:
            address = re.sub(r"\s", "", value or "").lower()
            bad = name in ("href", "src") and address.startswith(("javascript:", "data:text"))
            self.runs += [f"{tag} {name}"] if bad or name.startswith("on") else []

    def handle_comment(self, data: str) -> None:  # browsers do not agree where one ends
        self.runs.append("comment")


def runs(text: str) -> list[str]:
    return Page(text).runs


@pytest.mark.parametrize("source", ACTIVE)
def test_active_text_is_shown_and_not_run(source: str) -> None:
    if source not in ("<scr<script>ipt>alert(1)</script>", "<svg/onload=alert(1)>"):
        assert runs(page(source)), "this example is harmless as it stands"
    safe = safe_markdown(source)
    assert not runs(page(safe))
    letters = re.findall(r"\w+", source.replace("mermaid", ""))
    assert all(word in safe for word in letters)
    assert safe_markdown(safe) == safe


def test_the_honest_part_of_an_active_text_stays() -> None:
    safe = safe_markdown("> so $a<b$\n\n<script>x</script>\n\n| a |\n|---|\n| b |")
    assert safe.startswith("> so $a<b$\n\n&lt;script>")
    assert safe.endswith("| a |\n|---|\n| b |")
    assert "<table>" in page(safe)


def test_long_text_does_not_keep_the_renderer_busy() -> None:
    safe = safe_markdown("\\begin{a}" * 20_000)
    assert safe.startswith("```text\n")
    assert safe_markdown("`" * 100 + "<script>").count("```") > 0


def test_a_missing_picture_does_not_break_the_page() -> None:
    safe = safe_markdown("![p](attachment:gone.png)")
    assert "gone.png" in page(safe)
    kept = "![p](attachment:here.png)"
    assert safe_markdown(kept, {"here.png": {"image/png": "iVBORw0="}}) == kept


def test_tex_that_makes_links_is_shown_as_typed() -> None:
    source = "$\\href{javascript:alert(1)}{x}$"
    assert safe_markdown(source) == f"```text\n{source}\n```"
    assert safe_markdown("$\\href{https://x.org}{x}$").startswith("$")


def test_a_line_of_ours_shows_a_file_name_as_it_is() -> None:
    name = "ps1_<img src=x onerror=alert(1)>_*[x](y)`.ipynb"
    shown = re.sub(r"<[^>]*>", "", page(plain(name)))
    assert shown.strip() == name.replace("<", "&lt;").replace(">", "&gt;")


def test_outputs_keep_tables_and_pictures_only() -> None:
    table = '<table border="1" class="dataframe"><tbody><tr><td>1</td></tr></tbody></table>'
    data = {
        "text/html": f"<style>x</style><script>alert(1)</script>{table}<td onclick=x>",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
        "image/png": "iVBORw0=",
        "image/jpeg": 'x" onerror="alert(1)',
        "text/latex": "$a<b$ <script>",
        "text/markdown": "[x](javascript:alert(1))",
    }
    (safe,) = safe_outputs([new_output("display_data", data=data, metadata={"isolated": True})])
    assert set(safe.data) == {"text/html", "image/png", "text/latex", "text/markdown", "text/plain"}
    assert safe.data["text/html"] == table
    assert "<script" not in safe.data["text/latex"]
    assert safe.data["text/markdown"].startswith("```")
    assert safe.metadata == {}


def test_an_svg_becomes_an_image() -> None:
    data = {"image/svg+xml": "<svg onload=alert(1)></svg>"}
    (safe,) = safe_outputs([new_output("display_data", data=data)])
    assert "onload" not in str(safe.data)
    assert safe.data["text/html"].startswith('<img alt="figure" src="data:image/svg+xml;base64,')


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<math><mi//xlink:href='javascript:alert(1)'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
    ],
)
def test_html_that_hides_its_script_is_emptied(text: str) -> None:
    assert not runs(safe_html(text))
    assert "javascript" not in safe_html(text)


@pytest.mark.parametrize(
    "source",
    [
        r"$\href{javascript:alert(1)}{x}$",
        r"$&#92;href{javascript:alert(1)}{x}$",
        r"$\href&#123;javascript:alert(1)}{x}$",
        r"$\newcommand{\x}[1]{\href{#1}{y}}\x{javascript:alert(1)}$",
        r"$\let\x=\href \x{javascript:alert(1)}{y}$",
        r"$\def\x{\class{a}}$",
        r"&amp;#92;unicode{x}",
        r"$\csname href\endcsname{javascript:alert(1)}{x}$",
    ],
)
def test_a_formula_that_defines_or_links_is_shown_as_typed(source: str) -> None:
    assert safe_markdown(source).startswith("```text\n")
    assert safe_markdown(r"$\href{https://a.org}{x}$ and $\hrefs$") == (
        r"$\href{https://a.org}{x}$ and $\hrefs$"
    )
