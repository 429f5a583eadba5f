"use strict";
// The page of the marking desk. What students wrote goes in by textContent only.
const $ = id => document.getElementById(id);
const state = {names: document.body.dataset.names === "True", question: 0, worth: 0, groups: [], group: 0, item: 0, total: 0};
let busy = Promise.resolve(), leaving = false;

async function ask(path, body) {
  const sent = body && {method: "POST", body: JSON.stringify(body), keepalive: leaving};
  let answer;
  try {
    answer = await fetch(path, sent);
  } catch {
    throw new Error("the desk does not answer: is nnkit mark still running? Nothing was written.");
  }
  const found = await answer.json().catch(() => ({error: `the desk says ${answer.status}`}));
  if (!answer.ok) throw Object.assign(new Error(found.error), {status: answer.status});
  return found;
}

function say(words) {
  $("said").textContent = words;
  $("said").hidden = !words;
}

const size = item => Object.keys(item.grades).length;
const items = () => state.groups.flat();
const here = () => state.groups[state.group]?.[state.item];
const number = value => String(Math.round(value * 100) / 100);

async function load(question, keep) {
  const found = await ask(`/api/answers?question=${question}`);
  const chosen = state.chosen[question];
  const same = keep && here() && Object.keys(here().grades)[0];
  Object.assign(state, {question, worth: chosen.points, groups: found.groups, blank: found.blank});
  state.total = items().reduce((sum, item) => sum + size(item), 0);
  for (const [part, id] of [["question", "asked"], ["rubric", "rubric"], ["model", "model"]])
    $(id).innerHTML = found[part]; // the instructor's own text; scripts cannot run here
  $("has-rubric").hidden = !found.rubric;
  $("has-model").hidden = !found.model;
  const at = state.groups.findIndex(group => group.some(item => same in item.grades));
  state.group = Math.max(0, at);
  state.item = at < 0 ? 0 : state.groups[at].findIndex(item => same in item.grades);
  if (at < 0 && here() && !here().waits) nextWaiting();
  show();
}

function show() {
  const group = state.groups[state.group] ?? [];
  const answers = group.reduce((sum, item) => sum + size(item), 0);
  const title = document.createElement("h2");
  const wordings = group.length > 1 ? ` in ${group.length} wordings` : "";
  title.textContent = group.length
    ? `Group ${state.group + 1} of ${state.groups.length}: ${answers} answer${answers > 1 ? "s" : ""}${wordings}`
    : "There is no answer to read.";
  $("answers").replaceChildren(title, ...group.map(card));
  progress();
  focus();
}

function label(question, waiting) {
  const points = `${question.points} ${question.points === 1 ? "point" : "points"}`;
  return `${question.name} (${points}, ${waiting ? `${waiting} wait` : "done"})`;
}

function progress() {
  const marked = items().reduce((sum, item) => sum + (item.waits ? 0 : size(item)), 0);
  $("bar").max = Math.max(1, state.total);
  $("bar").value = marked;
  $("count").textContent = `${marked} of ${state.total} marked`
    + (state.blank ? `, ${state.blank} blank` : "");
  $("question").options[state.question].textContent = label(state.chosen[state.question], state.total - marked);
}

function card(item, index) {
  const element = $("card").content.firstElementChild.cloneNode(true);
  const part = name => element.querySelector(`.${name}`);
  const many = size(item);
  const group = state.groups[state.group];
  part("who").textContent = many > 1 ? `${many} equal answers` : `Answer ${item.who[0]}`;
  part("note").textContent = [state.names && many > 1 && who(item), item.note].filter(Boolean).join(" · ");
  part("earlier").textContent = item.earlier && `Asks again: ${item.earlier}.`;
  part("earlier").hidden = !item.earlier;
  part("text").textContent = item.text || "(no text)";
  part("text").classList.toggle("code", state.chosen[state.question].test);
  part("more").hidden = item.text.length >= item.length;
  part("more").textContent = `Show all ${item.length.toLocaleString("en")} characters`;
  part("more").onclick = () => run(() => whole(item));
  element.classList.toggle("given", !item.waits);
  element.onfocus = element.onpointerdown = () => { state.item = index; focus(false); };
  for (const value of steps()) part("points").append(pointButton(item, value));
  if (state.worth > 10) part("points").append(pointField(item));
  const comment = part("comment").querySelector("textarea");
  comment.value = item.comment;
  comment.onchange = () => run(async () => {
    await give([item], null, comment.value);
    part("all").hidden = group.length < 2;
  });
  const others = group.reduce((sum, one) => sum + size(one), 0);
  part("all").hidden = group.length < 2 || item.waits && !comment.value;
  part("all").textContent = `Give the same to all ${others} of the group`;
  part("all").onclick = () => run(() => toGroup(item, item.waits ? null : item.points));
  part("apart").hidden = many < 2;
  part("apart").onclick = () => apart(item);
  return element;
}

function who(item) {
  const more = item.who.length - 8;
  return item.who.slice(0, 8).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function steps() {
  const step = state.worth <= 5 ? 0.5 : 1;
  const most = Math.min(state.worth, 10);
  const values = [];
  for (let value = 0; value <= most + 1e-9; value += step) values.push(value);
  if (values.at(-1) < most - 1e-9) values.push(most);
  return values;
}

function pointButton(item, value) {
  const button = document.createElement("button");
  button.textContent = number(value);
  button.setAttribute("aria-pressed", String(!item.waits && item.points === value));
  button.onclick = () => run(() => give([item], value, null));
  return button;
}

function pointField(item) {
  const field = document.createElement("input");
  Object.assign(field, {type: "number", min: 0, max: state.worth, step: "any", ariaLabel: "points"});
  field.value = item.waits ? "" : item.points;
  field.onchange = () => run(() => give([item], Number(field.value), null));
  return field;
}

function focus(move = true) {
  const cards = [...$("answers").querySelectorAll(".card")];
  cards.forEach((element, index) => element.classList.toggle("here", index === state.item));
  if (move && !["TEXTAREA", "INPUT", "SELECT"].includes(document.activeElement.tagName))
    cards[state.item]?.focus({preventScroll: true});
  if (move) cards[state.item]?.scrollIntoView({block: "nearest"});
}

// One thing after the other: keys pressed while something is written wait for it.
function run(work) {
  busy = busy.then(work).catch(async error => {
    say(error.message);
    if (error.status === 409) await load(state.question, true).catch(() => {});
  });
  return busy;
}

async function give(given, points, comment) {
  const grades = Object.assign({}, ...given.map(item => item.grades));
  const found = await ask(`/api/mark?question=${state.question}`, {grades, points, comment});
  for (const item of given) {
    for (const key of Object.keys(item.grades)) item.grades[key] = found.grades[key];
    if (points !== null) Object.assign(item, {points, waits: false, earlier: ""});
    if (comment !== null) item.comment = comment;
  }
  say("");
  const typing = document.activeElement.closest?.(".comment, .points input");
  if (!typing) show();
  else progress();
}

async function toGroup(item, points) {
  const typed = $("answers").querySelectorAll("textarea")[state.groups[state.group].indexOf(item)];
  await give(state.groups[state.group], points, typed.value || null);
}

async function whole(item) {
  const grade = Object.keys(item.grades)[0];
  item.text = (await ask(`/api/text?question=${state.question}&grade=${grade}`)).text;
  item.length = item.text.length;
  show();
}

function apart(item) {
  const group = state.groups[state.group];
  const each = Object.entries(item.grades).map(([key, version], index) => (
    {...item, grades: {[key]: version}, who: [item.who[index]]}));
  group.splice(group.indexOf(item), 1, ...each);
  show();
}

function go(by) {
  const group = state.groups[state.group] ?? [];
  if (state.item + by >= 0 && state.item + by < group.length) state.item += by;
  else if (goGroup(by) && by < 0) state.item = state.groups[state.group].length - 1;
  show();
}

function goGroup(by) {
  if (!state.groups[state.group + by]) return false;
  state.group += by;
  state.item = 0;
  show();
  return true;
}

function nextWaiting() {
  const flat = state.groups.flatMap((group, g) => group.map((item, i) => ({item, g, i})));
  const now = flat.findIndex(({g, i}) => g === state.group && i === state.item);
  const found = [...flat.slice(now + 1), ...flat.slice(0, now + 1)].find(({item}) => item.waits);
  if (found) [state.group, state.item] = [found.g, found.i];
  return Boolean(found);
}

async function undo() {
  const {question, grades} = await ask("/api/undo", {});
  $("question").value = question;
  await load(question, false);
  const at = state.groups.findIndex(group => group.some(item => grades[0] in item.grades));
  state.group = Math.max(0, at);
  state.item = at < 0 ? 0 : state.groups[at].findIndex(item => grades[0] in item.grades);
  show();
  say(`Taken back: what was given last to ${grades.length} answer${grades.length > 1 ? "s" : ""}.`);
}

function half() {
  const item = here();
  const now = item.waits ? 0 : item.points;
  const value = now % 1 ? Math.floor(now) : now + 0.5;
  return give([item], Math.min(value, state.worth), null);
}

async function digit(value, group) {
  if (value > state.worth || !here()) return;
  if (group) await toGroup(here(), value);
  else await give([here()], value, null);
  nextWaiting();
  show();
}

const KEYS = {
  j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
  ArrowRight: () => goGroup(1), ArrowLeft: () => goGroup(-1),
  n: () => { nextWaiting(); show(); }, u: undo, h: half,
  s: () => size(here()) > 1 && apart(here()),
  c: () => $("answers").querySelectorAll("textarea")[state.item].focus(),
};

document.addEventListener("keydown", event => {
  const typing = ["TEXTAREA", "INPUT", "SELECT"].includes(event.target.tagName);
  if (typing) {
    if (event.key === "Escape" || (event.key === "Enter" && event.ctrlKey)) {
      event.target.blur();
      run(show);
    }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const found = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const act = found ? () => digit(Number(found[1]), event.shiftKey) : KEYS[event.key];
  if (!act || !here()) return;
  event.preventDefault();
  run(async () => act());
});

// A comment that was typed is written when the page is left, too.
addEventListener("pagehide", () => { leaving = true; document.activeElement.blur(); });
addEventListener("pageshow", () => { leaving = false; });
$("question").onchange = event => run(() => load(Number(event.target.value)).then(() => say("")));
$("previous").onclick = () => run(async () => goGroup(-1));
$("next").onclick = () => run(async () => goGroup(1));
$("waiting").onclick = () => run(async () => KEYS.n());
$("undo").onclick = () => run(undo);
if (matchMedia("(max-width: 760px)").matches)
  for (const details of document.querySelectorAll("details")) details.open = false;

run(async () => {
  state.chosen = await ask("/api/questions");
  $("question").replaceChildren(...state.chosen.map((question, index) => (
    new Option(label(question, question.waiting), index))));
  const first = Math.max(0, state.chosen.findIndex(question => question.waiting));
  $("question").value = first;
  await load(first);
});
