"""The lines of nbgrader's configuration that show a student's text without anything active."""

from __future__ import annotations

from typing import Any

_HERE = "nnkit.grading.gradebook"
_EXPORTER = f"{_HERE}.feedback.FeedbackExporter"
_PREPROCESSORS = (
    f"{_HERE}.feedback.HideTests",
    f"{_HERE}.page_tasks.AddMarks",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)
_MARKDOWN_FILTER = f"{_HERE}.feedback.markdown2html"


def show_safely(c: Any) -> None:
    """Let feedback pages and the formgrader's pages be made by `gradebook.feedback`."""
    c.GenerateFeedback.exporter_class = _EXPORTER
    c.GenerateFeedback.preprocessors = list(_PREPROCESSORS)
    c.HTMLExporter.filters = {"markdown2html": _MARKDOWN_FILTER}
