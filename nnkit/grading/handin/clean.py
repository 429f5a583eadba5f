"""Make what a student wrote harmless to whoever opens it, without damaging what it says.

nbgrader shows stored notebooks (formgrader, feedback) through nbconvert, which copies raw HTML
of a text cell, ``javascript:`` links and HTML outputs into the page. So text is cleaned when a
notebook is stored, as follows.

*Text cells* are rendered by nbconvert's own renderer, which reports the raw HTML and the links
it met. When there are none, or only plain ones (``<b>``, ``<br>``, a picture from the web), the
text is stored byte for byte: a quotation (``> so``), ``$a<b$``, code and tables never change.
Otherwise the ``<`` of exactly those pieces becomes ``&lt;``, and the result is rendered again to
see that nothing is left. What cannot be cleaned in that way is shown as it was typed, in a code
block.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

MAX_MARKDOWN = 20_000  # characters; the renderer takes quadratic time on hostile text
MAX_FORMULAS = 400  # beginnings of formulas; it looks for the end of each in all that follows
_FORMULA = re.compile(r"\\\\?[(\[]|\\begin\b|\$")
CUT = "(the rest is left out: too many formulas)"
TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NAMES = (
    "b|i|em|strong|br|hr|sub|sup|u|s|del|ins|p|div|span|center|font|small|code|kbd|pre|samp|"
    "blockquote|table|thead|tbody|tr|td|th|caption|ul|ol|li|dl|dt|dd|details|summary|h[1-6]"
)
_VALUE = r"\"[\w #%.,;:()-]*\""
_PLAIN_TAG = re.compile(
    rf"</?(?:{_NAMES})(?:\s+(?:align|color|width|height|border|colspan|rowspan|size)="
    rf"{_VALUE})*\s*/?>"
    r"|<a\s+href=\"https?://[^\"<>\s]*\"\s*>|</a\s*>"
    rf"|<img(?:\s+(?:src=\"(?:https?://|attachment:)[^\"<>\s]*\"|(?:alt|width|height)={_VALUE}))*"
    r"\s*/?>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]*\Z")
_BAD_TEX = re.compile(
    r"\\href(?![a-zA-Z])(?!\s*\{\s*https?:)|\\(?:cssId|require|class|style|unicode|def|edef|gdef|xdef|"
    r"let|futurelet|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|"
    r"DeclareMathOperator|csname|char|catcode)\b"
)
_TRIVIAL = re.compile(r"[^<&\[\]`~\\:@]*\Z")


def plain(text: str) -> str:
    """Return `text` as markdown that shows exactly this text, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#+!|$~&])", r"\\\1", " ".join(text.split()))


def safe_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return `source` unchanged when it is harmless, otherwise with its active parts as text.

    Examples
    --------
    >>> safe_markdown("> if $a<b$ then <b>stop</b>")
    '> if $a<b$ then <b>stop</b>'
    >>> safe_markdown("see <script>alert(1)</script>")
    'see &lt;script>alert(1)&lt;/script>'
    """
    if _TRIVIAL.match(source):
        return source
    source = _without_many_formulas(source)
    if len(source) > MAX_MARKDOWN or source.endswith(CUT) or bad_tex(source):
        return as_typed(source)
    text = source
    for _ in range(4):
        active = _active(text, attachments or {})
        if not active:
            return text
        for piece in active:
            text = text.replace(piece, _escape(piece))
        text = re.sub(r"(?m)^([ \t>]*(?:`{3,}|~{3,})[ \t]*)mermaid", r"\1text", text)
    return as_typed(source)


def _without_many_formulas(source: str) -> str:
    for number, found in enumerate(_FORMULA.finditer(source)):
        if number == MAX_FORMULAS:
            return f"{source[: found.start()]}\n{CUT}"
    return source


def bad_tex(source: str) -> bool:
    """Whether a formula loads, links or defines something: it is typeset where it is opened."""
    return any(_BAD_TEX.search(text) for text in (source, html.unescape(html.unescape(source))))


def _escape(piece: str) -> str:
    """Turn the ``<`` of every tag that is not a plain one into text."""
    kept = {match.start() for match in _PLAIN_TAG.finditer(piece)}
    return TAG.sub(lambda m: "<" if m.start() in kept else "&lt;", piece)


def as_typed(source: str) -> str:
    """Return a text as a block of code, in which nothing acts."""
    source = _without_many_formulas(source)
    longest = max((len(run) for run in re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{source}\n{fence}"


def _active(source: str, attachments: Mapping[str, Any]) -> list[str]:
    """Return the pieces of a text that a page would run or load; found by rendering it."""
    from mistune import HTMLRenderer
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    found: list[str] = []

    class Recorder(IPythonRenderer):  # type: ignore[misc]
        def inline_html(self, html: str) -> str:
            found.extend([html.strip()] if TAG.search(_PLAIN_TAG.sub("", html)) else [])
            return ""

        block_html = inline_html

        def link(self, text: str, url: str, title: str | None = None) -> str:
            found.extend([] if safe_url(url) else [url])
            return str(text)

        def image(self, text: str, url: str, title: str | None = None) -> str:
            missing = url.startswith("attachment:") and url[11:] not in attachments
            found.extend([url] if missing or not safe_url(url, picture=True) else [])
            return ""

        def block_mermaidjs(self, code: str) -> str:
            found.append("mermaid")
            return str(HTMLRenderer.block_code(self, code))

    try:
        MarkdownWithMath(renderer=Recorder(escape=False)).render(source)
    except Exception:  # whatever a student's text does to the renderer
        return [source]
    return found


def safe_url(url: str, *, picture: bool = False) -> bool:
    """Tell whether a link or picture address can be followed without running anything."""
    text = re.sub(r"[\x00-\x20\x7f-\xa0]", "", html.unescape(html.unescape(url))).lower()
    scheme = re.match(r"([^/?#]*?):", text)
    if picture and _PICTURE.match(re.sub(r"\s", "", url)):
        return True
    allowed = {"http", "https", "mailto"} | ({"attachment"} if picture else set())
    return scheme is None or scheme.group(1) in allowed
