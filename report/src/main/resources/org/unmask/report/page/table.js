
// ---- Tables: pages of rows, and files of all rows.

const ROWS_OF_A_PAGE = 25;

class Pages {
  constructor(element, table) {
    this.body = element.tBodies[0];
    this.table = table;
    this.count = table.columns[0].cells.length;
    this.first = 0;
    this.size = this.body.rows.length;
    this.row = document.createElement("p");
    this.row.className = "save";
    element.closest(".scroll").after(this.row);
    if (this.count > this.size) {
      this.addTurning();
    }
    this.row.append(button("CSV", "Save all rows, in base units",
      () => saveText(element.dataset.table + ".csv", csv(table), "text/csv;charset=utf-8")));
  }

  addTurning() {
    this.place = document.createElement("span");
    this.place.setAttribute("role", "status");
    this.back = button("‹", "Earlier rows", () => this.show(this.first - ROWS_OF_A_PAGE));
    this.on = button("›", "Later rows", () => this.show(this.size < ROWS_OF_A_PAGE ? 0 : this.first + ROWS_OF_A_PAGE));
    this.back.setAttribute("aria-label", "Earlier rows");
    this.on.setAttribute("aria-label", "Later rows");
    this.row.append(this.back, this.place, this.on);
    this.tell();
  }

  /** The first time the page grows; then it turns. */
  show(first) {
    this.size = ROWS_OF_A_PAGE;
    this.first = Math.max(0, first);
    this.body.textContent = "";
    for (let at = this.first; at < Math.min(this.count, this.first + this.size); at++) {
      const row = this.body.insertRow();
      for (const column of this.table.columns) {
        const cell = row.insertCell();
        cell.className = column.shape === "text" ? "text" : "number";
        cell.textContent = cellText(column, at);
        if (cell.textContent.length > 44) {
          cell.classList.add("long");
        }
      }
    }
    this.tell();
  }

  tell() {
    const last = Math.min(this.count, this.first + this.size);
    this.place.textContent = "rows " + (this.first + 1) + "–" + last + " of " + this.count.toLocaleString("en");
    this.back.disabled = this.first === 0;
    this.on.disabled = last === this.count;
  }
}

/** A cell as it is shown: in the unit and with the decimals of its column. */
function cellText(column, at) {
  const cell = column.cells[at];
  if (column.shape === "text") {
    return column.words[cell];
  }
  if (cell === null || typeof cell === "string") {
    return cell ?? "";
  }
  return Array.isArray(cell) ? shownNumber(column, cell[0]) + " – " + shownNumber(column, cell[1]) : shownNumber(column, cell);
}

function shownNumber(column, number) {
  const scaled = number * column.factor;
  if (scaled !== 0 && Math.abs(scaled) < Math.pow(10, -column.decimals) && column.shape === "number") {
    return scaled.toExponential(1).replace(/e([+-])(\d)$/, "e$10$2");
  }
  const decimals = column.shape === "mixed" ? decimalsOf(scaled) : column.decimals;
  const text = scaled.toLocaleString("en", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  return column.shape === "error" && scaled >= 0 ? "+" + text : text;
}

/** Decimals that show three digits. */
function decimalsOf(number) {
  return number === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number))));
}

/** The whole table as comma-separated values, as the program writes them. */
function csv(table) {
  const isRange = column => column.cells.some(Array.isArray);
  const names = table.columns.flatMap(column => {
    const unit = column.shape === "number" && column.unit ? " (" + column.unit + ")" : "";
    return isRange(column) ? [column.name + " low" + unit, column.name + " high" + unit] : [column.name + unit];
  });
  const lines = [names.map(csvText).join(",")];
  table.columns[0].cells.forEach((_, at) => lines.push(table.columns.flatMap(column => {
    const cell = column.shape === "text" ? column.words[column.cells[at]] : column.cells[at] ?? "";
    const fields = Array.isArray(cell) ? cell.map(String) : [typeof cell === "string" ? csvText(cell) : String(cell)];
    return isRange(column) && fields.length === 1 ? [...fields, ""] : fields;
  }).join(",")));
  return lines.join("\n") + "\n";
}

/** Quoted unless plain; text that a spreadsheet would run gets an apostrophe in front. */
function csvText(text) {
  const guarded = /^[=+\-@\t\r\n]/.test(text) ? "'" + text : text;
  return /^[A-Za-z0-9_.+-]*$/.test(guarded) ? guarded : '"' + guarded.replaceAll('"', '""') + '"';
}
