// Sketch: draw a digit, see what a dense network makes of it. `network`, `answer`, `moved` and
// `picture` are exported for tests that compare them with the library.

const LOOK = `
.nnkit-sketch .desk { display: grid; grid-template-columns: 280px 124px 1fr; gap: 6px 18px; align-items: start; }
.nnkit-sketch figure { margin: 0; } .nnkit-sketch figcaption { font-size: 13px; line-height: 1.3; margin-bottom: 4px; }
.nnkit-sketch canvas { display: block; width: 100%; background: #fff; border: 1px solid #888; border-radius: 4px; image-rendering: pixelated; }
.nnkit-sketch canvas.sheet { touch-action: none; cursor: crosshair; image-rendering: auto; }
.nnkit-sketch .views { display: grid; gap: 10px; }
.nnkit-sketch .bars button { display: grid; grid-template-columns: minmax(1.6em, auto) 1fr 3.4em; gap: 8px; align-items: center; width: 100%; min-height: 28px; padding: 0 6px; margin: 0 0 2px; border-color: transparent; background: none; text-align: left; }
.nnkit-sketch .bars button[aria-pressed="true"] { border-color: #0072B2; }
.nnkit-sketch .track { position: relative; height: 14px; background: ${SOFT}; }
.nnkit-sketch .track i { position: absolute; top: 0; bottom: 0; background: #0072B2; }
.nnkit-sketch .best { font-weight: 700; }
@container (max-width: 600px) {
  .nnkit-sketch .desk { grid-template-columns: minmax(0, 280px) minmax(80px, 124px); gap: 6px 12px; }
  .nnkit-sketch .bars { grid-column: 1 / 3; }
}
`;

const SIDE = 28;
const PEN = 1.3; // radius of a stroke, in pixels of the picture
const MIDDLE = 14; // where the centre of mass lies
const ENOUGH = 1500; // points on the sheet

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const text64 = (array) => btoa(String.fromCharCode(...array));
const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

// A number from the 16 bits of a float16.
function half(h) {
  const sign = h >> 15 ? -1 : 1;
  const power = (h >> 10) & 31;
  return sign * (power ? 2 ** (power - 15) * (1 + (h & 1023) / 1024) : 2 ** -14 * ((h & 1023) / 1024));
}

// The layers of a state: [{ W (row by row), b, act }].
export function network({ sizes, acts, kind, weights }) {
  const buffer = bytes(weights).buffer;
  const all = kind === "float16" ? Float64Array.from(new Uint16Array(buffer), half) : Float64Array.from(new Float32Array(buffer));
  let at = 0;
  return acts.map((act, l) => {
    const W = all.subarray(at, (at += sizes[l] * sizes[l + 1]));
    const b = all.subarray(at, (at += sizes[l + 1]));
    return { W, b, act };
  });
}

function activate(act, z) {
  if (act === "softmax") {
    const top = Math.max(...z);
    const e = z.map((v) => Math.exp(v - top));
    const sum = e.reduce((p, q) => p + q, 0);
    return e.map((v) => v / sum);
  }
  return z.map({ identity: (v) => v, sigmoid, tanh: Math.tanh, relu: (v) => Math.max(v, 0) }[act]);
}

// The slope in z from the slope in a.
function back(act, z, a, slope) {
  if (act === "softmax") {
    const sum = slope.reduce((s, v, k) => s + v * a[k], 0);
    return slope.map((v, k) => a[k] * (v - sum));
  }
  const own = { identity: () => 1, sigmoid: (k) => a[k] * (1 - a[k]), tanh: (k) => 1 - a[k] ** 2, relu: (k) => (z[k] > 0 ? 1 : 0) }[act];
  return slope.map((v, k) => v * own(k));
}

// Every layer for one input: { Z, A }, with A[0] the input.
export function answer(net, x) {
  const Z = [];
  const A = [[...x]];
  for (const { W, b, act } of net) {
    const z = [...b];
    A.at(-1).forEach((v, i) => { if (v) for (let j = 0; j < b.length; j++) z[j] += v * W[i * b.length + j]; });
    Z.push(z);
    A.push(activate(act, z));
  }
  return { Z, A };
}

// For each pixel: the slope of output k, times the ink.
export function moved(net, { Z, A }, k) {
  let slope = A.at(-1).map((_, j) => (j === k ? 1 : 0));
  for (let l = net.length - 1; l >= 0; l--) {
    const { W, b, act } = net[l];
    const dz = back(act, Z[l], A[l + 1], slope);
    slope = A[l].map((_, i) => dz.reduce((sum, v, j) => sum + v * W[i * b.length + j], 0));
  }
  return slope.map((v, i) => v * A[0][i]);
}

// Strokes, lists of [x, y] from 0 to 1, as a picture of MNIST: a box of 20 x 20 pixels, the centre
// of mass in the middle of 28 x 28. 784 whole numbers from 0 to 255.
export function picture(strokes) {
  const points = strokes.flat();
  if (!points.length) return new Uint8Array(SIDE * SIDE);
  const [low, high] = [Math.min, Math.max].map((f) => [0, 1].map((c) => points.reduce((v, p) => f(v, p[c]), points[0][c])));
  const extent = Math.max(high[0] - low[0], high[1] - low[1]);
  const scale = extent ? (20 - 2 * PEN) / extent : 0;
  const draw = (shift) => ink(strokes.map((s) => s.map((p) => [0, 1].map((c) => (p[c] - (low[c] + high[c]) / 2) * scale + shift[c]))));
  const first = draw([MIDDLE, MIDDLE]);
  const mass = first.reduce((sum, v) => sum + v, 0);
  const centre = [0, 0];
  first.forEach((v, i) => { centre[0] += (v * (i % SIDE)) / mass; centre[1] += (v * Math.floor(i / SIDE)) / mass; });
  return Uint8Array.from(draw(centre.map((c) => 2 * MIDDLE - c)), (v) => Math.round(255 * v));
}

// Ink from 0 to 1 of each pixel: full within the pen's radius of a line, none a pixel further.
function ink(lines) {
  const near = new Float64Array(SIDE * SIDE).fill(Infinity);
  for (const line of lines) {
    line.forEach(([x1, y1], k) => {
      const [x2, y2] = line[Math.min(k + 1, line.length - 1)];
      const [dx, dy] = [x2 - x1, y2 - y1];
      const square = dx * dx + dy * dy;
      const reach = PEN + 1;
      const [left, right] = [Math.max(0, Math.ceil(Math.min(x1, x2) - reach)), Math.min(SIDE - 1, Math.max(x1, x2) + reach)];
      const [top, bottom] = [Math.max(0, Math.ceil(Math.min(y1, y2) - reach)), Math.min(SIDE - 1, Math.max(y1, y2) + reach)];
      for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) {
        const along = square ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / square)) : 0;
        const d = Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
        if (d < near[y * SIDE + x]) near[y * SIDE + x] = d;
      }
    });
  }
  return near.map((d) => Math.min(1, Math.max(0, PEN + 0.5 - d)));
}

// Paint 784 colours [r, g, b] on a canvas of 28 x 28.
function paint(canvas, colour) {
  const data = new ImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) data.data.set([...colour(i), 255], 4 * i);
  canvas.getContext("2d").putImageData(data, 0, 0);
}

const toward = (colour, share) => colour.map((c) => 255 - (255 - c) * share);
const [FOR, AGAINST] = [[84, 39, 136], [179, 88, 6]]; // purple, orange

function render({ model, el }) {
  const state = model.get("state");
  const net = network(state);
  const examples = bytes(state.examples);
  const many = examples.length / SIDE ** 2;
  const K = state.labels.length;
  const part = frame(model, el, `Sheet for a digit, network ${state.sizes.join("-")}`);
  part.box.classList.add("nnkit-sketch");

  const sheet = make("canvas", { class: "sheet", width: 560, height: 560, tabindex: 0, role: "application", "aria-label": "Sheet. Arrow keys move the pen, space puts it down and lifts it, backspace takes back a stroke." });
  const seen = make("canvas", { width: SIDE, height: SIDE, role: "img" });
  const why = make("canvas", { width: SIDE, height: SIDE, role: "img" });
  for (const canvas of [seen, why]) delete canvas.dataset.lmSuppressShortcuts;
  const whose = make("figcaption");
  const bars = state.labels.map((label, k) => {
    const fill = make("i");
    const value = make("span");
    const bar = make("button", { onclick: () => { chosen = k; update(); tell(); } }, make("span", {}, label), make("span", { class: "track" }, fill), value);
    return { bar, fill, value };
  });
  const tools = make("div", { class: "nnkit-bar" },
    make("button", { onclick: undo }, "Undo"),
    make("button", { onclick: clear }, "Clear"),
    make("button", { onclick: () => { example = (example + 1) % many; strokes = []; chosen = null; done(); } }, "Example"));
  part.body.append(make("style", {}, LOOK), make("div", { class: "desk" },
    make("div", { class: "sheets" }, sheet, tools),
    make("div", { class: "views" },
      make("figure", {}, make("figcaption", {}, "The network sees"), seen),
      make("figure", {}, whose, why)),
    make("div", { class: "bars" }, ...bars.map(({ bar }) => bar))));

  let strokes = structuredClone(state.strokes);
  let example = state.example ?? (strokes.length ? -1 : 0); // -1: what is drawn, not an example
  let chosen = null; // whose slopes are shown; null: those of the answer
  let pen = [0.5, 0.5];
  let keys = true; // whether the keyboard draws, whose pen is then shown
  let down = false; // whether that pen is down
  let pixels, layers, waiting;

  const short = (v) => v.toFixed(2).replace("-", "\u2212");

  function update() {
    pixels = strokes.length || example < 0 ? picture(strokes) : examples.subarray(example * SIDE ** 2, (example + 1) * SIDE ** 2);
    layers = answer(net, Array.from(pixels, (v) => v / 255));
    const outputs = layers.A.at(-1);
    const best = outputs.indexOf(Math.max(...outputs));
    const k = chosen ?? best;
    const shares = moved(net, layers, k);
    const top = Math.max(...shares.map(Math.abs)) || 1;
    paint(seen, (i) => toward([0, 0, 0], pixels[i] / 255));
    paint(why, (i) => toward(shares[i] > 0 ? FOR : AGAINST, Math.abs(shares[i]) / top));
    const [low, high] = [Math.min(0, ...outputs), Math.max(1, ...outputs)];
    bars.forEach(({ bar, fill, value }, j) => {
      const v = outputs[j];
      fill.style.left = `${(100 * (Math.min(0, v) - low)) / (high - low)}%`;
      fill.style.width = `${(100 * Math.abs(v)) / (high - low)}%`;
      value.textContent = short(v);
      bar.classList.toggle("best", j === best && K > 1);
      bar.setAttribute("aria-pressed", j === k);
      bar.setAttribute("aria-label", `${state.labels[j]}: ${value.textContent}. Show what moved it`);
    });
    whose.textContent = `What moved “${state.labels[k]}”`;
    seen.setAttribute("aria-label", "The picture of 28 by 28 pixels that the network sees");
    why.setAttribute("aria-label", `What moved ${state.labels[k]}: purple ink raised it, orange ink lowered it`);
    ruling();
  }

  // The sheet itself: the strokes as they were drawn, or the example.
  function ruling() {
    const to = sheet.getContext("2d");
    const size = sheet.width;
    to.fillStyle = "#fff";
    to.fillRect(0, 0, size, size);
    if (!strokes.length && example >= 0) {
      to.imageSmoothingEnabled = false;
      to.drawImage(seen, 0, 0, size, size);
    }
    Object.assign(to, { lineWidth: size * 0.062, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
    for (const stroke of strokes) {
      to.beginPath();
      stroke.forEach(([x, y], k) => (k ? to.lineTo(x * size, y * size) : to.moveTo(x * size, y * size)));
      if (stroke.length === 1) to.lineTo(stroke[0][0] * size, stroke[0][1] * size);
      to.stroke();
    }
    if (!keys || !sheet.matches(":focus")) return;
    Object.assign(to, { lineWidth: 5, strokeStyle: down ? "#D55E00" : "#0072B2" });
    to.beginPath();
    to.arc(pen[0] * size, pen[1] * size, 22, 0, 7);
    to.stroke();
  }

  function tell() {
    const outputs = layers.A.at(-1);
    const order = [...outputs.keys()].sort((p, q) => outputs[q] - outputs[p]);
    const [first, second] = order.map((k) => `${state.labels[k]} (${short(outputs[k])})`);
    const said = K > 1 ? `It says ${first}, next ${second}.` : `Output ${state.labels[0]} is ${short(outputs[0])}.`;
    const colours = " Purple ink raised the chosen output, orange lowered it.";
    if (strokes.length) part.say(said + colours);
    else if (example < 0) part.say("The sheet is empty. Draw a digit with the mouse, a finger or the arrow keys.");
    else part.say(`An example. ${said}${colours} Draw your own: the first stroke clears the sheet.`);
  }

  // A change is complete: compute, say it, and keep it.
  function done() {
    update();
    tell();
    remember(model, { strokes, example: strokes.length ? -1 : example, image: text64(pixels) });
  }

  function undo() { strokes.pop(); down = false; if (!strokes.length && example >= 0) example = -1; done(); }
  function clear() { strokes = []; down = false; example = -1; chosen = null; done(); }

  function soon() {
    waiting ??= requestAnimationFrame(() => { waiting = null; update(); });
  }

  function begin(at) {
    if (!strokes.length) chosen = null;
    example = -1;
    strokes.push([at]);
    pen = at;
    soon();
  }

  function go(at, least) {
    const line = strokes.at(-1);
    const [x, y] = line.at(-1);
    if (Math.hypot(at[0] - x, at[1] - y) < least) return;
    if (strokes.flat().length >= ENOUGH) return part.say("The sheet is full of ink. Clear it and begin again.");
    line.push(at);
    pen = at;
    soon();
  }

  const round = (v) => Math.round(1000 * Math.min(1, Math.max(0, v))) / 1000;
  const place = (event) => {
    const box = sheet.getBoundingClientRect();
    return [round((event.clientX - box.left) / box.width), round((event.clientY - box.top) / box.height)];
  };
  let pointer = null;
  sheet.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button) return;
    event.preventDefault();
    keys = false;
    sheet.focus({ preventScroll: true });
    try { sheet.setPointerCapture(event.pointerId); } catch { /* a pointer made by a script */ }
    pointer = event.pointerId;
    down = false;
    begin(place(event));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (event.pointerId === pointer) for (const one of event.getCoalescedEvents?.() ?? [event]) go(place(one), 0.012);
  });
  for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    done();
  });
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    keys = true;
    if (event.key in MOVES) {
      pen = pen.map((v, c) => round(v + MOVES[event.key][c] / 40));
      if (down) go(pen, 0); else ruling();
    } else if (event.key === " ") {
      down = !down;
      if (down) { begin(pen); update(); part.say("The pen is down."); } else done();
    } else if (event.key === "Backspace") undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  for (const event of ["focus", "blur"]) sheet.addEventListener(event, () => ruling());
  update();
  tell();
}

export default { render };
