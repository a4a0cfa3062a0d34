
// ---- Frames: one per figure, drawn again when its tab, the width or the colours change.

/** The scripts of the figures enter themselves here, by their names. Each gives

      draw(figure, view)  the option of the charting library and the height of the drawing
      parts(figure)       what has a `device` each; every device gets a tab (may be left out)
      modes               {name, choices}: other ways to see the same, chosen by buttons (may be left out) */
const DRAWINGS = {};
const PRINT_WIDTH = 720;

class Frame {
  constructor(element, figure) {
    this.element = element;
    this.figure = figure;
    this.labels = labelsOf(figure);
    this.drawing = DRAWINGS[figure.type];
    this.devices = [...new Set((this.drawing.parts?.(figure) ?? []).map(part => part.device))];
    this.device = this.devices[0];
    this.mode = this.drawing.modes?.choices[0];
    this.chart = echarts.init(element, null, {renderer: "svg", width: element.clientWidth, height: 300});
    this.addTabs();
    this.addSave();
    this.draw(false);
  }

  draw(printing) {
    const theme = palette();
    const view = {
      width: printing ? PRINT_WIDTH : Math.max(300, this.element.clientWidth),
      theme,
      device: this.device,
      mode: this.mode,
      style: labelStyles(this.labels, theme)
    };
    const {option, height} = this.drawing.draw(this.figure, view);
    this.element.style.height = height + "px";
    this.chart.resize({width: view.width, height});
    this.chart.setOption(option, {notMerge: true});
    this.creditDevice();
  }

  /** Shows the sources of the chosen device only. */
  creditDevice() {
    const credits = [...this.element.parentElement.querySelectorAll("[data-device]")];
    const known = credits.some(credit => credit.dataset.device === this.device);
    for (const credit of credits) {
      credit.hidden = known && credit.dataset.device !== "" && credit.dataset.device !== this.device;
    }
  }

  addTabs() {
    const bar = document.createElement("div");
    bar.className = "bar";
    this.element.before(bar);
    if (this.devices.length > 1) {
      bar.append(buttons("device", this.devices, "aria-selected", device => {
        this.device = device;
        this.draw(false);
      }));
    }
    if (this.drawing.modes) {
      bar.append(buttons(this.drawing.modes.name, this.drawing.modes.choices, "aria-pressed", mode => {
        this.mode = mode;
        this.draw(false);
      }));
    }
  }

  addSave() {
    const figure = this.element.parentElement;
    let row = figure.querySelector(".save");
    if (!row) {
      row = document.createElement("p");
      row.className = "save";
      figure.append(row);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "SVG";
    button.title = "Save the figure as it is shown";
    button.addEventListener("click", () => this.save());
    row.append(button);
  }

  save() {
    const svg = new XMLSerializer().serializeToString(this.element.querySelector("svg"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
    const device = this.devices.length > 1 ? "-" + this.device.replace(/[^A-Za-z0-9]+/g, "-") : "";
    link.download = this.element.dataset.figure + device + ".svg";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

/** A row of buttons of which one is on. */
function buttons(name, choices, state, choose) {
  const row = document.createElement("div");
  row.className = "tabs";
  row.setAttribute("role", state === "aria-selected" ? "tablist" : "group");
  row.setAttribute("aria-label", name);
  choices.forEach((choice, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice;
    if (state === "aria-selected") {
      button.setAttribute("role", "tab");
    }
    button.setAttribute(state, index === 0);
    button.addEventListener("click", () => {
      for (const other of row.children) {
        other.setAttribute(state, other === button);
      }
      choose(choice);
    });
    row.append(button);
  });
  return row;
}
