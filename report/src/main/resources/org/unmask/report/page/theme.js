
// ---- Colours and symbols: autoregressive strategies warm, diffusion strategies cool, the same in every figure.

const THEMES = {
  light: {
    name: "light", paper: "#fffefb", ink: "#1f1d1a", soft: "#6b665e", rule: "#bdb7aa", faint: "#ece8de", alarm: "#b91c1c",
    ar: ["#c2410c", "#e08a2c", "#7c2d12"],
    dlm: ["#6d3fc0", "#1d7fd1", "#0d7d74", "#c026a3", "#5c8a14", "#57618a", "#be185d", "#0b6b8f", "#15803d", "#3546c4"],
    steps: ["#122b6b", "#1f5fb4", "#2b8fc9", "#35adab", "#63b876"],
    neutral: ["#6b665e", "#8f897d", "#4a4640"]
  },
  dark: {
    name: "dark", paper: "#191816", ink: "#e8e4dc", soft: "#a39c90", rule: "#5a564e", faint: "#2e2b27", alarm: "#fb7185",
    ar: ["#fb8a3c", "#f5c26b", "#e06a4a"],
    dlm: ["#b394ff", "#56b2f5", "#2dd4bf", "#ef7fdc", "#a9d14b", "#a3afd6", "#fb7fb0", "#4cc3e6", "#5fd98a", "#8f9cff"],
    steps: ["#9d8cff", "#6f9bf5", "#48b7e0", "#5ccfb8", "#b4e3a0"],
    neutral: ["#a39c90", "#857e72", "#c7c0b3"]
  }
};
const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const CROSS = "path://M0,0L10,10M10,0L0,10";
const DOT_ICON = {width: 12, height: 11};
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

/** From a strategy's name to its colour and symbol. Strategies that differ in their steps are shades of one scale. */
function strategyStyles(strategies, theme) {
  const counts = {ar: 0, dlm: 0, neutral: 0};
  const styles = new Map();
  const bySteps = strategies.filter(strategy => strategy.steps).sort((a, b) => a.steps - b.steps);
  bySteps.forEach((strategy, rank) => styles.set(strategy.name, {
    color: shade(theme.steps, bySteps.length < 2 ? 0 : rank / (bySteps.length - 1)),
    symbol: SYMBOLS[rank % SYMBOLS.length]
  }));
  for (const strategy of strategies.filter(candidate => !candidate.steps)) {
    const index = counts[strategy.kind]++;
    const colours = theme[strategy.kind];
    styles.set(strategy.name, {
      color: colours[index % colours.length],
      symbol: SYMBOLS[index % SYMBOLS.length]
    });
  }
  return styles;
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
