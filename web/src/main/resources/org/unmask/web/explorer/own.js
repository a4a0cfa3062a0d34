// ---- Models and devices of one's own. The server reads them with every question; nothing is kept there.

const NUMBERS = [["device-flops", "the peak arithmetic"], ["device-bandwidth", "the bandwidth"], ["device-memory", "the memory"]];
const OPTIONAL = [["device-watts", "the board power"], ["device-link", "the link"]];
const DEVICE = "unmask.device/1";

export class Own {
  /** @param tried  asks the server for a state, and answers why it refuses it, or nothing */
  constructor(state, catalog, tried, accepted) {
    this.state = state;
    this.tried = tried;
    this.accepted = accepted;
    document.getElementById("device-dtype").append(...catalog.dtypes.map(type => new Option(type, type, type === "bf16", type === "bf16")));
    document.getElementById("model-add").addEventListener("click", () => this.addModel());
    document.getElementById("device-add").addEventListener("click", () => this.addDevice());
    this.drop(document.getElementById("own-model"));
  }

  drop(zone) {
    const config = document.getElementById("model-config");
    window.addEventListener("dragover", event => {
      event.preventDefault();
      zone.classList.add("dropping");
    });
    window.addEventListener("dragleave", () => zone.classList.remove("dropping"));
    window.addEventListener("drop", async event => {
      event.preventDefault();
      zone.classList.remove("dropping");
      const file = event.dataTransfer.files[0];
      if (file) {
        const words = await file.text();
        if (words.includes('"' + DEVICE + '"')) {
          document.getElementById("own-device").open = true;
          await this.device(() => JSON.parse(words));
        } else {
          zone.open = true;
          config.value = words;
          config.focus();
        }
      }
    });
  }

  async addModel() {
    const problem = document.getElementById("model-problem");
    problem.textContent = "";
    let config;
    try {
      config = JSON.parse(document.getElementById("model-config").value);
    } catch (error) {
      problem.textContent = "This is no JSON: " + error.message;
      return;
    }
    const name = document.getElementById("model-name").value.trim() || "own-model";
    const models = [...this.state.models.filter(own => own.name !== name), {name, config}];
    const reason = await this.tried({...this.state, models});
    if (reason) {
      problem.textContent = reason;
      return;
    }
    this.state.models = models;
    this.accepted("model", name);
  }

  async addDevice() {
    const value = id => document.getElementById(id).value.trim();
    const given = OPTIONAL.filter(([id]) => value(id) !== "");
    for (const [id, name] of [...NUMBERS, ...given]) {
      if (value(id) === "" || Number.isNaN(Number(value(id)))) {
        document.getElementById("device-problem").textContent = "Give " + name + " as a number in base units, such as "
          + document.getElementById(id).placeholder + ".";
        return;
      }
    }
    const source = value("device-source");
    const figure = id => ({value: Number(value(id)), source});
    const id = value("device-id");
    await this.device(() => ({
      schema: DEVICE, id, name: id,
      flops_per_second: {[value("device-dtype")]: {...figure("device-flops"), dense: true}},
      memory_bytes_per_second: figure("device-bandwidth"),
      memory_bytes: figure("device-memory"),
      ...(value("device-watts") ? {board_power_watts: figure("device-watts")} : {}),
      ...(value("device-link") ? {links: {link: {bytes_per_second: figure("device-link")}}} : {})
    }));
  }

  /** Takes a device file, unless the server refuses it. */
  async device(read) {
    const problem = document.getElementById("device-problem");
    problem.textContent = "";
    let device;
    try {
      device = read();
    } catch (error) {
      problem.textContent = "This is no JSON: " + error.message;
      return;
    }
    const devices = [...this.state.devices.filter(own => own.id !== device.id), device];
    const reason = await this.tried({...this.state, devices});
    if (reason) {
      problem.textContent = reason;
      return;
    }
    this.state.devices = devices;
    this.accepted("device", device.id);
  }
}
