"""Markdown as HTML that loads nothing: formulas as MathML, pictures inside the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import tostring

from latex2mathml.converter import Converter
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from nnkit.grading.handin.clean import bad_tex
from nnkit.grading.handin.outputs import safe_html

_SIGNS, _CLOSING = ("-", "−", "+", "±", "∓"), (")", "]", "}", "|", "!")
MAX_TEX = 10_000  # characters of formulas in the texts of a student; 0.1 ms each


class PageText:
    """The texts of one page.

    Parameters
    ----------
    pictures : str
        The folder of the instructor's pictures.
    """

    def __init__(self, pictures: str) -> None:
        self.pictures, self.left = pictures, MAX_TEX

    def ours(self, source: str, attachments: Mapping[str, Any]) -> str:
        """Render a text of the instructor's."""
        return _render(_Renderer(self.pictures, attachments), source)

    def students(self, source: str, attachments: Mapping[str, Any]) -> str:
        """Render a text of a student's, without anything that acts."""
        renderer = _Renderer("", attachments, self.left)
        html = safe_html(_render(renderer, source), alone=True)
        self.left = renderer.left
        return html

    def title(self, source: str) -> str:
        """Render a heading without its number signs, as what stands in a line."""
        line = re.sub(r"^(\d+)(?=[.)])", r"\1\\", source)  # "1." begins no list
        return self.students(line, {}).strip().removeprefix("<p>").removesuffix("</p>")


def _render(renderer: _Renderer, source: str) -> str:
    return str(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    def __init__(self, path: str, attachments: Mapping[str, Any], left: int = 10**9) -> None:
        super().__init__(
            escape=False,
            embed_images=bool(path),
            exclude_anchor_links=True,
            path=path,
            attachments=dict(attachments),
        )
        self.left = left

    def inline_math(self, body: str) -> str:
        return self._formula(body, "inline")

    def block_math(self, body: str) -> str:
        return self._formula(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        if name.rstrip("*") == "equation":
            return self._formula(body, "block")
        return self._formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def _formula(self, tex: str, display: str) -> str:
        self.left -= len(tex)
        return formula(tex, display) if self.left >= 0 else f"<code>{escape(tex)}</code>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.removeprefix("attachment:") in self.attachments:
            return str(super().image(text, url, title))
        source = self._src_to_base64(unquote(url)) if self.embed_images else None
        if source is None and not url.startswith("data:"):  # a link: nothing is loaded
            return f'<a href="{escape(url)}">{text or "a picture"}</a>'
        return str(HTMLRenderer.image(self, text, source or url, title))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if re.match(r"https?:|mailto:|#", url):
            return str(super().link(text, url, title))
        return text  # what it leads to does not lie beside the page

    def block_mermaidjs(self, code: str) -> str:
        return str(HTMLRenderer.block_code(self, code))


def formula(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML, or as it was typed when it cannot be read.

    Examples
    --------
    >>> formula("a<b")
    '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'
    >>> formula("x^2^3")
    '<code>x^2^3</code>'
    """
    try:
        if bad_tex(tex):
            raise ValueError
        math = Converter(display=display).convert_to_element(tex)
    except Exception:  # whatever stands between the dollars
        return f"<code>{escape(tex)}</code>"
    del math.attrib["xmlns"]
    for part in math.iter():  # its texts are escaped once already
        part.text = unescape(part.text or "")
    for before, part in ((a, b) for row in math.iter() for a, b in pairwise([None, *row])):
        opens = before is None or (before.tag == "mo" and before.text not in _CLOSING)
        if opens and part.text in _SIGNS:  # no space behind it
            part.set("form", "prefix")
    return tostring(math, encoding="unicode", short_empty_elements=False)
