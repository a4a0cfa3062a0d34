#!/usr/bin/env python3
"""Accuracies of the pair of models/tiny-math, found without this program.

The models, their decoding and the rounding of their weights are written out here from the papers and from the files,
and nothing of the product is read or run, so that both can be held against each other:

    tiny_math.py truth OUT.jsonl [--types float32,bf16,int8] [--problems 500] [--only TEXT]
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

    AR = ["model.layers.{}.", "input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
          "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
    DLM = ["model.transformer.blocks.{}.", "attn_norm", "q_proj", "k_proj", "v_proj",
           "attn_out", "ff_norm", "ff_proj", "up_proj", "ff_out"]

    def __init__(self, folder, kind):
        config = json.loads((folder / "config.json").read_text())
        raw = load_file(str(folder / "model.safetensors"))
        causal = config["model_type"] == "llama"
        names = self.AR if causal else self.DLM
        self.causal, self.kind = causal, kind
        self.heads = config["num_attention_heads" if causal else "n_heads"]
        self.eps, base = config["rms_norm_eps"], config["rope_theta"]

        def tensor(name):
            wide = raw[name].float()
            return rounded(wide, kind) if wide.dim() == 2 else wide

        layers = config["num_hidden_layers" if causal else "n_layers"]
        self.layers = [[tensor(names[0].format(i) + n + ".weight") for n in names[1:]] for i in range(layers)]
        top = ("model.embed_tokens", "model.norm", "lm_head") if causal else (
            "model.transformer.wte", "model.transformer.ln_f", "model.transformer.ff_out")
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

    lengths [rows]: a place attends to the keys at positions below it, and, if the model is causal, up to its own.
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
    for i, (norm1, q, k, v, o, norm2, gate, up, down) in enumerate(w.layers):
        h = root_mean_square(x, norm1, w.eps)
        q, k, v = (w.times(h, m).view(rows, places, w.heads, -1).transpose(1, 2) for m in (q, k, v))
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
    """Name as the product writes it, and the arguments here."""
    yield "ar", None
    for rule in [f"threshold={t}" for t in ("0.9", "0.99", "0.95", "0.5")] + ["steps=16", "steps=8", "steps=32"]:
        key, value = rule.split("=")
        how = {key: float(value) if key == "threshold" else int(value)}
        for block in (64, 32, 16) if rule == "steps=32" else (64, 32, 16, 8):
            yield f"diffusion:block={block},{rule}", dict(block=block, **how)
        if rule == "threshold=0.9":
            for cache in ("prefix", "dual"):
                for block in (32, 16, 8):
                    yield f"{cache}-cache:block={block},{rule}", dict(block=block, cache=cache, **how)
    yield "diffusion:block=64,steps=64", dict(block=64, steps=64)


def number(text):
    found = re.search(r"#### (\d+)", text)
    return found.group(1) if found else None


def wilson(right, of):
    share, room = right / of, Z * Z / of
    half = Z * math.sqrt(share * (1 - share) / of + room / (4 * of))
    return tuple(max(0.0, min(1.0, (share + room / 2 + s * half) / (1 + room))) for s in (-1, 1))


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def truth(a):
    torch.set_num_threads(a.threads)
    torch.set_grad_enabled(False)
    problems = read(a.folder / "tiny-math/test.jsonl")[: a.problems]
    tokenizer = Tokenizer.from_file(str(a.folder / "tiny-math-dlm/tokenizer.json"))
    prompts = [tokenizer.encode(p["prompt"], add_special_tokens=False).ids for p in problems]
    known = {(e["type"], e["setting"]) for e in read(a.out) if e["problems"] == len(problems)}
    for kind in a.types.split(","):
        pair = {name: Weights(a.folder / f"tiny-math-{name}", kind) for name in ("ar", "dlm")}
        for name, how in settings():
            if (kind, name) in known or a.only not in name:
                continue
            answers, passes = [], []
            for first in range(0, len(prompts), a.rows):
                part = prompts[first: first + a.rows]
                got = autoregressive(pair["ar"], part) if how is None else diffusion(pair["dlm"], part, **how)
                answers += got[0]
                passes += got[1]
            texts = [tokenizer.decode(t[: t.index(END)] if END in t else t) for t in answers]
            right = [number(t) == p["answer"] for t, p in zip(texts, problems)]
            line = dict(type=kind, setting=name, problems=len(problems), right=sum(right),
                        passes=round(sum(passes) / len(passes), 4), bits="".join("01"[b] for b in right))
            if a.texts:
                line["texts"] = texts
            with a.out.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(f"{kind:8} {name:40} {100 * sum(right) / len(right):5.1f} %  {line['passes']:.2f} passes", flush=True)


def table(a):
    found = {(e["type"], e["setting"]): e for e in read(a.out)}
    kinds = [k for k in ("float32", "bf16", "int8") if any(k == kind for kind, _ in found)]
    print("| setting | passes | " + " | ".join(kinds) + " |")
    print("|---|---|" + "---|" * len(kinds))
    for name in dict.fromkeys(name for _, name in found):
        cells = []
        for kind in kinds:
            e = found.get((kind, name))
            cells.append("-" if e is None else "{:.1f} % ({:.1f}-{:.1f})".format(
                100 * e["right"] / e["problems"], *(100 * b for b in wilson(e["right"], e["problems"]))))
        first = next(found[k, name] for k in kinds if (k, name) in found)
        print(f"| `{name}` | {first['passes']:.2f} | " + " | ".join(cells) + " |")


def check(a):
    found = {(e["type"], e["setting"]): e for e in read(a.out)}
    lines = read(a.answers)
    named = {e["setting"]["id"]: e["setting"] for e in lines if e["type"] == "setting"}
    given = {}
    for e in lines:
        if e["type"] == "problem":
            given.setdefault(e["setting"], {})[e["problem"]] = e
    outside = compared = 0
    for key, setting in named.items():
        kind, name = setting["types"]["weight"], setting["strategy"]
        e, mine = found.get((kind, name)), given.get(key, {})
        if e is None or not mine:
            print(f"{kind:8} {name:40} no truth")
            continue
        mine = {n: g for n, g in mine.items() if n < e["problems"]}
        right = sum(g["exact_match,strict-match"] for g in mine.values())
        # The interval is that of the truth on the problems that the product answered.
        there = [e["bits"][n] == "1" for n in mine]
        low, high = wilson(sum(there), len(there))
        alike = sum(is_ == (g["exact_match,strict-match"] == 1) for is_, g in zip(there, mine.values()))
        texts = sum(g["text"] == e["texts"][n] for n, g in mine.items()) if "texts" in e else "-"
        inside = low <= right / len(mine) <= high
        outside += not inside
        compared += 1
        print(f"{kind:8} {name:40} batch {setting['load']['arrival']['batch']:3}: {right}/{len(mine)} right, the truth "
              f"{sum(there)} ({100 * low:.1f}-{100 * high:.1f} %), judged alike {alike}, equal texts {texts} "
              f"{'' if inside else 'OUTSIDE'}")
    print(f"{compared} settings compared, {outside} outside")
    return 1 if outside or not compared else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("truth", "table", "check"))
    parser.add_argument("out", type=Path)
    parser.add_argument("answers", type=Path, nargs="?", help="what check compares")
    parser.add_argument("--folder", type=Path, default=HERE, help="folder of the pair and its problems")
    parser.add_argument("--types", default="float32,bf16,int8")
    parser.add_argument("--problems", type=int, default=500)
    parser.add_argument("--only", default="", help="settings whose name holds this")
    parser.add_argument("--texts", action="store_true", help="write the answers too")
    parser.add_argument("--rows", type=int, default=125, help="problems of a batch, which change no answer")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    if a.command == "check" and a.answers is None:
        parser.error("check needs the answers of the product: tiny_math.py check OUT ANSWERS")
    sys.exit({"truth": truth, "table": table, "check": check}[a.command](a))


if __name__ == "__main__":
    main()
