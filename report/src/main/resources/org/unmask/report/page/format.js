
// ---- Numbers as text.

const PREFIXED = new Set(["s", "B", "B/s", "FLOP", "FLOP/s"]);

function prefix(value, unit) {
  if (!PREFIXED.has(unit) || value === 0) {
    return {text: "", factor: 1};
  }
  const power = Math.floor(Math.log10(Math.abs(value) * (1 + 1e-12)) / 3);
  const highest = unit === "s" ? 0 : 6;
  const steps = Math.max(-3, Math.min(power, highest));
  return {text: "nµm kMGTPE"[steps + 3].trim(), factor: Math.pow(1000, -steps)};
}

function digits(value, significant) {
  return value.toLocaleString("en", {maximumSignificantDigits: significant});
}

/** A number with four digits and its unit. */
function quantity(value, unit) {
  const scale = prefix(value, unit);
  const text = Math.abs(value) >= 1e4 && !PREFIXED.has(unit)
    ? value.toLocaleString("en", {maximumFractionDigits: 0})
    : digits(value * scale.factor, 4);
  return unit ? text + " " + scale.text + unit : text;
}

/** A number of an axis, as short as it goes. */
function tick(value, unit) {
  if (PREFIXED.has(unit)) {
    const scale = prefix(value, unit);
    return digits(value * scale.factor, 3) + (scale.text ? " " + scale.text : "");
  }
  if (Math.abs(value) >= 1e6) {
    return digits(value / 1e6, 3) + "M";
  }
  return Math.abs(value) >= 1e4 ? digits(value / 1e3, 3) + "k" : digits(value, 4);
}

function percent(share, fractionDigits) {
  return (share * 100).toFixed(fractionDigits) + " %";
}

function signedPercent(error) {
  return (error > 0 ? "+" : "") + percent(error, 1);
}

/** What hovers over a point: a title and rows of cells; text only, whatever the names hold. */
function tip(title, rows) {
  const box = document.createElement("div");
  box.className = "tip";
  const head = document.createElement("b");
  head.textContent = title;
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    row.cells.forEach((text, index) => {
      const cell = line.insertCell();
      if (index === 0 && row.color) {
        const swatch = document.createElement("span");
        swatch.className = "swatch";
        swatch.style.background = row.color;
        cell.append(swatch);
      }
      cell.append(text);
    });
  }
  box.append(head, table);
  return box;
}
