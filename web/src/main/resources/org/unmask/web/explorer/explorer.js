// ---- The page: asks the server at every movement and shows its answer. What is shown was computed there.

/* global labelStyles, palette, quantity */
import {Controls} from "./controls.js";
import {Explainer} from "./explain.js";
import {Fleets} from "./fleet.js";
import {Frontiers} from "./frontier.js";
import {Own} from "./own.js";
import {PLOTS} from "./plots.js";
import {GONE, question, read, written} from "./state.js";
import {Frame, save} from "./tables.js";

const MOST_SNAPS = 3;
/** Milliseconds without a movement after which the search for the break-even begins; it takes longer than an answer. */
const REST = 250;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const frames = PLOTS.map(plot => new Frame(plot));
let state;
let priced;
let controls;
let explainer;
let fleets;
let frontiers;
let latest = 0;
let asking = null;
let shown = null;
let look = null;
let writing = null;
let searching = null;
let width = 0;

/** One question. An answer that another question has overtaken is dropped. */
async function ask(moved, snaps = 0) {
  const number = ++latest;
  clearTimeout(searching);
  asking?.abort();
  asking = new AbortController();
  let response;
  let answer;
  try {
    response = await post(question(state), asking.signal);
    answer = await response.json();
  } catch (error) {
    if (number === latest && error.name !== "AbortError") {
      refuse(GONE);
    }
    return;
  }
  if (number !== latest) {
    return;
  }
  if (response.ok) {
    show(answer);
    searching = setTimeout(() => breakEven(number), REST);
  } else if (snaps < MOST_SNAPS && answer.choices && isOther(moved, answer.contestant) && controls.snap(answer.contestant, answer.choices)) {
    await ask(moved, snaps + 1);
  } else {
    refuse(answer.error);
  }
}

/** Says of each diffusion model at how many tokens per pass it keeps up. */
async function breakEven(number) {
  try {
    const response = await post({...question(state), map: false, break_even: true}, asking.signal);
    const answer = await response.json();
    if (response.ok && number === latest) {
      answer.contestants.forEach((each, index) => {
        document.querySelectorAll(".number .break-even")[index].textContent = each.break_even?.sentence ?? "";
      });
      document.body.dataset.breakEven = String(number);
    }
  } catch (error) {
    if (number === latest && error.name !== "AbortError") {
      refuse(GONE);
    }
  }
}

/** Whether a strategy was made impossible by another control than its own steps. */
function isOther(moved, contestant) {
  return moved.key === "generated_tokens" || (moved.key === "block" && moved.index === contestant);
}

function post(body, signal) {
  return fetch("/api/1/compare", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body), signal
  });
}

function refuse(reason) {
  document.getElementById("problem").textContent = reason;
  if (!shown) {
    document.getElementById("headline").textContent = "This comparison has no answer";
  }
  document.body.classList.add("stale");
  document.body.dataset.answers = String(latest);
}

/** Each role of a strategy has its colour on every page; contestants of one role differ in shade. */
function colours(answer, theme) {
  const style = labelStyles(answer.contestants.map(each => each.label), theme);
  return answer.contestants.map(each => style(each.label).color);
}

function show(answer) {
  shown = answer;
  priced = structuredClone(state);
  look = palette();
  const own = colours(answer, look);
  document.body.classList.remove("stale");
  document.getElementById("problem").textContent = "";
  document.getElementById("headline").textContent = answer.headline;
  document.getElementById("why").textContent = answer.why;
  document.getElementById("numbers").replaceChildren(...answer.contestants.map((each, index) => number(each, own[index])));
  const notes = [...new Set(answer.contestants.flatMap(each => each.notes))];
  document.getElementById("notes").replaceChildren(...notes.map(note => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  }));
  document.getElementById("commands").textContent = commands(answer);
  document.getElementById("saves").replaceChildren(...saves());
  controls.answered(answer, own);
  drawAll();
  document.body.dataset.answers = String(latest);
}

function drawAll() {
  if (shown) {
    const view = current();
    frames.forEach(frame => frame.show(view));
  }
}

/** Only another width asks for other plots; text that comes later must not take tables from under the keyboard. */
function redrawn([{contentRect}]) {
  if (contentRect.width !== width) {
    width = contentRect.width;
    drawAll();
    frontiers.draw();
  }
}

/** What everything is drawn from. */
function current() {
  return {answer: shown, theme: look, colours: colours(shown, look), state: priced, go, explain: (index, operator) => explainer.open(index, operator)};
}

function number(each, colour) {
  const box = document.createElement("div");
  box.className = "number";
  box.style.borderTopColor = colour;
  const name = document.createElement("h2");
  name.textContent = each.name;
  const big = document.createElement("p");
  big.className = "big";
  const unit = document.createElement("small");
  unit.textContent = " tokens/s";
  const totals = each.prediction.totals;
  big.append(plain(totals.tokens_per_second), unit);
  const more = document.createElement("p");
  more.textContent = quantity(totals.seconds, "s") + " an answer, first token after " + quantity(totals.first_token_seconds, "s");
  const passes = document.createElement("p");
  passes.textContent = totals.passes.toLocaleString("en") + " passes, " + each.prediction.strategy
    + (each.prediction.memory.fits ? "" : "; does not fit into memory");
  const even = document.createElement("p");
  even.className = "break-even";
  box.append(name, big, more, passes, even);
  return box;
}

function plain(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toLocaleString("en", {maximumSignificantDigits: 3});
}

function commands(answer) {
  return [...new Set(answer.contestants.map(each => each.command))].join("\n");
}

/** Buttons that save own files under the names that the commands give them. */
function saves() {
  const files = [...state.models.map(own => [own.name + ".json", own.config]), ...state.devices.map(own => [own.id + ".json", own])];
  return files.map(([name, content]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Save " + name;
    button.addEventListener("click", () => save(name, new Blob([JSON.stringify(content, null, 2)], {type: "application/json"})));
    return button;
  });
}

function go(batch, prompt) {
  state.batch = batch;
  state.prompt_tokens = prompt;
  controls.refresh();
  changed({});
}

function changed(moved) {
  address();
  fleets.outdated();
  return ask(moved);
}

/** The address follows the state. */
function address() {
  clearTimeout(writing);
  writing = setTimeout(async () => history.replaceState(null, "", "#" + (await written(state)).text), 200);
}

async function tried(other) {
  const response = await post({...question(other), map: false});
  return response.ok ? "" : (await response.json()).error;
}

function accepted(kind, name) {
  const last = state.contestants.at(-1);
  last[kind] = name;
  controls.build();
  changed({});
}

async function copy(words, said) {
  const status = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(words);
    status.textContent = said;
  } catch (_) {
    status.textContent = "The browser does not let pages copy here.";
  }
}

async function link() {
  const {text, complete} = await written(state);
  history.replaceState(null, "", "#" + text);
  await copy(location.href, complete ? "Link copied." : "Link copied without your own files: they are too long for a link.");
}

async function start() {
  const catalog = await (await fetch("/api/1/catalog")).json();
  try {
    state = await read(location.hash);
  } catch (_) {
    state = await read("");
    document.getElementById("problem").textContent = "The link is damaged; this is the comparison to begin with.";
  }
  controls = new Controls(state, catalog, changed);
  new Own(state, catalog, tried, accepted);
  explainer = new Explainer(current);
  fleets = new Fleets(state, address);
  frontiers = new Frontiers(catalog.strategies);
  document.getElementById("fleet-copy").addEventListener("click", () => copy(document.getElementById("fleet-commands").textContent, "Command copied."));
  document.getElementById("add").addEventListener("click", () => controls.add());
  document.getElementById("controls").addEventListener("submit", event => event.preventDefault());
  document.getElementById("copy-link").addEventListener("click", link);
  document.getElementById("copy-command").addEventListener("click", () => shown && copy(commands(shown), "Command copied."));
  window.addEventListener("hashchange", async () => {
    Object.assign(state, await read(location.hash));
    controls.build();
    fleets.refresh();
    await ask({});
  });
  dark.addEventListener("change", () => {
    frontiers.draw();
    if (shown) {
      show(shown);
    }
  });
  new ResizeObserver(redrawn).observe(document.getElementById("answer"));
  await ask({});
}

start();
