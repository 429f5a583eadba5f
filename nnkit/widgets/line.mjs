// Line: neurons on the plane, turned and shifted by hand. `scores` and `draw` are exported for
// tests that compare them with the library.

const LOOK = `
.nnkit-line svg { max-width: 460px; }
.nnkit-line svg svg { width: 330px; height: 330px; }
.nnkit-line text { font: 13px system-ui, sans-serif; }
.nnkit-line .ink { fill: currentColor; }
.nnkit-line .rule { stroke: currentColor; fill: none; }
.nnkit-line [fill]:not(.shade) { stroke: currentColor; }
.nnkit-line [fill="#0072B2"] { fill: color-mix(in srgb, #0072B2 75%, currentColor); }
.nnkit-line .mark[data-now] { stroke-width: 3.5; }
.nnkit-line label { display: flex; flex: 1 1 260px; align-items: center; gap: 10px; max-width: 460px; }
.nnkit-line label span { min-width: 5.5em; }
`;

const BENDS = { identity: (z) => z, tanh: Math.tanh, relu: (z) => Math.max(z, 0) };
const radians = (degrees) => degrees * Math.PI / 180;

// Weights and bias of a neuron.
function weights({ turn, shift, steep }) {
  return { w: [steep * Math.cos(radians(turn)), steep * Math.sin(radians(turn))], b: -steep * shift };
}

// The sum z of each point; the answer is yes where it is 0 or more.
export function scores({ lines, act, out, c }, X) {
  const units = lines.map(weights);
  const bend = BENDS[act];
  return X.map(([p, q]) => units.reduce((sum, { w, b }, k) => sum + out[k] * bend(w[0] * p + w[1] * q + b), c));
}

// What moves: paths of the shades, of each neuron's line and arrow, of the rings; count and loss.
export function draw(state) {
  const { X, y, lines, reach, levels, square: [left, top, side, cells] } = state;
  const place = ([p, q]) => [left + (p / (2 * reach) + 0.5) * side, top + (0.5 - q / (2 * reach)) * side].map((v) => v.toFixed(1));
  const size = side / cells;
  const middle = [...Array(cells).keys()].map((k) => (k + 0.5) / cells * 2 * reach - reach);
  const z = middle.map((q) => scores(state, middle.map((p) => [p, -q])));
  const shades = levels.map((level) => z.map((row, r) => {
    let path = "";
    for (let k = 0; k < cells; k++) {
      if (!(row[k] >= level)) continue;
      const begin = k;
      while (k < cells && row[k] >= level) k++;
      const width = (k - begin) * size;
      path += `M${left + begin * size} ${top + r * size}h${width}v${size}h${-width}z`;
    }
    return path;
  }).join(""));
  const marks = lines.map(({ turn, shift }) => {
    const u = [Math.cos(radians(turn)), Math.sin(radians(turn))];
    const at = (across, along) => [across * u[0] - along * u[1], across * u[1] + along * u[0]];
    const tip = shift + 0.2 * reach;
    const wing = 0.05 * reach;
    const steps = [at(shift, -3 * reach), at(shift, 3 * reach), at(shift, 0), at(tip, 0), at(tip - wing, -wing), at(tip, 0), at(tip - wing, wing)];
    return steps.map((step, k) => "MLMLMLL"[k] + place(step).join(" ")).join("");
  });
  const Z = scores(state, X);
  const wrong = X.filter((_, k) => (Z[k] >= 0) !== (y[k] === 1));
  const rings = wrong.map((point) => { const [p, q] = place(point); return state.ring.replace("{0}", p).replace("{1}", q); }).join("");
  const losses = Z.map((v, k) => Math.max(v, 0) - v * y[k] + Math.log1p(Math.exp(-Math.abs(v))));
  return { shades, marks, rings, right: X.length - wrong.length, loss: losses.reduce((p, q) => p + q, 0) / X.length };
}

function render({ model, el }) {
  const state = structuredClone(model.get("state"));
  const first = structuredClone(state.lines);
  const many = state.lines.length > 1;
  const part = frame(model, el, many ? `${state.lines.length} neurons` : "A line to turn and shift");
  part.box.classList.add("nnkit-line");
  const drawing = make("div");
  drawing.innerHTML = state.svg;
  const numbers = make("div");
  const tools = make("div", { class: "nnkit-bar" });
  const tabs = make("div", { class: "nnkit-bar" }, ...(many ? state.lines : []).map((_, k) => make("button", { onclick: () => choose(k) }, `Neuron ${k + 1}`)));
  part.body.append(make("style", {}, LOOK), drawing, numbers, tabs, tools);
  let chosen = 0;
  let best = state.best ?? 0;

  const limits = { turn: [-180, 180, 1], shift: [-state.reach, state.reach, 0.01], ...(state.soft ? { steep: [0.1, 12, 0.1] } : {}) };
  const words = { turn: "Turn", shift: "Shift", steep: "Steepness" };
  const sliders = Object.entries(limits).map(([name, [min, max, step]]) => {
    const slider = make("input", { type: "range", min, max, step, "aria-label": words[name], oninput: () => { state.lines[chosen][name] = +slider.value; moved(); } });
    slider.dataset.name = name;
    return slider;
  });
  const back = make("button", { onclick: () => { state.lines = structuredClone(first); choose(chosen); moved(); } }, "Back to the start");
  tools.append(...sliders.map((slider) => make("label", {}, make("span", {}, words[slider.dataset.name]), slider)), back);

  function paint() {
    const { shades, marks, rings, right, loss } = draw(state);
    drawing.querySelectorAll(".shade").forEach((path, k) => path.setAttribute("d", shades[k]));
    drawing.querySelectorAll(".mark").forEach((path, k) => { path.setAttribute("d", marks[k]); path.toggleAttribute("data-now", many && k === chosen); });
    drawing.querySelector(".rings").setAttribute("d", rings);
    if (state.numbers) {
      const short = (v) => show(Math.round(v * 100) / 100);
      const rows = state.lines.map(weights).map(({ w, b }, k) => `${many ? `Neuron ${k + 1}: ` : ""}w = (${w.map(short).join(", ")}), b = ${short(b)}`);
      numbers.replaceChildren(...rows.map((row) => make("div", {}, row)));
    }
    best = Math.max(best, right);
    part.say(`${right} of ${state.X.length} right. Best so far: ${best}.` + (state.soft ? ` Mean loss: ${show(loss)}.` : ""), right === state.X.length ? "right" : "");
  }

  function moved() {
    paint();
    remember(model, { lines: structuredClone(state.lines), best });
  }

  function choose(k) {
    chosen = k;
    tabs.querySelectorAll("button").forEach((button, j) => button.setAttribute("aria-pressed", j === k));
    for (const slider of sliders) slider.value = state.lines[k][slider.dataset.name];
    paint();
  }
  choose(0);
}

export default { render };
