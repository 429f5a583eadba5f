"""Predict: the answer comes after the student has said something."""

import json

import matplotlib.pyplot as plt
import pytest
from playwright.sync_api import expect

from nnkit import plotting
from nnkit.widgets import Predict

pytestmark = pytest.mark.browser

WAYS = {"question": "How many ways?", "answer": "2", "why": "Through N3 & N4."}


def ways(**how):
    return Predict(**WAYS, choices=["1", "2", "4"], **how)


def number(**how):
    return Predict("The slope at 0?", 0.25, "½ · ½ = ¼.", near=0.005, **how)


def say(page):
    return page.get_by_role("status")


@pytest.mark.parametrize(
    ("chosen", "said", "kind"),
    [
        ("2", "You said 2. So it is. Through N3 & N4.", "right"),
        ("4", "You said 4. It is 2. Through N3 & N4.", "wrong"),
    ],
)
def test_a_choice_is_answered(alive, chosen, said, kind):
    page = alive(ways())
    expect(page.locator("body")).not_to_contain_text("N3")
    page.get_by_role("button", name=chosen, exact=True).click()
    expect(say(page)).to_have_text(said)
    expect(say(page)).to_have_attribute("data-is", kind)
    expect(page.get_by_role("button", name=chosen, exact=True)).to_be_disabled()
    again = page.get_by_role("button", name="Ask me again")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(say(page)).to_have_text("")
    expect(page.get_by_role("button", name="1", exact=True)).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0,25", "You said 0.25. So it is. ½ · ½ = ¼."),
        ("0.5*(1-.5)", "You said 0.25. So it is."),
        ("0.2549", "So it is."),
        ("−0.25", "You said −0.25. It is 0.25."),
        ("", "There is nothing in the field yet."),
        ("a quarter", "“a” is no number"),
        ("1e999", "it is not a finite number"),
    ],
)
def test_a_number_is_answered(alive, typed, said):
    page = alive(number())
    field = page.get_by_label("your number")
    field.fill(typed)
    field.press("Enter")
    expect(say(page)).to_contain_text(said)
    if "You said" not in said and "So it is" not in said:
        expect(field).to_have_value(typed)
        expect(say(page)).not_to_contain_text("¼")


def test_the_figure_comes_with_the_answer(alive):
    axes = plt.figure().add_subplot()
    with pytest.raises(ValueError, match="show has no alt text"):
        ways(show=axes)
    page = alive(ways(show=plotting.alt(axes, "An empty frame.")))
    plt.close()
    expect(page.locator("img")).to_have_count(0)
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.get_by_role("img", name="An empty frame.")).to_have_js_property("complete", True)


def test_words_are_shown_as_they_stand(alive):
    mark = "<img src=x onerror=alert(1)>"
    part = Predict(mark, mark, mark, choices=[mark, "no"])
    assert mark not in part.html()
    page = alive(part)
    page.get_by_role("button", name=mark).click()
    expect(say(page)).to_contain_text(f"So it is. {mark}")
    expect(page.locator("img")).to_have_count(0)


@pytest.mark.parametrize("part", [ways, number])
def test_the_static_form_asks_first_and_answers_when_opened(page, part):
    page.set_content(part().html())
    answer = page.get_by_text(part().state["why"])
    expect(answer).to_be_hidden()
    page.get_by_text("Write your answer down, then open this").click()
    expect(answer).to_be_visible()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": "3"}, "answer is '3', choices \\['1', '2', '4'\\], expected two or more"),
        ({"choices": ["2"]}, "expected two or more different choices"),
        ({"choices": ["2", "2"]}, "expected two or more different choices"),
        ({"choices": None}, "answer is '2', expected a finite number, or choices beside it"),
        ({"choices": None, "answer": float("nan")}, "answer is nan, expected a finite number"),
        ({"question": " "}, "question is ' ', expected a sentence"),
    ],
)
def test_a_wrong_argument_is_named(change, said):
    with pytest.raises(ValueError, match=said):
        Predict(**{**WAYS, "choices": ["1", "2", "4"], **change})


def test_the_state_is_plain_json_and_names_the_part():
    one, two = ways(), ways()
    assert json.loads(json.dumps(one.state)) == one.state
    assert one.state["part"] == two.state["part"] != number().state["part"]
