
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
  let printing = false;
  const redraw = () => frames.forEach(frame => frame.draw(printing));
  const print = on => {
    printing = on;
    document.documentElement.classList.toggle("light", on);
    redraw();
  };
  let width = document.body.clientWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (document.body.clientWidth !== width) {
        width = document.body.clientWidth;
        redraw();
      }
    }, 100);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
}

start();
