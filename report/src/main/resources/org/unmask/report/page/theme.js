
// ---- Colours and symbols. The colours are those of the style sheet; a role has the same colour and symbol in every figure.

/** Variables of the style sheet: surfaces and text, then roles. */
const SURFACES = ["paper", "ink", "soft", "rule", "faint", "link", "alarm"];
const ROLES = ["arm", "full", "cached", "block", "neutral"];
const SYMBOLS = {arm: "circle", full: "rect", cached: "triangle", block: "diamond", neutral: "circle"};

/** The colours as the page shows them now, by name, as `#rrggbb`. */
function palette() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const theme = {};
  for (const name of [...SURFACES, ...ROLES]) {
    probe.style.color = "var(--" + name + ")";
    theme[name] = hex(getComputedStyle(probe).color);
  }
  probe.remove();
  theme.dark = onColour(theme.paper) === "#ffffff";
  return theme;
}

function hex(rgb) {
  return "#" + rgb.match(/\d+/g).slice(0, 3).map(value => Number(value).toString(16).padStart(2, "0")).join("");
}

const CROSS = "path://M0,0L10,10M10,0L0,10";
const DOT_ICON = {width: 12, height: 11};
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

/** From a label to its colour and symbol: the colour of its role, in shades if several strategies of the figure have it. */
function labelStyles(labels, theme) {
  const styles = new Map();
  for (const role of ROLES) {
    const members = [...new Map(labels.filter(label => label.role === role).map(label => [label.strategy, label])).values()];
    const inOrder = [...members.filter(label => label.steps).sort((a, b) => a.steps - b.steps), ...members.filter(label => !label.steps)];
    inOrder.forEach((label, rank) => styles.set(label.strategy, {
      color: role === "neutral" ? theme.neutral : roleShade(theme, role, rank, inOrder.length),
      symbol: SYMBOLS[role]
    }));
  }
  return label => styles.get(label.strategy);
}

/** Shades around the colour of a role: the first of several nearest to the ink, the last nearest to the paper. */
function roleShade(theme, role, rank, count) {
  if (count === 1) {
    return theme[role];
  }
  return shade([shade([theme[role], theme.ink], 0.3), shade([theme[role], theme.paper], theme.dark ? 0.36 : 0.48)], rank / (count - 1));
}

/** All labels anywhere in the data of a figure. */
function labelsOf(data) {
  if (data === null || typeof data !== "object") {
    return [];
  }
  const inside = Object.values(data).flatMap(labelsOf);
  return data.label?.role ? [data.label, ...inside] : inside;
}

/** A colour between neighbours of a scale. */
function shade(scale, share) {
  const place = share * (scale.length - 1);
  const below = Math.min(Math.floor(place), scale.length - 2);
  const channel = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map(at =>
    Math.round(channel(scale[below], at) + (place - below) * (channel(scale[below + 1], at) - channel(scale[below], at))));
  return "#" + mixed.map(value => value.toString(16).padStart(2, "0")).join("");
}

/** Dark or light text, whichever is read better on a colour. */
function onColour(fill) {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(fill.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1f1d1a" : "#ffffff";
}

/** What every chart has in common. */
function baseOption(view) {
  return {
    animation: false,
    backgroundColor: view.theme.paper,
    textStyle: {fontFamily: FONT, fontSize: 12, color: view.theme.ink},
    tooltip: {
      confine: true,
      backgroundColor: view.theme.paper,
      borderColor: view.theme.rule,
      padding: [6, 10],
      textStyle: {color: view.theme.ink, fontSize: 12, fontFamily: FONT}
    }
  };
}

/** A legend over the whole width; as no library tells its height beforehand, it is reckoned from the names. */
function legendBlock(names, view, left, icon = {width: 24, height: 9}) {
  const items = [...new Set(names)];
  const widest = Math.min(320, view.width - left - 60);
  const space = view.width - left - 10;
  let rows = 1;
  let used = 0;
  for (const name of items) {
    const item = Math.min(textWidth(name, 12), widest) + icon.width + 5 + 14;
    if (used > 0 && used + item > space) {
      rows++;
      used = 0;
    }
    used += item;
  }
  return {
    height: items.length === 0 ? 0 : rows * 28 - 2,
    option: {
      show: items.length > 0,
      data: items.map(name => ({name})),
      left,
      top: 0,
      width: space,
      align: "left",
      itemWidth: icon.width,
      itemHeight: icon.height,
      itemGap: 14,
      padding: 0,
      formatter: name => shortened(name, widest, 12),
      inactiveColor: view.theme.rule,
      textStyle: {color: view.theme.ink, fontSize: 12, lineHeight: 14}
    }
  };
}

/** Text in front of lines, readable across them. */
function halo(view, color) {
  return {color, fontSize: 11, fontFamily: FONT, textBorderColor: view.theme.paper, textBorderWidth: 3};
}

/** The text, or its beginning and an ellipsis if it is wider. */
function shortened(text, width, size) {
  if (textWidth(text, size) <= width) {
    return text;
  }
  const letters = [...text];
  while (letters.length > 1 && textWidth(letters.join("") + "…", size) > width) {
    letters.pop();
  }
  return letters.join("") + "…";
}

let measuring = null;

function textWidth(text, size) {
  measuring ??= document.createElement("canvas").getContext("2d");
  measuring.font = size + "px " + FONT;
  return measuring.measureText(text).width;
}
