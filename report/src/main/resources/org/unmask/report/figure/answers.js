
// ---- Accuracy against kept tokens per second.

DRAWINGS.answers = {draw: drawAnswers};

function drawAnswers(figure, view) {
  const rows = figure.rows.filter(row => view.shown(row.label));
  const left = 60;
  const plotHeight = 360;
  const plotWidth = view.width - left - 24;
  const speeds = rows.map(row => row.x);
  const spread = Math.max(...speeds) / Math.min(...speeds) > 8;
  const xSpec = {name: "kept throughput", unit: "tokens/s", scale: spread ? "log10" : "linear"};
  const x = spread
    ? scaleOf("log10", [...speeds.map(speed => speed * 0.95), ...speeds.map(speed => speed * 1.3)], Math.floor(plotWidth / 40))
    : {low: 0};
  const option = {
    ...baseOption(view),
    grid: {left, top: 12, width: plotWidth, height: plotHeight, outerBoundsMode: "none"},
    xAxis: axisOption(xSpec, x, view, {nameGap: 28}),
    yAxis: axisOption({name: "exact matches", unit: "%", scale: "linear"}, {low: 0, high: 100}, view, {nameGap: 38}),
    series: rows.flatMap(row => {
      const style = view.style(row.label);
      const place = (spread ? Math.log(row.x / x.low) / Math.log(x.high / x.low) : row.x / Math.max(...speeds));
      return [
        {
          type: "scatter",
          name: row.label.text,
          color: style.color,
          symbol: style.symbol,
          symbolSize: row.below ? 6 : 11,
          z: 4,
          data: [{value: [row.x, row.y * 100], row}],
          label: {
            show: !row.below,
            position: place > 0.7 ? "left" : "right",
            distance: 6,
            formatter: () => row.label.text,
            ...halo(view, view.theme.ink)
          },
          labelLayout: {hideOverlap: true}
        },
        ...(row.below ? [] : [whiskers([[row.x, row.low * 100, row.high * 100]], style.color, false, {name: row.label.text})])
      ];
    })
  };
  if (figure.front) {
    option.series.push({
      type: "line",
      color: view.theme.ink,
      symbol: "none",
      silent: true,
      z: 2,
      lineStyle: {width: 1, type: "dashed"},
      data: figure.front.map(point => [point[0], point[1] * 100])
    });
  }
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => hit.data.row ? answerTip(hit.data.row, hit.color) : ""});
  return {option, height: plotHeight + 66};
}

function answerTip(row, color) {
  return tip(row.label.text, [
    {color, cells: ["exact matches", percent(row.y, 1)]},
    {cells: ["95 % interval", percent(row.low, 1) + " – " + percent(row.high, 1)]},
    {cells: ["kept throughput", quantity(row.x, "tokens/s")]},
    {cells: ["passes per problem", digits(row.passes, 3)]}
  ]);
}
