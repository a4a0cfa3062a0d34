
// ---- Axes: bounds, ticks, names.

/** Bounds and ticks that hold all values. */
function scaleOf(kind, values, most) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (kind === "log2") {
    return powersOfTwo(low, high, most);
  }
  return kind === "log10" ? decades(low, high, most) : steps(low, high, most);
}

/** Round steps from 0, or from below it, to a round number. */
function steps(low, high, most) {
  const span = Math.max(high, 0) - Math.min(low, 0) || 1;
  const power = Math.pow(10, Math.floor(Math.log10(span)));
  const step = [0.1, 0.2, 0.5, 1].map(factor => factor * power).find(size => span / size <= most) ?? power;
  const first = Math.floor(Math.min(low, 0) / step + 1e-9);
  const last = Math.ceil(Math.max(high, 0) / step - 1e-9);
  const ticks = Array.from({length: last - first + 1}, (_, index) => Number(((first + index) * step).toPrecision(12)));
  return {low: ticks[0], high: ticks.at(-1), ticks};
}

function powersOfTwo(low, high, most) {
  let first = Math.floor(Math.log2(low) + 1e-9);
  let last = Math.ceil(Math.log2(high) - 1e-9);
  if (first === last) {
    first--;
    last++;
  }
  const step = Math.ceil((last - first + 1) / most);
  const ticks = [];
  for (let power = first; power <= last; power += step) {
    ticks.push(Math.pow(2, power));
  }
  return {low: Math.pow(2, first), high: Math.pow(2, last), ticks};
}

function decades(low, high, most) {
  const span = Math.log10(high / low);
  const mantissas = span <= 2.3 ? [1, 2, 5] : [1];
  const steps = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    mantissas.forEach(mantissa => steps.push(Number(mantissa + "e" + power)));
  }
  const bounds = steps.length > 0 && mantissas.length === 1 ? halves(steps) : steps;
  const first = bounds.findLast(step => step <= low * 1.0001) ?? low;
  const last = bounds.find(step => step >= high * 0.9999 && step > first) ?? high;
  let ticks = steps.filter(step => step >= first * 0.9999 && step <= last * 1.0001);
  const every = Math.ceil(ticks.length / most);
  ticks = ticks.filter((_, index) => index % every === 0);
  return {low: first, high: last, ticks};
}

/** Bounds may lie at 1, 2 and 5 also where ticks are at decades only. */
function halves(steps) {
  return steps.flatMap(step => [step, 2 * step, 5 * step]);
}

/** An axis of an ECharts grid. */
function axisOption(spec, scale, view, more) {
  const log = spec.scale !== "linear";
  return {
    type: log ? "log" : "value",
    logBase: spec.scale === "log2" ? 2 : 10,
    min: log ? scale.low * (1 - 1e-9) : scale.low,
    max: log ? scale.high * (1 + 1e-9) : scale.high,
    name: spec.unit ? spec.name + " (" + spec.unit + ")" : spec.name,
    nameLocation: "middle",
    nameTextStyle: {color: view.theme.ink, fontSize: 12, fontFamily: FONT},
    nameMoveOverlap: false,
    axisLine: {show: true, onZero: false, lineStyle: {color: view.theme.rule}},
    axisTick: {show: true, customValues: scale.ticks, lineStyle: {color: view.theme.rule}},
    axisLabel: {
      customValues: scale.ticks,
      color: view.theme.soft,
      fontSize: 11,
      hideOverlap: true,
      showMinLabel: true,
      showMaxLabel: true,
      formatter: value => tick(value, spec.unit)
    },
    splitLine: {show: true, lineStyle: {color: view.theme.faint}},
    axisPointer: {label: {show: false}},
    ...more
  };
}

/** Lines from low to high with caps; data are [x, low, high], or [low, high, category] lying. */
function whiskers(data, color, lying, more) {
  const cap = lying ? [1.2, 7] : [7, 1.2];
  const ends = data.map(row => lying ? [[row[0], row[2]], [row[1], row[2]]] : [[row[0], row[1]], [row[0], row[2]]]);
  return {
    type: "line",
    silent: true,
    z: 2,
    symbol: "rect",
    symbolSize: cap,
    showAllSymbol: true,
    connectNulls: false,
    color,
    lineStyle: {color, width: 1.2},
    itemStyle: {color},
    emphasis: {disabled: true},
    data: ends.flatMap(([from, to]) => [from, to, ["-", "-"]]),
    ...more
  };
}

// ---- Charts with a row for each of several things.

/** The width of the widest line of some names, which may have several lines. */
function widestLine(names) {
  return Math.max(...names.flatMap(name => name.split("\n")).map(line => textWidth(line, 12)));
}

/**
 * The axis that names the rows.
 *
 * @param color  of the name of a row, by its index
 * @param left  where the plot begins
 */
function rowAxis(names, color, left, view) {
  return {
    type: "category",
    inverse: true,
    data: names,
    axisLine: {show: false},
    axisTick: {show: false},
    splitLine: {show: true, interval: 0, lineStyle: {color: view.theme.faint}},
    axisLabel: {fontSize: 12, lineHeight: 14, width: left - 14, overflow: "truncate", interval: 0, formatter: name => name,
      color: (_, index) => color(index)}
  };
}

/** A line across all rows. */
function lineAcross(value, view) {
  return {
    silent: true,
    symbol: "none",
    label: {show: false},
    lineStyle: {color: view.theme.soft, type: "solid", width: 1.2},
    data: [{xAxis: value}]
  };
}
