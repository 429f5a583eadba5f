"""Texts that act where a page takes them as they are."""

from __future__ import annotations

RUN = "top.ran=(top.ran||[]).concat"
ATTACKS = [
    "<script>{}</script>",
    "<img src=x onerror='{}'>",
    "> <svg onload='{}'></svg>",
    "<details open ontoggle='{}'>x</details>",
    "<b><iframe srcdoc='<script>{}</script>'></iframe></b>",
    "```mermaid\n</pre><img src=x onerror='{}'>\n```",
    "<!--><img src=x onerror='{}'>-->",
    "[click](javascript:{})",
    "| a |\n|---|\n| <img src=x onerror='{}'> |",
    "$a<b onmouseover='{}'> $ <img src=x onerror='{}'>",
    "<math><mtext><table><mglyph><style><img src=x onerror='{}'></style></mglyph></table></mtext>",
    "<noscript><p title=\"</noscript><img src=x onerror='{}'>\">",
]


def attacks() -> list[str]:
    return [text.replace("{}", f"{RUN}({n})") for n, text in enumerate(ATTACKS)]
