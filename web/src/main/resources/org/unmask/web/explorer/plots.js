// ---- The plots. Each has a picture and a table of the same answer; nothing is computed but places and lengths.

/* global onColour, percent, quantity, shade, tick */
import {canvas, decades, draw, fitted, label, line, rect, scale, steps, text, titled, width} from "./svg.js";

const LEFT = 10;
const MEMORY_PARTS = [["weight_bytes", "weights"], ["kv_cache_bytes", "KV cache"], ["activation_bytes", "activations"], ["logit_bytes", "logits"]];
const BOUNDS = ["compute", "memory", "link", "dispatch"];

/** Every plot: title, what it shows, its picture and its table. */
export const PLOTS = [
  {id: "speed", title: "Throughput and latency", caption: () => "Generated tokens a second of all sequences, and how long one answer takes. The tick on a bar of latency is the first token.", picture: speed, table: speedTable},
  {id: "map", title: "Who wins where", caption: mapCaption, picture: map, table: mapTable},
  {id: "roofline", title: "Operators under the roofline", caption: () => "Each dot is all calls of one operator; its area is the share of the time. Left of the ridge memory decides, right of it arithmetic. A click explains.", picture: roofline, table: operatorTable, explains: true},
  {id: "time", title: "Where the time goes", caption: () => "Full colour: bound by arithmetic. Pale: by memory. Grey: by the link or the host. A click explains.", picture: time, table: operatorTable, explains: true},
  {id: "memory", title: "Memory", caption: () => "Peak of the fullest device against its capacity, with the largest batch that fits.", picture: memory, table: memoryTable}
];

function top(answer) {
  return Math.max(...answer.contestants.map(each => Math.min(200, width(each.name, 12, 600)))) + LEFT + 12;
}

// ---- Throughput and latency

function speed(view) {
  const {answer, theme, colours} = view;
  const rows = answer.contestants.length;
  const panels = view.width < 560 ? 1 : 2;
  const band = 34;
  const height = panels === 2 ? rows * band + 46 : 2 * (rows * band + 52);
  const svg = canvas(view.width, height, theme, "Throughput and latency of the contestants");
  const names = top(answer);
  const room = panels === 2 ? (view.width - names) / 2 : view.width - names;
  const panel = (x, y, title, unit, value, mark) => {
    const most = Math.max(...answer.contestants.map(value));
    const said = each => quantity(value(each), unit === "s" ? unit : "") + (fits(each) ? "" : " (does not fit)");
    const inner = room - 30 - Math.max(...answer.contestants.map(each => width(said(each), 12, 600)));
    svg.append(text(x, y + 12, title, theme, {fill: theme.soft}));
    answer.contestants.forEach((each, index) => {
      const at = y + 22 + index * band;
      const length = Math.max(1, value(each) / most * inner);
      svg.append(titled(rect(x, at, length, band - 12, fits(each) ? colours[index] : theme.faint,
        fits(each) ? {} : {stroke: colours[index], "stroke-dasharray": "3 2"}), each.name + ": " + quantity(value(each), unit)));
      svg.append(text(x + length + 6, at + 15, said(each), theme, {"font-weight": 600}));
      if (mark) {
        const place = x + Math.max(1, mark(each) / most * inner);
        svg.append(line(place, at - 3, place, at + band - 9, theme.ink, {"stroke-width": 1.5}));
      }
    });
  };
  const named = y => answer.contestants.forEach((each, index) =>
    svg.append(text(names - 10, y + 37 + index * band, fitted(each.name, names - LEFT - 10), theme, {"text-anchor": "end", "font-weight": 600})));
  named(0);
  panel(names, 0, "tokens/s", "tokens/s", each => each.prediction.totals.tokens_per_second);
  const y = panels === 2 ? 0 : rows * band + 44;
  if (panels === 1) {
    named(y);
  }
  panel(panels === 2 ? names + room : names, y, "seconds for an answer", "s", each => each.prediction.totals.seconds,
    each => each.prediction.totals.first_token_seconds);
  return svg;
}

function fits(each) {
  return each.prediction.memory.fits;
}

function speedTable({answer}) {
  return {
    columns: ["contestant", "tokens/s", "tokens/s a user", "seconds", "first token (s)", "passes", "tokens per pass", "FLOP/B", "fits"],
    rows: answer.contestants.map(each => {
      const totals = each.prediction.totals;
      return [each.name, totals.tokens_per_second, totals.tokens_per_second_per_user, totals.seconds, totals.first_token_seconds,
        totals.passes, totals.tokens_per_pass, totals.arithmetic_intensity, fits(each) ? "yes" : "no"];
    })
  };
}

// ---- Map

function mapCaption() {
  return "The winner's colour, with how many times as fast it is as the next. The ring is this workload; a click on a cell goes there.";
}

function map(view) {
  const {answer, theme, colours, state} = view;
  const {batches, prompt_tokens: prompts, winners, leads} = answer.map;
  const left = 64;
  const bottom = 46;
  const height = 380;
  const svg = canvas(view.width, height, theme, "Winner at each batch and prompt");
  const w = (view.width - left - 8) / batches.length;
  const h = (height - bottom - 6) / prompts.length;
  winners.forEach((winner, index) => {
    const column = index % batches.length;
    const row = Math.floor(index / batches.length);
    const x = left + column * w;
    const y = 6 + (prompts.length - 1 - row) * h;
    const lead = leads[index];
    const fill = winner < 0 ? theme.faint : shade([theme.paper, colours[winner]], lead === null ? 1 : 0.25 + 0.75 * Math.min(1, Math.log(lead) / Math.log(8)));
    const where = "batch " + batches[column] + ", prompt " + prompts[row];
    const words = winner < 0 ? "nothing fits" : answer.contestants[winner].name + (lead === null ? " alone fits" : " leads " + lead.toFixed(2) + " times");
    const cell = titled(rect(x + 0.5, y + 0.5, w - 1, h - 1, fill, {class: "cell"}), where + ": " + words);
    cell.addEventListener("click", () => view.go(String(batches[column]), String(prompts[row])));
    svg.append(cell);
    const said = winner < 0 ? "" : lead === null ? "only" : lead < 9.95 ? lead.toFixed(1) : lead.toFixed(0);
    if (said && width(said, 10) < w - 4) {
      svg.append(text(x + w / 2, y + h / 2 + 3.5, said, theme, {"text-anchor": "middle", "font-size": 10,
        "pointer-events": "none", fill: onColour(fill)}));
    }
  });
  const place = (list, value, size) => (Math.log2(value / list[0])) * size + size / 2;
  batches.forEach((batch, column) => svg.append(text(left + column * w + w / 2, height - bottom + 15, tick(batch, ""), theme,
    {"text-anchor": "middle", "font-size": 11, fill: theme.soft})));
  prompts.forEach((prompt, row) => svg.append(text(left - 6, 6 + (prompts.length - 1 - row) * h + h / 2 + 4, tick(prompt, ""), theme,
    {"text-anchor": "end", "font-size": 11, fill: theme.soft})));
  svg.append(text(left + (view.width - left) / 2, height - 10, "batch (sequences)", theme, {"text-anchor": "middle"}));
  svg.append(text(14, height / 2 - bottom / 2, "prompt (tokens)", theme, {"text-anchor": "middle",
    transform: "rotate(-90 14 " + (height / 2 - bottom / 2) + ")"}));
  const within = (list, value) => Math.min(Math.max(Number(value), list[0]), list.at(-1));
  const x = left + place(batches, within(batches, state.batch), w);
  const y = height - bottom - place(prompts, within(prompts, state.prompt_tokens), h);
  svg.append(draw("circle", {cx: x, cy: y, r: 11, fill: "none", stroke: theme.paper, "stroke-width": 5, "pointer-events": "none"}));
  svg.append(draw("circle", {cx: x, cy: y, r: 11, fill: "none", stroke: theme.ink, "stroke-width": 2.5, "pointer-events": "none", class: "here"}));
  return svg;
}

function mapTable({answer}) {
  const {batches, prompt_tokens: prompts, winners, leads} = answer.map;
  return {
    columns: ["batch", "prompt (tokens)", "winner", "lead (times)"],
    rows: winners.map((winner, index) => [batches[index % batches.length], prompts[Math.floor(index / batches.length)],
      winner < 0 ? "none fits" : answer.contestants[winner].name, winner < 0 ? "" : leads[index] ?? "alone"])
  };
}

// ---- Roofline

function roofline(view) {
  const {answer, theme, colours} = view;
  const left = 58;
  const bottom = 46;
  const height = 380;
  const svg = canvas(view.width, height, theme, "Operators under the roofline");
  const dots = answer.contestants.flatMap((each, index) => each.dots
    .filter(dot => dot.flops_per_byte > 0 && dot.flops_per_second > 0 && dot.share >= 0.002).map(dot => ({...dot, index, owner: each.name})));
  const roofs = distinct(answer.contestants.map(each => each.roof));
  const x = scale("log", 0.1, 10000, left, view.width - 14);
  const peak = Math.max(...roofs.map(roof => roof.flops_per_second));
  const high = Math.pow(10, Math.ceil(Math.log10(peak * 1.5)));
  const low = high / 1e5;
  const y = scale("log", low, high, height - bottom, 8);
  for (const value of decades(0.1, 10000, 8)) {
    svg.append(line(x(value), 8, x(value), height - bottom, theme.faint));
    svg.append(text(x(value), height - bottom + 15, tick(value, ""), theme, {"text-anchor": "middle", "font-size": 11, fill: theme.soft}));
  }
  for (const value of decades(low, high, 8)) {
    svg.append(line(left, y(value), view.width - 14, y(value), theme.faint));
    svg.append(text(left - 6, y(value) + 4, tick(value, "FLOP/s"), theme, {"text-anchor": "end", "font-size": 11, fill: theme.soft}));
  }
  svg.append(text(left + (view.width - left) / 2, height - 10, "arithmetic intensity (FLOP/B)", theme, {"text-anchor": "middle"}));
  svg.append(text(12, height / 2 - bottom / 2, "attained (FLOP/s)", theme, {"text-anchor": "middle", transform: "rotate(-90 12 " + (height / 2 - bottom / 2) + ")"}));
  roofs.forEach((roof, index) => {
    const ridge = roof.ridge_flops_per_byte;
    const start = Math.max(0.1, low / roof.bytes_per_second);
    svg.append(draw("path", {d: "M" + x(start) + " " + y(start * roof.bytes_per_second) + "L" + x(ridge) + " " + y(roof.flops_per_second)
      + "L" + x(10000) + " " + y(roof.flops_per_second), fill: "none", stroke: theme.ink, "stroke-width": 1.6,
      "stroke-dasharray": index === 0 ? undefined : "5 3"}));
    svg.append(line(x(ridge), y(roof.flops_per_second), x(ridge), height - bottom, theme.rule, {"stroke-dasharray": "2 3"}));
    svg.append(label(x(ridge) + 4, height - bottom - 6 - 14 * index, "ridge " + tick(Math.round(ridge), ""), theme, {"font-size": 11, fill: theme.soft}));
    svg.append(label(view.width - 16, y(roof.flops_per_second) - 20 - 14 * index, fitted(roof.device + " " + roof.dtype + ", " + quantity(roof.flops_per_second, "FLOP/s"), view.width - left - 90, 11), theme,
      {"text-anchor": "end", "font-size": 11}));
  });
  const placed = [];
  dots.sort((a, b) => b.share - a.share).forEach(dot => {
    const cx = Math.min(Math.max(x(dot.flops_per_byte), left), view.width - 14);
    const cy = Math.min(Math.max(y(dot.flops_per_second), 8), height - bottom);
    const radius = 3 + 15 * Math.sqrt(dot.share);
    svg.append(explained(view, dot.index, dot.name, draw("circle", {cx, cy, r: radius, fill: colours[dot.index], "fill-opacity": 0.75, stroke: theme.paper}),
      dot.owner + ", " + dot.name + ": " + percent(dot.share, 1) + " of the time, " + tick(dot.flops_per_byte, "") + " FLOP/B, " + quantity(dot.flops_per_second, "FLOP/s") + ", bound by " + dot.bound));
    const words = dot.name.replaceAll("_", " ");
    const long = width(words, 11);
    const below = dot.bound === "compute";
    const box = below ? {left: cx - long / 2 - 4, right: cx + long / 2 + 4, top: cy + radius + 1, bottom: cy + radius + 15}
      : {left: cx + radius + 2, right: cx + radius + long + 10, top: cy - 4, bottom: cy + 12};
    const free = !placed.some(other => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
    if (dot.share >= 0.04 && free && box.left > left && box.right < view.width && box.bottom < height - bottom) {
      placed.push(box);
      view.after.push(below ? label(cx, cy + radius + 12, words, theme, {"text-anchor": "middle", "font-size": 11})
        : label(box.left + 2, cy + 8, words, theme, {"font-size": 11}));
    }
  });
  svg.append(...view.after.splice(0));
  return svg;
}

/** A mark of an operator: a click explains it. */
function explained(view, index, name, mark, words) {
  if (name !== null) {
    mark.setAttribute("class", "mark");
    mark.addEventListener("click", () => view.explain(index, name));
  }
  return titled(mark, words);
}

function distinct(roofs) {
  const seen = new Map(roofs.map(roof => [roof.device + roof.dtype, roof]));
  return [...seen.values()];
}

function operatorTable({answer}) {
  return {
    columns: ["contestant", "operator", "seconds", "share", "bound", "FLOP/B", "FLOP/s"],
    explained: answer.contestants.flatMap((each, index) => each.dots.map(dot => [index, dot.name])),
    rows: answer.contestants.flatMap(each => each.dots.map(dot =>
      [each.name, dot.name, dot.seconds, dot.share, dot.bound, dot.flops_per_byte, dot.flops_per_second]))
  };
}

// ---- Time

function time(view) {
  const {answer, theme, colours} = view;
  const band = 66;
  const height = answer.contestants.length * band + 40;
  const svg = canvas(view.width, height, theme, "Time by operator");
  const most = Math.max(...answer.contestants.map(each => each.prediction.totals.seconds));
  const room = view.width - LEFT * 2;
  answer.contestants.forEach((each, index) => {
    const y = 6 + index * band;
    svg.append(text(LEFT, y + 12, fitted(each.name, room * 0.6), theme, {"font-weight": 600}));
    svg.append(text(view.width - LEFT, y + 12, quantity(each.prediction.totals.seconds, "s"), theme, {"text-anchor": "end", fill: theme.soft}));
    let x = LEFT;
    for (const dot of grouped(each.dots)) {
      const length = dot.seconds / most * room;
      const fill = dot.bound === "compute" ? colours[index] : dot.bound === "memory" ? shade([theme.paper, colours[index]], 0.42) : theme.rule;
      svg.append(explained(view, index, dot.grouped ? null : dot.name, rect(x, y + 20, length, 30, fill, {stroke: theme.paper, "stroke-width": 1}),
        dot.name + ": " + quantity(dot.seconds, "s") + ", " + percent(dot.share, 1) + ", bound by " + dot.bound));
      const words = dot.name.replaceAll("_", " ");
      if (width(words, 11) < length - 8) {
        svg.append(text(x + 5, y + 39, words, theme, {"font-size": 11, "pointer-events": "none", fill: onColour(fill)}));
      }
      x += length;
    }
  });
  const x = scale("linear", 0, most, LEFT, view.width - LEFT);
  for (const value of steps(most, 6)) {
    svg.append(line(x(value), height - 30, x(value), height - 25, theme.rule));
    svg.append(text(x(value), height - 12, quantity(value, "s"), theme, {"font-size": 11, fill: theme.soft,
      "text-anchor": value === 0 ? "start" : x(value) > view.width - 40 ? "end" : "middle"}));
  }
  return svg;
}

/** The largest first, those bound alike together; small ones of a bound as one. */
function grouped(dots) {
  const parts = [];
  for (const bound of BOUNDS) {
    const own = dots.filter(dot => dot.bound === bound).sort((a, b) => b.seconds - a.seconds);
    const large = own.filter(dot => dot.share >= 0.02);
    const small = own.filter(dot => dot.share < 0.02);
    parts.push(...large);
    if (small.length > 0) {
      const sum = key => small.reduce((total, dot) => total + dot[key], 0);
      parts.push({name: small.length === 1 ? small[0].name : "other", grouped: small.length > 1, bound, seconds: sum("seconds"), share: sum("share")});
    }
  }
  return parts;
}

// ---- Memory

function memory(view) {
  const {answer, theme, colours} = view;
  const band = 78;
  const height = answer.contestants.length * band + 10;
  const svg = canvas(view.width, height, theme, "Memory against capacity");
  const room = view.width - LEFT * 2;
  const most = Math.max(...answer.contestants.flatMap(each => [each.prediction.memory.total_bytes, each.prediction.memory.capacity_bytes]));
  answer.contestants.forEach((each, index) => {
    const own = each.prediction.memory;
    const y = 6 + index * band;
    const said = own.fits ? "largest batch " + own.largest_batch.toLocaleString("en") : "does not fit; largest batch " + own.largest_batch.toLocaleString("en");
    svg.append(text(LEFT, y + 12, fitted(each.name, room - width(said, 12, 600) - 12), theme, {"font-weight": 600}));
    svg.append(text(view.width - LEFT, y + 12, said, theme, {"text-anchor": "end", "font-weight": 600, fill: own.fits ? theme.ink : theme.alarm}));
    const capacity = own.capacity_bytes / most * room;
    svg.append(rect(LEFT, y + 20, capacity, 30, theme.faint));
    let x = LEFT;
    MEMORY_PARTS.forEach(([key, name], part) => {
      const length = own[key] / most * room;
      const fill = shade([theme.paper, colours[index]], 1 - part * 0.22);
      svg.append(titled(rect(x, y + 20, length, 30, fill, {stroke: theme.paper, "stroke-width": 1}), name + ": " + quantity(own[key], "B")));
      x += length;
    });
    const parts = MEMORY_PARTS.map(([key, name]) => name + " " + tick(own[key], "B") + "B").join(" · ");
    svg.append(text(LEFT, y + 64, fitted(parts, room - 64, 11), theme, {"font-size": 11, fill: theme.soft}));
    svg.append(line(LEFT + capacity, y + 16, LEFT + capacity, y + 54, own.fits ? theme.ink : theme.alarm, {"stroke-width": 2}));
    svg.append(text(Math.min(LEFT + capacity, view.width - LEFT), y + 64, "of " + quantity(own.capacity_bytes, "B"), theme, {"text-anchor": "end", "font-size": 11, fill: theme.soft}));
  });
  return svg;
}

function memoryTable({answer}) {
  return {
    columns: ["contestant", "weights (B)", "KV cache (B)", "activations (B)", "logits (B)", "total (B)", "capacity (B)", "fits", "largest batch"],
    rows: answer.contestants.map(each => {
      const own = each.prediction.memory;
      return [each.name, own.weight_bytes, own.kv_cache_bytes, own.activation_bytes, own.logit_bytes, own.total_bytes, own.capacity_bytes,
        own.fits ? "yes" : "no", own.largest_batch];
    })
  };
}
