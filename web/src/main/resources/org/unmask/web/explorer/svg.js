// ---- Drawing: elements of SVG with attributes, so that a picture saved as a file looks as on the page.

const SVG = "http://www.w3.org/2000/svg";
export const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

/** An element of SVG. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

/** Text of a plot; text only, whatever it holds. */
export function text(x, y, words, theme, more = {}) {
  const element = draw("text", {x, y, fill: theme.ink, "font-size": 12, "font-family": FACE, ...more});
  element.textContent = words;
  return element;
}

/** Text with a halo of paper, readable across lines. */
export function label(x, y, words, theme, more = {}) {
  return text(x, y, words, theme, {stroke: theme.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round", ...more});
}

export function line(x1, y1, x2, y2, stroke, more = {}) {
  return draw("line", {x1, y1, x2, y2, stroke, ...more});
}

export function rect(x, y, width, height, fill, more = {}) {
  return draw("rect", {x, y, width: Math.max(0, width), height: Math.max(0, height), fill, ...more});
}

/** What a pointer that rests on a mark reads. */
export function titled(element, words) {
  const title = draw("title");
  title.textContent = words;
  element.append(title);
  return element;
}

/** An empty picture of a width and a height, with a name for those who do not see it. */
export function canvas(width, height, theme, name) {
  return draw("svg", {xmlns: SVG, width, height, viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": name},
    rect(0, 0, width, height, theme.paper));
}

/** A place for each number of a range: linear, or by the logarithm. */
export function scale(kind, low, high, from, to) {
  const at = kind === "log" ? Math.log10 : value => value;
  const span = at(high) - at(low) || 1;
  return value => from + (at(value) - at(low)) / span * (to - from);
}

/** Powers of ten of a range, at most so many. */
export function decades(low, high, most) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / most));
  const ticks = [];
  for (let power = first; power <= last; power += every) {
    ticks.push(Math.pow(10, power));
  }
  return ticks;
}

/** Round numbers from 0 to a value. */
export function steps(high, most) {
  const rough = high / most;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough);
  const ticks = [];
  for (let tick = 0; tick <= high * 1.0001; tick += step) {
    ticks.push(tick);
  }
  return ticks;
}

let measuring = null;

/** The width of a text in pixels. */
export function width(words, size = 12, weight = 400) {
  measuring ??= document.createElement("canvas").getContext("2d");
  measuring.font = weight + " " + size + "px " + FACE;
  return measuring.measureText(words).width;
}

/** The text, or its beginning if it is wider. */
export function fitted(words, room, size = 12) {
  if (width(words, size) <= room) {
    return words;
  }
  const letters = [...words];
  while (letters.length > 0 && width(letters.join("") + "…", size) > room) {
    letters.pop();
  }
  return letters.length > 1 ? letters.join("") + "…" : "";
}
