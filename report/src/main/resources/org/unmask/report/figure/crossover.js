
// ---- Who wins at each batch and prompt: a map in two colours, deeper where the distance is larger.

DRAWINGS.crossover = {draw: drawCrossover, parts: figure => figure.panels};

const WINNER = {dlm: "dlm", ar: "ar", none: "none"};

function drawCrossover(figure, view) {
  const fields = figure.panels.filter(panel => panel.device === view.device).map(fieldOf);
  const columns = fields.length > 1 && view.width >= 900 ? 2 : 1;
  const panelWidth = view.width / columns;
  const left = 64;
  const width = panelWidth - left - 12;
  const top = 50;
  const rows = Math.max(...fields.map(field => field.prompts.length));
  const height = Math.min(columns === 1 ? 330 : 380, Math.max(120, rows * 38));
  const rowHeight = top + height + 58;
  const farthest = Math.max(2, ...fields.flatMap(field => field.cells.filter(cell => cell.both).map(distance)));
  const option = {...baseOption(view), title: [], grid: [], xAxis: [], yAxis: [], series: [], graphic: []};
  const fieldsBySeries = [];
  fields.forEach((field, index) => {
    const place = {
      x: (index % columns) * panelWidth + left,
      y: Math.floor(index / columns) * rowHeight,
      width, height, top
    };
    const series = addField(option, field, index, place, view, farthest);
    series.forEach(() => fieldsBySeries.push(field));
    option.series.push(...series);
  });
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => crossoverTip(fieldsBySeries[hit.seriesIndex], hit)});
  return {option, height: rowHeight * Math.ceil(fields.length / columns)};
}

/** A panel with its cells as objects, each with its place on the map. */
function fieldOf(panel) {
  const sorted = values => [...new Set(values)].sort((a, b) => a - b);
  const batches = sorted(panel.batch);
  const prompts = sorted(panel.prompt);
  const cells = panel.batch.map((batch, index) => {
    const arFits = (panel.fits[index] & 1) > 0;
    const dlmFits = (panel.fits[index] & 2) > 0;
    const cell = {
      batch, prompt: panel.prompt[index], i: batches.indexOf(batch), j: prompts.indexOf(panel.prompt[index]),
      ar: panel.ar[index], dlm: panel.dlm[index], arFits, dlmFits, both: arFits && dlmFits
    };
    cell.ratio = cell.dlm / cell.ar;
    cell.winner = cell.both ? (cell.ratio >= 1 ? WINNER.dlm : WINNER.ar)
      : dlmFits ? WINNER.dlm : arFits ? WINNER.ar : WINNER.none;
    return cell;
  });
  const at = new Map(cells.map(cell => [cell.i + "," + cell.j, cell]));
  return {panel, batches, prompts, cells, at: (i, j) => at.get(i + "," + j)};
}

/** How many times the winner is as fast. */
function distance(cell) {
  return Math.max(cell.ratio, 1 / cell.ratio);
}

function winnerColour(field, winner, view) {
  return winner === WINNER.dlm ? view.theme[field.panel.role] : winner === WINNER.ar ? view.theme.arm : view.theme.soft;
}

/** Pale if both are as fast, full at the farthest of the figure. */
function cellColour(field, winner, ratio, farthest, view) {
  if (winner === WINNER.none) {
    return view.theme.faint;
  }
  const share = Math.min(1, Math.log(ratio) / Math.log(farthest));
  return shade([view.theme.paper, winnerColour(field, winner, view)], 0.12 + 0.88 * share);
}

function addField(option, field, index, place, view, farthest) {
  const {batches, prompts, panel} = field;
  const axis = (values, name, gap) => ({
    type: "value",
    gridIndex: index,
    min: -0.5,
    max: values.length - 0.5,
    name,
    nameLocation: "middle",
    nameGap: gap,
    nameTextStyle: {color: view.theme.ink, fontSize: 12, fontFamily: FONT},
    nameMoveOverlap: false,
    axisLine: {show: false},
    axisTick: {show: false},
    splitLine: {show: false},
    axisLabel: {
      customValues: values.map((_, at) => at),
      formatter: at => tick(values[at], ""),
      color: view.theme.soft, fontSize: 11, hideOverlap: true
    }
  });
  option.title.push({
    text: panel.title,
    left: place.x,
    top: place.y + 2,
    padding: 0,
    textStyle: {fontSize: 13, fontWeight: 600, color: view.theme.ink, width: place.width, overflow: "truncate"}
  });
  option.graphic.push(...crossoverKey(field, place, view, farthest));
  option.grid.push({left: place.x, top: place.y + place.top, width: place.width, height: place.height, outerBoundsMode: "none"});
  option.xAxis.push(axis(batches, "batch", 26));
  option.yAxis.push(axis(prompts, "prompt (tokens)", 46));
  const axes = {xAxisIndex: index, yAxisIndex: index};
  const size = [place.width / batches.length, place.height / prompts.length];
  const lines = (data, color, width, more) => ({
    ...axes, type: "line", silent: true, data, showSymbol: false, color,
    lineStyle: {color, width, ...more}, emphasis: {disabled: true}, z: 4
  });
  return [
    {
      ...axes,
      type: "scatter",
      symbol: "rect",
      symbolSize: [size[0] - 1, size[1] - 1],
      z: 2,
      emphasis: {disabled: true},
      data: field.cells.map(cell => cellItem(field, cell, size, view, farthest))
    },
    ...[WINNER.dlm, WINNER.ar, WINNER.none].map(winner => lines(
      field.cells.filter(cell => !cell.both && cell.winner === winner)
        .flatMap(cell => hatching(cell, size, winner === WINNER.none)),
      winnerColour(field, winner, view), 1.2, {opacity: 0.75})),
    {...lines(field.cells.flatMap(cell => crossoverEdges(field, cell)), view.theme.ink, 2.6, {cap: "round"}), z: 5}
  ];
}

function cellItem(field, cell, size, view, farthest) {
  const fill = cellColour(field, cell.winner, cell.both ? distance(cell) : 1, farthest, view);
  const text = cell.both ? times(distance(cell)) : "";
  return {
    value: [cell.i, cell.j],
    itemStyle: {color: fill},
    label: {
      show: text !== "" && textWidth(text, 11) + 4 <= size[0] && size[1] >= 15,
      formatter: () => text,
      color: onColour(fill),
      fontSize: 11,
      fontFamily: FONT
    }
  };
}

function times(ratio) {
  return (ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(ratio >= 10 ? 3 : 2).replace(/\.0$/, "")) + "×";
}

/** Slanted lines within a cell, in both directions if crossed; pieces of one line with gaps between. */
function hatching(cell, [width, height], crossed) {
  const lines = [];
  for (let shift = 4; shift < width + height; shift += 8) {
    const x1 = Math.min(shift, width);
    const x2 = Math.max(0, shift - height);
    lines.push([[x1, shift - x1], [x2, shift - x2]]);
  }
  const all = crossed ? [...lines, ...lines.map(line => line.map(([x, y]) => [width - x, y]))] : lines;
  return all.flatMap(line => [
    ...line.map(([x, y]) => [cell.i - 0.5 + x / width, cell.j + 0.5 - y / height]),
    ["-", "-"]
  ]);
}

/** The crossover: a thick line to the left of a cell and below it where the neighbour has another winner. */
function crossoverEdges(field, cell) {
  const differs = other => other && other.winner !== cell.winner && cell.winner !== WINNER.none && other.winner !== WINNER.none;
  const edges = [];
  if (differs(field.at(cell.i - 1, cell.j))) {
    edges.push([cell.i - 0.5, cell.j - 0.5], [cell.i - 0.5, cell.j + 0.5], ["-", "-"]);
  }
  if (differs(field.at(cell.i, cell.j - 1))) {
    edges.push([cell.i - 0.5, cell.j - 0.5], [cell.i + 0.5, cell.j - 0.5], ["-", "-"]);
  }
  return edges;
}

/** What the colours mean: a scale from one model to the other, above the map. */
function crossoverKey(field, place, view, farthest) {
  const steps = 20;
  const y = place.y + 22;
  const name = (text, winner) => ({text: shortened(text, place.width * 0.33, 12), color: winnerColour(field, winner, view)});
  const dlm = name(field.panel.diffusion + " faster", WINNER.dlm);
  const ar = name(field.panel.autoregressive + " faster", WINNER.ar);
  const start = place.x + textWidth(dlm.text, 12) + 10;
  const width = Math.max(20, Math.min(220, place.x + place.width - textWidth(ar.text, 12) - 10 - start));
  const text = (x, item, align) => ({
    type: "text",
    silent: true,
    style: {x, y: y + 7, text: item.text, fill: item.color, font: "600 12px " + FONT, textAlign: align, textVerticalAlign: "middle"}
  });
  const scale = Array.from({length: steps}, (_, index) => {
    const side = (index + 0.5) / steps * 2 - 1;
    return {
      type: "rect",
      silent: true,
      shape: {x: start + index * width / steps, y, width: width / steps + 0.5, height: 14},
      style: {fill: cellColour(field, side < 0 ? WINNER.dlm : WINNER.ar, Math.pow(farthest, Math.abs(side)), farthest, view)}
    };
  });
  return [text(start - 6, dlm, "right"), ...scale, text(start + width + 6, ar, "left")];
}

function crossoverTip(field, hit) {
  const cell = field.at(hit.value[0], hit.value[1]);
  const rate = (label, fits, speed) => ({cells: [label, fits ? quantity(speed, "tokens/s") : "out of memory"]});
  const {panel} = field;
  const rows = [rate(panel.diffusion, cell.dlmFits, cell.dlm), rate(panel.autoregressive, cell.arFits, cell.ar)];
  if (cell.both) {
    rows.push({cells: [cell.ratio >= 1 ? panel.diffusion : panel.autoregressive, digits(distance(cell), 3) + " times as fast"]});
  }
  return tip("batch " + cell.batch + ", prompt " + cell.prompt, rows);
}
