// ---- Fleets: how many devices each contestant needs under traffic. The server simulates; it is asked when the form says so.

/* global quantity */
import {GONE, fleetQuestion} from "./state.js";

const FIELDS = ["rate", "prompts", "answers", "ttft", "tpot", "e2e"];

export class Fleets {
  /**
   * @param state  what is compared, with the traffic in `fleet`
   * @param changed  called when the traffic has changed, so that the address follows
   */
  constructor(state, changed) {
    this.state = state;
    this.form = document.getElementById("fleet-form");
    this.latest = 0;
    for (const field of FIELDS) {
      this.control(field).addEventListener("change", () => {
        state.fleet[field] = this.control(field).value.trim();
        changed();
        this.outdated();
      });
    }
    this.form.addEventListener("submit", event => {
      event.preventDefault();
      FIELDS.forEach(field => state.fleet[field] = this.control(field).value.trim());
      changed();
      this.ask();
    });
    this.refresh();
  }

  control(field) {
    return this.form.elements["fleet-" + field];
  }

  /** Shows the state. */
  refresh() {
    FIELDS.forEach(field => this.control(field).value = this.state.fleet[field]);
  }

  /** What was asked has changed since. */
  outdated() {
    const answer = document.getElementById("fleet-answer");
    if (!answer.hidden) {
      answer.classList.add("old");
      document.getElementById("fleet-sentence").textContent = "The question has changed; size the fleets again.";
    }
  }

  async ask() {
    const number = ++this.latest;
    const problem = document.getElementById("fleet-problem");
    const busy = document.getElementById("fleet-busy");
    problem.textContent = "";
    busy.textContent = "Simulating…";
    try {
      const response = await fetch("/api/1/fleet", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(fleetQuestion(this.state))
      });
      const answer = await response.json();
      if (number === this.latest) {
        if (response.ok) {
          this.show(answer);
        } else {
          problem.textContent = answer.error;
          this.outdated();
        }
      }
    } catch (_) {
      problem.textContent = GONE;
    }
    if (number === this.latest) {
      busy.textContent = "";
      document.body.dataset.fleets = String(number);
    }
  }

  show(answer) {
    document.getElementById("fleet-sentence").textContent = answer.sentence;
    document.getElementById("fleet-table").replaceChildren(table(answer));
    document.getElementById("fleet-words").replaceChildren(...answer.contestants.map(each => {
      const item = document.createElement("li");
      item.textContent = each.name + ": " + each.words + ".";
      return item;
    }));
    document.getElementById("fleet-note").textContent = answer.requests.toLocaleString("en") + " requests, Poisson arrivals, continuous batching, seed 0; "
      + "good answers: 99 %. " + (answer.contestants.some(each => each.plan.idle_watts_source === "assumed")
      ? "Devices that wait are assumed to take the power of those that compute, an upper bound of the energy." : "");
    document.getElementById("fleet-commands").textContent = [...new Set(answer.contestants.map(each => each.command))].join("\n");
    const box = document.getElementById("fleet-answer");
    box.hidden = false;
    box.classList.remove("old");
  }
}

const COLUMNS = [
  ["Devices", plan => plan.devices],
  ["USD per million tokens", plan => plan.dollars_per_million_tokens, value => value.toLocaleString("en", {maximumSignificantDigits: 3})],
  ["Energy a token", plan => plan.joules_per_token, value => quantity(value, "J")],
  ["Busy", plan => plan.utilisation, value => (100 * value).toFixed(0) + " %"],
  ["Good", plan => plan.good_share, value => (100 * value).toFixed(1) + " %"],
  ...[["TTFT", "time_to_first_block"], ["E2E", "end_to_end"]].flatMap(([name, key]) => [50, 90, 99].map(percentile =>
    [name + " p" + percentile, plan => plan[key + "_p" + percentile], value => quantity(value, "s")]))
];

/** A row for each contestant; what there is no fleet for has no numbers. */
function table(answer) {
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const name of ["Contestant", ...COLUMNS.map(([title]) => title)]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = name === "Contestant" ? "" : "number";
    cell.textContent = name;
    head.append(cell);
  }
  const body = element.createTBody();
  for (const {name, plan} of answer.contestants) {
    const row = body.insertRow();
    const first = row.insertCell();
    first.className = "text";
    first.textContent = name;
    for (const [, value, shown] of COLUMNS) {
      const cell = row.insertCell();
      cell.className = "number";
      const found = value(plan);
      cell.textContent = found === null || found === undefined ? "–" : shown ? shown(found) : String(found);
    }
  }
  return element;
}
