"""Outputs of a student's cells without anything that a page would run.

Plain text and pictures stay as they are; HTML is reduced by bleach to tables, lists, emphasis,
links and pictures. JavaScript, widgets and the like are dropped; an SVG picture is shown as an
image, in which scripts do not run.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from nnkit.grading.handin.clean import TAG, bad_tex, safe_markdown, safe_url

_PICTURES = ("image/png", "image/jpeg", "image/gif")
_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "dd", "del", "details",
    "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
    "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "align", "alt", "border", "colspan", "height", "href", "rowspan", "src", "title", "width",
})  # fmt: skip
_MATHML = frozenset({
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
    "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover",
})  # fmt: skip
_OF_MATHML = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display",
    "displaystyle", "fence", "form", "largeop", "linethickness", "lspace", "mathcolor",
    "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing",
    "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset",
})  # fmt: skip
_WITH_CONTENT = ("script", "style", "template", "noscript", "title", "textarea", "xmp", "iframe")


def safe_html(text: str, *, alone: bool = False) -> str:
    """Reduce HTML to tables, lists, emphasis, links and pictures.

    `alone` is for a page that loads nothing: MathML is kept, a picture only when it is in `text`,
    of classes those of highlighted code.

    Examples
    --------
    >>> safe_html("<b onclick='alert(1)'>1 &lt; 2</b><script>alert(2)</script>")
    '<b>1 &lt; 2</b>'
    """
    import bleach  # type: ignore[import-untyped]

    for name in _WITH_CONTENT:
        text = re.sub(rf"(?is)<{name}\b.*?(?:</{name}\s*>|\Z)", "", text)
    protocols = {"http", "https", "mailto", "data", "attachment"}
    cleaned = bleach.clean(
        text,
        tags=_TAGS | _MATHML if alone else _TAGS,
        attributes=_allowed_alone if alone else _allowed,
        protocols=protocols,
        strip=True,
        strip_comments=True,
    )
    return str(cleaned)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and safe_url(value, picture=True)
    if name == "href":
        return tag == "a" and safe_url(value)
    if name == "class":
        return value == "dataframe" or tag in ("span", "div", "code", "pre")
    return name in _ATTRIBUTES


def _allowed_alone(tag: str, name: str, value: str) -> bool:
    if tag in _MATHML:
        return name in _OF_MATHML
    if name == "class":
        return len(value) <= 3 or value in ("highlight", "dataframe")
    return _allowed(tag, name, value) and (name != "src" or value.startswith("data:"))


def safe_outputs(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs of a student's cell without anything that a page would run."""
    return [from_dict(_safe_output(output)) for output in outputs]


def _safe_output(output: Mapping[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": joined(output.get("text", ""))}
    if kind == "error":
        names = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
        trace = [str(line) for line in output.get("traceback", [])]
        return {"output_type": kind, **names, "traceback": trace}
    data = _safe_bundle(output.get("data", {}))
    safe: dict[str, Any] = {"output_type": "display_data", "data": data, "metadata": {}}
    if kind == "execute_result":
        safe |= {"output_type": kind, "execution_count": output.get("execution_count")}
    return safe


def joined(value: Any) -> str:
    """Return a text that a notebook may keep as a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)


def _safe_bundle(data: Mapping[str, Any]) -> dict[str, str]:
    bundle: dict[str, str] = {}
    for mime, value in data.items():
        text = joined(value)
        if mime == "text/plain":
            bundle[mime] = text
        elif mime == "text/html":
            bundle[mime] = safe_html(text)
        elif mime == "text/markdown":
            bundle[mime] = safe_markdown(text)
        elif mime == "text/latex" and not bad_tex(text):
            bundle[mime] = TAG.sub("< ", text)
        elif mime in _PICTURES and re.fullmatch(r"[A-Za-z0-9+/=\s]*", text):
            bundle[mime] = text
    svg = data.get("image/svg+xml")
    if svg is not None and "image/png" not in bundle:
        code = base64.b64encode(joined(svg).encode("utf-8", "replace")).decode("ascii")
        bundle["text/html"] = f'<img alt="figure" src="data:image/svg+xml;base64,{code}">'
    bundle.setdefault("text/plain", "(an output that is not shown here)")
    return bundle
