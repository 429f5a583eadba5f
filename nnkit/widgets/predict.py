"""A question that is answered before the answer can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from nnkit.widgets.part import Part

__all__ = ["Predict"]


class Predict(Part):
    """A question; the answer, the reason and a figure come after the student has committed.

    Parameters
    ----------
    question : str
        Plain text.
    answer : str or float
        One of `choices`, or the number that came.
    why : str
        One to three sentences, shown with the answer.
    choices : list of str, optional
        What can be said. Without it a number is asked.
    near : float
        A number within this distance counts as hit.
    show : a matplotlib figure or axes, optional
        Shown with the answer.

    Raises
    ------
    ValueError
        An answer that is no choice, no finite number, an empty question.

    Examples
    --------
    >>> Predict("How many ways from w1 to the loss?", 2, "Through N3 and through N4.")
    Predict: How many ways from w1 to the loss?
    """

    kind = "predict"

    def __init__(
        self,
        question: str,
        answer: str | float,
        why: str,
        *,
        choices: Sequence[str] | None = None,
        near: float = 0.0,
        show: Any = None,
    ) -> None:
        if not question.strip():
            raise ValueError(f"question is {question!r}, expected a sentence")
        if choices is not None:
            given = [str(choice) for choice in choices]
            if str(answer) not in given or len(given) < 2 or len(set(given)) < len(given):
                raise ValueError(
                    f"answer is {answer!r}, choices {given}, expected two or more "
                    "different choices, one of them the answer"
                )
        elif not isinstance(answer, int | float) or answer != answer or abs(answer) == float("inf"):
            raise ValueError(
                f"answer is {answer!r}, expected a finite number, or choices beside it"
            )
        figure = "" if show is None else _figure(show)
        state = {
            "question": question,
            "answer": str(answer) if choices is not None else float(answer),
            "why": why,
            "choices": None if choices is None else given,
            "near": near,
            "figure": figure,
        }
        listed = "" if choices is None else _listed(given)
        static = (
            f"<p><b>Predict.</b> {escape(question)}</p>{listed}<details><summary>Write your answer "
            f"down, then open this</summary><p><b>{escape(str(answer))}.</b> {escape(why)}</p>"
            f"{figure}</details>"
        )
        super().__init__(state, f"Predict: {question}", static)


def _listed(choices: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(choice)}</li>" for choice in choices) + "</ul>"


def _figure(show: Any) -> str:
    from nnkit.plotting import html

    return html(show)
