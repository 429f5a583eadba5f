// Steps: a curve that the student draws, and a network of steep sigmoids that follows it.
// `staircase` is exported for tests.

const STEPS = `
.nnkit-steps svg { max-width: 460px; touch-action: none; cursor: crosshair; }
.nnkit-steps text { font: 14px system-ui, sans-serif; } .nnkit-steps .ink { fill: currentColor; }
.nnkit-steps .rule { stroke: currentColor; fill: none; }
.nnkit-steps .curve { fill: none; stroke: color-mix(in srgb, #0072B2 75%, currentColor); stroke-width: 5; stroke-opacity: .7; }
.nnkit-steps .net { fill: none; stroke: #D55E00; stroke-width: 2; }
.nnkit-steps svg:not(:focus) .pen { display: none; }
`;

// The network 1-M-1 on the points of the curve: m = f(0) + sum of (rise of cell i) sigma(k (x - middle i)).
export function staircase(curve, M, k) {
  const n = curve.length - 1;
  const f = (t) => {
    const i = Math.min(n - 1, Math.floor(t * n + 1e-9));
    return curve[i] + (t * n - i) * (curve[i + 1] - curve[i]);
  };
  const knots = [...Array(M + 1).keys()].map((i) => f(i / M));
  return curve.map((_, p) => {
    let m = knots[0];
    for (let i = 0; i < M; i++) m += (knots[i + 1] - knots[i]) / (1 + Math.exp(-k * (p / n - (i + 0.5) / M)));
    return m;
  });
}

function render({ model, el }) {
  const state = model.get("state");
  const { frame: [left, top, width, tall], most, svg } = state;
  const first = state.first ?? state.curve;
  let { M, k } = state;
  let curve = [...state.curve];
  let pen = 100; // the point of the keyboard's pen
  const n = curve.length - 1;
  const part = frame(model, el, "A curve to draw, and a network of steps");
  part.box.classList.add("nnkit-steps");
  const drawing = make("div");
  drawing.innerHTML = svg;
  const paper = keep(drawing.querySelector("svg"));
  for (const [name, value] of [["tabindex", 0], ["role", "application"], ["aria-label", "Curve. Left and right arrows move the pen, up and down arrows bend the curve there."]]) paper.setAttribute(name, value);
  const add = (tag, attributes) => {
    const node = paper.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const [line, net] = ["curve", "net"].map((name) => add("path", { class: name }));
  const dot = add("circle", { class: "pen rule", r: 9, "stroke-width": 2 });
  const slider = (min, max, step, value, label, change) => {
    const input = make("input", { type: "range", min, max, step, value, "aria-label": label, oninput: () => { change(+input.value); done(); } });
    return input;
  };
  const many = make("span");
  const steep = make("span");
  part.body.append(
    make("style", {}, STEPS), drawing,
    make("div", { class: "nnkit-bar" }, many, slider(1, most, 1, M, "number of steps", (v) => { M = v; })),
    make("div", { class: "nnkit-bar" }, steep, slider(1, 3, 0.05, Math.log10(k), "steepness of each step", (v) => { k = Math.round(10 ** v); }),
      make("button", { onclick: () => { curve = [...first]; done(); } }, "First curve"),
      make("button", { onclick: () => { curve = curve.map(() => 0); done(); } }, "Flat")));

  const place = (p, y) => [left + p / n * width, top + (1 - y) / 2 * tall].map((v) => v.toFixed(1)).join(" ");

  function paint() {
    const out = staircase(curve, M, k);
    const path = (heights) => "M" + heights.map((y, p) => place(p, y)).join("L");
    line.setAttribute("d", path(curve));
    net.setAttribute("d", path(out));
    const [cx, cy] = place(pen, curve[pen]).split(" ");
    dot.setAttribute("cx", cx);
    dot.setAttribute("cy", cy);
    many.textContent = `Steps M = ${M}`;
    steep.textContent = `Steepness k = ${k}`;
    const errors = out.map((m, p) => Math.abs(m - curve[p]));
    const worst = Math.max(...errors);
    part.say(`${M} step${M > 1 ? "s" : ""}. Largest error ${worst.toFixed(2)}, at x = ${(errors.indexOf(worst) / n).toFixed(2)}.`);
  }

  function done() {
    paint();
    remember(model, { curve, M, k, first });
  }

  const height = (y) => Math.round(1000 * Math.min(1, Math.max(-1, y))) / 1000;
  let last = null; // the point of the pointer before
  let pointer = null;
  function draw(event) {
    const box = paper.getBoundingClientRect();
    const scale = 456 / box.width;
    const p = Math.min(n, Math.max(0, Math.round(((event.clientX - box.left) * scale - left) / width * n)));
    const y = height(1 - 2 * ((event.clientY - box.top) * scale - top) / tall);
    const [q, z] = last ?? [p, y];
    for (let i = Math.min(p, q); i <= Math.max(p, q); i++) curve[i] = p === q ? y : height(z + (y - z) * (i - q) / (p - q));
    last = [p, y];
    pen = p;
  }
  paper.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button) return;
    event.preventDefault();
    paper.focus({ preventScroll: true });
    try { paper.setPointerCapture(event.pointerId); } catch { /* a pointer made by a script */ }
    pointer = event.pointerId;
    last = null;
    draw(event);
    paint();
  });
  paper.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    draw(event);
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) paper.addEventListener(end, (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    done();
  });
  paper.addEventListener("keydown", (event) => {
    const across = { ArrowLeft: -4, ArrowRight: 4 }[event.key];
    const up = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(across || up)) return;
    event.preventDefault();
    event.stopPropagation();
    if (across) pen = Math.min(n, Math.max(0, pen + across));
    else for (let i = -7; i <= 7; i++) if (pen + i in curve) curve[pen + i] = height(curve[pen + i] + up * (1 - Math.abs(i) / 8));
    done();
  });
  paint();
}

export default { render };
