
// ---- Lines in panels: intensity, throughput, latency. Every line has its name at its end.

DRAWINGS.lines = {draw: drawLines, parts: figure => figure.panels};

const LINE_KINDS = {
  predicted: {type: "solid", width: 1.9, size: 5.5, filled: true},
  replayed: {type: "dotted", width: 1.9, size: 5.5, filled: true},
  measured: {type: "solid", width: 1.2, size: 9, filled: true},
  published: {type: "solid", width: 0, size: 8, filled: false}
};
const NAME_HEIGHT = 13;
const NAME_SIZE = 11;

function drawLines(figure, view) {
  const all = figure.panels.filter(panel => panel.device === view.device);
  const panels = all.map(panel => ({...panel, series: panel.series.filter(line => view.shown(line.label)).map(withPoints)}));
  const layout = panelLayout(panels, view);
  const complete = all.map(panel => ({...panel, series: panel.series.map(withPoints)}));
  const y = scaleOf(figure.y.scale, complete.flatMap(yValues), 8);
  const x = scaleOf(figure.x.scale, complete.flatMap(xValues), Math.max(4, Math.floor(layout.plotWidth / 32)));
  const option = {...baseOption(view), title: [], grid: [], xAxis: [], yAxis: [], series: [], graphic: []};
  const meta = [];
  panels.forEach((panel, index) => addPanel(option, meta, figure, view, panel, index, layout, x, y));
  Object.assign(option.tooltip, {
    trigger: "axis",
    axisPointer: {type: "line", snap: true, lineStyle: {color: view.theme.rule}},
    formatter: hits => linesTip(figure, panels, meta, hits)
  });
  return {option, height: layout.height};
}

/** A line with its points as objects. */
function withPoints(line) {
  return {
    ...line,
    points: line.x.map((x, index) => ({
      x,
      y: line.y[index],
      low: line.low?.[index] ?? undefined,
      high: line.high?.[index] ?? undefined,
      note: line.notes?.[index] ?? ""
    }))
  };
}

function xValues(panel) {
  return panel.series.flatMap(line => line.points.map(point => point.x)).concat(panel.marks.map(mark => mark.x));
}

function yValues(panel) {
  return panel.series
    .flatMap(line => line.points.flatMap(point => [point.y, point.low ?? point.y, point.high ?? point.y]))
    .concat(panel.levels.map(level => level.y), panel.marks.map(mark => mark.y))
    .filter(value => value > 0);
}

function panelLayout(panels, view) {
  const fits = view.width >= 960 ? 3 : view.width >= 600 ? 2 : 1;
  const columns = panels.length === 4 && fits === 3 ? 2 : Math.min(fits, panels.length);
  const left = 50;
  const widest = Math.max(0, ...panels.flatMap(panel => named(panel).map(line => textWidth(line.name, NAME_SIZE))));
  const right = Math.min(1.12 * widest + 20, view.width / columns * 0.36);
  const plotHeight = columns === 1 ? 340 : columns === 2 ? 300 : 290;
  const titled = panels.some(panel => panel.title) ? 44 : 24;
  const absent = panels.some(panel => panel.series.some(line => line.points.length === 0)) ? 16 : 0;
  const cellHeight = titled + absent + plotHeight + 50;
  const cellWidth = view.width / columns;
  return {
    columns, left, right, titled: titled + absent, plotHeight, cellHeight, cellWidth,
    plotWidth: cellWidth - left - right,
    height: cellHeight * Math.ceil(panels.length / columns)
  };
}

/** The lines that get a name: published points only where no line of their strategy has it. */
function named(panel) {
  const drawn = panel.series.filter(line => line.points.length > 0);
  return drawn.filter(line => line.provenance !== "published"
    || !drawn.some(other => other.provenance !== "published" && other.label.strategy === line.label.strategy));
}

function addPanel(option, meta, figure, view, panel, index, layout, x, y) {
  const column = index % layout.columns;
  const row = Math.floor(index / layout.columns);
  const top = row * layout.cellHeight;
  const left = column * layout.cellWidth + layout.left;
  const place = {left, top: top + layout.titled, width: layout.plotWidth, height: layout.plotHeight};
  const axes = {xAxisIndex: index, yAxisIndex: index};
  const absent = panel.series.filter(line => line.points.length === 0 && line.end);
  option.title.push({
    text: panel.title,
    subtext: absent.map(line => line.name + ": " + line.end).join("; "),
    left: left - layout.left,
    top: top + 2,
    padding: 0,
    itemGap: 3,
    textStyle: {fontSize: 13, fontWeight: 600, color: view.theme.ink, width: layout.cellWidth - 12, overflow: "truncate"},
    subtextStyle: {fontSize: 11, color: view.theme.alarm, width: layout.cellWidth - 12, overflow: "truncate"}
  });
  option.grid.push({...place, outerBoundsMode: "none"});
  option.xAxis.push(axisOption(figure.x, x, view, {gridIndex: index, nameGap: 26}));
  option.yAxis.push(axisOption(figure.y, y, view, {gridIndex: index, name: ""}));
  const unit = figure.y.unit ? figure.y.name + " (" + figure.y.unit + ")" : figure.y.name;
  option.graphic.push({
    type: "text", silent: true,
    style: {x: left - layout.left, y: place.top - 8, text: unit, fill: view.theme.soft, font: "11px " + FONT, textVerticalAlign: "bottom"}
  });
  const push = (series, about) => {
    option.series.push({...axes, ...series});
    meta.push(about);
  };
  for (const line of panel.series) {
    push(lineSeries(line, view), {line, panel: index, color: view.style(line.label).color});
    const bars = line.points.filter(point => point.low !== undefined).map(point => [point.x, point.low, point.high]);
    if (bars.length > 0) {
      push(whiskers(bars, view.style(line.label).color, false, {}));
    }
  }
  panel.series.filter(line => line.end && line.points.length > 0).forEach(line => push(cross(line, view)));
  push({type: "line", data: [], silent: true, markLine: levelLines(panel, view, layout, x, y, figure.y.scale !== "linear")});
  push(marks(panel, view, x, figure.x.scale !== "linear"));
  option.graphic.push(...names(panel, figure, view, layout, place, x, y));
}

function lineSeries(line, view) {
  const style = view.style(line.label);
  const kind = LINE_KINDS[line.provenance];
  return {
    type: "line",
    name: line.label.text,
    data: line.points.map(point => [point.x, point.y]),
    color: style.color,
    symbol: style.symbol,
    symbolSize: kind.size,
    showSymbol: true,
    showAllSymbol: true,
    clip: false,
    z: kind.width > 0 ? 2 : 7,
    lineStyle: {color: style.color, width: kind.width, type: kind.type},
    itemStyle: kind.filled
      ? {color: style.color}
      : {color: view.theme.paper, borderColor: style.color, borderWidth: 1.5},
    emphasis: {disabled: true}
  };
}

/** Where a line ends for want of memory. */
function cross(line, view) {
  const last = line.points.at(-1);
  return {
    type: "scatter",
    silent: true,
    z: 6,
    clip: false,
    symbol: CROSS,
    symbolSize: 10,
    data: [[last.x, last.y]],
    itemStyle: {color: "transparent", borderColor: view.style(line.label).color, borderWidth: 2.4}
  };
}

/** How far along an axis a value lies, 0 to 1. */
function along(value, scale, kind) {
  return kind === "linear"
    ? (value - scale.low) / (scale.high - scale.low)
    : Math.log(value / scale.low) / Math.log(scale.high / scale.low);
}

/** Names beside the ends of the lines, moved apart where they would cover each other, with a thread to a line that is
    away. */
function names(panel, figure, view, layout, place, x, y) {
  if (figure.y.scale === "linear" && y.low === undefined) {
    return [];
  }
  const items = named(panel).map(line => {
    const last = line.points.at(-1);
    return {
      line,
      x: place.left + place.width * along(last.x, x, figure.x.scale),
      y: place.top + place.height * (1 - along(last.y, y, figure.y.scale))
    };
  }).sort((a, b) => a.y - b.y);
  const height = Math.min(NAME_HEIGHT, place.height / Math.max(1, items.length));
  items.forEach((item, index) => {
    item.at = index === 0 ? item.y : Math.max(item.y, items[index - 1].at + height);
  });
  for (let index = items.length - 1; index >= 0; index--) {
    const most = index === items.length - 1 ? place.top + place.height + 4 : items[index + 1].at - height;
    items[index].at = Math.min(items[index].at, most);
  }
  const start = place.left + place.width + 12;
  return items.flatMap(({line, x: endX, y: endY, at}) => {
    const color = view.style(line.label).color;
    const thread = {
      type: "line", silent: true, z: 1,
      shape: {x1: endX + 6, y1: endY, x2: start - 3, y2: at},
      style: {stroke: color, lineWidth: 1, opacity: 0.45}
    };
    const name = {
      type: "text", silent: true, z: 10,
      style: {
        x: start, y: at, text: shortened(line.name, (layout.right - 12) / 1.1, NAME_SIZE), fill: color,
        font: "600 " + NAME_SIZE + "px " + FONT, textVerticalAlign: "middle"
      }
    };
    return start - endX > 16 || Math.abs(at - endY) > 4 ? [thread, name] : [name];
  });
}

const LEVEL_PLACES = [
  ["insideEndTop"],
  ["insideEndBottom", "insideEndTop"],
  ["insideEndBottom", "insideStartBottom", "insideEndTop"],
  ["insideEndBottom", "insideStartBottom", "insideStartTop", "insideEndTop"]
];

/** Levels that lie close together get their labels at different places; a label keeps away from marks. */
function levelLines(panel, view, layout, x, y, log) {
  const height = value => layout.plotHeight * (log ? Math.log(value / y.low) / Math.log(y.high / y.low) : 0);
  const sorted = [...panel.levels].sort((a, b) => a.y - b.y);
  const clusters = [];
  sorted.forEach((level, index) => {
    if (index > 0 && log && height(level.y) - height(sorted[index - 1].y) < 15) {
      clusters.at(-1).push(level);
    } else {
      clusters.push([level]);
    }
  });
  const crowdedEnd = panel.marks.some(mark => Math.log(mark.x / x.low) > 0.45 * Math.log(x.high / x.low));
  return {
    silent: true,
    symbol: "none",
    data: clusters.flatMap(cluster => cluster.map((level, index) => {
      const places = LEVEL_PLACES[Math.min(cluster.length, LEVEL_PLACES.length) - 1];
      const spot = places[index] ?? "insideMiddleTop";
      const color = view.style(level.label).color;
      return {
        yAxis: level.y,
        lineStyle: {color, type: [6, 3], width: 1.4},
        label: {
          show: true,
          formatter: () => level.label.text,
          position: crowdedEnd ? spot.replace("End", "Start") : spot,
          ...halo(view, color)
        }
      };
    }))
  };
}

function marks(panel, view, x, log) {
  return {
    type: "scatter",
    silent: true,
    z: 7,
    symbol: "circle",
    symbolSize: 11,
    data: panel.marks.map(mark => {
      const share = log ? Math.log(mark.x / x.low) / Math.log(x.high / x.low) : 0;
      return {
        value: [mark.x, mark.y],
        label: {
          formatter: () => mark.text,
          position: share < 0.7 ? [14, 12] : [5, -16],
          align: share < 0.7 ? "left" : "right",
          verticalAlign: share < 0.7 ? "top" : "bottom"
        }
      };
    }),
    itemStyle: {color: "transparent", borderColor: view.theme.ink, borderWidth: 1.6},
    label: {show: true, ...halo(view, view.theme.ink), fontSize: 12, fontWeight: 600}
  };
}

function linesTip(figure, panels, meta, hits) {
  const shown = hits.filter(hit => meta[hit.seriesIndex]?.line);
  if (shown.length === 0) {
    return "";
  }
  const panel = panels[meta[shown[0].seriesIndex].panel];
  const rows = shown.map(hit => {
    const line = meta[hit.seriesIndex].line;
    const point = line.points[hit.dataIndex];
    const range = point.low === undefined ? "" : digits(point.low, 4) + " – " + digits(point.high, 4);
    const ends = hit.dataIndex === line.points.length - 1 ? line.end : "";
    const source = line.provenance + (line.source ? " [" + line.source + "]" : "");
    return {
      color: meta[hit.seriesIndex].color, y: point.y,
      cells: [line.name, quantity(point.y, figure.y.unit), range, point.note || ends, source]
    };
  });
  rows.sort((a, b) => b.y - a.y);
  const at = figure.x.name + " " + quantity(shown[0].value[0], figure.x.unit);
  return tip(panel.title ? panel.title + ", " + at : at, rows);
}
