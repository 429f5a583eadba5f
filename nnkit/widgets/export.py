"""A notebook as a page for a browser: what is folded stays folded, and the parts are alive."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter

from nnkit.widgets.part import page

__all__ = ["Page"]

# nbconvert's own page shows what a notebook folds, and so the answer below its question.
FOLDED = """{%- extends "lab/index.html.j2" -%}
{%- macro folded(words, content) -%}
<details class="nnkit-folded"><summary>{{ words }}</summary>{{ content }}</details>
{%- endmacro -%}
{% block html_head_css %}{{ super() }}
<style>.nnkit-folded > summary { color: var(--jp-content-font-color1, inherit); padding: 6px;
font: var(--jp-content-font-size1, 15px) system-ui, sans-serif; cursor: pointer; }
@media (min-width: 761px) { .nnkit-folded > summary { margin-left: var(--jp-cell-prompt-width); } }
</style>
{% endblock %}
{% block input_group %}{% if cell.metadata.get("jupyter", {}).source_hidden -%}
{{ folded("Code", super()) }}{% else %}{{ super() }}{% endif %}{% endblock %}
{% block output_group %}{% if cell.metadata.get("jupyter", {}).outputs_hidden -%}
{{ folded("Answer first, then open what this cell gives", super()) }}
{%- else %}{{ super() }}{% endif %}{% endblock %}
"""


class Page(HTMLExporter):  # type: ignore[misc]
    """nbconvert's HTML page with the folds of the notebook and living parts.

    Examples
    --------
    ::

        jupyter nbconvert --to nnkit.widgets.export.Page lesson.ipynb
    """

    raw_template = FOLDED

    def from_notebook_node(self, nb: Any, *given: Any, **named: Any) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        html, resources = super().from_notebook_node(nb, *given, **named)
        kinds = sorted(set(re.findall(r'data-widget="(\w+)"', html)))
        before, end, after = html.rpartition("</body>")
        return f"{before}{page(kinds)}{end}{after}", resources
