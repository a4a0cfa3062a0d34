// ---- Why an operator takes its time: its formula with the numbers put in. Everything shown was computed by the server.

/* global onColour, percent, quantity, shade */
import {canvas, fitted, line, rect, text, titled, width} from "./svg.js";
import {asked} from "./state.js";

const KINDS = {
  matmul_flops: "matrix arithmetic", other_flops: "other arithmetic", weights_read: "weights read", key_values_read: "KV read",
  activations_read: "activations read", activations_written: "activations written", key_values_written: "KV written", sent: "sent"
};
const SHADES = {
  matmul_flops: 1, other_flops: 0.6, weights_read: 1, key_values_read: 0.75, activations_read: 0.55, activations_written: 0.4,
  key_values_written: 0.3, sent: 1
};
const BINDS = {
  compute: "arithmetic binds", memory: "memory binds", link: "the link to other devices binds", dispatch: "the host binds"
};
const NO_OPERATOR = {
  link: "Devices that share the model tell each other their results.",
  dispatch: "The host starts the work of the layers, for a time that the operators do not fill."
};

/** The dialog. It asks anew whenever another operator or another kind of pass is chosen. */
export class Explainer {
  /** @param view  what the plots are drawn from: state, colours, theme */
  constructor(view) {
    this.view = view;
    this.latest = 0;
    this.dialog = document.getElementById("explain");
    this.dialog.querySelector(".close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", event => event.target === this.dialog && this.dialog.close());
    this.part("kinds").addEventListener("change", event => this.ask(this.operator, Number(event.target.value)));
    this.part("operators").addEventListener("change", event => this.ask(event.target.value, this.pass));
  }

  part(name) {
    return this.dialog.querySelector("." + name);
  }

  /** Opens at an operator of a contestant; without one at that which takes the most time. */
  async open(index, operator) {
    this.index = index;
    const view = this.view();
    const own = view.answer.contestants[index];
    this.question = asked(view.state, index);
    this.owner = own.name;
    this.dialog.style.setProperty("--own", view.colours[index]);
    await this.ask(operator ?? [...own.dots].sort((a, b) => b.seconds - a.seconds)[0].name);
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
  }

  async ask(operator, pass) {
    const number = ++this.latest;
    let body;
    let ok = false;
    try {
      const response = await this.post({...this.question, operator, ...(pass ? {pass} : {})});
      body = await response.json();
      ok = response.ok;
      if (!ok && pass) {
        await this.other(pass, number);
        return;
      }
    } catch (_) {
      body = {error: "The server does not answer; is ./unmask explore still running?"};
    }
    if (number === this.latest) {
      this.operator = operator;
      this.part("problem").textContent = ok ? "" : body.error;
      if (ok) {
        this.pass = body.pass.number;
        this.show(body);
      }
    }
  }

  /** A pass without this operator is shown with the longest that it has. */
  async other(pass, number) {
    const listed = await (await this.post({...this.question, pass})).json();
    if (number === this.latest && listed.operators) {
      await this.ask([...listed.operators].sort((a, b) => b.seconds - a.seconds)[0].name, pass);
    }
  }

  post(body) {
    return fetch("/api/1/explain", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  }

  show(answer) {
    const {operator, pass} = answer;
    this.part("title").textContent = operator.name + " of " + this.owner;
    const computes = [...new Set(operator.runs.map(run => run.computes ? run.computes + "." : NO_OPERATOR[run.bound]))];
    this.part("computes").textContent = computes.join(" ");
    this.part("verdict").textContent = verdict(operator);
    this.part("place").textContent = "Pass " + pass.number + " of " + pass.passes + " (" + pass.phase + "): " + many(pass.batch, "sequence") + " of "
      + many(pass.queries, "query", "queries") + " beside " + many(pass.context, "cached position") + ". In all passes: " + quantity(operator.all_passes.seconds, "s")
      + ", " + percent(operator.all_passes.share, 1) + " of the generation.";
    this.part("kinds").replaceChildren(...answer.kinds.map(kind => new Option(kind.phase + ", " + many(kind.queries, "query", "queries") + ": "
      + many(kind.passes, "pass", "passes") + ", " + quantity(kind.seconds, "s"), kind.first_pass)));
    const kind = answer.kinds.filter(each => each.phase === pass.phase && each.queries === pass.queries)[0];
    this.part("kinds").value = String(kind.first_pass);
    this.part("operators").replaceChildren(...answer.operators.map(each => new Option(each.name + ", " + percent(each.share, 1), each.name)));
    this.part("operators").value = operator.name;
    this.part("runs").replaceChildren(...operator.runs.flatMap((run, index) => this.run(run, operator.runs.length, index)));
    this.part("sources").textContent = "Sources: " + [...new Set(operator.runs.map(run => run.source).filter(Boolean)),
      "counting rules in docs/method.md", "Williams et al., Roofline, CACM 52(4), 2009"].join("; ") + ".";
    this.part("command").textContent = answer.command;
  }

  run(run, count, index) {
    const parts = [];
    if (count > 1) {
      const title = document.createElement("h3");
      title.textContent = "Shape " + (index + 1) + " of " + count + ", " + many(run.calls, "run");
      parts.push(title);
    }
    if (run.terms.length > 0) {
      parts.push(this.bars(run),
        table(["counts", "of", "formula", "with numbers", "amount", "alone"], run.terms.map(term => [KINDS[term.kind], term.of, term.formula,
          term.numbers, quantity(term.amount, term.unit), quantity(term.seconds, "s")]), "Terms"),
        table(["size", "value", "meaning"], run.symbols.map(size => [size.symbol, size.value.toLocaleString("en"), size.meaning]), "Sizes"));
    }
    return parts;
  }

  /** Arithmetic and traffic of one run on one scale: the longer is the time. */
  bars(run) {
    const {theme, colours} = this.view();
    const own = colours[this.index];
    const room = Math.max(260, Math.min(820, this.dialog.clientWidth || window.innerWidth) - 48);
    const arithmetic = run.terms.filter(term => term.unit === "FLOP");
    const traffic = run.terms.filter(term => term.unit !== "FLOP");
    const rows = [["arithmetic", arithmetic, run.arithmetic_seconds], ["traffic", traffic, run.traffic_seconds]].filter(([, terms]) => terms.length > 0);
    const most = Math.max(...rows.map(([, , seconds]) => seconds), Number.MIN_VALUE);
    const svg = canvas(room, rows.length * 52 + 4, theme, "Arithmetic and traffic of one run");
    rows.forEach(([name, terms, seconds], row) => {
      const y = row * 52;
      svg.append(text(0, y + 13, name, theme, {"font-weight": 600}));
      svg.append(text(room, y + 13, quantity(seconds, "s") + (seconds === most && rows.length > 1 ? ", the longer" : ""), theme,
        {"text-anchor": "end", "font-weight": seconds === most ? 600 : 400}));
      let x = 0;
      for (const term of terms) {
        const length = term.seconds / most * room;
        const fill = shade([theme.paper, own], SHADES[term.kind]);
        const words = KINDS[term.kind] + " (" + term.of + ")";
        svg.append(titled(rect(x, y + 20, length, 26, fill, {stroke: theme.paper, "stroke-width": 1}), words + ": " + quantity(term.seconds, "s")));
        if (width(KINDS[term.kind], 11) < length - 10) {
          svg.append(text(x + 6, y + 37, fitted(width(words, 11) < length - 10 ? words : KINDS[term.kind], length - 8, 11), theme,
            {"font-size": 11, fill: onColour(fill)}));
        }
        x += length;
      }
      svg.append(line(0, y + 20, 0, y + 46, theme.ink));
    });
    return svg;
  }
}

function verdict(operator) {
  const timed = operator.runs.some(run => ["timed", "interpolated", "extrapolated"].includes(run.basis));
  return (timed ? "By the clock of this machine" : capital(BINDS[operator.bound])) + ": " + many(operator.calls, "run") + (operator.calls === 1 ? " takes " : " take ") + quantity(operator.seconds, "s") + ", "
    + percent(operator.share, 1) + " of the pass.";
}

/** A number with its word. */
function many(count, one, several = one + "s") {
  return count.toLocaleString("en") + " " + (count === 1 ? one : several);
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function table(columns, rows, title) {
  const box = document.createElement("div");
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", title);
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const name of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows) {
    const cells = body.insertRow();
    row.forEach(value => {
      const cell = cells.insertCell();
      cell.className = "text";
      cell.textContent = value;
    });
  }
  box.append(element);
  return box;
}
