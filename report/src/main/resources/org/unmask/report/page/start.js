
// ---- The page.

function start() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const frames = [];
  for (const element of document.querySelectorAll(".chart")) {
    try {
      frames.push(new Frame(element, data.figures[element.dataset.figure]));
    } catch (error) {
      element.textContent = "This figure could not be drawn; its table holds the numbers.";
      console.error(error);
    }
  }
  for (const element of document.querySelectorAll("table[data-table]")) {
    new Pages(element, data.tables[element.dataset.table]);
  }
  const redraw = printing => frames.forEach(frame => frame.draw(printing));
  let width = document.body.clientWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (document.body.clientWidth !== width) {
        width = document.body.clientWidth;
        redraw(false);
      }
    }, 100);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(false));
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("light");
    redraw(true);
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("light");
    redraw(false);
  });
}

start();
