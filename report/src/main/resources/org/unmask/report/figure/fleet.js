
// ---- Fleets under traffic: what the smallest one costs, one row per model, strategy and device.

DRAWINGS.fleet = {draw: drawFleet};

function drawFleet(figure, view) {
  const rows = figure.rows.filter(row => view.shown(row.label));
  const narrow = view.width < 560;
  const profiles = new Set(figure.rows.map(row => row.profile)).size > 1;
  const names = rows.map(row => {
    const parts = [row.model, row.label.text, row.device, ...(profiles ? [row.profile] : [])];
    return narrow ? parts.join("\n").replaceAll(",", ",\n") : parts.join(", ");
  });
  const left = Math.min(widestLine(names) + 18, view.width * 0.54);
  const told = rows.map(row => row.devices + (row.devices === 1 ? " device" : " devices"));
  const right = widestLine(told) + 22;
  const lines = Math.max(...names.map(name => name.split("\n").length));
  const plotHeight = rows.length * (14 * lines + 18);
  const color = row => view.style(row.label).color;
  const scale = scaleOf("linear", [0, ...rows.map(row => row.value)], view.width - left - right < 240 ? 3 : 6);
  const option = {
    ...baseOption(view),
    grid: {left, top: 8, width: view.width - left - right, height: plotHeight, outerBoundsMode: "none"},
    xAxis: axisOption({name: figure.quantity, unit: "", scale: "linear"}, scale, view, {nameGap: 28}),
    yAxis: rowAxis(names, index => color(rows[index] ?? rows[0]), left, view),
    series: [{
      type: "bar",
      barWidth: 18,
      data: rows.map(row => ({value: row.value, itemStyle: {color: color(row)}})),
      emphasis: {disabled: true},
      label: {show: true, position: "right", color: view.theme.ink, fontSize: 12, formatter: hit => told[hit.dataIndex]}
    }]
  };
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => fleetTip(figure, rows[hit.dataIndex], color)});
  return {option, height: plotHeight + 58};
}

function fleetTip(figure, row, color) {
  return tip(row.model + ", " + row.label.text + ", " + row.device, [
    {color: color(row), cells: [figure.quantity, quantity(row.value, "")]},
    {cells: ["devices", quantity(row.devices, "")]},
    {cells: ["good answers", percent(row.good, 1)]},
    {cells: ["end of the answer, p99", quantity(row.end, "s")]}
  ]);
}
