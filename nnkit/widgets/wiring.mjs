// Wiring: a network for one example. Everything is computed here; `numbers` and `graph` are
// exported for tests that compare them with the library.

const LOOK = `
.nnkit-wiring svg.tall { display: none; max-width: 400px; margin: 0 auto; }
@container (max-width: 560px) { .nnkit-wiring svg.wide { display: none; } .nnkit-wiring svg.tall { display: block; } }
.nnkit-wiring text { font: 13px system-ui, sans-serif; }
.nnkit-wiring .ink { fill: currentColor; }
.nnkit-wiring .paper { fill: ${PAPER}; }
.nnkit-wiring .line { stroke: currentColor; fill-opacity: 1; }
.nnkit-wiring line.faint { stroke-opacity: 0.5; }
.nnkit-wiring line[data-on] { stroke: #0072B2; stroke-opacity: 1; stroke-width: 3.5; }
.nnkit-wiring line[data-on="2"] { stroke: #D55E00; stroke-dasharray: 9 4; }
.nnkit-wiring line[data-on="3"] { stroke: #CC79A7; stroke-dasharray: 3 3; }
.nnkit-wiring li { padding-left: 6px; } .nnkit-wiring li[data-way="1"] { border-left: 4px solid #0072B2; }
.nnkit-wiring li[data-way="2"] { border-left: 4px dashed #D55E00; } .nnkit-wiring li[data-way="3"] { border-left: 4px dotted #CC79A7; }
.nnkit-wiring .v { fill: color-mix(in srgb, #0072B2 75%, currentColor); }
.nnkit-wiring .s { fill: color-mix(in srgb, #D55E00 80%, currentColor); }
.nnkit-wiring .dense:not([data-on]):not([data-now]) { display: none; }
.nnkit-wiring [role="button"] { cursor: pointer; }
.nnkit-wiring [role="button"]:hover .back { fill: #56B4E9; fill-opacity: 0.3; }
.nnkit-wiring [data-now] .back { stroke: #D55E00; stroke-width: 2; }
.nnkit-wiring [data-done="right"] .s { font-weight: 700; }
.nnkit-wiring [data-moved] .v { font-weight: 700; }
`;

const MANY = 8; // as many ways are written out

const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

// Value; slope from z and a; how the slope is written; what is easily taken for it.
const ACTS = {
  identity: { value: (z) => z, slope: () => 1, word: () => "1", like: () => [] },
  sigmoid: {
    value: sigmoid, slope: (z, a) => a * (1 - a), word: (z, a) => `${a}(1 − ${a})`,
    like: (z, a, nz, na) => [[z * (1 - z), `${nz}(1 − ${nz})`], [a, na], [1 - a, `1 − ${na}`], [a * a, `${na}²`], [1 - a * a, `1 − ${na}²`]],
  },
  tanh: {
    value: Math.tanh, slope: (z, a) => 1 - a * a, word: (z, a) => `1 − ${a}²`,
    like: (z, a, nz, na) => [[1 - z * z, `1 − ${nz}²`], [1 - a, `1 − ${na}`], [a * (1 - a), `${na}(1 − ${na})`], [a, na], [1 - Math.tanh(a) ** 2, `1 − tanh(${na})²`]],
  },
  relu: { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0), word: () => "slope of the ReLU", like: (z, a, nz, na) => [[a, na]] },
};

function softmax(z) {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((p, q) => p + q, 0);
  return e.map((v) => v / sum);
}

// All quantities: key -> value.
export function values({ sizes, acts, params, x, y, loss }) {
  const value = {};
  x.forEach((v, i) => { value[`x.${i}`] = v; });
  y.forEach((v, k) => { value[`y.${k}`] = v; });
  let a = x;
  params.forEach(([W, b], l) => {
    const z = b.map((bias, j) => a.reduce((sum, v, i) => sum + v * W[i][j], bias));
    const next = acts[l] === "softmax" ? softmax(z) : z.map(ACTS[acts[l]].value);
    b.forEach((bias, j) => {
      value[`b.${l}.${j}`] = bias;
      a.forEach((_, i) => { value[`w.${l}.${i}.${j}`] = W[i][j]; });
      value[`z.${l}.${j}`] = z[j];
      value[`a.${l}.${j}`] = next[j];
    });
    a = next;
  });
  const clip = (p) => Math.max(p, 1e-12);
  const terms = a.map((v, k) => {
    if (loss === "cross_entropy") return -y[k] * Math.log(clip(v));
    if (loss === "bce") return -(y[k] * Math.log(clip(v)) + (1 - y[k]) * Math.log(clip(1 - v)));
    return { sse: 1, half_sse: 0.5, mse: 1 / a.length }[loss] * (v - y[k]) ** 2;
  });
  value.loss = terms.reduce((p, q) => p + q, 0);
  return value;
}

// What each quantity moves directly: key -> [{ to, factors: [{ name, value, like }] }].
// The slope of a quantity is the sum, over these, of the slope of `to` times the factors.
export function graph(state, value) {
  const { sizes, acts, loss, y } = state;
  const N = (key) => state.names[key] ?? key;
  const last = acts.length - 1;
  const edges = { loss: [] };
  const factor = (name, v, like = []) => ({ name, value: v, like });
  acts.forEach((act, l) => {
    for (let j = 0; j < sizes[l + 1]; j++) {
      const z = act === "identity" ? `a.${l}.${j}` : `z.${l}.${j}`;
      const own = `a.${l}.${j}`;
      edges[`b.${l}.${j}`] = [{ to: z, factors: [factor("1", 1, [])] }];
      for (let i = 0; i < sizes[l]; i++) {
        const from = l ? `a.${l - 1}.${i}` : `x.${i}`;
        const w = `w.${l}.${i}.${j}`;
        const others = [...Array(sizes[l]).keys()].filter((k) => k !== i).map((k) => (l ? `a.${l - 1}.${k}` : `x.${k}`));
        edges[w] = [{ to: z, factors: [factor(N(from), value[from], [...others, own, w, ...(l ? [`z.${l - 1}.${i}`, "x.0"] : [])].filter((k) => k in state.names).map((k) => [value[k], N(k)]))] }];
        const layer = [...Array(sizes[l]).keys()].flatMap((p) => [...Array(sizes[l + 1]).keys()].map((q) => [p, q]));
        const near = layer.filter(([p, q]) => p !== i || q !== j).map(([p, q]) => `w.${l}.${p}.${q}`);
        const before = l ? [...Array(sizes[l - 1]).keys()].map((k) => `w.${l - 1}.${k}.${i}`) : [];
        (edges[from] ??= []).push({ to: z, factors: [factor(N(w), value[w], [...near, ...before, from].map((k) => [value[k], N(k)]))] });
      }
      if (act === "softmax") {
        edges[z] = [...Array(sizes[l + 1]).keys()].map((k) => {
          const [p, q] = [value[`a.${l}.${k}`], value[own]];
          const name = k === j ? `${N(own)}(1 − ${N(own)})` : `−${N(`a.${l}.${k}`)}·${N(own)}`;
          return { to: `a.${l}.${k}`, factors: [factor(name, p * ((k === j) - q))] };
        });
      } else if (act !== "identity") {
        const [zv, av] = [value[z], value[own]];
        const { slope, word, like } = ACTS[act];
        edges[z] = [{ to: own, factors: [factor(word(N(z), N(own)), slope(zv, av), like(zv, av, N(z), N(own)))] }];
      }
      if (l < last) continue;
      const [a, t, n] = [value[own], y[j], N(`y.${j}`)];
      const rest = y.map((v, k) => [a - v, `(${N(own)} − ${N(`y.${k}`)})`]).filter((_, k) => k !== j);
      const gap = factor(`(${N(own)} − ${n})`, a - t, [...rest, [a, N(own)], [t, n]]);
      edges[own] = [{
        to: "loss",
        factors: {
          sse: () => [factor("2", 2), gap],
          half_sse: () => [gap],
          mse: () => (y.length === 1 ? [factor("2", 2), gap] : [factor(`2/${y.length}`, 2 / y.length), gap]),
          bce: () => [gap, factor(`1/(${N(own)}(1 − ${N(own)}))`, 1 / (a * (1 - a)))],
          cross_entropy: () => [factor(`−${n}/${N(own)}`, -t / a, [[t / a, `${n}/${N(own)}`], [-t, `−${n}`]])],
        }[loss](),
      }];
    }
  });
  return edges;
}

const product = (factors) => factors.reduce((p, f) => p * f.value, 1);

// key -> slope of the loss, from the end to the start.
export function slopes(edges) {
  const known = { loss: 1 };
  const slope = (key) => (known[key] ??= edges[key].reduce((sum, e) => sum + slope(e.to) * product(e.factors), 0));
  Object.keys(edges).forEach(slope);
  return known;
}

// Every way from a key to the loss: lists of [key, edge].
export function ways(edges, key) {
  if (key === "loss") return [[]];
  return edges[key].flatMap((edge) => ways(edges, edge.to).map((rest) => [[key, edge], ...rest]));
}

// What is said of a typed slope. { right } or { right: false, why }.
export function judge(state, value, edges, slope, key, typed) {
  const N = (k) => state.names[k] ?? k;
  const truth = slope[key];
  const near = (v) => Math.abs(typed - v) <= 0.01 * Math.abs(v) + 2e-6;
  if (near(truth)) return { right: true };
  const differs = (v) => near(v) && Math.abs(v - truth) > 0.012 * Math.abs(truth);
  const found = [];
  const guess = (v, why) => { if (differs(v)) found.push([Math.round(500 * Math.abs(typed / v - 1)), why]); };
  const terms = edges[key];
  const whole = (k, changed) => terms.reduce((sum, e, m) => sum + slope[e.to] * (m === k ? changed : product(e.factors)), 0);
  guess(-truth, "The size is right, the sign is not.");
  terms.forEach((edge, k) => {
    edge.factors.forEach((f, m) => {
      const rest = product(edge.factors.filter((_, other) => other !== m));
      for (const sign of [1, -1]) {
        const too = sign < 0 ? " And the sign is the other one." : "";
        guess(sign * whole(k, rest), `That is the number without the factor ${f.name}.${too}`);
        for (const [v, name] of f.like) guess(sign * whole(k, rest * v), `In place of ${f.name} you took ${name}.${too}`);
        guess(sign * whole(k, rest * f.value ** 2), `The factor ${f.name} is in it twice.${too}`);
      }
    });
    if (edge.to !== "loss") guess(whole(k, product(edge.factors) / slope[edge.to]), `The slope of ${N(edge.to)} is missing: what comes back from the end starts there.`);
    if (terms.length > 1) {
      guess(slope[edge.to] * product(edge.factors), `That is the way through ${N(edge.to)} alone. ${N(key)} moves the loss in ${terms.length} ways: add them.`);
    }
  });
  guess(value[key], `That is the value of ${N(key)}. Asked is its slope: how much the loss moves when ${N(key)} moves.`);
  guess(2 * truth, "That is twice as much.");
  guess(truth / 2, "That is half of it.");
  for (const [other, v] of Object.entries(slope)) if (other in state.names) guess(v, `That is the slope of ${N(other)}.`);
  found.sort(([one], [two]) => one - two); // the nearest first, among equals the likeliest
  const why = found.map(([, text]) => text);
  if (new Set(why).size === 1 || (why.length && !why[0].startsWith("That is the slope"))) return { right: false, why: why[0] };
  if (Math.abs(typed - truth) <= 0.05 * Math.abs(truth)) return { right: false, why: "Nearly: keep four digits on the way." };
  return { right: false, why: formula(state, edges, key, false) };
}

// The slope in words, and (when `all`) as a formula.
function formula(state, edges, key, all) {
  const N = (k) => state.names[k] ?? k;
  const terms = edges[key];
  const to = terms.map((e) => N(e.to)).join(" and ");
  if (!all) {
    if (terms[0].to === "loss") return `How much does ${state.names.loss} move when ${N(key)} moves a little?`;
    const start = `${N(key)} moves ${to}. Take the slope of ${terms.length > 1 ? "each" : N(terms[0].to)}, times how much it moves when ${N(key)} moves by 1`;
    return start + (terms.length > 1 ? ", and add." : ".");
  }
  const bracket = (name) => (/^[^(]+ − /.test(name) ? `(${name})` : name); // 1 − N²
  const sum = terms.map((e) => [...(e.to === "loss" ? [] : [`slope of ${N(e.to)}`]), ...e.factors.map((f) => bracket(f.name))].join(" · "));
  return `slope of ${N(key)} = ${sum.join("  +  ")}`;
}

function render({ model, el }) {
  const state = structuredClone(model.get("state"));
  const first = structuredClone(state);
  const N = (key) => state.names[key];
  const part = frame(model, el, `Network ${state.sizes.join("-")}`);
  part.box.classList.add("nnkit-wiring");
  const drawing = make("div");
  const tools = make("div");
  part.body.append(make("style", {}, LOOK), drawing, tools);
  drawing.innerHTML = state.svg.join("");
  let mode = state.mode ?? state.modes[0];
  let chosen = state.only[0];
  const at_start = () => Object.fromEntries((state.given ?? []).map((key) => [key, "shown"]));
  let done = state.done ?? at_start();
  let value, edges, slope, current;

  const groups = (key) => drawing.querySelectorAll(`[data-q="${key}"]`);
  const compute = () => { value = values(state); edges = graph(state, value); slope = slopes(edges); };
  const text = (key, what, content) => groups(key).forEach((g) => { const t = g.querySelector(`.${what}`); if (t) t.textContent = content; });

  function paint() {
    const open = mode === "fill" ? state.ask.every((key) => key in done) : state.slopes;
    for (const key of Object.keys(state.names)) {
      text(key, "v", show(value[key]));
      const hidden = mode === "fill" && state.ask.includes(key) && !(key in done);
      text(key, "s", hidden ? "?" : open || key in done || (key === "loss" && mode === "fill") ? show(slope[key] ?? 0) : "\u00a0");
      groups(key).forEach((g) => {
        g.toggleAttribute("data-now", mode === "fill" ? key === current : key === chosen);
        if (done[key] && mode === "fill") g.dataset.done = done[key]; else delete g.dataset.done;
        g.setAttribute("aria-label", `${N(key)}, value ${show(value[key])}` + (hidden ? ", slope asked" : open && key in slope ? `, slope ${show(slope[key])}` : ""));
      });
    }
  }

  function set(key, v) {
    const [letter, l, i, j] = key.split(".");
    if (letter === "x") state.x[l] = v;
    else if (letter === "w") state.params[l][0][i][j] = v;
    else state.params[l][1][i] = v;
  }

  function light_up(paths) {
    drawing.querySelectorAll("[data-on]").forEach((line) => line.removeAttribute("data-on"));
    paths.forEach((path, k) => path.forEach(([key, edge]) => {
      const [letter, l, i] = key.split(".");
      const wires = [];
      if (letter === "w") wires.push(key);
      const target = edge.to.split(".");
      if (letter === "x") wires.push(`w.0.${l}.${target[2]}`);
      if (letter === "a" && edge.to === "loss") wires.push(`out.${i}`);
      else if (letter === "a") wires.push(`w.${+l + 1}.${i}.${target[2]}`);
      for (const wire of wires) {
        const named = key === paths[0][0][0] ? `, [data-q="${wire}"]` : "";
        drawing.querySelectorAll(`[data-wire="${wire}"]${named}`).forEach((node) => { node.dataset.on ||= k + 1; });
      }
    }));
  }

  function clickable(keys, act) {
    for (const g of drawing.querySelectorAll("[data-q]")) {
      const key = g.dataset.q;
      if (!keys.includes(key)) { g.setAttribute("role", "img"); g.removeAttribute("tabindex"); g.onclick = g.onkeydown = null; continue; }
      keep(g);
      g.setAttribute("role", "button");
      g.setAttribute("tabindex", "0");
      g.onclick = () => act(key);
      g.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(key); } };
    }
  }

  const picker = (keys, act) => {
    const select = make("select", { "aria-label": "which number", onchange: () => act(select.value) }, ...keys.map((key) => make("option", { value: key }, N(key))));
    select.value = chosen;
    return select;
  };

  const MODES = {
    move() {
      const slider = make("input", { type: "range", min: -4, max: 4, step: 0.05, "aria-label": "value", oninput: () => go(+slider.value) });
      const field = make("input", { type: "text", inputmode: "decimal", "aria-label": "value as a number", style: "width:6em", onchange: () => typed(field) });
      const pick = (key) => { chosen = key; select.value = key; slider.value = value[key]; field.value = show(value[key]); paint(); light_up(ways(edges, key)); };
      const select = picker(state.only, pick);
      const go = (v) => { set(chosen, v); compute(); slider.value = v; field.value = show(v); paint(); remember(model, { params: state.params, x: state.x }); part.say(`${N(chosen)} = ${show(v)}. ${N("loss")} = ${show(value.loss)}.`); };
      const typed = () => { const got = read(field.value); if (got.problem) part.say(got.problem, "wrong"); else go(got.value); };
      const back = make("button", { onclick: () => { state.params = structuredClone(first.params); state.x = [...first.x]; compute(); pick(chosen); remember(model, { params: state.params, x: state.x }); part.say("Back at the start."); } }, "Back to the start");
      tools.replaceChildren(make("div", { class: "nnkit-bar" }, select, slider, field, back));
      clickable(state.only, pick);
      pick(chosen);
      part.say("Choose a number, move it, and watch what changes after it. Blue: values." + (state.slopes ? " Orange: slopes." : ""));
    },
    nudge() {
      const size = make("select", { "aria-label": "size of the nudge" }, ...["0.1", "0.01", "0.001", "-0.01"].map((v) => make("option", { value: v }, `by ${show(+v)}`)));
      const pick = (key) => {
        select.value = chosen = key;
        drawing.querySelectorAll("[data-moved]").forEach((g) => g.removeAttribute("data-moved"));
        light_up([]);
        paint();
      };
      const select = picker(state.only, pick);
      const act = () => {
        pick(chosen), light_up(ways(edges, chosen));
        const h = +size.value;
        const before = value;
        const start = value[chosen];
        set(chosen, start + h);
        const after = values(state);
        set(chosen, start);
        for (const key of Object.keys(state.names)) {
          const d = after[key] - before[key];
          if (d === 0) continue;
          text(key, "s", `${d > 0 ? "+" : ""}${show(d)}`);
          groups(key).forEach((g) => { g.dataset.moved = ""; });
        }
        const d = after.loss - before.loss;
        part.say(`${N(chosen)} moved by ${show(h)}, ${N("loss")} by ${show(d)}: that is ${show(d / h)} for each 1.` + (state.slopes ? ` The slope is ${show(slope[chosen])}.` : ""));
      };
      tools.replaceChildren(make("div", { class: "nnkit-bar" }, make("span", {}, "Nudge"), select, size, make("button", { onclick: act }, "Nudge")));
      clickable(state.only, pick);
      pick(chosen);
      part.say("Choose a number and nudge it: below each value you see by how much it moves.");
    },
    paths() {
      const pick = (key) => {
        chosen = key;
        select.value = key;
        paint();
        const all = ways(edges, key);
        light_up(all);
        const sum = all.map((path) => path.reduce((p, [, e]) => p * product(e.factors), 1));
        const lines = all.map((path, k) => `${[...path.map(([k2]) => N(k2)), N("loss")].join(" → ")}: ${show(sum[k])}`);
        const few = all.length <= MANY;
        const rest = few ? [] : [make("p", {}, `… and ${all.length - MANY} more.`)];
        list.replaceChildren(make("ol", {}, ...lines.slice(0, MANY).map((line, k) => make("li", { "data-way": k + 1 }, line))), ...rest);
        part.say(all.length > 1 ? `${all.length} ways from ${N(key)} to ${N("loss")}. Together ${few ? `${sum.map(show).join(" + ").replaceAll("+ −", "− ")} = ` : ""}${show(slope[key])}: the slope of ${N(key)}.` : `One way from ${N(key)} to ${N("loss")}: the slope of ${N(key)} is ${show(slope[key])}.`);
      };
      const list = make("div");
      const select = picker(state.only, pick);
      tools.replaceChildren(make("div", { class: "nnkit-bar" }, make("span", {}, "Ways from"), select), list);
      clickable(state.only, pick);
      pick(chosen);
    },
    fill() {
      const field = make("input", { type: "text", inputmode: "text", autocomplete: "off", "aria-label": "slope", onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); check(); } } });
      const name = make("label", {});
      const count = make("span", { style: "margin-left:auto" });
      const left = () => state.ask.filter((key) => !(key in done));
      const go = (key) => {
        current = key;
        name.textContent = key ? `slope of ${N(key)} =` : "All filled in.";
        field.value = "";
        for (const node of [field, ...buttons]) node.disabled = !key;
        count.textContent = `${state.ask.length - left().length} of ${state.ask.length}`;
        light_up(key ? [[[key, edges[key][0]]]] : []);
        paint();
      };
      const solved = (how, word) => {
        done = { ...done, [current]: how };
        remember(model, { done });
        const was = current;
        const rest = left();
        go(rest[0]);
        part.say(`${word} ${formula(state, edges, was, true)} = ${show(slope[was])}.` + (rest.length ? "" : " Every slope is filled in."), how === "right" ? "right" : "");
        (rest.length ? field : again).focus({ preventScroll: true });
      };
      const check = () => {
        const got = read(field.value);
        if (got.problem) return part.say(got.problem, "wrong");
        const { right, why } = judge(state, value, edges, slope, current, got.value);
        if (right) return solved("right", "Right.");
        part.say(`Not ${show(got.value)}. ${why}`, "wrong");
      };
      const buttons = [
        make("button", { onclick: check }, "Check"),
        make("button", { onclick: () => part.say(formula(state, edges, current, false)) }, "Hint"),
        make("button", { onclick: () => solved("shown", "Shown:") }, "Show"),
      ];
      const again = make("button", { onclick: () => { done = at_start(); remember(model, { done }); go(left()[0]); part.say(""); } }, "Again");
      tools.replaceChildren(make("div", { class: "nnkit-bar" }, name, field, ...buttons, again, count));
      clickable(state.ask, (key) => { if (!(key in done)) go(key); });
      go(left()[0]);
      part.say(left().length ? "Fill in the slopes, from the loss backwards. A product such as 2*(0.5−1) will do." : "Every slope is filled in.");
    },
  };
  const TITLES = { move: "Move", nudge: "Nudge", paths: "Ways", fill: "Fill in" };

  function start(next) {
    mode = next;
    light_up([]);
    drawing.querySelectorAll("[data-moved]").forEach((g) => g.removeAttribute("data-moved"));
    compute();
    MODES[mode]();
    paint();
    tabs.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", b.dataset.mode === mode));
  }
  const tabs = make("div", { class: "nnkit-bar" }, ...(state.modes.length > 1 ? state.modes : []).map((m) => make("button", { "data-mode": m, onclick: () => { remember(model, { mode: m }); start(m); } }, TITLES[m])));
  part.body.insertBefore(tabs, drawing);
  start(mode);
}

export default { render };
