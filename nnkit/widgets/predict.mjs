// Predict: commit to an answer, then see what comes.

function render({ model, el }) {
  const state = model.get("state");
  const part = frame(model, el, "Prediction");
  const question = make("p", {}, make("b", {}, "Predict. "), state.question);
  const tools = make("div", { class: "nnkit-bar" });
  const shown = make("div");
  part.body.append(question, tools, shown);

  function reveal(said) {
    remember(model, { said });
    const hit = state.choices ? said === state.answer : Math.abs(said - state.answer) <= state.near + 1e-9;
    const word = (v) => (state.choices ? v : show(v));
    tools.querySelectorAll("button, input").forEach((node) => { node.disabled = true; if (node.dataset.choice === said) node.setAttribute("aria-pressed", "true"); });
    part.say(`You said ${word(said)}. ${hit ? "So it is." : `It is ${word(state.answer)}.`} ${state.why}`, hit ? "right" : "wrong");
    if (state.figure) shown.innerHTML = state.figure;
    const more = make("button", { onclick: again }, "Ask me again");
    shown.append(more);
    return more;
  }
  const commit_to = (said) => reveal(said).focus({ preventScroll: true }); // the button pressed is disabled now

  function again() {
    remember(model, { said: undefined });
    shown.replaceChildren();
    part.say("");
    ask();
    tools.firstChild.focus({ preventScroll: true });
  }

  function ask() {
    if (state.choices) {
      tools.replaceChildren(...state.choices.map((choice) => make("button", { "data-choice": choice, onclick: () => commit_to(choice) }, choice)));
      return;
    }
    const field = make("input", { type: "text", "aria-label": "your number", onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); commit(); } } });
    const commit = () => {
      const got = read(field.value);
      if (got.problem) part.say(got.problem, "wrong");
      else commit_to(got.value);
    };
    tools.replaceChildren(field, make("button", { onclick: commit }, "That is my answer"));
  }
  ask();
  if (state.said !== undefined && state.said !== null) reveal(state.said);
}

export default { render };
