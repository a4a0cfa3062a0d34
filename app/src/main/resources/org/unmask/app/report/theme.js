
// ---- Colours and symbols: autoregressive strategies warm, diffusion strategies cool, the same in every figure.

const THEMES = {
  light: {
    paper: "#fffefb", ink: "#1f1d1a", soft: "#6b665e", rule: "#bdb7aa", faint: "#ece8de", alarm: "#b91c1c",
    ar: ["#c2410c", "#e08a2c", "#7c2d12"],
    dlm: ["#0d7d74", "#1d7fd1", "#3546c4", "#8a3ffc", "#c026a3", "#5c8a14", "#0b6b8f", "#57618a", "#15803d", "#be185d"],
    neutral: ["#6b665e", "#8f897d", "#4a4640"],
    operators: ["#5b7fa3", "#cf9f4a", "#7fa06f", "#ab6480", "#736ea6", "#bd7b58", "#5d9c9f", "#9c8f57", "#8f6f96"],
    other: "#bcb7ac", onBar: "#ffffff"
  },
  dark: {
    paper: "#191816", ink: "#e8e4dc", soft: "#a39c90", rule: "#5a564e", faint: "#2e2b27", alarm: "#fb7185",
    ar: ["#fb8a3c", "#f5c26b", "#e06a4a"],
    dlm: ["#2dd4bf", "#56b2f5", "#8f9cff", "#b98cff", "#ef7fdc", "#a9d14b", "#4cc3e6", "#a3afd6", "#5fd98a", "#fb7fb0"],
    neutral: ["#a39c90", "#857e72", "#c7c0b3"],
    operators: ["#5b7fa3", "#b98b3a", "#6d8f5d", "#9c5872", "#67629a", "#ab6c4a", "#4f8b8e", "#8b7f4a", "#805f87"],
    other: "#6f6a60", onBar: "#ffffff"
  }
};
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "roundRect", "arrow"];
const CROSS = "path://M0,0L10,10M10,0L0,10";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

/** From a strategy's name to its colour and symbol. */
function strategyStyles(strategies, theme) {
  const counts = {ar: 0, dlm: 0, neutral: 0};
  const styles = new Map();
  for (const strategy of strategies) {
    const index = counts[strategy.kind]++;
    const colours = theme[strategy.kind];
    styles.set(strategy.name, {
      color: colours[index % colours.length],
      symbol: SYMBOLS[index % SYMBOLS.length]
    });
  }
  return styles;
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
function legendBlock(names, view, left) {
  const items = [...new Set(names)];
  const widest = Math.min(320, view.width - left - 60);
  const space = view.width - left - 10;
  let rows = 1;
  let used = 0;
  for (const name of items) {
    const item = Math.min(textWidth(name, 12), widest) + 30 + 16;
    if (used > 0 && used + item > space) {
      rows++;
      used = 0;
    }
    used += item;
  }
  return {
    height: items.length === 0 ? 0 : rows * 21 + 8,
    option: {
      show: items.length > 0,
      data: items.map(name => ({name})),
      left,
      top: 0,
      width: space,
      align: "left",
      itemWidth: 24,
      itemHeight: 9,
      itemGap: 14,
      padding: 0,
      formatter: name => name,
      inactiveColor: view.theme.rule,
      textStyle: {color: view.theme.ink, fontSize: 12, lineHeight: 14, width: widest, overflow: "truncate"}
    }
  };
}

/** Text in front of lines, readable across them. */
function halo(view, color) {
  return {color, fontSize: 11, fontFamily: FONT, textBorderColor: view.theme.paper, textBorderWidth: 3};
}

let measuring = null;

function textWidth(text, size) {
  measuring ??= document.createElement("canvas").getContext("2d");
  measuring.font = size + "px " + FONT;
  return measuring.measureText(text).width;
}
