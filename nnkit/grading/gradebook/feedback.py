"""Feedback for students: their answers, marks and what went wrong; never a hidden test.

nbgrader's ``generate_feedback`` shows test cells as they are stored, hidden tests included, and
copies HTML of a submission into the page. Here the hidden part of a test is taken out of the
cell and out of tracebacks (which quote it), and the student's text is rendered without anything
active. The page keeps the panel of each check, with the advice on the mistake that was found; at
its top stands what became of each task (`page_tasks`). It is one file, which loads nothing and
may run nothing (its content security policy); no file of a student's goes with it, so that none
passes for one of the grader's.

Results of hidden tests are not shown, but their inputs are no secret: a function can keep its
arguments, and a cell that the student has added (or the text of an exception) can show them.
Such outputs are left as they are. So draw the inputs of hidden tests at random.
"""

from __future__ import annotations

import copy
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.preprocessors import NbGraderPreprocessor

from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.page_text import PageText
from nnkit.grading.handin.cells import Marks, hidden_marks, nbgrader, without_hidden
from nnkit.grading.handin.copy_rules import CopyNothing, replace_step
from nnkit.grading.handin.outputs import safe_html, safe_outputs

_TEMPLATES = str(Path(__file__).parent / "templates")


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Take hidden tests out of a graded notebook, and whatever acts, before a student sees it."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Remove the hidden part of test cells and of what they printed about themselves."""
        marks = hidden_marks(self.config)
        judged = bool(nb.metadata.get("nnkit", {}).get("judged"))
        for cell in nb.cells:
            self._cell(cell, marks, judged)
        nb.metadata.pop("widgets", None)
        return nb, resources

    def _cell(self, cell: Any, marks: Marks, judged: bool) -> None:
        data = nbgrader(cell)
        is_test = bool(data.get("grade") and not data.get("solution"))
        if is_test or data.get("task") or not _is_students(cell):
            cell.source = without_hidden(cell.source, marks).strip("\n")
        if cell.cell_type != "code":
            return
        if is_test:
            cell.outputs = [output for output in cell.outputs if not _is_score(output)]
        if not (is_test and judged):
            cell.outputs = safe_outputs(cell.outputs)
        elif any("text/html" in output.get("data", {}) for output in cell.outputs):
            cell.outputs = [o for o in cell.outputs if o.get("ename") != "CheckFailed"]
            # (the panel of the check says the same)
        if not _is_students(cell) and not judged:  # the judge leaves hidden tests out of it
            cell.outputs = [_without_traceback(output) for output in cell.outputs]


def _is_score(output: Any) -> bool:
    """Whether this is the number a test cell ends in: the page says it in words."""
    try:
        return bool(
            output.output_type == "execute_result" and float(output.data["text/plain"]) >= 0
        )
    except (KeyError, TypeError, ValueError):
        return False


def _without_traceback(output: Any) -> Any:
    """Keep what an error says, not the lines of the test that it quotes."""
    if output.output_type == "error":
        name, text = output.get("ename", ""), output.get("evalue", "")
        output.traceback = [f"{name}: {text}" if text else name]
    return output


def _is_students(cell: Any) -> bool:
    origin = cell.get("metadata", {}).get("nnkit", {}).get("origin")
    return bool(origin != "instructor")


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Render markdown as nbconvert does; of a student's cell keep only what is harmless."""
    cell = context.get("cell", {})
    students = _is_students(cell)
    renderer = IPythonRenderer(
        escape=False,
        attachments=cell.get("attachments", {}),
        embed_images=not students,
        path=context.get("resources", {}).get("metadata", {}).get("path", ""),
    )
    html = str(MarkdownWithMath(renderer=renderer).render(source))
    return safe_html(html) if students else html


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """The feedback page of ``templates``: one file, which has all that it shows in it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        replace_step(self.parent, CopyNothing)
        if getattr(self.parent, "coursedir", None) is not None:
            _add_odd_names(self.parent)
        self.our_page = _use_our_page(self)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> Any:
        """Make the page of one notebook."""
        if not self.our_page:
            return super().from_notebook_node(nb, resources, **kwargs)
        coursedir, page = self.parent.coursedir, resources["nbgrader"]
        folder = coursedir.source_directory
        text = PageText(coursedir.format_path(folder, ".", page["assignment"]))

        def page_text(source: str, cell: Any) -> str:
            render = text.students if _is_students(cell) else text.ours
            return render(source, cell.get("attachments", {}))

        language = nb.metadata.get("language_info", {}).get("name", "python")
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=language, parent=self))
        self.register_filter("page_text", page_text)
        self.register_filter("page_title", text.title)
        # (that of HTMLExporter would parse the page once more and write it anew)
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources))


def _use_our_page(exporter: Any) -> bool:
    """Let the page be that of ``templates`` unless it is a course's own; tell which it is."""
    if exporter.template_name != "feedback":
        return False
    exporter.template_name = "feedback_page"
    exporter.extra_template_basedirs = [*exporter.extra_template_basedirs, _TEMPLATES]
    exporter.template_paths = exporter._template_paths()
    return True


def _add_odd_names(converter: Any) -> None:
    """Add to the work of nbgrader's converter the folders that it passes over: ``[ab]``, ``.x``.

    It looks for notebooks with the name of the folder as a pattern.
    """
    coursedir = converter.coursedir
    here = coursedir.format_path(
        coursedir.autograded_directory, coursedir.student_id, coursedir.assignment_id
    )
    for folder in glob.glob(here, include_hidden=True):  # noqa: PTH207 (an absolute pattern)
        found = Path(folder).glob(f"{coursedir.notebook_id}.ipynb")
        converter.assignments.setdefault(folder, sorted(map(str, found)))


def feedback(root: Path, assignment: str, students: Sequence[str] | None = None) -> list[Path]:
    """Write the feedback pages of an assignment; return the folders they are in.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str
        The name of the assignment.
    students : list of str, optional
        Only these; everybody who is graded if not given.

    Raises
    ------
    UseError
        No such course, nothing graded yet, or a page that nbgrader cannot write.
    """
    from nbgrader.converters import GenerateFeedback
    from nbgrader.converters.base import NbGraderException

    from nnkit.grading.gradebook.config import show_safely
    from nnkit.grading.handin.folder import inside, open_classroom

    room = open_classroom(root)
    config = copy.deepcopy(room.config)
    show_safely(config)
    folders = []
    for student in ["*"] if students is None else map(glob.escape, students):
        coursedir = copy.copy(room.coursedir)
        coursedir.update_config(config)
        coursedir.assignment_id, coursedir.student_id = assignment, student
        maker = GenerateFeedback(coursedir=coursedir, config=config)
        maker.force = True
        try:
            with inside(room.root):
                maker.start()
        except NbGraderException as error:
            raise UseError(f"no feedback for {student!r} in {assignment!r}: {error}") from error
        folders += [Path(path) for path in maker.assignments]
    graded = [room.path("feedback", path.parent.name, assignment) for path in folders]
    return sorted(path for path in graded if path.is_dir())
