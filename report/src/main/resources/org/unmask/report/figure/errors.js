
// ---- Errors of the prediction, one row per generation.

DRAWINGS.errors = {draw: drawErrors};

function drawErrors(figure, view) {
  const rows = figure.rows.filter(row => view.shown(row.label));
  const long = rows.map(row => row.model + ", " + row.label.text + ", batch " + row.batch);
  const onOneLine = widestLine(long) + 18 <= view.width * 0.42;
  const names = onOneLine ? long : rows.map(row => row.model + ", batch " + row.batch + "\n" + row.label.text);
  const left = Math.min(widestLine(names) + 18, view.width * 0.5);
  const kinds = ["replayed vs measured (operator model)", "assumed vs replayed (number of passes)"];
  const legend = legendBlock(kinds, view, left, DOT_ICON);
  const plotHeight = rows.length * (onOneLine ? 24 : 38);
  const errors = rows.flatMap(row => [row.replayed, row.low, row.high, row.assumed ?? 0]).map(error => error * 100);
  const bound = step => Math.ceil(Math.max(5, ...errors.map(error => step * error)) / 5) * 5;
  const color = row => view.style(row.label).color;
  const option = {
    ...baseOption(view),
    legend: legend.option,
    grid: {left, top: legend.height + 4, width: view.width - left - 30, height: plotHeight, outerBoundsMode: "none"},
    xAxis: axisOption({name: "error; positive: predicted too slow", unit: "%", scale: "linear"},
      {low: -bound(-1), high: bound(1)}, view, {nameGap: 28}),
    yAxis: rowAxis(names, index => color(rows[index] ?? rows[0]), left, view),
    series: [
      {
        type: "scatter",
        name: kinds[0],
        color: view.theme.soft,
        z: 4,
        symbolSize: 10,
        data: rows.map((row, index) => ({value: [row.replayed * 100, index], itemStyle: {color: color(row)}})),
        markLine: lineAcross(0, view)
      },
      {
        type: "scatter",
        name: kinds[1],
        z: 3,
        symbol: "diamond",
        symbolSize: 12,
        itemStyle: {color: view.theme.paper, borderColor: view.theme.soft, borderWidth: 1.6},
        data: rows.flatMap((row, index) => row.assumed === undefined
          ? []
          : [{value: [row.assumed * 100, index], itemStyle: {borderColor: color(row)}}])
      },
      ...rows.map((row, index) => whiskers([[row.low * 100, row.high * 100, index]], color(row), true, {name: kinds[0]}))
    ]
  };
  option.xAxis.axisLabel.formatter = error => (error > 0 ? "+" : "") + error;
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => errorTip(rows[hit.value[1]], color(rows[hit.value[1]]))});
  return {option, height: legend.height + plotHeight + 58};
}

function errorTip(row, color) {
  const cells = [
    {color, cells: ["replayed vs measured", signedPercent(row.replayed)]},
    {cells: ["95 % interval", signedPercent(row.low) + " – " + signedPercent(row.high)]}
  ];
  if (row.assumed !== undefined) {
    cells.push({cells: ["assumed vs replayed", signedPercent(row.assumed)]});
  }
  return tip(row.model + ", " + row.label.text + ", batch " + row.batch, cells);
}
