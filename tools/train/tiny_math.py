#!/usr/bin/env python3
"""Trains models like those of models/tiny-math, each in one seeded run on a processor:

    tiny_math.py OUT [--models ar,dlm,drafter,block] [--threads 1] [--fraction 1]

Writes OUT/tiny-math/test.jsonl and a folder with weights, configuration, tokenizer and training.json for each model, as
models/ has them; `tools/truth/tiny_math.py truth FILE --folder OUT` finds their accuracies. The problems of the test are
distinct, and none of them is trained on. `--fraction 0.01` only tries whether everything runs.

`drafter` and `block` are shipped as this makes them; `block` begins with the shipped weights of `ar`. Those of `ar` and
`dlm` are older and came from stages that were begun by hand; models/tiny-math/README.md says what is known of them.

Needs torch 2.9 or later (Muon), safetensors and tokenizers.
"""
import argparse
import json
import math
import random
import re
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
from torch import nn

END, MASK, ROOM, LONGEST_PROMPT = 0, 1, 64, 56
BASE, EPS, BLOCK = 10000.0, 1e-5, 8
TESTS, TEST_SEED = 500, 777
MODELS = Path(__file__).resolve().parents[2] / "models"


class Shape(NamedTuple):
    width: int = 192
    layers: int = 6
    heads: int = 6
    inner: int = 512
    normed: bool = False  # each head of queries and keys, as Qwen3 and SDAR do


class Stage(NamedTuple):
    loss: str
    hard: bool  # two-digit operands; else problems like those of the test
    steps: int  # of the optimizer
    rate: float
    batch: int = 64


RECIPES = {
    "ar": dict(seed=12, shape=Shape(), stages=[Stage("ar", True, 1040, 4e-3), Stage("ar", False, 350, 2e-3)]),
    "dlm": dict(seed=13, shape=Shape(), stages=[Stage("dlm", True, 1040, 4e-3), Stage("dlm", False, 2600, 4e-3)]),
    "drafter": dict(seed=14, pool=8, shape=Shape(96, 2, 3, 256), stages=[Stage("ar", False, 1500, 4e-3)]),
    "block": dict(seed=15, pool=8, adapted=True, shape=Shape(normed=True),
                  stages=[Stage("block", False, 480, 3e-3, 32)]),
}
WARM_UP, DECAY = 100, 0.6

# ------------------------------------------------------------------ the task
NAMES = dict(Tom="he", Sam="he", Ben="he", Max="he", Ana="she", Mia="she", Eva="she", Zoe="she")
ITEMS = "apples books cards coins eggs pens shells stamps".split()
TEXTS = {
    "+": ["{P} buys {b} more.", "{P} finds {b} {it}.", "{F} gives {o} {b} {it}.", "Then {p} gets {b} more {it}."],
    "-": ["{P} loses {b} {it}.", "{P} gives {b} to {F}.", "{P} sells {b} of them.", "Then {p} drops {b} {it}."],
    "*": ["Then the {it} become {b} times as many.", "{P} wins and now has {b} times as many."],
}
ORDER = ["First", "Then", "Next", "Finally"]


def problem(r, hard=False):
    """A prompt, the worked answer and the number; at most one product stands after the first sentence."""
    name = r.choice(list(NAMES))
    pronoun, item = NAMES[name], r.choice(ITEMS)
    words = dict(P=pronoun.capitalize(), p=pronoun, o="him" if pronoun == "he" else "her", it=item)
    count, said, steps, product = r.choice([2, 3, 4]), [], [], False
    if r.random() < 0.25:
        boxes, each = r.randint(2, 9), r.randint(2, 12 if hard else 9)
        value = boxes * each
        said.append(f"{name} has {boxes} boxes with {each} {item} each.")
        steps.append(f"{boxes}*{each}={value}")
    else:
        value = r.randint(5, 99)
        said.append(f"{name} has {value} {item}.")
    while len(steps) < count:
        sign = r.choice(["+"] * (value <= (200 if hard else 90)) + ["-"] * (value > 4)
                        + ["*"] * (not product and value <= (99 if hard else 33)))
        most = 99 if hard else 9
        by = {"+": lambda: r.randint(2, most), "-": lambda: r.randint(2, min(most, value - 1)),
              "*": lambda: r.randint(2, 4 if hard else 3)}[sign]()
        after = {"+": value + by, "-": value - by, "*": value * by}[sign]
        text = r.choice(TEXTS[sign])
        said.append(text.format(b=by, F=r.choice([other for other in NAMES if other != name]), **words))
        steps.append(f"{value}{sign}{by}={after}")
        value, product = after, product or sign == "*"
    prompt = " ".join(said) + f" How many {item} does {name} have?\nAnswer:"
    answer = "".join(f" {ORDER[i]} {step} {item}." for i, step in enumerate(steps)) + f"\n#### {value}"
    return prompt, answer, str(value)


def tokenizer():
    """Known words whole, digits and the rest by byte: BPE without merges."""
    r, words = random.Random(1), set()
    pieces = r" ?[A-Za-z]+|\d|#+|[^\sA-Za-z\d#]|\s"
    for _ in range(20000):
        prompt, answer, _number = problem(r)
        words.update(piece for piece in re.findall(pieces, prompt + answer) if len(piece) > 1)
    known = ["<|endoftext|>", "<|mdm_mask|>", "Ċ", "Ġ"] + [chr(c) for c in range(33, 127)]
    known += sorted(word.replace(" ", "Ġ") for word in words)
    known += [f"<|reserved_{i}|>" for i in range(-len(known) % 32)]
    made = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(known)}, merges=[], ignore_merges=True))
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pieces), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(t, special=True) for t in known if t.startswith("<|")])
    return made


def tests():
    """The problems of the test, each prompt once."""
    r, found = random.Random(TEST_SEED), {}
    while len(found) < TESTS:
        prompt, answer, number = problem(r)
        found.setdefault(prompt, dict(prompt=prompt, response=answer, answer=number))
    return list(found.values())


def drawn(r, hard, held_out):
    while True:
        one = problem(r, hard)
        if one[0] not in held_out:
            return one


def encoded(tokens, problems):
    """Tokens [rows, prompt and room], padded with END, and the length of each prompt."""
    ids = torch.full((len(problems), LONGEST_PROMPT + ROOM), END)
    length = torch.zeros(len(problems), dtype=torch.long)
    for row, (prompt, answer, _number) in enumerate(problems):
        head = tokens.encode(prompt, add_special_tokens=False).ids
        tail = tokens.encode(answer, add_special_tokens=False).ids
        if len(head) > LONGEST_PROMPT or len(tail) >= ROOM:
            raise ValueError(f"no room for a problem of {len(head)} and {len(tail)} tokens")
        ids[row, : len(head) + len(tail)] = torch.tensor(head + tail)
        length[row] = len(head)
    return ids, length


# ------------------------------------------------------------------ the model
def normed(x, weight):
    x = x.float()
    return (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPS) * weight).to(torch.bfloat16)


def rotated(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, self.heads = shape.width, shape.heads
        self.attn_norm, self.ff_norm = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))
        self.q_proj, self.k_proj, self.v_proj, self.attn_out = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.ff_proj, self.up_proj = (nn.Linear(width, shape.inner, bias=False) for _ in range(2))
        self.ff_out = nn.Linear(shape.inner, width, bias=False)
        self.normed = shape.normed
        if self.normed:
            self.q_norm, self.k_norm = (nn.Parameter(torch.ones(width // self.heads)) for _ in range(2))

    def forward(self, x, cos, sin, mask):
        rows, places, width = x.shape
        h = normed(x, self.attn_norm)
        q, k, v = (f(h).view(rows, places, self.heads, -1).transpose(1, 2)
                   for f in (self.q_proj, self.k_proj, self.v_proj))
        if self.normed:
            q, k = normed(q, self.q_norm), normed(k, self.k_norm)
        q, k = rotated(q, cos, sin).to(v.dtype), rotated(k, cos, sin).to(v.dtype)
        # Plain products: the backward pass of the fused attention is several times slower at this size.
        score = (q @ k.transpose(-1, -2)).float() * (width // self.heads) ** -0.5
        mixed = torch.where(mask, score, -1e9).softmax(-1).to(v.dtype) @ v
        x = x + self.attn_out(mixed.transpose(1, 2).reshape(rows, places, width))
        h = normed(x, self.ff_norm)
        return x + self.ff_out(F.silu(self.ff_proj(h)) * self.up_proj(h))


class Model(nn.Module):
    def __init__(self, vocabulary, shape):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.ln_f, self.ff_out = nn.Parameter(torch.ones(shape.width)), nn.Linear(shape.width, vocabulary, bias=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                last = name.startswith("blocks") and ("ff_out" in name or "attn_out" in name)
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * shape.layers) if last else 0.02)
        half = shape.width // shape.heads // 2
        self.register_buffer("frequencies", BASE ** (-torch.arange(half).float() / half), persistent=False)

    def forward(self, ids, mask, places=None):
        """Logits of ids [rows, n]; places [rows, n] are 0, 1, 2, ... if they are not given."""
        places = torch.arange(ids.shape[1])[None] if places is None else places
        angle = places[:, None, :, None].float() * self.frequencies
        cos, sin = angle.cos().to(torch.bfloat16), angle.sin().to(torch.bfloat16)
        x = self.wte(ids)
        for block in self.blocks:
            x = block(x, cos, sin, mask)
        return self.ff_out(normed(x, self.ln_f))


def ends(ids):
    """The place of the first END of each row."""
    return ids.shape[1] - (ids != END).int().flip(1).argmax(1)


def rounded_up(length, unit):
    """Lengths of few kinds: for each of them torch compiles products anew, which takes as long as several steps."""
    return (length + unit - 1) // unit * unit


def autoregressive_loss(model, ids, length, _generator):
    """Cross-entropy of the response and its first END."""
    ids = ids[:, : rounded_up(int(ends(ids).max()) + 1, 32)]
    places = ids.shape[1]
    logits = model(ids, torch.ones(places, places, dtype=torch.bool).tril())[:, :-1].float()
    target, place = ids[:, 1:], torch.arange(1, places)[None]
    answer = place >= length[:, None]
    wanted = (answer & (((target == END) & answer).cumsum(1) <= 1)).float()
    loss = F.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="none").view_as(wanted)
    return (loss * wanted).sum() / wanted.sum()


def diffusion_loss(model, ids, length, generator):
    """LLaDA's supervised objective (Nie et al., arXiv 2502.09992): response tokens are masked with probability t, weight 1/t."""
    rows, places = ids.shape
    share = (torch.rand(1, generator=generator) + torch.arange(rows) / rows) % 1 * 0.999 + 0.001
    place, end = torch.arange(places)[None], length[:, None] + ROOM
    masked = torch.rand(rows, places, generator=generator) < share[:, None]
    masked &= (place >= length[:, None]) & (place < end)
    logits = model(torch.where(masked, MASK, ids), (place < end)[:, None, None, :]).float()
    loss = F.cross_entropy(logits.flatten(0, 1), ids.flatten(), reduction="none").view(rows, places)
    return (loss * masked / share[:, None]).sum() / (rows * ROOM)


def block_diffusion_loss(model, ids, length, generator):
    """Blocks given the clean ones before them (Arriola et al., arXiv 2503.09573; Cheng et al., arXiv 2510.06303).

    Clean tokens and noisy blocks are one sequence: a clean place sees the clean blocks up to its own, a noisy one its own
    noisy block and the clean blocks before it. Blocks are counted from position 0, so that the first noisy one may begin
    with the end of the prompt, which is not masked, and the last one is that of the first END. In each block a share t of
    the m tokens of the response is masked, t drawn from 1/m, 2/m, ... 1, and weighs 1/t.
    """
    rows = ids.shape[0]
    end, start = ends(ids), length // BLOCK * BLOCK
    ids = F.pad(ids, (0, BLOCK), value=END)
    most = rounded_up(int((end - start).max()) + 1, 3 * BLOCK)
    clean = rounded_up(int((end // BLOCK * BLOCK).max()), 32)
    noisy_place = start[:, None] + torch.arange(most)[None]
    target = ids.gather(1, noisy_place.clamp(max=ids.shape[1] - 1))
    counted = noisy_place >= length[:, None]
    counted &= noisy_place < (end // BLOCK * BLOCK + BLOCK)[:, None]
    free = counted.view(rows, -1, BLOCK)
    room = free.sum(-1, keepdim=True)
    take = (torch.rand(room.shape, generator=generator) * room).long() + 1
    order = torch.where(free, torch.rand(free.shape, generator=generator), 2.0).argsort(-1).argsort(-1)
    masked = ((order < take) & free).flatten(1)
    weight = (room / take).expand(-1, -1, BLOCK).flatten(1)

    place = torch.cat((torch.arange(clean)[None].expand(rows, -1), noisy_place), 1)
    noisy = torch.arange(clean + most) >= clean
    query, key = place[:, :, None] // BLOCK, place[:, None, :] // BLOCK
    same, by = query == key, noisy[None, :, None]
    seen = torch.where(noisy[None, None, :], by & same, (key < query) | (~by & same))
    tokens = torch.cat((ids[:, :clean], torch.where(masked, MASK, target)), 1)
    logits = model(tokens, seen[:, None], place)[:, clean:].float()
    loss = F.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="none").view_as(target)
    return (loss * masked * weight).sum() / counted.sum()


LOSSES = dict(ar=autoregressive_loss, dlm=diffusion_loss, block=block_diffusion_loss)


# ------------------------------------------------------------------ training
def rate(step, steps):
    """Share of the learning rate: warm-up, a plateau, and a linear fall over the last part."""
    return min(1.0, (step + 1) / WARM_UP, 0.02 + 0.98 * (steps - step) / (DECAY * steps))


def begin(model):
    """The weights of the autoregressive model, which has no norms of heads: each scales as heads are before it."""
    shipped = load_file(str(MODELS / "tiny-math-ar/model.safetensors"))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if not name.endswith(("q_norm", "k_norm")):
                weight.copy_(shipped[stored_name(name, "ar")])
        for block in model.blocks:
            for norm, matrix in ((block.q_norm, block.q_proj), (block.k_norm, block.k_proj)):
                norm.fill_((matrix.weight * block.attn_norm).square().sum(1).mean().sqrt())


def batches(tokens, held_out, part, pool, r):
    """Encoded batches; of each `pool` drawn together, each has problems of like lengths, so that little is padding."""
    for first in range(0, part.steps, pool):
        many = min(pool, part.steps - first) * part.batch
        ids, length = encoded(tokens, [drawn(r, part.hard, held_out) for _ in range(many)])
        order = ends(ids).argsort(stable=True) if pool > 1 else torch.arange(many)
        parts = list(order.split(part.batch))
        if pool > 1:
            r.shuffle(parts)
        yield from ((ids[rows], length[rows]) for rows in parts)


def stage(model, part, pool, tokens, held_out, r, generator, log):
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and n.startswith("blocks")]
    others = [p for n, p in model.named_parameters() if not (p.dim() == 2 and n.startswith("blocks"))]
    optimizers = [
        torch.optim.Muon(matrices, lr=part.rate, weight_decay=0.02, momentum=0.95, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=part.rate, betas=(0.9, 0.98), weight_decay=0.0)]
    seen, losses, began = 0, [], time.time()
    for step, (ids, length) in enumerate(batches(tokens, held_out, part, pool, r)):
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = part.rate * rate(step, part.steps)
        with torch.autocast("cpu", torch.bfloat16):
            loss = LOSSES[part.loss](model, ids, length, generator)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        seen += int(length.sum()) + len(ids) * ROOM
        if (step + 1) % 25 == 0 or step + 1 == part.steps:
            log.append(dict(objective=part.loss, hard=part.hard, step=step + 1, loss=sum(losses) / len(losses),
                            tokens=seen, seconds=round(time.time() - began, 1)))
            print(json.dumps(log[-1]), flush=True)
            losses = []
    return seen


HUGGING_FACE = dict(q_proj="self_attn.q_proj", k_proj="self_attn.k_proj", v_proj="self_attn.v_proj",
                    attn_out="self_attn.o_proj", ff_proj="mlp.gate_proj", up_proj="mlp.up_proj", ff_out="mlp.down_proj",
                    q_norm="self_attn.q_norm", k_norm="self_attn.k_norm", attn_norm="input_layernorm",
                    ff_norm="post_attention_layernorm")


def stored_name(name, kind):
    parts, whole = name.split("."), name if name.endswith("weight") else name + ".weight"
    if kind == "dlm":
        return "model.transformer." + whole
    if parts[0] == "blocks":
        return f"model.layers.{parts[1]}.{HUGGING_FACE[parts[2]]}.weight"
    return dict(wte="model.embed_tokens.weight", ln_f="model.norm.weight", ff_out="lm_head.weight")[parts[0]]


def write(model, kind, folder, tokens, record):
    """Weights in bfloat16; configuration and template are those of the shipped model, which has the same shape."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({stored_name(n, kind): p.detach().to(torch.bfloat16).contiguous() for n, p in model.named_parameters()},
              str(folder / "model.safetensors"), metadata={"format": "pt"})
    shipped = MODELS / f"tiny-math-{kind}"
    for name in ("config.json", "chat_template.jinja"):
        shutil.copyfile(shipped / name, folder / name)
    tokens.save(str(folder / "tokenizer.json"))
    (folder / "training.json").write_text(json.dumps(record, indent=1) + "\n")


def train(kind, a, tokens, held_out):
    recipe = RECIPES[kind]
    torch.manual_seed(recipe["seed"])
    r, generator = random.Random(1000 + recipe["seed"]), torch.Generator().manual_seed(recipe["seed"])
    model, log, seen = Model(tokens.get_vocab_size(), recipe["shape"]).train(), [], 0
    if recipe.get("adapted"):
        begin(model)
    stages = [part._replace(steps=max(1, round(part.steps * a.fraction))) for part in recipe["stages"]]
    for part in stages:
        seen += stage(model, part, recipe.get("pool", 1), tokens, held_out, r, generator, log)
    write(model, kind, a.out / f"tiny-math-{kind}", tokens, dict(
        seed=recipe["seed"], stages=[part._asdict() for part in stages], fraction=a.fraction,
        threads=a.threads, torch=torch.__version__, tokens=seen, log=log))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", default="ar,dlm,drafter,block")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fraction", type=float, default=1.0, help="share of the steps")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    held_out = tests()
    (a.out / "tiny-math").mkdir(parents=True, exist_ok=True)
    (a.out / "tiny-math/test.jsonl").write_text("".join(json.dumps(one) + "\n" for one in held_out))
    tokens, prompts = tokenizer(), {one["prompt"] for one in held_out}
    for kind in a.models.split(","):
        train(kind, a, tokens, prompts)


if __name__ == "__main__":
    main()
