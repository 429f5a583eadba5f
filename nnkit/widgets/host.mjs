// Brings the parts of a page to life that stands without a kernel. MODULES: kind -> address.
for (const box of document.querySelectorAll("[data-widget]")) {
  if (!(box.dataset.widget in MODULES)) continue;
  let state = JSON.parse(box.dataset.state);
  const part = (await import(MODULES[box.dataset.widget])).default;
  const model = { get: () => state, set: (name, value) => { state = value; }, save_changes() {}, on() {}, off() {} };
  const el = document.createElement("div");
  part.render({ model, el });
  box.replaceChildren(el);
}
