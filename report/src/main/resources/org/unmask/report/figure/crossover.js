
// ---- Who wins at each batch and prompt: a map in two colours, deeper where the distance is larger.

DRAWINGS.crossover = {draw: drawCrossover, parts: figure => figure.panels};

const CROSSOVER = {dlm: 0, ar: 1, none: 2};
const WINNER_COLOURS = {
  light: {dlm: "#3b3fb6", ar: "#b4400a", even: "#f7f3ea"},
  dark: {dlm: "#8f9cff", ar: "#fb8a3c", even: "#2e2b27"}
};

function drawCrossover(figure, view) {
  const panels = figure.panels.filter(panel => panel.device === view.device);
  const columns = panels.length > 1 && view.width >= 900 ? 2 : 1;
  const cellWidth = view.width / columns;
  const left = 74;
  const keyHeight = 72;
  const option = {...baseOption(view), title: [], grid: [], xAxis: [], yAxis: [], series: [], graphic: []};
  const farthest = Math.max(2, ...panels.flatMap(panel => panel.cells.filter(both).map(cell => Math.max(ratioOf(cell), 1 / ratioOf(cell)))));
  option.graphic.push(...crossoverKey(panels, view, left, farthest));
  const fields = panels.map(panel => fieldOf(panel));
  const rows = Math.max(...fields.map(field => field.prompts.length));
  const plotHeight = Math.min(560, Math.max(120, rows * 38));
  const rowHeight = plotHeight + 92;
  fields.forEach((field, index) => {
    const x = (index % columns) * cellWidth + left;
    const y = keyHeight + Math.floor(index / columns) * rowHeight;
    addField(option, field, index, {x, y, width: cellWidth - left - 16, height: plotHeight}, view, farthest);
  });
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => crossoverTip(fields[hit.seriesIndex], hit)});
  return {option, height: keyHeight + rowHeight * Math.ceil(panels.length / columns)};
}

function both(cell) {
  return cell.arFits && cell.dlmFits;
}

/** Throughput of the diffusion model over that of the other. */
function ratioOf(cell) {
  return cell.dlm / cell.ar;
}

function winnerOf(cell) {
  if (both(cell)) {
    return ratioOf(cell) >= 1 ? CROSSOVER.dlm : CROSSOVER.ar;
  }
  return cell.dlmFits ? CROSSOVER.dlm : cell.arFits ? CROSSOVER.ar : CROSSOVER.none;
}

function fieldOf(panel) {
  const sorted = values => [...new Set(values)].sort((a, b) => a - b);
  const batches = sorted(panel.cells.map(cell => cell.batch));
  const prompts = sorted(panel.cells.map(cell => cell.prompt));
  const at = new Map(panel.cells.map(cell => [batches.indexOf(cell.batch) + "," + prompts.indexOf(cell.prompt), cell]));
  return {panel, batches, prompts, cell: (i, j) => at.get(i + "," + j)};
}

/** The colour of a winner: pale if both are as fast, full at the farthest of the figure. */
function crossoverColor(winner, ratio, farthest, view) {
  const colours = WINNER_COLOURS[view.theme.name];
  const full = winner === CROSSOVER.dlm ? colours.dlm : colours.ar;
  const share = Math.min(1, Math.log(Math.max(ratio, 1 / ratio)) / Math.log(farthest));
  return shade([colours.even, full], 0.16 + 0.84 * share);
}

function hatchingColor(winner, view) {
  const colours = WINNER_COLOURS[view.theme.name];
  return winner === CROSSOVER.dlm ? colours.dlm : winner === CROSSOVER.ar ? colours.ar : view.theme.soft;
}

function addField(option, field, index, place, view, farthest) {
  const {panel, batches, prompts} = field;
  const axis = (names, name, gap) => ({
    type: "category",
    gridIndex: index,
    data: names.map(value => tick(value, "")),
    name,
    nameLocation: "middle",
    nameGap: gap,
    nameTextStyle: {color: view.theme.ink, fontSize: 12, fontFamily: FONT},
    axisLine: {show: true, lineStyle: {color: view.theme.rule}},
    axisTick: {show: false},
    splitLine: {show: false},
    axisLabel: {color: view.theme.soft, fontSize: 11, hideOverlap: true}
  });
  option.title.push({
    text: panel.title,
    left: place.x,
    top: place.y,
    padding: 0,
    textStyle: {fontSize: 13, fontWeight: 600, color: view.theme.ink, width: place.width, overflow: "truncate"}
  });
  option.grid.push({left: place.x, top: place.y + 26, width: place.width, height: place.height, outerBoundsMode: "none"});
  option.xAxis.push(axis(batches, "batch", 26));
  option.yAxis.push(axis(prompts, "prompt (tokens)", 52));
  const data = [];
  for (let j = 0; j < prompts.length; j++) {
    for (let i = 0; i < batches.length; i++) {
      if (field.cell(i, j)) {
        data.push([i, j]);
      }
    }
  }
  option.series.push({
    type: "custom",
    xAxisIndex: index,
    yAxisIndex: index,
    data,
    encode: {x: 0, y: 1},
    renderItem: (_, api) => crossoverCell(field, api, view, farthest)
  });
}

function crossoverCell(field, api, view, farthest) {
  const i = api.value(0);
  const j = api.value(1);
  const cell = field.cell(i, j);
  const winner = winnerOf(cell);
  const [width, height] = api.size([1, 1]);
  const [x, y] = api.coord([i, j]);
  const box = {x: x - width / 2, y: y - height / 2, width, height};
  const fill = winner === CROSSOVER.none
    ? view.theme.faint
    : both(cell) ? crossoverColor(winner, ratioOf(cell), farthest, view) : crossoverColor(winner, 1, farthest, view);
  const children = [{type: "rect", shape: box, style: {fill, stroke: view.theme.paper, lineWidth: 1}}];
  if (!both(cell)) {
    const color = hatchingColor(winner, view);
    children.push(...hatching(box, color, winner === CROSSOVER.none));
  }
  children.push(...crossoverEdges(field, i, j, box, view));
  const text = both(cell) ? times(Math.max(ratioOf(cell), 1 / ratioOf(cell))) : "";
  if (text && textWidth(text, 11) + 6 <= width && height >= 15) {
    children.push({
      type: "text",
      silent: true,
      style: {x, y, text, fill: onCell(fill), font: "11px " + FONT, textAlign: "center", textVerticalAlign: "middle"}
    });
  }
  return {type: "group", children};
}

function times(ratio) {
  return (ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(ratio >= 10 ? 3 : 2).replace(/\.0$/, "")) + "×";
}

/** Dark or light, whichever is read better on a colour. */
function onCell(fill) {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(fill.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b > 150 ? "#1f1d1a" : "#ffffff";
}

/** Slanted lines within a box, in both directions if crossed. */
function hatching(box, color, crossed) {
  const lines = [];
  const style = {stroke: color, lineWidth: 1.3, opacity: 0.75};
  const gap = 8;
  for (let shift = gap / 2; shift < box.width + box.height; shift += gap) {
    const x1 = Math.min(shift, box.width);
    const x2 = Math.max(0, shift - box.height);
    lines.push({x1: box.x + x1, y1: box.y + shift - x1, x2: box.x + x2, y2: box.y + shift - x2});
  }
  const mirrored = lines.map(line => ({...line, x1: 2 * box.x + box.width - line.x1, x2: 2 * box.x + box.width - line.x2}));
  return (crossed ? [...lines, ...mirrored] : lines).map(shape => ({type: "line", silent: true, shape, style}));
}

/** The crossover: a thick line to the left of a cell and below it where the neighbour has another winner. */
function crossoverEdges(field, i, j, box, view) {
  const style = {stroke: view.theme.ink, lineWidth: 2.6, lineCap: "round"};
  const winner = winnerOf(field.cell(i, j));
  const differs = other => other && winnerOf(other) !== winner && winner !== CROSSOVER.none && winnerOf(other) !== CROSSOVER.none;
  const edges = [];
  if (differs(field.cell(i - 1, j))) {
    edges.push({x1: box.x, y1: box.y, x2: box.x, y2: box.y + box.height});
  }
  if (differs(field.cell(i, j - 1))) {
    edges.push({x1: box.x, y1: box.y + box.height, x2: box.x + box.width, y2: box.y + box.height});
  }
  return edges.map(shape => ({type: "line", silent: true, shape, style, z2: 10}));
}

/** What the colours mean: a scale from one model to the other, and the hatchings. */
function crossoverKey(panels, view, left, farthest) {
  const steps = 24;
  const width = Math.min(300, (view.width - left) * 0.36);
  const middle = left + Math.max(110, Math.min(view.width * 0.24, 250));
  const text = (x, y, content, align, color, weight) => ({
    type: "text",
    silent: true,
    style: {x, y, text: content, fill: color ?? view.theme.ink, font: (weight ? weight + " " : "") + "12px " + FONT, textAlign: align,
      textVerticalAlign: "middle"}
  });
  const scale = Array.from({length: steps}, (_, index) => {
    const place = (index + 0.5) / steps * 2 - 1;
    const ratio = Math.pow(farthest, Math.abs(place));
    return {
      type: "rect",
      silent: true,
      shape: {x: middle + index * width / steps, y: 0, width: width / steps + 0.5, height: 14},
      style: {fill: crossoverColor(place < 0 ? CROSSOVER.dlm : CROSSOVER.ar, ratio, farthest, view)}
    };
  });
  const models = pick => [...new Set(panels.map(panel => panel[pick]))].join(", ");
  const items = [
    text(middle - 8, 7, shortened(models("dlm") + " faster", middle - 8, 12), "right", WINNER_COLOURS[view.theme.name].dlm, "600"),
    ...scale,
    text(middle + width + 8, 7, shortened(models("ar") + " faster", view.width - middle - width - 8, 12), "left",
      WINNER_COLOURS[view.theme.name].ar, "600"),
    text(middle, 24, times(farthest), "center", view.theme.soft),
    text(middle + width / 2, 24, "1×", "center", view.theme.soft),
    text(middle + width, 24, times(farthest), "center", view.theme.soft)
  ];
  let x = left;
  const swatch = (winner, label) => {
    const box = {x, y: 40, width: 26, height: 14};
    const color = hatchingColor(winner, view);
    const fill = winner === CROSSOVER.none ? view.theme.faint : crossoverColor(winner, 1, farthest, view);
    items.push({type: "rect", silent: true, shape: box, style: {fill}}, ...hatching(box, color, winner === CROSSOVER.none),
      text(x + 32, 47, label, "left"));
    x += 32 + textWidth(label, 12) + 20;
  };
  const cells = panels.flatMap(panel => panel.cells).filter(cell => !both(cell));
  if (cells.some(cell => winnerOf(cell) === CROSSOVER.ar)) {
    swatch(CROSSOVER.ar, "only " + models("ar") + " fits");
  }
  if (cells.some(cell => winnerOf(cell) === CROSSOVER.dlm)) {
    swatch(CROSSOVER.dlm, "only " + models("dlm") + " fits");
  }
  if (cells.some(cell => winnerOf(cell) === CROSSOVER.none)) {
    swatch(CROSSOVER.none, "neither fits");
  }
  return items;
}

function crossoverTip(field, hit) {
  const cell = field.cell(hit.value[0], hit.value[1]);
  const rate = (label, fits, speed) => ({cells: [label, fits ? quantity(speed, "tokens/s") : "out of memory"]});
  const rows = [rate(field.panel.dlm, cell.dlmFits, cell.dlm), rate(field.panel.ar, cell.arFits, cell.ar)];
  if (both(cell)) {
    const faster = ratioOf(cell) >= 1 ? field.panel.dlm : field.panel.ar;
    rows.push({cells: [faster, digits(Math.max(ratioOf(cell), 1 / ratioOf(cell)), 3) + " times as fast"]});
  }
  return tip("batch " + cell.batch + ", prompt " + cell.prompt, rows);
}
