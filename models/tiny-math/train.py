#!/usr/bin/env python3
"""A tiny matched pair of language models: LLaMA (autoregressive) and LLaDA (masked diffusion).

Same blocks, same size, same data (templated word problems with a worked answer, '#### N').
  train.py data  OUT                      tokenizer.json, test.jsonl
  train.py train OUT --arch ar|dlm --steps N [--threads 1]
  train.py eval  OUT --arch ar|dlm [--n 500] [--part i/k]
--level 1: one-digit operands, values to 99; 2: two-digit operands, values to 400. --init DIR starts from saved weights.
Needs torch, safetensors, tokenizers; CPU only, bf16 autocast.
"""
import argparse, json, math, random, re, time
from pathlib import Path
import torch, torch.nn as nn, torch.nn.functional as F

# ------------------------------------------------------------------ task
NAMES = dict(Tom="he", Sam="he", Ben="he", Max="he", Ana="she", Mia="she", Eva="she", Zoe="she")
ITEMS = "apples books cards coins eggs pens shells stamps".split()
ADD = ["{P} buys {b} more.", "{P} finds {b} {it}.", "{F} gives {o} {b} {it}.", "Then {p} gets {b} more {it}."]
SUB = ["{P} loses {b} {it}.", "{P} gives {b} to {F}.", "{P} sells {b} of them.", "Then {p} drops {b} {it}."]
MUL = ["Then the {it} become {b} times as many.", "{P} wins and now has {b} times as many."]
ORD = ["First", "Then", "Next", "Finally"]
L = 64        # response length, padded with EOS
PMAX = 56     # longest prompt, checked
LEVEL = 1     # 1: one-digit operands, values to 99; 2: two-digit operands, values to 400


def problem(r):
    name = r.choice(list(NAMES)); p = NAMES[name]; it = r.choice(ITEMS)
    w = dict(P=p.capitalize(), p=p, o="him" if p == "he" else "her", it=it)
    n, q, a = r.choice([2, 3, 4]), [], []
    if r.random() < 0.25:
        k, c = r.randint(2, 9), r.randint(2, 9 if LEVEL == 1 else 12); v = k * c
        q.append(f"{name} has {k} boxes with {c} {it} each."); a.append(f"{k}*{c}={v}")
    else:
        v = r.randint(5, 99); q.append(f"{name} has {v} {it}.")
    while len(a) < n:
        once = "become" not in " ".join(q) and "wins" not in " ".join(q)          # at most one product after the first sentence
        ops = ["+"] * (v <= (90 if LEVEL == 1 else 200)) + ["-"] * (v > 4) + ["*"] * (once and v <= (33 if LEVEL == 1 else 99))
        op = r.choice(ops)
        top = 9 if LEVEL == 1 else 99
        b = r.randint(2, top) if op == "+" else r.randint(2, min(top, v - 1)) if op == "-" else r.randint(2, 3 if LEVEL == 1 else 4)
        nv = v + b if op == "+" else v - b if op == "-" else v * b
        t = r.choice({"+": ADD, "-": SUB, "*": MUL}[op])
        q.append(t.format(b=b, F=r.choice([x for x in NAMES if x != name]), **w))
        a.append(f"{v}{op}{b}={nv}"); v = nv
    prompt = " ".join(q) + f" How many {it} does {name} have?\nAnswer:"
    resp = "".join(f" {ORD[i]} {s} {it}." for i, s in enumerate(a)) + f"\n#### {v}"
    return prompt, resp, str(v)


def build_tokenizer(path):
    """BPE without merges and with ignore_merges (as Llama 3 sets it): known words whole, digits and the rest by byte."""
    from tokenizers import Tokenizer, models, pre_tokenizers, decoders, Regex, AddedToken
    r, words = random.Random(1), set()
    rx = r" ?[A-Za-z]+|\d|#+|[^\sA-Za-z\d#]|\s"
    for _ in range(20000):
        p, s, _a = problem(r)
        words.update(x for x in re.findall(rx, p + s) if len(x) > 1)
    special = ["<|endoftext|>", "<|mdm_mask|>"]
    chars = ["Ċ", "Ġ"] + [chr(c) for c in range(33, 127)]
    toks = special + chars + sorted(x.replace(" ", "Ġ") for x in words)
    toks += [f"<|reserved_{i}|>" for i in range(-len(toks) % 32)]
    tk = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(toks)}, merges=[], ignore_merges=True))
    tk.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(rx), "isolated"),
                                                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tk.decoder = decoders.ByteLevel()
    tk.add_special_tokens([AddedToken(t, special=True) for t in toks if t.startswith("<|")])
    tk.save(str(path)); return tk


EOS, MASK = 0, 1


def encode(tk, probs):
    """ids [B, PMAX+L] = prompt, response, EOS up to L, EOS; plen [B]"""
    pe, re_ = (tk.encode_batch([x[i] for x in probs], add_special_tokens=False) for i in (0, 1))
    ids = torch.full((len(probs), PMAX + L), EOS); plen = torch.zeros(len(probs), dtype=torch.long)
    for i, (a, b) in enumerate(zip(pe, re_)):
        assert len(a.ids) <= PMAX and len(b.ids) < L, (len(a.ids), len(b.ids))
        x = a.ids + b.ids; ids[i, :len(x)] = torch.tensor(x); plen[i] = len(a.ids)
    return ids, plen


# ------------------------------------------------------------------ model
class Cfg:
    d, layers, heads, ff, vocab, theta, eps = 192, 6, 6, 512, 160, 10000.0, 1e-5


def rms(x, w, eps):
    x = x.float()
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * w


def rope(x, cos, sin):
    a, b = x.chunk(2, -1)     # half (NEOX) pairing
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Block(nn.Module):
    def __init__(s, c):
        super().__init__()
        s.c = c; lin = lambda i, o: nn.Linear(i, o, bias=False)
        s.attn_norm, s.ff_norm = nn.Parameter(torch.ones(c.d)), nn.Parameter(torch.ones(c.d))
        s.q_proj, s.k_proj, s.v_proj, s.attn_out = (lin(c.d, c.d) for _ in range(4))
        s.ff_proj, s.up_proj, s.ff_out = lin(c.d, c.ff), lin(c.d, c.ff), lin(c.ff, c.d)

    def forward(s, x, cos, sin, mask, causal, cache, pos):
        B, S, D = x.shape; H = s.c.heads
        h = rms(x, s.attn_norm, s.c.eps).to(torch.bfloat16)
        q, k, v = (f(h).view(B, S, H, D // H).transpose(1, 2) for f in (s.q_proj, s.k_proj, s.v_proj))
        q, k = rope(q, cos, sin), rope(k, cos, sin)
        q, k = q.to(v.dtype), k.to(v.dtype)
        if cache is not None:                     # cache: (K, V) each [B, H, T, hd]; rows at pos are replaced
            if len(cache) == 0: cache.extend([k, v])
            else:
                ix = pos[:, None, :, None].expand(-1, H, -1, D // H)
                cache[0] = k = cache[0].scatter(2, ix, k); cache[1] = v = cache[1].scatter(2, ix, v)
        if s.training:                            # plain products: the CPU flash backward is 4 times slower at this size
            w = (q @ k.transpose(-1, -2)).float() * (D // H) ** -0.5
            if causal: mask = torch.ones(S, S, dtype=torch.bool, device=x.device).tril()
            o = torch.where(mask, w, -1e9).softmax(-1).to(v.dtype) @ v
        else: o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        x = x + s.attn_out(o.transpose(1, 2).reshape(B, S, D))
        h = rms(x, s.ff_norm, s.c.eps).to(torch.bfloat16)
        return x + s.ff_out(F.silu(s.ff_proj(h)) * s.up_proj(h))


class Model(nn.Module):
    def __init__(s, c=Cfg):
        super().__init__()
        s.c = c; s.wte = nn.Embedding(c.vocab, c.d); s.blocks = nn.ModuleList(Block(c) for _ in range(c.layers))
        s.ln_f = nn.Parameter(torch.ones(c.d)); s.ff_out = nn.Linear(c.d, c.vocab, bias=False)
        for n, p in s.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=0.02 / (math.sqrt(2 * c.layers) if "blocks" in n and ("ff_out" in n or "attn_out" in n) else 1))
        hd = c.d // c.heads
        s.register_buffer("inv", c.theta ** (-torch.arange(0, hd, 2).float() / hd), persistent=False)

    def forward(s, ids, mask=None, causal=False, pos=None, caches=None):
        p = torch.arange(ids.shape[1], device=ids.device)[None] if pos is None else pos
        f = p[:, None, :, None].float() * s.inv
        cos, sin = f.cos().to(torch.bfloat16), f.sin().to(torch.bfloat16)
        x = s.wte(ids)
        for i, b in enumerate(s.blocks):
            x = b(x, cos, sin, mask, causal, None if caches is None else caches[i], pos)
        return s.ff_out(rms(x, s.ln_f, s.c.eps).to(torch.bfloat16))


def loss_ar(m, ids, plen, _g):
    lo = m(ids, causal=True)[:, :-1].float(); tgt = ids[:, 1:]; j = torch.arange(tgt.shape[1])[None] + 1
    n_eos = ((tgt == EOS) & (j >= plen[:, None])).cumsum(1)
    w = ((j >= plen[:, None]) & (n_eos <= 1)).float()          # response and its first EOS
    ce = F.cross_entropy(lo.flatten(0, 1), tgt.flatten(), reduction="none").view_as(w)
    return (ce * w).sum() / w.sum()


def loss_dlm(m, ids, plen, g):
    """LLaDA SFT: t ~ U(0,1) per sequence (stratified over the batch), mask each response token w.p. t, CE / t"""
    B, T = ids.shape
    t = (torch.rand(1, generator=g) + torch.arange(B) / B) % 1 * 0.999 + 0.001
    j = torch.arange(T)[None]; end = plen[:, None] + L
    msk = (torch.rand(B, T, generator=g) < t[:, None]) & (j >= plen[:, None]) & (j < end)
    lo = m(torch.where(msk, MASK, ids), mask=(j < end)[:, None, None, :]).float()
    ce = F.cross_entropy(lo.flatten(0, 1), ids.flatten(), reduction="none").view(B, T)
    return (ce * msk / t[:, None]).sum() / (B * L)


def lr_at(i, n, warm, decay):
    return min(1.0, (i + 1) / warm, 0.02 + 0.98 * (n - i) / (decay * n))    # warmup, stable, linear decay over the last part


def train(a):
    from tokenizers import Tokenizer
    torch.manual_seed(a.seed); torch.set_num_threads(a.threads)
    tk = Tokenizer.from_file(str(a.out / "tokenizer.json")); Cfg.vocab = tk.get_vocab_size()
    m = load(a.init, a.arch).train() if a.init else Model(); lossf = loss_ar if a.arch == "ar" else loss_dlm
    two = [p for n, p in m.named_parameters() if p.dim() == 2 and "blocks" in n]
    rest = [p for n, p in m.named_parameters() if not (p.dim() == 2 and "blocks" in n)]
    opts = [torch.optim.Muon(two, lr=a.lr, weight_decay=0.02, momentum=0.95, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, lr=a.lr, betas=(0.9, 0.98), weight_decay=0.0)]
    f = torch.compile(m) if a.compile else m
    r, g = random.Random(1000 + a.seed), torch.Generator().manual_seed(a.seed)
    log, t0, tok, acc = [], time.time(), 0, []
    for i in range(a.steps):
        for o in opts:
            for pg in o.param_groups: pg["lr"] = a.lr * lr_at(i, a.steps, a.warm, a.decay)
        ids, plen = encode(tk, [problem(r) for _ in range(a.batch)])
        with torch.autocast("cpu", torch.bfloat16):
            loss = lossf(f, ids, plen, g)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(m.parameters(), 1.0)
        for o in opts: o.step(); o.zero_grad(set_to_none=True)
        acc.append(loss.item()); tok += int(plen.sum()) + a.batch * L
        if i == 0: t0, tok = time.time(), 0
        if (i + 1) % 50 == 0:
            e = dict(step=i + 1, loss=sum(acc) / len(acc), tokens=tok, sec=round(time.time() - t0, 1)); acc = []
            log.append(e); print(json.dumps(e), flush=True)
        if (i + 1) % 500 == 0 or i + 1 == a.steps:
            export(m, a.arch, a.out / a.arch, dict(log=log, steps=i + 1, batch=a.batch, lr=a.lr, seed=a.seed, threads=a.threads,
                                                   tokens=tok, seconds=round(time.time() - t0, 1)))


# ------------------------------------------------------------------ export and import
HF = dict(q_proj="self_attn.q_proj", k_proj="self_attn.k_proj", v_proj="self_attn.v_proj", attn_out="self_attn.o_proj", ff_proj="mlp.gate_proj",
          up_proj="mlp.up_proj", ff_out="mlp.down_proj", attn_norm="input_layernorm", ff_norm="post_attention_layernorm")


def name_of(n, arch):
    q = n.split("."); w = n if n.endswith("weight") else n + ".weight"
    if arch == "dlm": return "model.transformer." + w
    if q[0] == "blocks": return f"model.layers.{q[1]}.{HF[q[2]]}.weight"
    return dict(wte="model.embed_tokens.weight", ln_f="model.norm.weight", ff_out="lm_head.weight")[q[0]]


def export(m, arch, path, info):
    from safetensors.torch import save_file
    path.mkdir(parents=True, exist_ok=True); c = Cfg
    save_file({name_of(n, arch): p.detach().to(torch.bfloat16).contiguous() for n, p in m.named_parameters()},
              str(path / "model.safetensors"), metadata={"format": "pt"})
    if arch == "ar":
        cfg = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_size=c.d, num_hidden_layers=c.layers, num_attention_heads=c.heads,
                   num_key_value_heads=c.heads, head_dim=c.d // c.heads, intermediate_size=c.ff, vocab_size=c.vocab, rope_theta=c.theta,
                   rms_norm_eps=c.eps, hidden_act="silu", tie_word_embeddings=False, attention_bias=False, mlp_bias=False, attention_dropout=0.0,
                   max_position_embeddings=256, initializer_range=0.02, bos_token_id=None, eos_token_id=EOS, pad_token_id=EOS, torch_dtype="bfloat16")
    else:
        cfg = dict(architectures=["LLaDAModelLM"], model_type="llada", block_type="llama", d_model=c.d, n_layers=c.layers, n_heads=c.heads,
                   n_kv_heads=c.heads, mlp_hidden_size=c.ff, vocab_size=c.vocab, embedding_size=c.vocab, rope=True, rope_theta=c.theta,
                   rope_full_precision=True, rms_norm_eps=c.eps, layer_norm_type="rms", activation_type="silu", weight_tying=False, include_bias=False,
                   include_qkv_bias=False, bias_for_layer_norm=False, attention_layer_norm=False, alibi=False, input_emb_norm=False, scale_logits=False,
                   layer_norm_with_affine=True, attention_dropout=0.0, residual_dropout=0.0, embedding_dropout=0.0, block_group_size=1,
                   max_sequence_length=256, mask_token_id=MASK, eos_token_id=EOS, pad_token_id=EOS, torch_dtype="bfloat16")
    (path / "config.json").write_text(json.dumps(cfg, indent=1) + "\n")
    (path / "training.json").write_text(json.dumps(info, indent=0) + "\n")


def load(path, arch):
    from safetensors.torch import load_file
    sd = load_file(str(path / "model.safetensors"))
    Cfg.vocab = sd[name_of("wte", arch)].shape[0]
    m = Model(); m.load_state_dict({n: sd[name_of(n, arch)].float() for n, _ in m.named_parameters()}); return m.eval()


# ------------------------------------------------------------------ decoders
def gen_ar(m, ids, plen):
    B, T = ids.shape; x = ids.clone(); j = torch.arange(T)[None]
    x[j >= plen[:, None]] = EOS; caches = [[] for _ in m.blocks]; rows = torch.arange(B)
    nxt = m(x, causal=True, caches=caches)[rows, plen - 1].argmax(-1)
    done = torch.zeros(B, dtype=torch.bool); out = torch.full((B, L), EOS)
    for k in range(L):
        nxt = torch.where(done, EOS, nxt); out[:, k] = nxt; done |= nxt == EOS
        if done.all() or k == L - 1: break
        pos = (plen + k)[:, None]
        nxt = m(nxt[:, None], mask=(j <= pos)[:, None, None, :], pos=pos, caches=caches)[:, 0].argmax(-1)
    return out, float((out != EOS).sum(1).float().mean() + 1)


def gen_dlm(m, ids, plen, block=L, steps=None, tau=None, cache="none", full=None):
    """low-confidence remasking; steps (in all) or tau (confidence threshold). Returns tokens [B, L], forwards per problem."""
    B, T = ids.shape; j = torch.arange(T)[None]; x = ids.clone()
    resp = (j >= plen[:, None]) & (j < plen[:, None] + L); x[resp] = MASK
    km = (j < plen[:, None] + L)[:, None, None, :]; nfe = torch.zeros(B)
    for b in range(L // block):
        lo_, caches = b * block, [[] for _ in m.blocks]
        per = None if steps is None else max(1, steps * block // L)
        s = 0
        while True:
            bp = plen[:, None] + lo_ + torch.arange(block)[None]                     # block positions
            cur = x.gather(1, bp); live = (cur == MASK).any(1)
            if not live.any(): break
            rows = live.nonzero()[:, 0]; bpr = bp[rows]
            if cache == "none" or s == 0:
                lg = m(x[rows], mask=km[rows], caches=caches) if cache != "none" else (m if full is None else full)(x[rows], mask=km[rows])
                lg = lg.gather(1, bpr[..., None].expand(-1, -1, lg.shape[-1]))
            else:
                n = block if cache == "dual" else L - lo_
                sp = plen[rows, None] + lo_ + torch.arange(n)[None]
                sub = [[c[0][rows], c[1][rows]] for c in caches]
                lg = m(x[rows].gather(1, sp), mask=km[rows], pos=sp, caches=sub)[:, :block]
            nfe[rows] += 1
            conf, tokn = lg.double().softmax(-1).max(-1)
            conf = torch.where(cur[rows] == MASK, conf, -1.0)
            if tau is not None:
                take = conf >= tau; take.scatter_(1, conf.argmax(1, keepdim=True), True); take &= conf >= 0
            else:
                k = block // per + (s < block % per)
                take = torch.zeros_like(conf, dtype=torch.bool).scatter_(1, conf.topk(k, 1).indices, True) & (conf >= 0)
            new = torch.where(take, tokn, cur[rows])
            x[rows] = x[rows].scatter(1, bpr, new); s += 1
    return x.gather(1, plen[:, None] + torch.arange(L)[None]), float(nfe.mean())


def score(tk, out, tests):
    ok = full = 0
    for o, t in zip(out.tolist(), tests):
        o = o[:o.index(EOS)] if EOS in o else o
        s = tk.decode(o); mt = re.search(r"#### (\d+)", s)
        ok += bool(mt and mt.group(1) == t["answer"]); full += s == t["response"]
    return dict(exact_match=round(ok / len(tests), 4), full_match=round(full / len(tests), 4), n=len(tests))


def grid():
    g = [dict(tau=0.9, block=b) for b in (8, 64, 16, 32)] + [dict(steps=16, block=b) for b in (64, 8, 32, 16)]
    g += [dict(steps=8, block=b) for b in (64, 8, 32, 16)] + [dict(tau=t, block=b) for t in (0.5, 0.7, 0.95, 0.99) for b in (64, 8)]
    g += [dict(tau=0.9, block=b, cache=c) for b in (8, 16, 32) for c in ("prefix", "dual")]
    g += [dict(steps=32, block=64), dict(steps=64, block=8)] + [dict(steps=4, block=b) for b in (64, 32, 16)]
    g += [dict(tau=t, block=b) for t in (0.5, 0.7, 0.95, 0.99) for b in (16, 32)]
    g += [dict(steps=s, block=16, cache=c) for s in (32, 16) for c in ("prefix", "dual")]
    return g + [dict(steps=s, block=b) for s, b in ((32, 8), (64, 64), (32, 16), (64, 16), (32, 32), (64, 32))]


@torch.no_grad()
def evaluate(a):
    from tokenizers import Tokenizer
    torch.set_num_threads(a.threads); tk = Tokenizer.from_file(str(a.out / "tokenizer.json"))
    tests = [json.loads(x) for x in open(a.out / "test.jsonl")][:a.n]
    ids, plen = encode(tk, [(t["prompt"], t["response"]) for t in tests]); ids = ids[:, :int(plen.max()) + L]
    m = load(a.out / a.arch, a.arch); i, k = map(int, a.part.split("/")); f = torch.compile(m, dynamic=True) if a.compile else m
    jobs = [dict(decoder="greedy")] if a.arch == "ar" else grid()[i::k]
    with torch.autocast("cpu", torch.bfloat16):
        for o in jobs:
            t0 = time.time()
            out, nfe = gen_ar(m, ids, plen) if a.arch == "ar" else gen_dlm(m, ids, plen, full=f, **o)
            e = dict(arch=a.arch, **o, **score(tk, out, tests), forwards=round(nfe, 2), tokens_per_forward=1.0 if a.arch == "ar" else round(L / nfe, 2),
                     useful_per_forward=round(float((out != EOS).sum() / len(out)) / nfe, 2), sec=round(time.time() - t0, 1))
            print(json.dumps(e), flush=True)
            with open(a.out / f"eval_{a.arch}.jsonl", "a") as fh: fh.write(json.dumps(e) + "\n")


def data(a):
    a.out.mkdir(parents=True, exist_ok=True); tk = build_tokenizer(a.out / "tokenizer.json"); r = random.Random(777)
    rows = [dict(zip(("prompt", "response", "answer"), problem(r))) for _ in range(500)]
    (a.out / "test.jsonl").write_text("".join(json.dumps(x) + "\n" for x in rows))
    n = []
    for p, s, _ in (problem(r) for _ in range(20000)):
        pe, se = tk.encode(p), tk.encode(s); assert tk.decode(pe.ids) == p and tk.decode(se.ids) == s
        n.append((len(pe.ids), len(se.ids)))
    print("vocab", tk.get_vocab_size(), "prompt max/mean", max(x for x, _ in n), sum(x for x, _ in n) / len(n),
          "response max/mean", max(y for _, y in n), sum(y for _, y in n) / len(n)); print(rows[0])


if __name__ == "__main__":
    ap = argparse.ArgumentParser(); ap.add_argument("cmd", choices=["data", "train", "eval"]); ap.add_argument("out", type=Path)
    ap.add_argument("--init", type=Path)
    for k, v in dict(arch="ar", steps=2000, batch=64, lr=4e-3, seed=0, threads=1, compile=1, level=1, warm=100, decay=0.6, n=500, part="0/1", d=Cfg.d, layers=Cfg.layers,
                     heads=Cfg.heads, ff=Cfg.ff).items():
        ap.add_argument("--" + k, type=type(v), default=v)
    a = ap.parse_args(); Cfg.d, Cfg.layers, Cfg.heads, Cfg.ff = a.d, a.layers, a.heads, a.ff
    LEVEL = a.level
    dict(data=data, train=train, eval=evaluate)[a.cmd](a)
