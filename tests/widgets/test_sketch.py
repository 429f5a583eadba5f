"""Sketch: the same numbers as the library, MNIST's box, and what a student does with it."""

import base64
import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

import nnkit
from nnkit.data import handwritten, trained_digits
from nnkit.widgets import Sketch

pytestmark = pytest.mark.browser

SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.45, 0.8]]]
NETS = [
    ([784, 16, 16, 10], ["sigmoid"] * 3),
    ([784, 12, 5], ["relu", "softmax"]),
    ([784, 7, 6, 3], ["tanh", "softmax", "identity"]),
    ([784, 1], ["sigmoid"]),
]
COMPUTED = (
    "(net => (l => [l.A.at(-1), part.moved(net, l, given.k)])(part.answer(net, given.x)))"
    "(part.network(given.state))"
)


SIDEWAYS = """() => [...document.querySelectorAll("*")]
    .filter(n => n.scrollWidth > n.clientWidth && n.clientWidth && !n.matches("input"))
    .map(n => n.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def digits():
    """The part with the trained weights of the package."""
    return Sketch(trained_digits())


def draw(page, strokes):
    """Draw with the mouse."""
    box = page.locator("canvas.sheet").bounding_box()
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()


def say(page):
    return page.locator(".nnkit-say")


def picture(run, strokes):
    return np.array(run("sketch", "[...part.picture(given)]", strokes)).reshape(28, 28)


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize(("sizes", "acts"), NETS)
def test_the_module_computes_what_the_library_computes(run, rng, sizes, acts, kind):
    params = [
        tuple((rng.normal(size=shape) / 4).astype(kind).astype(float) for shape in ((n, m), m))
        for n, m in pairwise(sizes)
    ]
    part = Sketch(params, acts)
    assert part.state["kind"] == kind.__name__
    for k, x in enumerate([rng.normal(size=784), handwritten("test")[0][3].ravel() / 255]):
        k = min(k, sizes[-1] - 1)
        given = {"state": part.state, "x": x.tolist(), "k": k}
        outputs, moved = run("sketch", COMPUTED, given)
        _, A = nnkit.forward(x[None], params, acts)
        close = {"rtol": 1e-12, "atol": 1e-12}
        np.testing.assert_allclose(outputs, A[-1][0], **close)
        np.testing.assert_allclose(moved, nnkit.saliency(params, acts, x, k) * x, **close)


def test_tiny_and_large_weights_come_through(run):
    for kind, extreme in (("float16", 65504), ("float32", 1e30)):
        some = np.array([0, -0.0, 6e-8, -3e-5, 1, -extreme, 1 / 3, 2**-14]).astype(kind)
        values = np.resize(some.astype(float), 784)
        part = Sketch([(values[:, None], [1.5])], ["identity"])
        assert part.state["kind"] == kind
        W = run("sketch", "[...part.network(given.state)[0].W]", {"state": part.state})
        np.testing.assert_array_equal(W, values)


def test_weights_of_full_precision_are_rounded_to_seven_digits(run, rng):
    params = [(rng.normal(size=(784, 10)), rng.normal(size=10))]
    x = rng.random(784)
    given = {"state": Sketch(params).state, "x": x.tolist(), "k": 0}
    outputs, _ = run("sketch", COMPUTED, given)
    np.testing.assert_allclose(outputs, nnkit.sigmoid(x @ params[0][0] + params[0][1]), atol=1e-5)


def test_weights_of_half_precision_are_taken():
    small = [(W.astype(np.float16), b.astype(np.float16)) for W, b in trained_digits()]
    assert Sketch(small).state["weights"]


def test_weights_are_few_bytes(digits):
    assert len(digits.html()) < 80_000


# -- the picture that the network sees ----------------------------------------------------------


def test_a_drawing_lies_as_a_digit_of_mnist(run):
    for strokes in (SEVEN, [[[0.1, 0.1], [0.9, 0.15]]], [[[0.5, 0.2]], [[0.2, 0.6], [0.3, 0.9]]]):
        image = picture(run, strokes)
        rows, columns = np.nonzero(image > 127)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20, 21)
        for axis in (0, 1):
            mass = image.sum(axis=1 - axis) @ np.arange(28) / image.sum()
            assert abs(mass - 14) < 0.3
        assert image.max() == 255


def test_place_and_size_of_a_drawing_do_not_matter(run):
    small = [[[x / 3 + 0.6, y / 3 + 0.05] for x, y in stroke] for stroke in SEVEN]
    np.testing.assert_allclose(picture(run, small), picture(run, SEVEN), atol=1)


def test_nothing_and_a_dot_are_pictures_too(run):
    assert picture(run, []).sum() == 0
    dot = picture(run, [[[0.9, 0.1]]])
    assert dot[14, 14] == 255
    assert 3 < (dot > 0).sum() < 20


# -- what a student does ------------------------------------------------------------------------


def test_a_digit_drawn_with_the_mouse_is_named(alive, digits):
    page = alive(digits)
    expect(say(page)).to_contain_text("An example. It says 0 (0.98), next 2 (0.03).")
    draw(page, SEVEN)
    expect(say(page)).to_contain_text("It says 7 (0.9")
    expect(page.get_by_text("What moved “7”")).to_be_visible()
    page.get_by_role("button", name=re.compile("^3: ")).click()
    expect(page.get_by_text("What moved “3”")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^3: "))).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Undo").click()
    expect(say(page)).to_contain_text("The sheet is empty.")
    expect(page.get_by_text("An example")).to_have_count(0)


def test_a_finger_draws(alive, digits):
    page = alive(digits)
    sheet = page.locator("canvas.sheet")
    box = sheet.bounding_box()
    for kind, (x, y) in zip(
        ["pointerdown", *["pointermove"] * 2, "pointerup"], [*SEVEN[0], SEVEN[0][-1]], strict=True
    ):
        at = {"clientX": box["x"] + x * box["width"], "clientY": box["y"] + y * box["height"]}
        sheet.dispatch_event(kind, {"pointerId": 5, "pointerType": "touch", "bubbles": True} | at)
    expect(say(page)).to_contain_text("It says 7 (0.9")
    assert sheet.evaluate("node => getComputedStyle(node).touchAction") == "none"


def test_the_keyboard_draws_takes_back_and_clears(alive, digits):
    page = alive(digits)
    page.keyboard.press("Tab")
    expect(page.locator("canvas.sheet")).to_be_focused()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(say(page)).to_have_text("The pen is down.")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(say(page)).to_contain_text("It says 1 (0.9")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowLeft")  # the pen is up again: no ink
    expect(say(page)).to_contain_text("It says 1 (0.9")
    page.keyboard.press("Backspace")
    expect(say(page)).to_contain_text("The sheet is empty.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(say(page)).to_contain_text("An example. It says 0")


def test_examples_come_one_after_the_other(alive, digits):
    page = alive(digits)
    for digit in (1, 2):
        page.get_by_role("button", name="Example").click()
        expect(say(page)).to_contain_text(f"An example. It says {digit} (")
    draw(page, SEVEN)
    expect(say(page)).to_contain_text("It says 7")
    page.get_by_role("button", name="Clear").click()
    expect(say(page)).to_contain_text("The sheet is empty.")


STORED = """(() => {
  let state = given;
  const model = { get: () => state, set: (_, v) => { state = v; }, save_changes() {} };
  const el = document.body.appendChild(document.createElement("div"));
  part.default.render({ model, el });
  const sheet = el.querySelector(".sheet");
  const press = key => sheet.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press(" ");
  for (let i = 0; i < 15; i++) press(i < 8 ? "ArrowDown" : "ArrowRight");
  press(" ");
  const again = document.body.appendChild(document.createElement("div"));
  part.default.render({ model, el: again });
  return [state, again.querySelector(".nnkit-say").textContent];
})()"""


def test_what_is_drawn_comes_back_to_python_and_stays(run, digits):
    np.testing.assert_array_equal(digits.image, handwritten("test")[0][digits_first(0)])
    state, said = run("sketch", STORED, digits.state)
    part = Sketch(trained_digits())
    part.state = state
    assert part.image.shape == (28, 28)
    np.testing.assert_array_equal(part.image, picture(run, state["strokes"]))
    outputs = nnkit.forward(part.image.reshape(1, 784) / 255, trained_digits(), ["sigmoid"] * 3)
    assert said.startswith(f"It says {outputs[1][-1].argmax()} (")


def digits_first(k):
    return int((handwritten("test")[1] == k).argmax())


def test_a_full_sheet_says_so_and_loses_nothing(run, digits):
    """More points than a page can follow: the drawing stays as it is."""
    scribble = [[[(k % 40) / 40, (k // 40) / 40] for k in range(1499)]]
    state = digits.state | {"strokes": scribble, "example": -1}
    more = STORED.replace("i < 8 ?", "i % 2 ?")
    after, _ = run("sketch", more, state)
    assert sum(map(len, after["strokes"])) == 1500
    assert after["strokes"][0] == scribble[0]


def test_one_output_is_told_by_its_value(alive, rng):
    page = alive(Sketch([(rng.normal(size=(784, 1)), [-30.0])], labels=["a 7"]))
    expect(say(page)).to_contain_text(re.compile(r"Output a 7 is [01]\.\d\d\."))


def test_outputs_below_zero_have_bars(alive, rng):
    W = np.zeros((784, 2))
    part = Sketch([(W, [-1.0, 0.5])], ["identity"], examples=np.zeros((1, 28, 28), np.uint8))
    page = alive(part)
    bar = page.get_by_role("button", name=re.compile("^0: −1.00"))
    style = bar.locator("i").evaluate("node => [node.style.left, node.style.width]")
    assert style == ["0%", "50%"]
    assert "it says 1 (0.50), next 0 (−1.00)" in part.alt


@pytest.mark.parametrize("width", [1280, 400, 320])
def test_nothing_is_wider_than_the_screen(alive, page, width, digits):
    page.set_viewport_size({"width": width, "height": 800})
    alive(digits)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_module_a_figure_with_words_stands(page, digits):
    page.set_content(digits.html())
    pictures = page.locator("img")
    alts = [picture.get_attribute("alt") for picture in pictures.all()]
    assert alts[0].startswith("Network 784-16-16-10 looks at a handwritten digit: it says 0 (0.98)")
    assert alts[1] == "What moved “0”. Purple ink raised it, orange lowered it."
    assert alts[2].startswith("Outputs: 0: 0.98, 1: 0.00, 2: 0.03")
    for picture in pictures.all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    svg = base64.b64decode(pictures.last.get_attribute("src").split(",")[1]).decode()
    assert svg.count("0.98") == 1
    expect(page.get_by_text("Purple ink raised it, orange lowered it.")).to_be_visible()


@pytest.mark.parametrize(("width", "rows"), [(1280, 1), (400, 2), (320, 3)])
def test_the_still_pictures_stand_below_each_other_where_it_is_narrow(page, digits, width, rows):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(digits.html())
    tops = {round(picture.bounding_box()["y"]) for picture in page.locator("img").all()}
    assert len(tops) == rows
    assert page.evaluate(SIDEWAYS) == []


# -- bad input ----------------------------------------------------------------------------------

ZERO = (np.zeros((784, 3)), np.zeros(3))


@pytest.mark.parametrize(
    ("params", "how", "said"),
    [
        ([(np.ones((64, 3)), np.ones(3))], {}, r"W of layer 1 has shape \(64, 3\), expected \(784"),
        (
            [ZERO, (np.ones((4, 2)), np.ones(2))],
            {},
            r"W of layer 2 .* expected \(3, n_out\) to fit",
        ),
        ([(np.ones((784, 3)), np.ones(2))], {}, r"b of layer 1 has shape \(2,\), expected \(3,\)"),
        ([(np.ones(784), np.ones(1))], {}, r"W of layer 1 has shape \(784,\), expected \(784, n_"),
        ([], {}, "params is empty"),
        (np.ones(3), {}, "params is no list of"),
        ("net", {}, "params is no list of"),
        ([(np.full((784, 3), np.nan), np.ones(3))], {}, "params holds NaN or infinity"),
        ([(np.full((784, 3), 1e300), np.ones(3))], {}, "params holds NaN or infinity"),
        ([(np.ones((784, 500)), np.ones(500))], {}, "params has 392500 numbers and 500 outputs"),
        ([(np.ones((784, 21)), np.ones(21))], {}, "expected at most 300000 and 20"),
        ([ZERO], {"acts": ["sigmoid"] * 2}, "acts has 2 names, expected 1, one a layer"),
        ([ZERO], {"acts": ["sigmoyd"]}, "acts is 'sigmoyd', expected one of"),
        ([ZERO], {"labels": ["a"]}, "labels has 1 names, expected 3, one an output"),
        ([ZERO], {"examples": np.ones((2, 28, 28))}, "examples has dtype float64 and shape"),
        ([ZERO], {"examples": np.ones((28, 28), np.uint8)}, r"shape \(28, 28\), expected uint8"),
        ([ZERO], {"examples": np.ones((21, 28, 28), np.uint8)}, "has 21 pictures, expected 1 to"),
    ],
)
def test_a_wrong_argument_is_named(params, how, said):
    with pytest.raises(ValueError, match=said) as caught:
        Sketch(params, **how)
    assert "\n" not in str(caught.value)
