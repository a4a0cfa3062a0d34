
// ---- Operators under the roofs of a device.

DRAWINGS.roofline = {draw: drawRoofline, parts: figure => figure.machines};

function drawRoofline(figure, view) {
  const machine = figure.machines.find(candidate => candidate.device === view.device);
  const dots = machine.dots.filter(dot => dot.x > 0 && dot.y > 0 && view.shown(dot.label));
  const ridge = machine.flopsPerSecond / machine.bytesPerSecond;
  const left = 70;
  const plotHeight = 400;
  const groups = dotGroups(dots);
  const legend = legendBlock(groups.map(group => group.label.text), view, left, DOT_ICON);
  const xSpec = {name: "arithmetic intensity, " + figure.intensity, unit: "FLOP/B", scale: "log10"};
  const ySpec = {name: "attained", unit: "FLOP/s", scale: "log10"};
  const x = scaleOf("log10", dots.map(dot => dot.x).concat(ridge / 2, ridge * 4), 10);
  const y = scaleOf("log10", dots.map(dot => dot.y).concat(machine.flopsPerSecond * 2), 8);
  const plotWidth = view.width - left - 24;
  const named = namedDots(groups, dot => [
    plotWidth * Math.log(dot.x / x.low) / Math.log(x.high / x.low),
    plotHeight * (1 - Math.log(dot.y / y.low) / Math.log(y.high / y.low))
  ], plotWidth);
  const option = {
    ...baseOption(view),
    legend: {
      ...legend.option,
      icon: "circle",
      data: legend.option.data.map(({name}) => ({name, itemStyle: {color: colorOf(groups, name, view), borderWidth: 0}}))
    },
    grid: {left, top: legend.height + 8, width: plotWidth, height: plotHeight, outerBoundsMode: "none"},
    xAxis: axisOption(xSpec, x, view, {nameGap: 28}),
    yAxis: axisOption(ySpec, y, view, {nameGap: 50}),
    series: [
      ...roofs(machine, view, x, y, ridge, plotWidth, plotHeight),
      ...groups.map(group => dotSeries(group, named, view))
    ]
  };
  Object.assign(option.tooltip, {trigger: "item", formatter: hit => hit.data.dot ? dotTip(hit.data.dot, view.style(hit.data.dot.label).color) : ""});
  return {option, height: legend.height + plotHeight + 62};
}

/** The dots with a name beside them: those with much of the time, as long as no other name stands there. */
function namedDots(groups, place, width) {
  const letter = 6.4;
  const line = 14;
  const taken = [];
  const named = new Set();
  const wanted = groups.filter(group => group.named).flatMap(group => group.dots).filter(dot => dot.share >= 0.05);
  for (const dot of wanted.sort((a, b) => b.share - a.share)) {
    const [at, top] = place(dot);
    const from = at + dotSize(dot) / 2 + 3;
    const box = {from, to: from + letter * dot.operator.length, top: top - line / 2, bottom: top + line / 2};
    const free = taken.every(other =>
      box.to < other.from || other.to < box.from || box.bottom < other.top || other.bottom < box.top);
    if (free && box.to < width) {
      taken.push(box);
      named.add(dot);
    }
  }
  return named;
}

function dotSize(dot) {
  return 6 + 34 * Math.sqrt(dot.share);
}

function colorOf(groups, name, view) {
  return view.style(groups.find(group => group.label.text === name).label).color;
}

function dotGroups(dots) {
  const groups = new Map();
  for (const dot of dots) {
    const key = JSON.stringify([dot.label.text, dot.provenance]);
    if (!groups.has(key)) {
      const alsoMeasured = dots.some(other => other.label.text === dot.label.text && other.provenance === "measured");
      groups.set(key, {label: dot.label, provenance: dot.provenance, named: dot.provenance === "measured" || !alsoMeasured, dots: []});
    }
    groups.get(key).dots.push(dot);
  }
  return [...groups.values()];
}

function roofs(machine, view, x, y, ridge, width, height) {
  const {flopsPerSecond: peak, bytesPerSecond: bandwidth} = machine;
  const start = Math.max(x.low, y.low / bandwidth);
  const left = start * Math.pow(x.high / x.low, 0.02);
  const slope = (height / Math.log(y.high / y.low)) / (width / Math.log(x.high / x.low));
  const text = (at, words, more) => ({
    value: at,
    symbolSize: 0,
    label: {show: true, formatter: () => words, ...halo(view, view.theme.soft), ...more}
  });
  return [
    {
      type: "line",
      silent: true,
      symbol: "none",
      z: 1,
      data: [[start, start * bandwidth], [ridge, peak], [x.high, peak]],
      lineStyle: {color: view.theme.soft, width: 1.8}
    },
    {
      type: "line",
      silent: true,
      symbol: "none",
      z: 1,
      data: [[ridge, y.low], [ridge, peak]],
      lineStyle: {color: view.theme.rule, width: 1, type: [4, 4]}
    },
    {
      type: "scatter",
      silent: true,
      z: 9,
      data: [
        text([left, left * bandwidth], "memory " + quantity(bandwidth, "B/s"),
          {position: [0, -8], align: "left", verticalAlign: "bottom", rotate: Math.atan(slope) * 180 / Math.PI}),
        text([ridge, peak], "arithmetic " + quantity(peak, "FLOP/s"),
          {position: [0, -8], align: "left", verticalAlign: "bottom"}),
        text([ridge, y.low], "ridge " + quantity(ridge, "FLOP/B"),
          {position: [6, -6], align: "left", verticalAlign: "bottom"})
      ]
    }
  ];
}

function dotSeries(group, named, view) {
  const color = view.style(group.label).color;
  const measured = group.provenance === "measured";
  return {
    type: "scatter",
    name: group.label.text,
    z: measured ? 4 : 3,
    data: group.dots.map(dot => ({
      value: [dot.x, dot.y],
      dot,
      symbolSize: dotSize(dot),
      label: {show: named.has(dot), formatter: () => dot.operator}
    })),
    itemStyle: measured
      ? {color, opacity: 0.85, borderColor: view.theme.paper, borderWidth: 1}
      : {color: color + "1f", opacity: 1, borderColor: color, borderWidth: 1.6},
    symbol: "circle",
    label: {position: "right", distance: 3, ...halo(view, view.theme.ink)}
  };
}

function dotTip(dot, color) {
  return tip(dot.operator, [
    {color, cells: [dot.label.text, dot.provenance]},
    {cells: ["time", quantity(dot.seconds, "s")]},
    {cells: ["share of time", percent(dot.share, 1)]},
    {cells: ["intensity", quantity(dot.x, "FLOP/B")]},
    {cells: ["attained", quantity(dot.y, "FLOP/s")]},
    {cells: ["bound", dot.bound]}
  ]);
}
