// Gears: the first is turned with a slider, each turns the next the other way.

const GEARS = `
.nnkit-gears .line { stroke: currentColor; fill: none; } .nnkit-gears .ink { fill: currentColor; font: 15px system-ui, sans-serif; }
`;

// Turns of each gear when the first turns once.
export const rates = (teeth) => teeth.map((n, k) => (k % 2 ? -1 : 1) * teeth[0] / n);

function render({ model, el }) {
  const { teeth, svg, turns = 0 } = model.get("state");
  const part = frame(model, el, "Gears");
  part.box.classList.add("nnkit-gears");
  const drawing = make("div");
  drawing.innerHTML = svg;
  drawing.firstChild.setAttribute("role", "img");
  drawing.firstChild.setAttribute("aria-label", `gears with ${teeth.join(", ")} teeth`);
  const slider = make("input", { type: "range", min: 0, max: 2, step: 0.01, value: turns, "aria-label": "turns of the first gear", oninput: () => turn(+slider.value) });
  part.body.append(make("style", {}, GEARS), drawing, make("div", { class: "nnkit-bar" }, make("span", {}, "Turn the first gear"), slider));
  function turn(t) {
    rates(teeth).forEach((rate, k) => { drawing.querySelector(`[data-gear="${k}"]`).style.transform = `rotate(${360 * t * rate}deg)`; });
    part.say(`Turns: ${rates(teeth).map((rate) => (t * rate).toFixed(2).replace("-", "\u2212")).join(", ")}.`);
    if (t !== turns) remember(model, { turns: t });
  }
  turn(turns);
}

export default { render };
