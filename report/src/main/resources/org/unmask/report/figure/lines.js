
// ---- Lines in panels: intensity, throughput, latency.

DRAWINGS.lines = {draw: drawLines, parts: figure => figure.panels};

const LINE_KINDS = {
  predicted: {type: "solid", width: 1.8, size: 5.5, filled: true},
  replayed: {type: "dotted", width: 1.8, size: 5.5, filled: true},
  measured: {type: "solid", width: 1.2, size: 9, filled: true},
  published: {type: "solid", width: 0, size: 8, filled: false}
};

function drawLines(figure, view) {
  const panels = figure.panels.filter(panel => panel.device === view.device);
  const left = 66;
  const legend = legendBlock(panels.flatMap(panel => panel.series.map(line => line.label.text)), view, left);
  const layout = panelLayout(panels, view, legend.height, left);
  const y = scaleOf(figure.y.scale, panels.flatMap(yValues), 8);
  const x = scaleOf(figure.x.scale, panels.flatMap(xValues), Math.max(4, Math.floor(layout.plotWidth / 32)));
  const option = {
    ...baseOption(view),
    legend: legend.option,
    title: [],
    grid: [],
    xAxis: [],
    yAxis: [],
    series: []
  };
  const meta = [];
  panels.forEach((panel, index) => addPanel(option, meta, figure, view, panel, index, layout, x, y));
  Object.assign(option.tooltip, {
    trigger: "axis",
    axisPointer: {type: "line", snap: true, lineStyle: {color: view.theme.rule}},
    formatter: hits => linesTip(figure, panels, meta, hits)
  });
  return {option, height: layout.height};
}

function xValues(panel) {
  return panel.series.flatMap(line => line.points.map(point => point.x)).concat(panel.marks.map(mark => mark.x));
}

function yValues(panel) {
  return panel.series
    .flatMap(line => line.points.flatMap(point => [point.y, point.low ?? point.y, point.high ?? point.y, roomBelow(line, point)]))
    .concat(panel.levels.map(level => level.y), panel.marks.map(mark => mark.y))
    .filter(value => value > 0);
}

/** Room for the label of a line that ends. */
function roomBelow(line, point) {
  return line.end ? point.y * 0.6 : point.y;
}

function panelLayout(panels, view, legendHeight, left) {
  const fits = view.width >= 960 ? 3 : view.width >= 640 ? 2 : 1;
  const columns = panels.length === 4 && fits === 3 ? 2 : Math.min(fits, panels.length);
  const plotHeight = columns === 1 ? 330 : columns === 2 ? 290 : 270;
  const titled = panels.some(panel => panel.title) ? 26 : 8;
  const noted = panels.some(panel => panel.series.some(line => line.points.length === 0)) ? 16 : 0;
  const cellHeight = titled + noted + plotHeight + 52;
  const cellWidth = view.width / columns;
  return {
    columns, left, titled: titled + noted, plotHeight, cellHeight, cellWidth,
    top: legendHeight,
    plotWidth: cellWidth - left - 16,
    height: legendHeight + cellHeight * Math.ceil(panels.length / columns)
  };
}

function addPanel(option, meta, figure, view, panel, index, layout, x, y) {
  const column = index % layout.columns;
  const row = Math.floor(index / layout.columns);
  const top = layout.top + row * layout.cellHeight;
  const left = column * layout.cellWidth + layout.left;
  const axes = {xAxisIndex: index, yAxisIndex: index};
  const absent = panel.series.filter(line => line.points.length === 0 && line.end);
  option.title.push({
    text: panel.title,
    subtext: absent.map(line => line.label.text + ": " + line.end).join("; "),
    left,
    top,
    padding: 0,
    itemGap: 3,
    textStyle: {fontSize: 13, fontWeight: 600, color: view.theme.ink, width: layout.plotWidth, overflow: "truncate"},
    subtextStyle: {fontSize: 11, color: view.theme.alarm, width: layout.plotWidth, overflow: "truncate"}
  });
  option.grid.push({
    left,
    top: top + layout.titled,
    width: layout.plotWidth,
    height: layout.plotHeight,
    outerBoundsMode: "none"
  });
  option.xAxis.push(axisOption(figure.x, x, view, {gridIndex: index, nameGap: 26}));
  option.yAxis.push(axisOption(figure.y, y, view, {gridIndex: index, nameGap: 46, name: column === 0 ? undefined : ""}));
  if (column === 0) {
    option.yAxis[index].name = figure.y.unit ? figure.y.name + " (" + figure.y.unit + ")" : figure.y.name;
  }
  const push = (series, about) => {
    option.series.push({...axes, ...series});
    meta.push(about);
  };
  for (const line of panel.series) {
    push(lineSeries(line, view), {line, panel: index, color: view.style(line.label).color});
    const bars = line.points.filter(point => point.low !== undefined).map(point => [point.x, point.low, point.high]);
    if (bars.length > 0) {
      push(whiskers(bars, view.style(line.label).color, false, {name: line.label.text}));
    }
  }
  lineEnds(panel, view, x).forEach(series => push(series));
  push({type: "line", data: [], silent: true, markLine: levelLines(panel, view, layout, x, y, figure.y.scale !== "linear")});
  push(marks(panel, view, x, figure.x.scale !== "linear"));
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

/** A cross where a line ends. Lines that end for the same reason share one label: a single line's above it, as it rises to
    its end; that of several below the lowest. */
function lineEnds(panel, view, x) {
  const ended = panel.series.filter(line => line.end && line.points.length > 0);
  const lowest = new Map();
  for (const line of ended) {
    const best = lowest.get(line.end);
    lowest.set(line.end, best
      ? {line: line.points.at(-1).y < best.line.points.at(-1).y ? line : best.line, single: false}
      : {line, single: true});
  }
  return ended.map(line => {
    const last = line.points.at(-1);
    const color = view.style(line.label).color;
    const {line: labelled, single} = lowest.get(line.end);
    const right = Math.log(last.x / x.low) > 0.5 * Math.log(x.high / x.low);
    return {
      type: "scatter",
      name: line.label.text,
      silent: true,
      z: 6,
      clip: false,
      symbol: CROSS,
      symbolSize: 9,
      data: [[last.x, last.y]],
      itemStyle: {color: "transparent", borderColor: color, borderWidth: 2.2},
      label: {
        show: labelled === line,
        formatter: () => line.end,
        position: [right ? 10 : 0, single ? -5 : 14],
        align: right ? "right" : "left",
        verticalAlign: single ? "bottom" : "top",
        ...halo(view, view.theme.alarm)
      }
    };
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
      const place = places[index] ?? "insideMiddleTop";
      const color = view.style(level.label).color;
      return {
        yAxis: level.y,
        lineStyle: {color, type: [6, 3], width: 1.4},
        label: {
          show: true,
          formatter: () => level.label.text,
          position: crowdedEnd ? place.replace("End", "Start") : place,
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
          position: share < 0.78 ? [14, 12] : [5, -16],
          align: share < 0.78 ? "left" : "right",
          verticalAlign: share < 0.78 ? "top" : "bottom"
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
  const several = new Set(shown.map(hit => meta[hit.seriesIndex].line.provenance)).size > 1;
  const rows = shown.map(hit => {
    const line = meta[hit.seriesIndex].line;
    const point = line.points[hit.dataIndex];
    const range = point.low === undefined ? "" : digits(point.low, 4) + " – " + digits(point.high, 4);
    const cells = [line.label.text, quantity(point.y, figure.y.unit), range, point.note ?? ""];
    return {color: meta[hit.seriesIndex].color, y: point.y, cells: several ? [...cells, line.provenance] : cells};
  });
  rows.sort((a, b) => b.y - a.y);
  const at = figure.x.name + " " + quantity(shown[0].value[0], figure.x.unit);
  return tip(panel.title ? panel.title + ", " + at : at, rows);
}
