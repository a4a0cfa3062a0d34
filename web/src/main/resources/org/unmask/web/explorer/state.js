// ---- What is compared, and its text in the address of the page.

const FIELDS = ["model", "device", "strategy", "dtype", "profile", "tensor_parallel", "pipeline_parallel", "expert_parallel", "link",
  "weight_dtype", "activation_dtype", "kv_dtype"];
const DEFAULTS = {dtype: "bf16", profile: "roofline", tensor_parallel: "1", pipeline_parallel: "1", expert_parallel: "1"};
const LONGEST = 8000;
const TRAFFIC = {rate: "20", prompts: "lognormal", answers: "fixed", ttft: "1", tpot: "", e2e: ""};

/** What a page says that gets no answer. */
export const GONE = "The server does not answer; is ./unmask explore still running?";

export function initialState() {
  return {
    prompt_tokens: "512", generated_tokens: "256", batch: "12",
    contestants: [
      contestant("llama-3-8b", "h200-sxm", "ar"),
      contestant("llada-8b", "h200-sxm", "dual-cache:block=32,steps=128")
    ],
    models: [], devices: [], fleet: {...TRAFFIC}
  };
}

export function contestant(model, device, strategy) {
  return {model, device, strategy, ...DEFAULTS, link: "", weight_dtype: "", activation_dtype: "", kv_dtype: ""};
}

/** What the server is asked. Fields that say nothing are left out. */
export function question(state) {
  return {...workload(state), map: true, contestants: state.contestants.map(said), ...own(state)};
}

/** What the server is asked about one contestant. */
export function asked(state, index) {
  return {...workload(state), contestant: said(state.contestants[index]), ...own(state)};
}

/** What the server is asked about fleets: lengths around the sliders, and limits that are not empty. */
export function fleetQuestion(state) {
  const slo = ["ttft", "tpot", "e2e"].filter(name => state.fleet[name] !== "").map(name => name + "=" + state.fleet[name]).join(",");
  return {
    prompt_tokens: lengths(state.fleet.prompts, state.prompt_tokens), generated_tokens: lengths(state.fleet.answers, state.generated_tokens),
    requests_per_second: state.fleet.rate, ...(slo ? {slo} : {}), contestants: state.contestants.map(said), ...own(state)
  };
}

function lengths(kind, tokens) {
  const number = Number(tokens);
  switch (kind) {
    case "uniform": return "uniform:" + Math.max(1, Math.ceil(number / 2)) + "-" + Math.floor(1.5 * number);
    case "lognormal": return "lognormal:" + number + ":1:" + 8 * number;
    default: return tokens;
  }
}

function workload(state) {
  return {prompt_tokens: state.prompt_tokens, generated_tokens: state.generated_tokens, batch: state.batch};
}

function said(contestant) {
  return Object.fromEntries(FIELDS.filter(field => contestant[field] !== "").map(field => [field, contestant[field]]));
}

function own(state) {
  return {...(state.models.length > 0 ? {models: state.models} : {}), ...(state.devices.length > 0 ? {devices: state.devices} : {})};
}

/** The state as the part of an address behind #; `complete` tells whether own files are in it. */
export async function written(state) {
  const parameters = new URLSearchParams();
  parameters.set("prompt", state.prompt_tokens);
  parameters.set("gen", state.generated_tokens);
  parameters.set("batch", state.batch);
  for (const each of state.contestants) {
    const values = FIELDS.map(field => each[field] === DEFAULTS[field] ? "" : each[field]);
    parameters.append("c", values.join("~").replace(/~+$/, ""));
  }
  const traffic = Object.keys(TRAFFIC).map(name => state.fleet[name]);
  if (traffic.join() !== Object.values(TRAFFIC).join()) {
    parameters.set("fleet", traffic.join("~"));
  }
  const plain = parameters.toString().replaceAll("%7E", "~").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%3D", "=");
  if (state.models.length + state.devices.length === 0) {
    return {text: plain, complete: true};
  }
  const own = await packed(JSON.stringify({models: state.models, devices: state.devices}));
  const whole = plain + "&own=" + own;
  return whole.length <= LONGEST ? {text: whole, complete: true} : {text: plain, complete: false};
}

/** The state that an address holds; what it does not say is as at first. */
export async function read(text) {
  const state = initialState();
  const parameters = new URLSearchParams(text.replace(/^#/, ""));
  state.prompt_tokens = parameters.get("prompt") ?? state.prompt_tokens;
  state.generated_tokens = parameters.get("gen") ?? state.generated_tokens;
  state.batch = parameters.get("batch") ?? state.batch;
  const contestants = parameters.getAll("c").map(value => {
    const parts = value.split("~");
    return Object.fromEntries(FIELDS.map((field, index) => [field, parts[index] || DEFAULTS[field] || ""]));
  });
  if (contestants.length > 0) {
    state.contestants = contestants;
  }
  if (parameters.has("fleet")) {
    const parts = parameters.get("fleet").split("~");
    state.fleet = Object.fromEntries(Object.keys(TRAFFIC).map((name, index) => [name, parts[index] ?? ""]));
  }
  if (parameters.has("own")) {
    const own = JSON.parse(await unpacked(parameters.get("own")));
    state.models = Array.isArray(own.models) ? own.models : [];
    state.devices = Array.isArray(own.devices) ? own.devices : [];
  }
  return state;
}

async function packed(words) {
  const stream = new Blob([words]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(words) {
  const bytes = Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

/** A strategy as its name and its keys, in the order in which they were written. */
export function parsed(strategy) {
  const colon = strategy.indexOf(":");
  const keys = new Map();
  if (colon >= 0) {
    for (const part of strategy.slice(colon + 1).split(",")) {
      const equals = part.indexOf("=");
      keys.set(equals < 0 ? part : part.slice(0, equals), equals < 0 ? "" : part.slice(equals + 1));
    }
  }
  return {id: colon < 0 ? strategy : strategy.slice(0, colon), keys};
}

export function strategyText(id, keys) {
  const parts = [...keys].map(([name, value]) => name + "=" + value);
  return parts.length === 0 ? id : id + ":" + parts.join(",");
}
