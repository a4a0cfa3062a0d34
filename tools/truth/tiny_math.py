#!/usr/bin/env python3
"""Accuracies of the models of models/tiny-math, found without this program.

The models, their decoding and the rounding of their weights are written out here from the papers and from the files,
and nothing of the product is read or run, so that both can be held against each other:

    tiny_math.py truth OUT.jsonl [--models ar,drafter,dlm,block] [--types float32,bf16,int8] [--only TEXT]
    tiny_math.py drafts OUT.json [--draft 5]        what `ar` keeps of drafts, as `accepted=FILE` of the product reads it
    tiny_math.py table OUT.jsonl                    the tables of models/tiny-math/README.md
    tiny_math.py check OUT.jsonl ANSWERS.jsonl      answers that `unmask evaluate --out` or `frontier --out` wrote

`truth` goes on where an earlier run stopped. Nothing is drawn at random: every decoder is greedy.
`check` ends with status 1 if an accuracy of the product lies outside the 95 % interval of the truth.

Needs numpy, torch, safetensors and tokenizers.

Types: `float32` widens the stored bfloat16; `bf16` also rounds to bfloat16 whatever is multiplied with a matrix; `int8`
rounds each row of a matrix to 255 steps of max |w| / 127. Sums are float32. The embedding is rounded like a matrix.
"""
import argparse
import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parents[2] / "models"
END, MASK, ROOM = 0, 1, 64
Z = 1.959963984540054  # two-sided 95 % of the normal distribution


# ------------------------------------------------------------------ weights
def rounded(matrix, kind):
    """A matrix [outputs, inputs] as the type keeps it, in float32."""
    if kind == "int8":
        scale = matrix.abs().amax(1, keepdim=True) / 127
        scale[scale == 0] = 1
        return torch.round(matrix / scale).clamp(-127, 127) * scale
    return matrix


class Weights:
    """The tensors of a checkpoint, by what they do."""

    HUGGING_FACE = ["model.layers.{}.", "input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
          "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
    LLADA = ["model.transformer.blocks.{}.", "attn_norm", "q_proj", "k_proj", "v_proj",
           "attn_out", "ff_norm", "ff_proj", "up_proj", "ff_out"]

    def __init__(self, folder, kind):
        config = json.loads((folder / "config.json").read_text())
        raw = load_file(str(folder / "model.safetensors"))
        llada = config["model_type"] == "llada"
        names = self.LLADA if llada else self.HUGGING_FACE
        self.causal, self.block, self.kind = config["model_type"] == "llama", config.get("block_size"), kind
        self.heads = config["n_heads" if llada else "num_attention_heads"]
        self.eps, base = config["rms_norm_eps"], config["rope_theta"]

        def tensor(name):
            wide = raw[name].float()
            return rounded(wide, kind) if wide.dim() == 2 else wide

        layers = config["n_layers" if llada else "num_hidden_layers"]
        self.layers = [[tensor(names[0].format(i) + n + ".weight") for n in names[1:]] for i in range(layers)]
        self.head_norms = [[tensor(f"model.layers.{i}.self_attn.{n}_norm.weight") for n in "qk"] for i in range(layers)
                           ] if config["model_type"] == "sdar" else None
        top = ("model.transformer.wte", "model.transformer.ln_f", "model.transformer.ff_out") if llada else (
            "model.embed_tokens", "model.norm", "lm_head")
        self.embedding, self.norm, self.head = (tensor(n + ".weight") for n in top)
        half = self.embedding.shape[1] // self.heads // 2
        self.frequencies = base ** (-torch.arange(half, dtype=torch.float64) / half)

    def times(self, x, matrix):
        if self.kind == "bf16":
            x = x.bfloat16().float()
        return x @ matrix.T


# ------------------------------------------------------------------ a pass
def root_mean_square(x, weight, eps):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + eps) * weight


def rotate(x, angle):
    """Positions turn the pairs (i, i + half) of a head; x is [rows, heads, places, size], angle [rows, places, half]."""
    cos, sin = torch.cos(angle).float()[:, None], torch.sin(angle).float()[:, None]
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


def forward(w, tokens, positions, lengths, kept=None):
    """Logits [rows, places, vocabulary] of tokens at positions, both [rows, places].

    lengths [rows]: a place attends to the keys at positions below it, and, if the model is causal, up to its own, or, if
    it is block-causal, up to the end of its own block; blocks are counted from position 0.
    kept: keys and values by layer, [rows, heads, all positions, size]; those of this pass are written into it first.
    """
    rows, places = tokens.shape
    x = w.embedding[tokens]
    angle = positions[..., None].double() * w.frequencies
    width = kept[0][0].shape[2] if kept is not None else places
    keys = torch.arange(width)[None] if kept is not None else positions
    seen = (keys < lengths[:, None])[:, None, :].expand(rows, places, width)
    if w.causal:
        seen = seen & (keys[:, None, :] <= positions[..., None])
    elif w.block:
        seen = seen & (keys[:, None, :] // w.block <= positions[..., None] // w.block)
    for i, (norm1, q, k, v, o, norm2, gate, up, down) in enumerate(w.layers):
        h = root_mean_square(x, norm1, w.eps)
        q, k, v = (w.times(h, m).view(rows, places, w.heads, -1).transpose(1, 2) for m in (q, k, v))
        if w.head_norms:
            q, k = (root_mean_square(x_, n, w.eps) for x_, n in zip((q, k), w.head_norms[i]))
        q, k = rotate(q, angle), rotate(k, angle)
        if kept is not None:
            index = positions[:, None, :, None].expand_as(k)
            kept[i][0].scatter_(2, index, k)
            kept[i][1].scatter_(2, index, v)
            k, v = kept[i]
        score = (q @ k.transpose(2, 3)) / math.sqrt(q.shape[-1])
        score = score.masked_fill(~seen[:, None], -math.inf)
        # A place behind the end of its row sees the row as well, so that no sum is empty; nobody reads it.
        mixed = torch.softmax(score, -1) @ v
        x = x + w.times(mixed.transpose(1, 2).reshape(rows, places, -1), o)
        h = root_mean_square(x, norm2, w.eps)
        x = x + w.times(torch.nn.functional.silu(w.times(h, gate)) * w.times(h, up), down)
    return w.times(root_mean_square(x, w.norm, w.eps), w.head)


def room_for(w, rows, width):
    size = w.embedding.shape[1] // w.heads
    return [[torch.zeros(rows, w.heads, width, size) for _ in range(2)] for _ in w.layers]


# ------------------------------------------------------------------ decoders
def autoregressive(w, prompts):
    """Greedy, until the end token or ROOM tokens. Answers, and passes of each."""
    rows, longest = len(prompts), max(map(len, prompts))
    length = torch.tensor([len(p) for p in prompts])
    tokens = torch.tensor([p + [END] * (longest - len(p)) for p in prompts])
    kept = room_for(w, rows, longest + ROOM)
    logits = forward(w, tokens, torch.arange(longest)[None].expand(rows, -1), length, kept)
    last = logits[torch.arange(rows), length - 1]
    answers, ended = [[] for _ in prompts], [False] * rows
    for step in range(ROOM):
        chosen = np.argmax(last.numpy(), 1)
        for r in range(rows):
            if not ended[r]:
                answers[r].append(int(chosen[r]))
                ended[r] = chosen[r] == END
        if all(ended) or step == ROOM - 1:
            break
        at = (length + step)[:, None]
        last = forward(w, torch.from_numpy(chosen)[:, None], at, at[:, 0] + 1, kept)[:, 0]
    return answers, [len(a) for a in answers]


def diffusion(w, prompts, block, steps=None, threshold=None, cache="none"):
    """Blocks from left to right; the most confident first (Nie et al., arXiv 2502.09992; Wu et al., arXiv 2505.22618).

    A pass commits every masked place of the block whose confidence reaches the threshold, and the best one at least;
    or its share of the block, with a fixed number of steps. A `prefix` cache keeps what stands before the block after
    the block's first pass, a `dual` cache also what stands behind it.
    """
    rows, start = len(prompts), np.array([len(p) for p in prompts])
    length = torch.from_numpy(start + ROOM)
    width = int(length.max())
    x = np.full((rows, width), END)
    for r, p in enumerate(prompts):
        x[r, : len(p)] = p
        x[r, len(p): len(p) + ROOM] = MASK
    passes = np.zeros(rows, int)
    for first in range(0, ROOM, block):
        share = None if steps is None else max(1, steps * block // ROOM)
        kept = room_for(w, rows, width) if cache != "none" else None
        for step in range(block):
            open_ = [r for r in range(rows) if (x[r, start[r] + first: start[r] + first + block] == MASK).any()]
            if not open_:
                break
            if kept is None or step == 0:
                at = np.tile(np.arange(width), (len(open_), 1))
            else:
                at = start[open_, None] + first + np.arange(ROOM - first if cache == "prefix" else block)
            mine = None if kept is None else [[t[open_] for t in pair] for pair in kept]
            logits = forward(w, torch.from_numpy(np.take_along_axis(x[open_], at, 1)), torch.from_numpy(at),
                             length[open_], mine)
            if kept is not None and step == 0:
                write_back(kept, mine, open_)
            passes[open_] += 1
            for i, r in enumerate(open_):
                begin = int(start[r]) + first
                offset = begin if kept is None or step == 0 else 0
                here = logits[i, offset: offset + block].double().softmax(-1).numpy()
                commit(x[r, begin: begin + block], here, step, share, threshold)
    return [x[r, start[r]: start[r] + ROOM].tolist() for r in range(rows)], passes.tolist()


def block_diffusion(w, prompts, block, steps=None, threshold=None):
    """Blocks counted from position 0, each given those before it (Cheng et al., arXiv 2510.06303); no cache is needed.

    The first block that is decoded begins with what the prompt has beyond whole blocks, the last one is that of the first
    END. A fixed number of steps gives each block the same share of them, and the first one as many as it needs. Passes are
    those of a cache of clean blocks: one over the whole blocks of the prompt, and one more for each decoded block.
    """
    if block != w.block:
        raise ValueError(f"the model was trained for blocks of {w.block}, not {block}")
    rows, start = len(prompts), np.array([len(p) for p in prompts])
    width = (int(start.max()) + ROOM + block - 1) // block * block
    x = np.full((rows, width), MASK)
    for r, p in enumerate(prompts):
        x[r, : len(p)] = p
    passes, at = (start >= block).astype(int), start // block * block
    share, going = None if steps is None else max(1, steps * block // ROOM), np.ones(rows, bool)
    while going.any():
        for step in range(block):
            open_ = [r for r in np.flatnonzero(going) if (x[r, at[r]: at[r] + block] == MASK).any()]
            if not open_:
                break
            wide = int(at[open_].max()) + block
            logits = forward(w, torch.from_numpy(x[open_, :wide]), torch.arange(wide)[None].expand(len(open_), -1),
                             torch.from_numpy(at[open_] + block))
            passes[open_] += 1
            for i, r in enumerate(open_):
                here = logits[i, at[r]: at[r] + block].double()
                here[:, MASK] = -math.inf  # a position that kept the mask could never be finished
                commit(x[r, at[r]: at[r] + block], here.softmax(-1).numpy(), step, share, threshold)
        passes[going] += 1
        ended = np.array([END in x[r, start[r]: at[r] + block] for r in range(rows)])
        at[going] += block
        going &= ~ended & (at < start + ROOM)
    return [x[r, start[r]: start[r] + ROOM].tolist() for r in range(rows)], passes.tolist()


def next_tokens(w, text, first):
    """The most probable token after each place of a text, from `first` on."""
    ids = torch.tensor([text])
    return forward(w, ids, torch.arange(len(text))[None], torch.tensor([len(text)]))[0, first:].argmax(-1).tolist()


def speculative(w, drafter, prompt, draft):
    """Greedy speculative decoding (Leviathan et al., arXiv 2211.17192): the answer, and the tokens kept of each draft.

    The target's pass over the prompt gives the first token. Each further pass of it verifies a draft: it keeps what it
    would have chosen itself, up to the first difference, and adds its own choice there.
    """
    answer, kept = next_tokens(w, prompt, len(prompt) - 1), []
    while len(answer) < ROOM and END not in answer:
        text = prompt + answer
        for _ in range(draft):
            text = text + next_tokens(drafter, text, len(text) - 1)
        chosen = next_tokens(w, text, len(prompt) + len(answer) - 1)
        proposed = text[len(prompt) + len(answer):]
        same = next((i for i, token in enumerate(proposed) if token != chosen[i]), draft)
        kept.append(same)
        answer = answer + chosen[: same + 1]
    answer = answer[:ROOM]
    return answer[: answer.index(END) + 1] if END in answer else answer, kept


def write_back(kept, mine, rows):
    for pair, new in zip(kept, mine):
        for all_, part in zip(pair, new):
            all_[rows] = part


def commit(places, probability, step, share, threshold):
    """Writes the tokens of one pass into the places of a block."""
    token, confidence = probability.argmax(1), probability.max(1)
    masked = np.flatnonzero(places == MASK)
    order = masked[np.argsort(-confidence[masked], kind="stable")]
    if threshold is None:
        take = order[: len(places) // share + (step < len(places) % share)]
    else:
        take = [p for n, p in enumerate(order) if n == 0 or confidence[p] >= threshold]
    places[take] = token[take]


# ------------------------------------------------------------------ settings
def settings():
    """The model of models/, the name as the product writes it, and the arguments here."""
    yield "ar", "ar", {}
    yield "drafter", "ar", {}
    rules = [f"threshold={t}" for t in ("0.9", "0.99", "0.95", "0.5")]
    for rule in rules + ["steps=64", "steps=32", "steps=16"]:
        yield "block", f"block-diffusion:block=8,{rule}", dict(block=8, **argument(rule))
    for rule in rules + ["steps=16", "steps=8", "steps=32"]:
        how = argument(rule)
        for block in (64, 32, 16) if rule == "steps=32" else (64, 32, 16, 8):
            yield "dlm", f"diffusion:block={block},{rule}", dict(block=block, **how)
        if rule == "threshold=0.9":
            for cache in ("prefix", "dual"):
                for block in (32, 16, 8):
                    yield "dlm", f"{cache}-cache:block={block},{rule}", dict(block=block, cache=cache, **how)
    yield "dlm", "diffusion:block=64,steps=64", dict(block=64, steps=64)


def argument(rule):
    key, value = rule.split("=")
    return {key: float(value) if key == "threshold" else int(value)}


DECODERS = dict(ar=autoregressive, drafter=autoregressive, dlm=diffusion, block=block_diffusion)


def number(text):
    found = re.search(r"#### (\d+)", text)
    return found.group(1) if found else None


def wilson(right, of):
    share, room = right / of, Z * Z / of
    half = Z * math.sqrt(share * (1 - share) / of + room / (4 * of))
    return tuple(max(0.0, min(1.0, (share + room / 2 + s * half) / (1 + room))) for s in (-1, 1))


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def asked(a):
    """The problems, the tokens of their prompts, and the tokenizer, which all models share."""
    torch.set_num_threads(a.threads)
    torch.set_grad_enabled(False)
    problems = read(a.folder / "tiny-math/test.jsonl")[: a.problems]
    tokenizer = Tokenizer.from_file(str(a.folder / "tiny-math-ar/tokenizer.json"))
    return problems, [tokenizer.encode(p["prompt"], add_special_tokens=False).ids for p in problems], tokenizer


def truth(a):
    problems, prompts, tokenizer = asked(a)
    known = {(e["type"], e["model"], e["setting"]) for e in read(a.out) if e["problems"] == len(problems)}
    for kind in a.types.split(","):
        weights = {model: Weights(a.folder / f"tiny-math-{model}", kind) for model in a.models.split(",")}
        for model, name, how in settings():
            if (kind, f"tiny-math-{model}", name) in known or a.only not in name or model not in weights:
                continue
            answers, passes = [], []
            for first in range(0, len(prompts), a.rows):
                got = DECODERS[model](weights[model], prompts[first: first + a.rows], **how)
                answers += got[0]
                passes += got[1]
            texts = [tokenizer.decode(t[: t.index(END)] if END in t else t) for t in answers]
            right = [number(t) == p["answer"] for t, p in zip(texts, problems)]
            line = dict(type=kind, model=f"tiny-math-{model}", setting=name, problems=len(problems), right=sum(right),
                        passes=round(sum(passes) / len(passes), 4), bits="".join("01"[b] for b in right))
            if a.texts:
                line["texts"] = texts[: a.texts]
            with a.out.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(f"{kind:8} {model:8} {name:40} {100 * sum(right) / len(right):5.1f} %  {line['passes']:.2f} passes",
                  flush=True)


def drafts(a):
    problems, prompts, _ = asked(a)
    target, drafter = (Weights(a.folder / f"tiny-math-{name}", "float32") for name in ("ar", "drafter"))
    alone = []
    for first in range(0, len(prompts), a.rows):
        alone += autoregressive(target, prompts[first: first + a.rows])[0]
    found = [speculative(target, drafter, prompt, a.draft) for prompt in prompts]
    kept = [same for _, each in found for same in each]
    equal = sum(answer == plain for (answer, _), plain in zip(found, alone))
    a.out.write_text(json.dumps(dict(
        schema="unmask.acceptance/1", target="tiny-math-ar", drafter="tiny-math-drafter", draft=a.draft,
        problems=len(problems), equal_answers=equal, verify_passes=len(kept),
        probabilities=[round(kept.count(n) / len(kept), 6) for n in range(a.draft + 1)])) + "\n")
    print(f"draft {a.draft}: {sum(kept) / len(kept):.3f} tokens kept of each, {len(kept) / len(problems):.2f} verify passes "
          f"an answer, {equal} of {len(problems)} answers those of the target alone")
    return 0 if equal == len(problems) else 1


def table(a):
    found = {(e["type"], e["model"], e["setting"]): e for e in read(a.out)}
    kinds = [k for k in ("float32", "bf16", "int8") if any(k == kind for kind, _, _ in found)]
    print("| model | setting | passes | " + " | ".join(kinds) + " |")
    print("|---|---|---|" + "---|" * len(kinds))
    for model, name in dict.fromkeys((model, name) for _, model, name in found):
        cells = []
        for kind in kinds:
            e = found.get((kind, model, name))
            cells.append("-" if e is None else "{:.1f} % ({:.1f}-{:.1f})".format(
                100 * e["right"] / e["problems"], *(100 * b for b in wilson(e["right"], e["problems"]))))
        first = next(found[k, model, name] for k in kinds if (k, model, name) in found)
        print(f"| `{model}` | `{name}` | {first['passes']:.2f} | " + " | ".join(cells) + " |")


def check(a):
    found = {(e["type"], e["model"], e["setting"]): e for e in read(a.out)}
    lines = read(a.answers)
    named = {e["setting"]["id"]: e["setting"] for e in lines if e["type"] == "setting"}
    given = {}
    for e in lines:
        if e["type"] == "problem":
            given.setdefault(e["setting"], {})[e["problem"]] = e
    outside = compared = 0
    for key, setting in named.items():
        kind, model, name = setting["types"]["weight"], setting["model"]["id"], setting["strategy"]
        e, mine = found.get((kind, model, name)), given.get(key, {})
        if e is None or not mine:
            print(f"{kind:8} {model:16} {name:40} no truth")
            continue
        mine = {n: g for n, g in mine.items() if n < e["problems"]}
        right = sum(g["exact_match,strict-match"] for g in mine.values())
        # The interval is that of the truth on the problems that the product answered.
        there = [e["bits"][n] == "1" for n in mine]
        low, high = wilson(sum(there), len(there))
        alike = sum(is_ == (g["exact_match,strict-match"] == 1) for is_, g in zip(there, mine.values()))
        known = e.get("texts", [])
        texts = f"{sum(g['text'] == known[n] for n, g in mine.items() if n < len(known))} of {len(known)}"
        inside = low <= right / len(mine) <= high
        outside += not inside
        compared += 1
        print(f"{kind:8} {model:16} {name:40} batch {setting['load']['arrival']['batch']:3}: {right}/{len(mine)} right, the truth "
              f"{sum(there)} ({100 * low:.1f}-{100 * high:.1f} %), judged alike {alike}, equal texts {texts} "
              f"{'' if inside else 'OUTSIDE'}")
    print(f"{compared} settings compared, {outside} outside")
    return 1 if outside or not compared else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("truth", "drafts", "table", "check"))
    parser.add_argument("out", type=Path)
    parser.add_argument("answers", type=Path, nargs="?", help="what check compares")
    parser.add_argument("--folder", type=Path, default=HERE, help="folder of the models and their problems")
    parser.add_argument("--types", default="float32,bf16,int8")
    parser.add_argument("--models", default="ar,drafter,dlm,block")
    parser.add_argument("--problems", type=int, default=500)
    parser.add_argument("--draft", type=int, default=5, help="tokens of a draft")
    parser.add_argument("--only", default="", help="settings whose name holds this")
    parser.add_argument("--texts", type=int, default=0, help="write so many of the answers too")
    parser.add_argument("--rows", type=int, default=125, help="problems of a batch, which change no answer")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    if a.command == "check" and a.answers is None:
        parser.error("check needs the answers of the product: tiny_math.py check OUT ANSWERS")
    sys.exit({"truth": truth, "drafts": drafts, "table": table, "check": check}[a.command](a))


if __name__ == "__main__":
    main()
