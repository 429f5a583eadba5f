"""A question that is answered before the answer can be seen."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from nnkit.widgets.part import KEEP, Part

__all__ = ["Predict", "ask"]


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
        Shown with the answer; it needs an alt text (`nnkit.plotting.alt`).

    Raises
    ------
    ValueError
        An answer that is no choice, no finite number, an empty question, a figure without words.

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
        for name, text in (("question", question), ("why", why)):
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"{name} is {text!r}, expected a sentence")
        if not isinstance(near, int | float) or not near >= 0:
            raise ValueError(f"near is {near!r}, expected a distance, 0 or more")
        if isinstance(choices, str):
            raise ValueError(f"choices is {choices!r}, expected a list")
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
            f"<p><b>Predict.</b> {escape(question)}</p>{listed}<details><summary {KEEP}>"
            "Write your answer down, then open this</summary>"
            f"<p><b>{escape(str(answer))}.</b> {escape(why)}</p>"
            f"{figure}</details>"
        )
        super().__init__(state, f"Predict: {question}", static)


def _listed(choices: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(choice)}</li>" for choice in choices) + "</ul>"


def _figure(show: Any) -> str:
    from nnkit.plotting import html

    element = html(show)
    if '<img alt=""' in element:
        raise ValueError("show has no alt text, expected plotting.alt(ax, what it shows) before")
    return element


def ask(name: str, answer: float | None = None, *, show: Any = None) -> Predict:
    """Ask a question of a lecture, whose answer stands out of sight in questions/NN.toml.

    Parameters
    ----------
    name : str
        Unit and key, such as "07 dog".
    answer : float, optional
        The number that the lecture computed; it must agree with the stored one.
    show : a matplotlib figure or axes, optional
        Shown with the answer.

    Raises
    ------
    ValueError
        No such question, or an answer that the computation does not confirm.

    Examples
    --------
    >>> ask("07 ways")
    Predict: How many ways lead from w₁ to the loss? Look only at the wires.
    """
    unit, _, key = str(name).partition(" ")
    known = _questions(unit)
    if key not in known:
        raise ValueError(f"name is {name!r}, expected one of {', '.join(known) or 'no questions'}")
    given = known[key]
    near = given.get("near", 0.0)
    stored = given["answer"]
    if isinstance(answer, str) or (answer is not None and isinstance(stored, str)):
        raise ValueError(f"answer is {answer!r}, expected a number, for a question about a number")
    if answer is not None and abs(answer - stored) > near:
        raise ValueError(f"answer is {answer}, but {name!r} has {stored}")
    return Predict(
        given["question"], given["answer"], given["why"],
        choices=given.get("choices"), near=near, show=show,
    )  # fmt: skip


@cache
def _questions(unit: str) -> dict[str, dict[str, Any]]:
    """The questions of a unit."""
    path = files("nnkit.widgets").joinpath("questions", f"{unit}.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
