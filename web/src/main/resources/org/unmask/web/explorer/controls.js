// ---- The controls: sliders for numbers, lists for names. They write the state and say that it changed.

import {parsed, strategyText} from "./state.js";

const POSITIONS = {
  prompt_tokens: powers(1, 131072), generated_tokens: powers(16, 8192), batch: halfPowers(1, 1024)
};
const WORKLOAD = [["prompt_tokens", "Prompt"], ["generated_tokens", "Generated"], ["batch", "Batch"]];
const TOKENS_PER_PASS = Array.from({length: 125}, (_, index) => 1 + index / 4);
const RULES = ["steps", "tokens-per-pass"];
const LOGIT_RULES = ["threshold", "factor", "entropy"];
const DRAFTS = Array.from({length: 32}, (_, index) => 1 + index);
const ACCEPTANCES = Array.from({length: 21}, (_, index) => index / 20);
/** What a drafting strategy begins with; all of it stands on the page. */
const DRAFTING = [["drafter", "ngram"], ["acceptance", "0.7"]];
const KNOWN = ["block", "draft", "acceptance", ...RULES];

function powers(low, high) {
  const all = [];
  for (let value = low; value <= high; value *= 2) {
    all.push(value);
  }
  return all;
}

function halfPowers(low, high) {
  return [...new Set(powers(low, high).flatMap(value => value * 1.5 <= high ? [value, Math.ceil(value * 1.5)] : [value]))]
    .sort((a, b) => a - b);
}

export class Controls {
  /** @param changed  called with what was moved whenever the state has changed */
  constructor(state, catalog, changed) {
    this.state = state;
    this.catalog = catalog;
    this.changed = changed;
    this.choices = [];
    this.open = new Map();
    this.build();
  }

  /** Every control anew, from the state. */
  build() {
    const workload = document.getElementById("workload");
    workload.replaceChildren(workload.querySelector("legend"));
    this.sliders = new Map();
    for (const [key, name] of WORKLOAD) {
      workload.append(this.slider(key, name, () => POSITIONS[key], () => this.state[key], value => {
        this.state[key] = value;
        this.changed({key});
      }));
    }
    const cards = this.state.contestants.map((each, index) => this.card(each, index));
    document.getElementById("contestants").replaceChildren(...cards);
    document.getElementById("add").disabled = this.state.contestants.length >= 6;
  }

  /** A range with a number beside it. Its positions are the numbers of a list, as far apart as they may be. */
  slider(id, name, positions, value, write) {
    const box = document.createElement("div");
    box.className = "slider";
    const caption = document.createElement("label");
    const range = document.createElement("input");
    const number = document.createElement("input");
    range.type = "range";
    range.id = id;
    range.min = "0";
    number.type = "number";
    number.min = "1";
    number.step = "any";
    number.setAttribute("aria-label", name + ", as a number");
    caption.htmlFor = id;
    caption.textContent = name;
    const show = () => {
      const list = positions();
      range.max = String(Math.max(0, list.length - 1));
      range.value = String(nearest(list, Number(value())));
      range.disabled = list.length < 2;
      range.setAttribute("aria-valuetext", value());
      if (document.activeElement !== number) {
        number.value = value();
      }
    };
    range.addEventListener("input", () => {
      write(String(positions()[Number(range.value)]));
      show();
    });
    number.addEventListener("input", () => {
      write(number.value);
      show();
    });
    number.addEventListener("change", show);
    box.append(caption, range, number);
    show();
    this.sliders.set(id, show);
    return box;
  }

  /** Shows the state where a slider has another. */
  refresh() {
    this.sliders.forEach(show => show());
  }

  card(each, index) {
    const card = document.createElement("fieldset");
    card.className = "contestant";
    card.dataset.index = String(index);
    const legend = document.createElement("legend");
    legend.textContent = "Contestant " + (index + 1);
    card.append(legend);
    if (this.state.contestants.length > 2) {
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "remove";
      remove.textContent = "Remove";
      remove.setAttribute("aria-label", "Remove contestant " + (index + 1));
      remove.addEventListener("click", () => {
        this.state.contestants.splice(index, 1);
        this.choices.splice(index, 1);
        this.build();
        this.changed({});
      });
      card.append(remove);
    }
    const sliders = this.keySliders(each, index);
    const names = document.createElement("details");
    names.className = "inner names";
    names.open = this.open.get(index) ?? !window.matchMedia("(max-width: 760px)").matches;
    names.addEventListener("toggle", () => this.open.set(index, names.open));
    const summary = document.createElement("summary");
    summary.textContent = "Model, strategy, device";
    names.append(summary);
    names.append(this.list(each, "model", "Model", this.modelGroups(), () => {
      each.strategy = this.usual(each.model) ?? each.strategy;
      this.build();
    }));
    names.append(this.strategyList(each));
    names.append(this.list(each, "device", "Device", [["", [...this.state.devices.map(own => [own.id, own.id + " (own)"]),
      ...this.catalog.devices.map(device => [device.id, device.name ?? device.id])]]]));
    names.append(this.list(each, "dtype", "Element type", [["", this.catalog.dtypes.map(type => [type, type])]]));
    names.append(this.list(each, "profile", "Runtime", [["", this.catalog.profiles.filter(profile => !profile.problem)
      .map(profile => [profile.id, profile.id])]]));
    names.append(this.list(each, "tensor_parallel", "Devices (TP)", [["", ["1", "2", "4", "8"].map(count => [count, count])]]));
    names.append(...sliders.filter(part => part.tagName === "LABEL"), this.more(each));
    card.append(names, ...sliders.filter(part => part.tagName !== "LABEL"));
    return card;
  }

  modelGroups() {
    const kinds = [["autoregressive", "Autoregressive"], ["diffusion", "Diffusion"], ["block-diffusion", "Block diffusion"]];
    const groups = kinds.map(([kind, title]) => [title, this.catalog.models.filter(model => model.paradigm === kind)
      .map(model => [model.id, model.id])]);
    return this.state.models.length === 0 ? groups : [["Own", this.state.models.map(own => [own.name, own.name])], ...groups];
  }

  /** The usual strategy of a model. Where logits decide, a prediction needs an assumption: it stands on its slider. */
  usual(model) {
    const strategy = this.catalog.models.find(known => known.id === model)?.strategy;
    if (!strategy) {
      return undefined;
    }
    const {id, keys} = parsed(strategy);
    return LOGIT_RULES.some(rule => keys.has(rule)) ? strategyText(id, keys.set("tokens-per-pass", "2")) : strategy;
  }

  /** A list of names for a field of a contestant; a value that no list has is added, so that nothing is replaced. */
  list(each, field, name, groups, after = () => {}) {
    const caption = document.createElement("label");
    const select = document.createElement("select");
    select.dataset.field = field;
    const known = groups.flatMap(([, items]) => items.map(([id]) => id));
    const all = known.includes(each[field]) ? groups : [...groups, ["", [[each[field], each[field]]]]];
    for (const [title, items] of all) {
      const options = items.map(([id, words]) => new Option(words, id, id === each[field], id === each[field]));
      if (title) {
        const group = document.createElement("optgroup");
        group.label = title;
        group.append(...options);
        select.append(group);
      } else {
        select.append(...options);
      }
    }
    select.addEventListener("change", () => {
      each[field] = select.value;
      after();
      this.changed({});
    });
    caption.append(name, select);
    return caption;
  }

  strategyList(each) {
    const {id, keys} = parsed(each.strategy);
    const chosen = {id};
    const caption = this.list(chosen, "id", "Strategy", [["", this.catalog.strategies.map(family => [family.id, family.id])]], () => {
      const family = this.family(chosen.id);
      const kept = new Map([...keys].filter(([name]) => family.keys.some(key => key.name === name)));
      if (family.keys.some(key => key.name === "acceptance") && !kept.has("accepted")) {
        DRAFTING.filter(([name]) => family.keys.some(key => key.name === name) && !kept.has(name))
          .forEach(([name, value]) => kept.set(name, value));
      }
      each.strategy = strategyText(chosen.id, kept);
      this.build();
    });
    caption.querySelector("select").title = this.family(id)?.summary ?? "";
    return caption;
  }

  family(id) {
    return this.catalog.strategies.find(family => family.id === id);
  }

  /** Block length, and steps or tokens per pass, where the strategy takes them. */
  keySliders(each, index) {
    const {id, keys} = parsed(each.strategy);
    const takes = name => this.family(id)?.keys.some(key => key.name === name);
    const parts = [];
    const write = (name, value) => {
      const now = parsed(each.strategy);
      now.keys.set(name, value);
      each.strategy = strategyText(now.id, now.keys);
      this.changed({key: name, index});
    };
    const initial = name => this.family(id)?.keys.find(key => key.name === name)?.default;
    const value = name => parsed(each.strategy).keys.get(name) ?? (name === "draft" ? initial(name) : this.initial(name));
    if (takes("block")) {
      parts.push(this.slider("block-" + index, "Block length", () => this.choices[index]?.block ?? powers(1, Number(this.state.generated_tokens)),
        () => value("block"), number => write("block", number)));
    }
    if (takes("draft")) {
      parts.push(this.slider("draft-" + index, "Draft length", () => DRAFTS, () => value("draft"), number => write("draft", number)));
    }
    if (takes("acceptance") && !keys.has("accepted")) {
      parts.push(this.slider("acceptance-" + index, "Acceptance", () => ACCEPTANCES, () => value("acceptance"),
        number => write("acceptance", number)));
    }
    const rules = RULES.filter(takes);
    if (rules.length > 0) {
      const rule = RULES.find(name => keys.has(name)) ?? (keys.size === 0 || !LOGIT_RULES.some(name => keys.has(name))
        ? rules[0] : "tokens-per-pass");
      if (rules.length > 1) {
        const chosen = {rule};
        parts.push(this.list(chosen, "rule", "Schedule", [["", rules.map(name => [name, name.replaceAll("-", " ")])]], () => {
          const now = parsed(each.strategy);
          RULES.forEach(name => now.keys.delete(name));
          now.keys.set(chosen.rule, chosen.rule === "steps" ? this.state.generated_tokens : "2");
          each.strategy = strategyText(now.id, now.keys);
          this.build();
        }));
      }
      parts.push(rule === "steps"
        ? this.slider("steps-" + index, "Steps", () => this.choices[index]?.steps ?? powers(1, Number(this.state.generated_tokens)),
          () => value("steps"), number => write("steps", number))
        : this.slider("tokens-" + index, "Tokens per pass", () => TOKENS_PER_PASS, () => value("tokens-per-pass"),
          number => write("tokens-per-pass", number)));
    }
    return parts;
  }

  initial(name) {
    return name === "tokens-per-pass" ? "1" : this.state.generated_tokens;
  }

  /** The fields that are seldom needed. */
  more(each) {
    const details = document.createElement("details");
    details.className = "inner";
    const summary = document.createElement("summary");
    summary.textContent = "More";
    details.append(summary);
    const {id} = parsed(each.strategy);
    details.append(this.field("Rule and keys", () => rest(each.strategy), words => {
      const now = parsed(each.strategy);
      const kept = new Map([...now.keys].filter(([name]) => KNOWN.includes(name)));
      const more = words.trim() === "" ? new Map() : parsed("x:" + words.trim()).keys;
      each.strategy = strategyText(id, new Map([...kept, ...more]));
    }, "threshold=0.9"));
    details.append(this.field("Stages (PP)", () => each.pipeline_parallel, words => each.pipeline_parallel = words || "1", "1"));
    details.append(this.field("Ranks of experts (EP)", () => each.expert_parallel, words => each.expert_parallel = words || "1", "1"));
    details.append(this.field("Link", () => each.link, words => each.link = words, "name or B/s:s"));
    details.append(this.field("Weights", () => each.weight_dtype, words => each.weight_dtype = words, "as above"));
    details.append(this.field("Activations", () => each.activation_dtype, words => each.activation_dtype = words, "as above"));
    details.append(this.field("Keys, values", () => each.kv_dtype, words => each.kv_dtype = words, "as above"));
    return details;
  }

  field(name, value, write, hint) {
    const caption = document.createElement("label");
    const input = document.createElement("input");
    input.type = "text";
    input.spellcheck = false;
    input.placeholder = hint;
    input.value = value();
    input.addEventListener("change", () => {
      write(input.value.trim());
      this.changed({});
    });
    caption.append(name, input);
    return caption;
  }

  add() {
    const last = this.state.contestants.at(-1);
    this.state.contestants.push({...last, ...{strategy: last.strategy}});
    this.build();
    this.changed({});
  }

  /** Names and colours of the last answer, and where its sliders may stand. */
  answered(answer, colours) {
    this.choices = answer.contestants.map(each => each.choices);
    document.querySelectorAll(".contestant").forEach((card, index) => {
      if (answer.contestants[index]) {
        card.querySelector("legend").textContent = answer.contestants[index].name;
        card.style.borderTopColor = colours[index];
      }
    });
    this.refresh();
  }

  /** Moves steps or block to the nearest that is accepted, after another slider made them impossible. */
  snap(index, choices) {
    const each = this.state.contestants[index];
    const now = parsed(each.strategy);
    let moved = false;
    for (const name of ["block", "steps"]) {
      const list = choices[name] ?? [];
      if (now.keys.has(name) && list.length > 0 && !list.includes(Number(now.keys.get(name)))) {
        now.keys.set(name, String(list[nearest(list, Number(now.keys.get(name)))]));
        moved = true;
      }
    }
    each.strategy = strategyText(now.id, now.keys);
    this.choices[index] = choices;
    this.refresh();
    return moved;
  }
}


function rest(strategy) {
  const {keys} = parsed(strategy);
  return [...keys].filter(([name]) => !KNOWN.includes(name)).map(([name, value]) => name + "=" + value).join(",");
}

/** The place of the number of a list that is nearest to a value, by ratio. */
function nearest(list, value) {
  let best = 0;
  list.forEach((each, index) => {
    if (Math.abs(Math.log(each / value)) < Math.abs(Math.log(list[best] / value))) {
      best = index;
    }
  });
  return best;
}
