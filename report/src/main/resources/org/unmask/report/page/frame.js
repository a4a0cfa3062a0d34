
// ---- Frames: one per figure, drawn again when its tab, its lines, the width or the colours change.

/** The scripts of the figures enter themselves here, by their names. Each gives

      draw(figure, view)  the option of the charting library and the height of the drawing
      parts(figure)       what has a `device` each; every device gets a tab (may be left out)
      modes               {name, choices}: other ways to see the same, chosen by buttons (may be left out)

    A view has the width, the colours (`theme`), the chosen `device` and `mode`, `style(label)`: colour and symbol, and
    `shown(label)`: whether a reader wants to see it. */
const DRAWINGS = {};
const PRINT_WIDTH = 700;

class Frame {
  constructor(element, figure) {
    this.element = element;
    this.section = element.closest("section");
    this.figure = figure;
    this.drawing = DRAWINGS[figure.type];
    this.devices = [...new Set((this.drawing.parts?.(figure) ?? []).map(part => part.device))];
    this.device = this.devices[0];
    this.mode = this.drawing.modes?.choices[0];
    this.hidden = new Set();
    element.setAttribute("role", "img");
    this.chart = echarts.init(element, null, {renderer: "svg", width: element.clientWidth, height: 300});
    this.addBar();
    this.addSave();
    this.draw(false);
  }

  draw(printing) {
    const theme = palette();
    const style = labelStyles(this.labels(), theme);
    const {option, height} = this.drawing.draw(this.figure, {
      width: printing ? PRINT_WIDTH : Math.max(300, this.element.clientWidth),
      theme,
      device: this.device,
      mode: this.mode,
      style,
      shown: label => !this.hidden.has(label.strategy)
    });
    this.element.style.height = height + "px";
    this.chart.resize({width: printing ? PRINT_WIDTH : Math.max(300, this.element.clientWidth), height});
    this.chart.setOption(option, {notMerge: true});
    this.showDevice();
    this.colourToggles(style);
    this.element.setAttribute("aria-label", this.section.querySelector("h2").innerText + " The table below has the numbers.");
  }

  /** Labels of the chosen device, in their order. */
  labels() {
    const parts = this.drawing.parts?.(this.figure);
    return labelsOf(parts ? parts.filter(part => part.device === this.device) : this.figure);
  }

  /** Shows the headings and sources of the chosen device only. */
  showDevice() {
    const about = [...this.section.querySelectorAll("[data-device]")];
    for (const element of about) {
      element.hidden = element.dataset.device !== "" && element.dataset.device !== this.device
        && this.devices.includes(element.dataset.device);
    }
  }

  addBar() {
    const bar = document.createElement("div");
    bar.className = "bar";
    this.element.before(bar);
    if (this.devices.length > 1) {
      bar.append(choices("device", this.devices, device => {
        this.device = device;
        this.addToggles();
        this.draw(false);
      }));
    }
    if (this.drawing.modes) {
      bar.append(choices(this.drawing.modes.name, this.drawing.modes.choices, mode => {
        this.mode = mode;
        this.draw(false);
      }));
    }
    this.toggles = document.createElement("div");
    this.toggles.className = "toggles";
    this.toggles.setAttribute("role", "group");
    this.toggles.setAttribute("aria-label", "shown");
    this.element.after(this.toggles);
    this.addToggles();
  }

  /** A button for everything that can be hidden. */
  addToggles() {
    this.toggles.textContent = "";
    const strategies = new Map(this.labels().filter(label => label.role !== "neutral").map(label => [label.strategy, label]));
    if (strategies.size < 2 || this.drawing.fixed) {
      return;
    }
    for (const label of strategies.values()) {
      const button = document.createElement("button");
      button.type = "button";
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      button.append(swatch, label.text);
      button.dataset.strategy = label.strategy;
      button.setAttribute("aria-pressed", !this.hidden.has(label.strategy));
      button.addEventListener("click", () => {
        const hide = !this.hidden.delete(label.strategy);
        if (hide) {
          this.hidden.add(label.strategy);
        }
        button.setAttribute("aria-pressed", !hide);
        this.draw(false);
      });
      this.toggles.append(button);
    }
    this.colourToggles(labelStyles(this.labels(), palette()));
  }

  colourToggles(style) {
    for (const button of this.toggles.children) {
      button.firstChild.style.background = style({strategy: button.dataset.strategy})?.color;
    }
  }

  addSave() {
    const row = document.createElement("p");
    row.className = "save";
    row.append(
      button("SVG", "Save the figure as it is shown", () => saveText(this.fileName("svg"), this.svg(), "image/svg+xml")),
      button("PNG", "Save the figure as it is shown, twice as large", () => this.savePng()));
    this.element.parentElement.append(row);
  }

  fileName(ending) {
    const device = this.devices.length > 1 ? "-" + this.device.replace(/[^A-Za-z0-9]+/g, "-") : "";
    return this.element.dataset.figure + device + "." + ending;
  }

  svg() {
    return new XMLSerializer().serializeToString(this.element.querySelector("svg"));
  }

  savePng() {
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * image.width;
      canvas.height = 2 * image.height;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(blob => saveBlob(this.fileName("png"), blob));
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(this.svg());
  }
}

function button(text, title, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.title = title;
  element.addEventListener("click", act);
  return element;
}

/** A row of buttons of which one is on. */
function choices(name, texts, choose) {
  const row = document.createElement("div");
  row.className = "choices";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", name);
  texts.forEach((text, index) => {
    const one = button(text, "", () => {
      for (const other of row.children) {
        other.setAttribute("aria-pressed", other === one);
      }
      choose(text);
    });
    one.removeAttribute("title");
    one.setAttribute("aria-pressed", index === 0);
    row.append(one);
  });
  return row;
}

function saveText(name, text, type) {
  saveBlob(name, new Blob([text], {type}));
}

function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
