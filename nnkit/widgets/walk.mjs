// Walk: steps on a hidden loss. `height` and `slope` are exported for tests.

const WALK = `
.nnkit-walk svg { max-width: 460px; }
.nnkit-walk text { font: 14px system-ui, sans-serif; } .nnkit-walk .ink { fill: currentColor; }
.nnkit-walk .rule { stroke: currentColor; fill: none; }
`;
const FLAT = 0.2; // a slope that feels like none

export const height = (c, w) => c.reduceRight((sum, v) => sum * w + v, 0);
export const slope = (c, w) => height(c.slice(1).map((v, k) => v * (k + 1)), w);

function render({ model, el }) {
  const { loss, starts, felt, frame: [left, top, width, tall], box: [low, high, floor, roof], svg } = model.get("state");
  let { w = starts[0], from = 0, steps = 0, step = 0.2, ends = {}, lifted = false } = model.get("state");
  const part = frame(model, el, "A walk on a hidden loss");
  part.box.classList.add("nnkit-walk");
  const drawing = make("div");
  drawing.innerHTML = svg;
  const ns = "http://www.w3.org/2000/svg";
  const [ground, walker] = ["path", "circle"].map((tag) => drawing.querySelector("svg").appendChild(document.createElementNS(ns, tag)));
  ground.setAttribute("class", "rule");
  ground.setAttribute("stroke-width", 3);
  walker.setAttribute("r", 7);
  walker.setAttribute("fill", "#D55E00");

  const size = make("input", { type: "range", min: 0.01, max: 1, step: 0.01, value: step, "aria-label": "length of a step", oninput: () => { step = +size.value; paint(); } });
  const length = make("span");
  const lift = make("button", { onclick: () => { lifted = !lifted; paint(); } }, "Lift the fog");
  part.body.append(
    make("style", {}, WALK), drawing,
    make("div", { class: "nnkit-bar" }, make("button", { onclick: () => go(-1) }, "◀ Left"), make("button", { onclick: () => go(1) }, "Right ▶"), length, size),
    make("div", { class: "nnkit-bar" }, ...starts.map((s, k) => make("button", { onclick: () => begin(k) }, `Start at ${show(s)}`)), lift),
  );

  const hill = (v) => height(loss, v - felt) + height(loss, v + felt) < 2 * height(loss, v);

  function begin(k) {
    [from, w, steps] = [k, starts[k], 0];
    paint();
  }

  function go(way) {
    const next = w + way * step;
    if (next < low || next > high) return part.say(`There the map ends. You stand at w = ${show(w)}.`, "wrong");
    w = Math.round(next * 100) / 100;
    steps += 1;
    if (Math.abs(slope(loss, w)) <= FLAT && !hill(w)) ends = { ...ends, [from]: w };
    paint();
  }

  function paint() {
    const [a, b] = lifted ? [low, high] : [Math.max(low, w - felt), Math.min(high, w + felt)];
    const place = (v) => [left + (v - low) / (high - low) * width, top + (roof - height(loss, v)) / (roof - floor) * tall].map((p) => p.toFixed(1));
    ground.setAttribute("d", "M" + [...Array(101).keys()].map((k) => place(a + (b - a) * k / 100).join(" ")).join("L"));
    const [x, y] = place(w);
    walker.setAttribute("cx", x);
    walker.setAttribute("cy", y);
    lift.setAttribute("aria-pressed", lifted);
    length.textContent = `Step ${step.toFixed(2)}`;
    const s = slope(loss, w);
    const flat = Math.abs(s) <= FLAT;
    const short = (v) => show(Math.round(v * 100) / 100);
    const under = flat && hill(w) ? "nearly flat, but the ground falls on both sides" : flat ? "nearly flat: you can rest here" : `rising to the ${s > 0 ? "right" : "left"}`;
    const found = Object.entries(ends).map(([k, v]) => ` From ${short(starts[k])} you came to ${short(v)}, loss ${short(height(loss, v))}.`);
    part.say(`w = ${short(w)}, slope ${short(s)}, ${under}. Steps: ${steps}.${found.join("")}`, flat && !hill(w) ? "right" : "");
    remember(model, { w, from, steps, step, ends, lifted });
  }
  paint();
}

export default { render };
