
// ---- What others measured: predicted over measured time, one row per quantity.

DRAWINGS.imports = {draw: drawImports};

function drawImports(figure, view) {
  const rows = figure.rows.filter(row => view.shown(row.label));
  const narrow = view.width < 560;
  const told = toldBy(rows);
  const names = rows.map(row => {
    const name = (narrow ? row.quantity + "\n" + row.model : row.model + ", " + row.quantity) + ", batch " + row.batch;
    return told.length === 0 ? name : name + (narrow ? "\n" : ", ") + told.map(part => row[part]).filter(words => words !== "").join(", ");
  });
  const left = Math.min(widestLine(names) + 18, view.width * 0.46);
  const kinds = [
    {key: "replayed", name: "replayed, roofline", symbol: "circle", size: 10, filled: true},
    {key: "profile", name: "replayed, " + figure.profile, symbol: "triangle", size: 11, filled: true},
    {key: "assumed", name: "assumed, roofline", symbol: "diamond", size: 17, filled: false}
  ].filter(kind => rows.some(row => row[kind.key] !== undefined));
  const legend = legendBlock(kinds.map(kind => kind.name), view, left, DOT_ICON);
  legend.option.data = kinds.map(kind => kind.filled ? {name: kind.name}
    : {name: kind.name, itemStyle: {color: "transparent", borderColor: view.theme.soft, borderWidth: 1.6}});
  const plotHeight = rows.length * (narrow ? (told.length === 0 ? 38 : 52) : 24);
  const ratios = rows.flatMap(row => kinds.map(kind => row[kind.key])).filter(ratio => ratio > 0);
  const scale = scaleOf("log10", [0.9, 1.1, ...ratios], view.width - left < 300 ? 3 : 7);
  const color = row => view.style(row.label).color;
  const option = {
    ...baseOption(view),
    legend: legend.option,
    grid: {left, top: legend.height + 4, width: view.width - left - 30, height: plotHeight, outerBoundsMode: "none"},
    xAxis: axisOption({name: narrow ? "predicted over measured time\n(the line is measured)" : "predicted over measured time; the line is measured", unit: "", scale: "log10"}, scale, view,
      {nameGap: narrow ? 36 : 28, nameTextStyle: {color: view.theme.ink, fontSize: 12, lineHeight: 15, fontFamily: FONT}}),
    yAxis: rowAxis(names, index => color(rows[index] ?? rows[0]), left, view),
    series: kinds.map((kind, index) => importDots(rows, kind, index, color, view))
  };
  option.xAxis.axisLabel.formatter = ratio => ratio + "×";
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => importTip(rows[hit.value[1]], figure.profile, color)});
  return {option, height: legend.height + plotHeight + (narrow ? 74 : 58)};
}

/** What tells rows apart that have model, quantity and batch in common, as far as it has to be said. */
function toldBy(rows) {
  const told = [];
  const same = (row, other) => row !== other
    && ["model", "quantity", "batch", ...told].every(part => row[part] === other[part]);
  ["load", "prompt", "answer", "types", "device", "program"].forEach(part => {
    if (rows.some(row => rows.some(other => same(row, other) && row[part] !== other[part]))) {
      told.push(part);
    }
  });
  return told;
}

function importDots(rows, kind, index, color, view) {
  return {
    type: "scatter",
    name: kind.name,
    color: view.theme.soft,
    z: 3,
    symbol: kind.symbol,
    symbolSize: kind.size,
    data: rows.flatMap((row, at) => row[kind.key] > 0
      ? [{value: [row[kind.key], at], itemStyle: kind.filled
        ? {color: color(row)}
        : {color: "transparent", borderColor: color(row), borderWidth: 1.6}}]
      : []),
    markLine: index > 0 ? undefined : lineAcross(1, view)
  };
}

function importTip(row, profile, color) {
  const shown = value => quantity(value, row.unit);
  const cells = [{color: color(row), cells: ["measured", shown(row.values.measured)]}];
  if (row.values.assumed !== undefined) {
    cells.push({cells: ["assumed, roofline", shown(row.values.assumed)]});
  }
  if (row.values.replayed !== undefined) {
    cells.push({cells: ["replayed, roofline", shown(row.values.replayed)]});
    cells.push({cells: ["replayed, " + profile, shown(row.values.profile)]});
  }
  return tip(row.model + ", " + row.label.text + ", " + row.quantity + ", batch " + row.batch, cells);
}
