// ---- Frames of plots: picture or table, and files of both.

/** A figure with its title, its picture, and buttons; the picture is drawn by `show`. */
export class Frame {
  constructor(plot) {
    this.plot = plot;
    this.figure = document.getElementById(plot.id);
    this.asTable = false;
    const title = document.createElement("h2");
    title.textContent = plot.title;
    this.caption = document.createElement("figcaption");
    this.stage = document.createElement("div");
    this.stage.className = "stage";
    const tools = document.createElement("div");
    tools.className = "tools";
    this.toggle = this.button(tools, "Table", () => {
      this.asTable = !this.asTable;
      this.toggle.setAttribute("aria-pressed", String(this.asTable));
      this.show(this.view);
    });
    this.toggle.setAttribute("aria-pressed", "false");
    this.button(tools, "CSV", () => save(plot.id + ".csv", new Blob([csv(this.plot.table(this.view))], {type: "text/csv"})));
    this.button(tools, "SVG", () => save(plot.id + ".svg", new Blob([this.markup()], {type: "image/svg+xml"})));
    this.button(tools, "PNG", () => this.png());
    if (plot.explains) {
      this.button(tools, "Explain", () => this.view.explain(0));
    }
    this.figure.replaceChildren(title, this.caption, this.stage, tools);
  }

  button(tools, words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.setAttribute("aria-label", words + ": " + this.plot.title);
    button.addEventListener("click", action);
    tools.append(button);
    return button;
  }

  show(view) {
    this.view = view;
    this.caption.textContent = this.plot.caption(view);
    this.stage.replaceChildren(this.asTable ? table(this.plot.table(view), this.plot.title, view.explain) : this.picture());
  }

  picture() {
    return this.plot.picture({...this.view, width: Math.max(260, Math.floor(this.figure.clientWidth)), after: []});
  }

  markup() {
    return new XMLSerializer().serializeToString(this.picture());
  }

  async png() {
    const picture = this.picture();
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(picture)], {type: "image/svg+xml"}));
    await image.decode();
    const pixels = document.createElement("canvas");
    pixels.width = 2 * Number(picture.getAttribute("width"));
    pixels.height = 2 * Number(picture.getAttribute("height"));
    pixels.getContext("2d").drawImage(image, 0, 0, pixels.width, pixels.height);
    URL.revokeObjectURL(image.src);
    pixels.toBlob(blob => save(this.plot.id + ".png", blob), "image/png");
  }
}

/** @param explain  called with what a row holds when its operator is clicked */
function table({columns, rows, explained}, title, explain) {
  const box = document.createElement("div");
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", title + ", table");
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  columns.forEach((name, index) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = typeof rows[0]?.[index] === "number" ? "number" : "";
    cell.textContent = name;
    head.append(cell);
  });
  const body = element.createTBody();
  rows.forEach((row, number) => {
    const cells = body.insertRow();
    row.forEach(value => {
      const cell = cells.insertCell();
      cell.className = typeof value === "number" ? "number" : "text";
      const words = typeof value === "number" ? value.toLocaleString("en", {maximumSignificantDigits: 6}) : value;
      if (explained?.[number][1] === value) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words;
        button.setAttribute("aria-label", "Explain " + row.slice(0, 2).join(", "));
        button.addEventListener("click", () => explain(...explained[number]));
        cell.append(button);
      } else {
        cell.textContent = words;
      }
    });
  });
  box.append(element);
  return box;
}

/** Values that a spreadsheet would take for a formula get an apostrophe. */
function csv({columns, rows}) {
  const cell = value => {
    if (typeof value === "number") {
      return String(value);
    }
    const plain = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(plain) ? '"' + plain.replaceAll('"', '""') + '"' : plain;
  };
  return [columns, ...rows].map(row => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Offers a file to be saved. */
export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
