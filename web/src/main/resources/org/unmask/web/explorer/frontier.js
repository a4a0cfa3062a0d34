// ---- Quality against speed: what `frontier --format json` printed, opened in this page. No file leaves it.

/* global palette, percent, quantity, tick */
import {canvas, decades, draw, label, line, scale, steps, text, titled} from "./svg.js";
import {Frame} from "./tables.js";

const SCHEMA = "unmask.frontier/1";
const ACCURACY = "exact_match,strict-match";
const SPEED = "kept_tokens_per_second";
const LEFT = 52;
const RIGHT = 16;
const TOP = 10;
const BOTTOM = 44;
const HEIGHT = 340;

export class Frontiers {
  /** @param strategies  of the catalogue, which say what is autoregressive */
  constructor(strategies) {
    this.autoregressive = new Set(strategies.filter(each => each.autoregressive).map(each => each.id));
    this.frames = [];
    const chosen = document.getElementById("frontier-file");
    chosen.addEventListener("change", async () => {
      if (chosen.files.length > 0) {
        this.open(chosen.files[0].name, await chosen.files[0].text());
      }
    });
  }

  /** Shows a result, or says in one line why it is none. */
  open(name, words) {
    const problem = document.getElementById("frontier-problem");
    const answer = document.getElementById("frontier-answer");
    problem.textContent = "";
    answer.hidden = true;
    try {
      const fronts = this.fronts(JSON.parse(words));
      document.getElementById("frontier-sentences").replaceChildren(...fronts.sentences.map(sentence => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }));
      answer.hidden = false;
      this.show(fronts.plots);
    } catch (error) {
      problem.textContent = name + ": " + (error instanceof SyntaxError ? "this is no JSON: " : "") + error.message;
    }
    document.body.dataset.frontier = name;
  }

  /** The settings of each batch with what is said of them. */
  fronts(json) {
    if (json?.schema !== SCHEMA) {
      throw new Error("the schema is '" + json?.schema + "'; expected " + SCHEMA + ", as unmask frontier --format json prints it");
    }
    const plots = json.fronts.map(({batch, heading}) => {
      const settings = json.settings.filter(setting => setting.batch === batch).map(setting => this.setting(setting));
      const lines = settings.filter(setting => setting.arm);
      if (lines.length === 0) {
        throw new Error("batch " + batch + " has no autoregressive setting, which is the line to beat");
      }
      const best = Math.max(...lines.map(setting => setting.speed));
      lines.forEach(setting => setting.place = setting.speed === best ? "autoregressive: the line to beat" : "autoregressive");
      return {batch, heading, settings, best};
    });
    return {plots, sentences: json.sentences};
  }

  setting(setting) {
    const accuracy = setting[ACCURACY];
    const speed = setting[SPEED];
    if (!(accuracy >= 0 && accuracy <= 1 && speed > 0)) {
      throw new Error(setting.strategy + " has " + ACCURACY + " " + accuracy + " and " + SPEED + " " + speed
        + "; expected a share from 0 to 1 and a rate above 0");
    }
    const arm = this.autoregressive.has(String(setting.strategy).split(":")[0]);
    const place = setting.beaten_by ? "dropped" : setting.knee ? "knee of the front" : setting.front ? "front" : "";
    return {strategy: setting.strategy, arm, accuracy, speed, place, times: setting.times_autoregressive, passes: setting.passes,
      low: setting["low,strict-match"], high: setting["high,strict-match"], front: !arm && setting.front && !setting.beaten_by};
  }

  show(plots) {
    const figures = plots.map(({batch}) => {
      const figure = document.createElement("figure");
      figure.className = "plot";
      figure.id = "frontier-" + batch;
      return figure;
    });
    document.getElementById("frontier-plots").replaceChildren(...figures);
    this.frames = plots.map(plot => new Frame({
      id: "frontier-" + plot.batch, title: "Quality against speed at batch " + plot.batch, caption: () => plot.heading + ".", picture, table
    }));
    this.views = plots.map(plot => ({plot}));
    this.draw();
  }

  /** Draws anew, in the colours and the width that the page has now. */
  draw() {
    const theme = palette();
    this.frames.forEach((frame, index) => frame.show({...this.views[index], theme}));
  }
}

function picture({plot, theme, width}) {
  const svg = canvas(width, HEIGHT, theme, "Accuracy against kept tokens a second at batch " + plot.batch);
  const speeds = plot.settings.map(setting => setting.speed);
  const most = Math.max(...speeds) * 1.12;
  const wide = most / Math.min(...speeds) > 8;
  const low = wide ? Math.min(...speeds) / 1.2 : 0;
  const x = scale(wide ? "log" : "linear", low, most, LEFT, width - RIGHT);
  const y = scale("linear", 0, 1, HEIGHT - BOTTOM, TOP);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(line(LEFT, y(share), width - RIGHT, y(share), theme.rule));
    svg.append(text(LEFT - 6, y(share) + 4, percent(share, 0), theme, {"text-anchor": "end", "font-size": 11, fill: theme.soft}));
  }
  for (const speed of wide ? decades(low, most, 6) : steps(most / 1.12, 5)) {
    svg.append(text(x(speed), HEIGHT - BOTTOM + 16, tick(speed, ""), theme, {"text-anchor": "middle", "font-size": 11, fill: theme.soft}));
  }
  svg.append(text((LEFT + width - RIGHT) / 2, HEIGHT - 8, "kept tokens a second", theme, {"text-anchor": "middle"}));
  svg.append(line(x(plot.best), TOP, x(plot.best), HEIGHT - BOTTOM, theme.arm, {"stroke-dasharray": "4 3"}));
  const front = plot.settings.filter(setting => setting.front).sort((one, other) => one.speed - other.speed);
  if (front.length > 1) {
    svg.append(draw("polyline", {points: front.map(each => x(each.speed) + "," + y(each.accuracy)).join(" "), fill: "none", stroke: theme.ink}));
  }
  for (const setting of plot.settings) {
    const large = setting.arm || setting.front;
    const mark = {cx: x(setting.speed), cy: y(setting.accuracy), r: large ? 5.5 : 3, fill: setting.arm ? theme.arm : theme.full,
      "fill-opacity": large ? 1 : 0.5, stroke: setting.place.startsWith("knee") ? theme.ink : null, "stroke-width": 2};
    svg.append(titled(draw("circle", mark), setting.strategy + ": " + percent(setting.accuracy, 1) + ", "
      + quantity(setting.speed, "tokens/s") + (setting.place ? ", " + setting.place : "")));
  }
  // Settings of the autoregressive model lie close together: the fastest has a label, and that is short.
  for (const setting of plot.settings.filter(each => each.arm ? each.speed === plot.best : each.place.startsWith("knee"))) {
    const end = x(setting.speed) > (LEFT + width) * 0.6;
    const name = setting.arm ? setting.strategy.split(":")[0] : setting.strategy;
    svg.append(label(x(setting.speed) + (end ? -9 : 9), y(setting.accuracy) + (setting.arm ? 18 : 4), name, theme,
      {"text-anchor": end ? "end" : "start", "font-size": 11, "font-weight": 600}));
  }
  return svg;
}

function table({plot}) {
  return {
    columns: ["setting", "place", "exact matches", "low", "high", "kept tokens/s", "times the line", "passes"],
    rows: plot.settings.map(each => [each.strategy, each.place, each.accuracy, each.low, each.high, each.speed, each.times, each.passes])
  };
}
