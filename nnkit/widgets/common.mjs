// What all parts share. It stands in front of each part's own module.

const INK = "var(--jp-content-font-color1, currentColor)";
const PAPER = "var(--jp-layout-color0, Canvas)";
const SOFT = "color-mix(in srgb, currentColor 12%, transparent)";

const STYLE = `
.nnkit { color: ${INK}; font: var(--jp-content-font-size1, 15px)/1.45 system-ui, sans-serif; max-width: 760px; padding: 4px; container-type: inline-size; }
.nnkit * { box-sizing: border-box; }
.nnkit p { margin: 6px 0; }
.nnkit svg { width: 100%; height: auto; display: block; }
.nnkit-bar { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; margin: 6px 0; }
.nnkit button, .nnkit input, .nnkit select { font: inherit; color: inherit; min-height: 36px; border-radius: 6px;
  border: 1px solid color-mix(in srgb, currentColor 45%, transparent); background: ${PAPER}; padding: 3px 10px; }
.nnkit button { cursor: pointer; background: ${SOFT}; }
.nnkit button[aria-pressed="true"] { border-color: #0072B2; box-shadow: inset 0 0 0 1px #0072B2; }
.nnkit button:disabled { opacity: 0.55; cursor: default; }
.nnkit input[type="text"] { width: 11em; max-width: 60cqw; }
.nnkit input[type="range"] { flex: 1 1 140px; min-width: 110px; padding: 0; accent-color: #0072B2; }
.nnkit :focus-visible { outline: 3px solid #0072B2; outline-offset: 1px; }
.nnkit-say { min-height: 1.45em; border-left: 4px solid ${SOFT}; padding: 2px 0 2px 10px; margin: 6px 0; }
.nnkit-say:empty { border-color: transparent; }
.nnkit-say[data-is="right"] { border-color: #009E73; }
.nnkit-say[data-is="wrong"] { border-color: #D55E00; }
`;

// An element with attributes, listeners ("onclick": f) and children. Whatever can hold the focus
// keeps its keys from the notebook, in which `d d` would delete the cell.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  if (["button", "input", "select", "textarea", "summary", "canvas"].includes(tag)) keep(node);
  node.append(...children);
  return node;
}

function keep(node) {
  node.dataset.lmSuppressShortcuts = "true";
  return node;
}

// The frame of a part in `el`: its style, a box to fill, and a line that a screen reader speaks.
function frame(model, el, label) {
  const say = make("div", { class: "nnkit-say", role: "status", "aria-live": "polite" });
  const body = make("div");
  const box = make("div", { class: "nnkit", role: "group", "aria-label": label }, body, say);
  el.replaceChildren(make("style", {}, STYLE), box);
  requestAnimationFrame(() => hideStatic(el, model.get("state").part));
  return {
    body, box,
    say(text, is = "") { say.textContent = text; say.dataset.is = is; },
  };
}

// Where the living part is shown, its stored picture goes; on a static page it stands in its place.
function hideStatic(el, part) {
  if (el.closest(".nnkit-part")) return;
  const area = el.closest(".jp-OutputArea, .output, .output_area");
  for (const still of (area ?? document).querySelectorAll(`.nnkit-part[data-part="${part}"]`)) {
    (still.closest(".jp-OutputArea-child") ?? still).style.display = "none";
  }
}

function remember(model, changes) {
  model.set("state", { ...model.get("state"), ...changes });
  model.save_changes();
}

// A number as the pages write it: at most four decimals, five digits, a real minus sign.
function show(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "?" : (value < 0 ? "\u2212∞" : "∞");
  let text;
  if (size >= 1e5 || (size > 0 && size < 1e-6)) text = value.toExponential(1);
  else if (size > 0 && size < 1e-3) text = value.toPrecision(2);
  else text = value.toFixed(4 - Math.max(0, String(Math.trunc(size)).length - 1));
  if (text.includes(".") && !text.includes("e")) text = text.replace(/\.?0+$/, "");
  return (text === "-0" ? "0" : text).replaceAll("-", "\u2212");
}

// The value of what a student types: a number or a product of some, such as 2*(0.51-1).
// A comma is read as a point, × · and − as * and -. Anything else: { problem: a sentence }.
function read(text) {
  const tidy = text.trim().replace(/\*\*/g, "^").replace(/[×·]/g, "*").replace(/[−–]/g, "-").replace(/,/g, ".").replace(/²/g, "^2");
  if (!tidy) return { problem: "There is nothing in the field yet. Type a number, or a product such as 2*0.3." };
  const tokens = tidy.match(/\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|[-+*/^()]|\S/gi);
  let at = 0;
  const fail = (what) => { throw new Error(what); };
  const sum = () => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") value = tokens[at++] === "+" ? value + product() : value - product();
    return value;
  };
  const product = () => {
    let value = sign();
    for (;;) {
      if (tokens[at] === "*") { at++; value *= sign(); }
      else if (tokens[at] === "/") { at++; value /= sign(); }
      else if (tokens[at] === "(") value *= sign();
      else return value;
    }
  };
  const sign = () => {
    if (tokens[at] === "-") { at++; return -sign(); }
    if (tokens[at] === "+") { at++; return sign(); }
    const base = atom();
    if (tokens[at] !== "^") return base;
    at++;
    return base ** sign();
  };
  const atom = () => {
    const token = tokens[at++];
    if (token === undefined) fail("it stops too early");
    if (token === "(") {
      const value = sum();
      if (tokens[at++] !== ")") fail("a bracket is not closed");
      return value;
    }
    if (!/^[\d.]/.test(token)) fail(`“${token}” is no number`);
    return Number(token);
  };
  try {
    const value = sum();
    if (at < tokens.length) fail(`“${tokens[at]}” is too much`);
    if (!Number.isFinite(value)) fail("it is not a finite number");
    return { value };
  } catch (error) {
    return { problem: `“${text.trim().slice(0, 30)}” cannot be read: ${error.message}. Type a number such as −0.25, or a product such as 2*(0.5−1)*0.3.` };
  }
}
