
// ---- Time by operator, stacked.

DRAWINGS.breakdown = {draw: drawBreakdown, parts: figure => figure.bars, modes: {name: "scale", choices: ["time", "share"]}};

const BAR_COLOURS = {
  light: {operators: ["#5b7fa3", "#cf9f4a", "#7fa06f", "#ab6480", "#736ea6", "#bd7b58", "#5d9c9f", "#9c8f57", "#8f6f96"],
    other: "#bcb7ac", text: "#ffffff"},
  dark: {operators: ["#5b7fa3", "#b98b3a", "#6d8f5d", "#9c5872", "#67629a", "#ab6c4a", "#4f8b8e", "#8b7f4a", "#805f87"],
    other: "#6f6a60", text: "#ffffff"}
};

function drawBreakdown(figure, view) {
  const colours = view.theme.dark ? BAR_COLOURS.dark : BAR_COLOURS.light;
  const bars = figure.bars.filter(bar => bar.device === view.device && view.shown(bar.label));
  const share = view.mode === "share";
  const names = bars.map(bar => bar.label.text + ", " + bar.provenance);
  const left = Math.min(Math.max(...names.map(name => textWidth(name, 12))) + 18, view.width * 0.34);
  const longest = Math.max(...bars.map(bar => bar.total));
  const plotWidth = view.width - left - 80;
  const rest = bars.some(bar => bar.rest > bar.total * 1e-6);
  const operators = rest ? [...figure.operators, "other"] : figure.operators;
  const legend = legendBlock(operators, view, left, DOT_ICON);
  const plotHeight = bars.length * 32;
  const value = (bar, index) => {
    const seconds = index < figure.operators.length ? bar.seconds[index] : bar.rest;
    return share ? seconds / bar.total : seconds;
  };
  const option = {
    ...baseOption(view),
    legend: legend.option,
    grid: {left, top: legend.height + 4, width: plotWidth, height: plotHeight, outerBoundsMode: "none"},
    xAxis: {
      ...axisOption(share ? {name: "share of time", unit: "%", scale: "linear"} : {name: "time", unit: "s", scale: "linear"},
        {low: 0, high: share ? 1 : undefined}, view, {nameGap: 28})
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: names,
      axisLine: {show: false},
      axisTick: {show: false},
      axisLabel: {
        fontSize: 12,
        width: left - 14,
        overflow: "truncate",
        interval: 0,
        formatter: name => name,
        color: (_, index) => view.style(bars[index]?.label ?? bars[0].label).color
      }
    },
    series: operators.map((operator, index) => ({
      type: "bar",
      name: operator,
      stack: "time",
      barWidth: 21,
      color: index < figure.operators.length ? colours.operators[index % colours.operators.length] : colours.other,
      itemStyle: {borderColor: view.theme.paper, borderWidth: 0.7},
      data: bars.map(bar => value(bar, index)),
      emphasis: {disabled: true},
      label: {
        show: true,
        color: colours.text,
        fontSize: 11,
        formatter: hit => {
          const bar = bars[hit.dataIndex];
          const part = share ? hit.value : hit.value / bar.total;
          const pixels = (share ? hit.value : hit.value / longest) * plotWidth;
          return part >= 0.03 && pixels >= 36 ? Math.round(part * 100) + " %" : "";
        }
      }
    }))
  };
  if (share) {
    option.xAxis.axisLabel.formatter = part => Math.round(part * 100).toString();
  }
  option.series.push({
    type: "scatter",
    silent: true,
    symbolSize: 0,
    data: bars.map((bar, index) => [share ? 1 : bar.total, index]),
    label: {
      show: true,
      position: "right",
      distance: 6,
      color: view.theme.ink,
      fontSize: 12,
      formatter: hit => quantity(bars[hit.dataIndex].total, "s")
    }
  });
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => breakdownTip(figure, bars, hit)});
  return {option, height: legend.height + plotHeight + 58};
}

function breakdownTip(figure, bars, hit) {
  const bar = bars[hit.dataIndex];
  const seconds = hit.seriesIndex < figure.operators.length ? bar.seconds[hit.seriesIndex] : bar.rest;
  return tip(hit.seriesName, [
    {color: hit.color, cells: [bar.label.text, bar.provenance]},
    {cells: ["time", quantity(seconds, "s")]},
    {cells: ["share", percent(seconds / bar.total, 1)]},
    {cells: ["whole generation", quantity(bar.total, "s")]}
  ]);
}
