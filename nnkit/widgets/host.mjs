// Brings the parts of a page to life that stands without a kernel. MODULES: kind -> address;
// ALIVE: what is said of a part that has yet to run, and is not true here.
for (const box of document.querySelectorAll("[data-widget]")) {
  if (!(box.dataset.widget in MODULES)) continue;
  let state = JSON.parse(box.dataset.state);
  const part = (await import(MODULES[box.dataset.widget])).default;
  const model = { get: () => state, set: (name, value) => { state = value; }, save_changes() {}, on() {}, off() {} };
  const el = document.createElement("div");
  part.render({ model, el });
  box.replaceChildren(el);
}
for (const pre of document.querySelectorAll("pre")) if (pre.textContent.trim() === ALIVE) pre.remove();
