"""Dense decoders for run.py: their shapes, their weights, synthetic or of a checkpoint, and one pass of them. Needs torch alone."""

import hashlib
import json
import math
import pathlib
import re

import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOG = ROOT / "catalog" / "models"
CHECKPOINTS = ROOT / "models"
SEED = 1
LONGEST_HEADER = 1 << 27

# Checkpoints of other diffusion models mask their prompts by blocks, or shift their logits, as no loop of run.py does.
UNMASKED_AS_HERE = {"llada"}
HEAD_NORMS = {"qwen3", "sdar", "a2d-qwen3"}
BIASES = {"qwen2", "Dream", "a2d-qwen2", "Fast_dLLM_Qwen"}
DIFFUSION = {"llada", "Dream", "sdar", "Fast_dLLM_Qwen", "a2d-llama", "a2d-qwen2", "a2d-qwen3"}
BLOCKS = {"sdar", "Fast_dLLM_Qwen"}
KNOWN = HEAD_NORMS | BIASES | DIFFUSION | {"llama", "mistral"}

# What layers like LLaMA's do not have, by keys that must be missing or false.
OTHERS = (
    "alibi", "attention_bias", "attention_layer_norm", "bias_for_layer_norm", "include_bias", "input_emb_norm", "mlp_bias",
    "scale_logits", "use_sliding_window")  # fmt: skip

HUGGING_FACE = {
    "embedding": "model.embed_tokens.weight",
    "norm": "model.norm.weight",
    "head": "lm_head.weight",
    "layer": "model.layers.{}.",
    "attn_norm": "input_layernorm.weight",
    "q": "self_attn.q_proj",
    "k": "self_attn.k_proj",
    "v": "self_attn.v_proj",
    "q_norm": "self_attn.q_norm.weight",
    "k_norm": "self_attn.k_norm.weight",
    "o": "self_attn.o_proj.weight",
    "mlp_norm": "post_attention_layernorm.weight",
    "gate": "mlp.gate_proj.weight",
    "up": "mlp.up_proj.weight",
    "down": "mlp.down_proj.weight",
}
LLADA = HUGGING_FACE | {
    "embedding": "model.transformer.wte.weight",
    "norm": "model.transformer.ln_f.weight",
    "head": "model.transformer.ff_out.weight",
    "layer": "model.transformer.blocks.{}.",
    "attn_norm": "attn_norm.weight",
    "q": "q_proj",
    "k": "k_proj",
    "v": "v_proj",
    "o": "attn_out.weight",
    "mlp_norm": "ff_norm.weight",
    "gate": "ff_proj.weight",
    "up": "up_proj.weight",
    "down": "ff_out.weight",
}
# Tables that follow from the configuration, as old versions of libraries saved them.
DERIVED = re.compile(r".*rotary_emb\.(inv_freq|cos_cached|sin_cached)")


class Usage(Exception):
    """What is wrong with a request or a file, in one line."""


class Shape:
    """The sizes of a dense decoder, by the keys of LLaMA or of LLaDA.

    name: a model of the catalogue, which gets synthetic weights; one of models/, or a folder with config.json and
    safetensors files, whose weights are read.
    """

    def __init__(self, name):
        self.folder = self.folder_of(name)
        self.name = self.folder.name if self.folder else name
        path = self.folder / "config.json" if self.folder else CATALOG / f"{name}.json"
        self.path = path
        found = self.read(path)
        config = found if self.folder else found["config"]
        if any("expert" in key and value for key, value in config.items()):
            raise Usage(f"{path}: has experts; only dense layers can be run")
        self.type = config.get("model_type")
        if self.type not in KNOWN:
            raise Usage(f"{path}: model_type {self.type}; expected one of {', '.join(sorted(KNOWN))}")
        for key in OTHERS:
            if config.get(key) and not (key == "attention_bias" and self.type in BIASES):
                raise Usage(f"{path}: {key}={config[key]}; only layers like LLaMA's can be run")
        if config.get("hidden_act", config.get("activation_type", "silu")) != "silu":
            raise Usage(f"{path}: only the activation silu can be run")
        self.diffusion = self.type in DIFFUSION
        self.sizes(config)

    @staticmethod
    def folder_of(name):
        for place in (pathlib.Path(name), CHECKPOINTS / name):
            if (place / "config.json").is_file():
                return place.resolve()
        if pathlib.Path(name).is_dir():
            raise Usage(f"{name}: no config.json in it")
        return None

    @staticmethod
    def read(path):
        if not path.is_file():
            raise Usage(f"{path.stem}: no such model in {CATALOG} or {CHECKPOINTS}, and no folder with a config.json")
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise Usage(f"{path}: no JSON: {error}") from None
        if not isinstance(found, dict):
            raise Usage(f"{path}: no object of keys")
        return found

    def sizes(self, config):
        def take(*keys):
            for key in keys:
                if config.get(key) is not None:
                    return config[key]
            raise Usage(f"{self.path}: no {keys[0]}; only dense layers like LLaMA's can be run")

        self.layers = take("num_hidden_layers", "n_layers")
        self.hidden = take("hidden_size", "d_model")
        self.heads = take("num_attention_heads", "n_heads")
        self.kv_heads = config.get("num_key_value_heads") or config.get("n_kv_heads") or self.heads
        self.intermediate = take("intermediate_size", "mlp_hidden_size")
        self.vocab = config.get("embedding_size") or take("vocab_size")
        self.head_dim = config.get("head_dim") or self.hidden // self.heads
        self.eps = config.get("rms_norm_eps") or 1e-5
        self.mask_token = config.get("mask_token_id", self.vocab - 1 if self.folder is None else None)
        self.ends = self.ends_of(config)
        self.tied = bool(config.get("tie_word_embeddings", config.get("weight_tying", False)))
        self.bias = self.type in BIASES or bool(config.get("include_qkv_bias"))
        self.head_norm = self.type in HEAD_NORMS
        self.window = config.get("sliding_window") if self.type == "mistral" else None
        rope = config.get("rope_parameters") or {}
        self.theta = config.get("rope_theta") or rope.get("rope_theta") or 10000.0
        self.scaling = config.get("rope_scaling") or rope
        kind = self.scaling.get("rope_type", self.scaling.get("type", "default"))
        if kind not in ("default", "llama3"):
            raise Usage(f"{self.path}: rotary positions scaled by {kind}; expected llama3 or none")
        if kind == "default":
            self.scaling = None

    def ends_of(self, config):
        """Tokens that end a text: those of the configuration, and those of generation_config.json beside it."""
        found = [config.get("eos_token_id")]
        defaults = self.folder / "generation_config.json" if self.folder else None
        if defaults and defaults.exists():
            found.append(self.read(defaults).get("eos_token_id"))
        tokens = [token for ends in found if ends is not None for token in (ends if isinstance(ends, list) else [ends])]
        if not all(type(token) is int and 0 <= token < self.vocab for token in tokens):
            raise Usage(f"{self.path}: eos_token_id {found}; expected tokens from 0 to {self.vocab - 1}")
        return set(tokens)

    def frequencies(self, device):
        """Of the pairs of a head; scaled as LLaMA 3.1 scales them."""
        exponents = torch.arange(0, self.head_dim, 2, device=device, dtype=torch.float32) / self.head_dim
        plain = self.theta**-exponents
        if self.scaling is None:
            return plain
        s = self.scaling
        turns = s["original_max_position_embeddings"] * plain / (2 * math.pi)
        low, high = s["low_freq_factor"], s["high_freq_factor"]
        part = ((turns - low) / (high - low)).clamp(0, 1)
        return plain * (part + (1 - part) / s["factor"])

    def weights(self):
        """What tells these weights from others, as results of unmask have it."""
        return Tensors(self.folder).fingerprint() if self.folder else f"synthetic torch seed={SEED}"

    def check(self, strategy, tokens):
        """Whether a generation of so many tokens with the prompt can be run."""
        if self.window and tokens > self.window:
            raise Usage(f"{self.name}: {tokens} tokens; its window of {self.window} is not run")
        if self.folder is None:
            return
        if (strategy == "ar") == self.diffusion:
            raise Usage(f"{self.name}: {'a diffusion' if self.diffusion else 'an autoregressive'} model; not for {strategy}")
        if self.diffusion and (self.type not in UNMASKED_AS_HERE or self.mask_token is None):
            raise Usage(f"{self.name}: model_type {self.type} is not generated with here; --logits runs one pass of it")


class Tensors:
    """The tensors of all safetensors files of a folder, by name."""

    TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}

    def __init__(self, folder):
        self.files = sorted(folder.glob("*.safetensors"))
        if not self.files:
            raise Usage(f"{folder}: no safetensors files; other formats are not read here")
        self.places = {}
        for file in self.files:
            for name, place in self.header(file).items():
                if name != "__metadata__":
                    self.places[name] = (file, place)
        self.unused = {name for name in self.places if not DERIVED.fullmatch(name)}

    def header(self, file):
        """Names with type, shape and the bytes each has, counted from the beginning of the file."""
        with open(file, "rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            size = file.stat().st_size
            if not 2 <= length <= min(LONGEST_HEADER, size - 8):
                raise Usage(f"{file}: byte 0: no safetensors file")
            try:
                header = json.loads(opened.read(length))
                for name, place in header.items():
                    if name != "__metadata__":
                        begin, end = place["data_offsets"]
                        place["bytes"] = (begin + length + 8, end + length + 8)
                        if not 0 <= begin <= end <= size - length - 8:
                            raise ValueError(f"{name} ends behind the file")
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Usage(f"{file}: byte 8: no header of a safetensors file: {error}") from None
            return header

    def take(self, name, *shape):
        """A tensor of this shape, in float32."""
        if name not in self.places:
            raise Usage(f"{self.files[0].parent}: no tensor {name}")
        file, place = self.places[name]
        kind = self.TYPES.get(place["dtype"])
        if kind is None:
            raise Usage(f"{file}: tensor {name} is {place['dtype']}; expected one of {', '.join(self.TYPES)}")
        begin, end = place["bytes"]
        if place["shape"] != list(shape) or end - begin != math.prod(shape) * kind.itemsize:
            raise Usage(f"{file}: tensor {name} of shape {place['shape']}; expected {list(shape)}")
        self.unused.discard(name)
        with open(file, "rb") as opened:
            opened.seek(begin)
            data = bytearray(opened.read(end - begin))
        return torch.frombuffer(data, dtype=kind).view(shape).float()

    def check(self):
        if self.unused:
            name = min(self.unused)
            raise Usage(f"{self.places[name][0]}: tensor {name} has no place in the model")

    def fingerprint(self):
        digest = hashlib.sha256()
        for file in self.files:
            last = max(0, file.stat().st_size - 512)
            digest.update(file.stat().st_size.to_bytes(8, "big"))
            with open(file, "rb") as opened:
                for i in range(1024):
                    opened.seek(last // 1023 * i + last % 1023 * i // 1023)
                    digest.update(opened.read(512))
        return "sha256:" + digest.hexdigest()[:16]


class Decoder:
    """A decoder with synthetic weights, or with those of a folder. `forward` is one pass."""

    def __init__(self, shape, dtype, device):
        self.shape, self.dtype, self.device = shape, dtype, device
        self.inverse = shape.frequencies(device)
        if shape.folder:
            self.read(Tensors(shape.folder))
        else:
            self.synthesize()

    def synthesize(self):
        generator = torch.Generator(device=self.device).manual_seed(SEED)

        def weights(*sizes):
            return torch.randn(*sizes, generator=generator, device=self.device, dtype=self.dtype).mul_(0.02)

        s = self.shape
        rows = (s.heads + 2 * s.kv_heads) * s.head_dim
        ones = torch.ones(s.hidden, dtype=self.dtype, device=self.device)
        head_ones = torch.ones(s.head_dim, dtype=self.dtype, device=self.device) if s.head_norm else None
        self.embedding = weights(s.vocab, s.hidden)
        self.layers = [
            {
                "attn_norm": ones,
                "qkv": weights(rows, s.hidden),
                "bias": weights(rows) if s.bias else None,
                "q_norm": head_ones,
                "k_norm": head_ones,
                "o": weights(s.hidden, s.heads * s.head_dim),
                "mlp_norm": ones,
                "gate_up": weights(2 * s.intermediate, s.hidden),
                "down": weights(s.hidden, s.intermediate),
            }
            for _ in range(s.layers)
        ]
        self.norm = ones
        self.head = self.embedding if s.tied else weights(s.vocab, s.hidden)

    def read(self, tensors):
        s = self.shape
        names = LLADA if any(name.startswith("model.transformer.") for name in tensors.places) else HUGGING_FACE
        widths = {"q": s.heads * s.head_dim, "k": s.kv_heads * s.head_dim, "v": s.kv_heads * s.head_dim}

        def take(name, *shape):
            return tensors.take(name, *shape).to(self.device, self.dtype)

        def layer(number):
            begin = names["layer"].format(number)

            def all_of(end, *columns):
                return torch.cat([take(begin + names[key] + end, rows, *columns) for key, rows in widths.items()])

            return {
                "attn_norm": take(begin + names["attn_norm"], s.hidden),
                "qkv": all_of(".weight", s.hidden),
                "bias": all_of(".bias") if s.bias else None,
                "q_norm": take(begin + names["q_norm"], s.head_dim) if s.head_norm else None,
                "k_norm": take(begin + names["k_norm"], s.head_dim) if s.head_norm else None,
                "o": take(begin + names["o"], s.hidden, widths["q"]),
                "mlp_norm": take(begin + names["mlp_norm"], s.hidden),
                "gate_up": torch.cat([take(begin + names[key], s.intermediate, s.hidden) for key in ("gate", "up")]),
                "down": take(begin + names["down"], s.hidden, s.intermediate),
            }

        self.embedding = take(names["embedding"], s.vocab, s.hidden)
        self.layers = [layer(number) for number in range(s.layers)]
        self.norm = take(names["norm"], s.hidden)
        self.head = self.embedding if s.tied else take(names["head"], s.vocab, s.hidden)
        if s.tied:
            tensors.unused.discard(names["head"])
        tensors.check()

    def cache(self, batch, tokens):
        s = self.shape
        return [
            [torch.empty(batch, s.kv_heads, tokens, s.head_dim, dtype=self.dtype, device=self.device) for _ in range(2)]
            for _ in range(s.layers)
        ]

    def rotate(self, x, cosine, sine):
        a, b = x.chunk(2, dim=-1)
        return torch.cat((a * cosine - b * sine, b * cosine + a * sine), dim=-1)

    def heads(self, x, layer):
        """Queries, keys and values, [batch, heads, positions, size], before they are rotated."""
        s = self.shape
        batch, queries = x.shape[:2]
        y = F.rms_norm(x, (s.hidden,), layer["attn_norm"], s.eps)
        qkv = F.linear(y, layer["qkv"], layer["bias"]).view(batch, queries, -1, s.head_dim).transpose(1, 2)
        q, k, v = qkv.split((s.heads, s.kv_heads, s.kv_heads), dim=1)
        if s.head_norm:
            q = F.rms_norm(q, (s.head_dim,), layer["q_norm"], s.eps)
            k = F.rms_norm(k, (s.head_dim,), layer["k_norm"], s.eps)
        return q, k, v

    def forward(self, tokens, context, cache, mask, rows, until=None):
        """One pass over tokens [batch, queries] behind `context` cached positions.

        mask: causal or full; rows: positions [batch, n] whose logits are returned, or None. The cache, if there is one,
        gets keys and values of these positions; those before `until`, by default the last of these, are seen.
        """
        s = self.shape
        batch, queries = tokens.shape
        angles = torch.outer(torch.arange(context, context + queries, device=self.device, dtype=torch.float32), self.inverse)
        cosine, sine = angles.cos().to(self.dtype), angles.sin().to(self.dtype)
        x = F.embedding(tokens, self.embedding)
        for number, layer in enumerate(self.layers):
            q, k, v = self.heads(x, layer)
            q, k = self.rotate(q, cosine, sine), self.rotate(k, cosine, sine)
            if cache is not None:
                keys, values = cache[number]
                keys[:, :, context : context + queries] = k
                values[:, :, context : context + queries] = v
                seen = until or context + queries
                k, v = keys[:, :, :seen], values[:, :, :seen]
            causal = mask == "causal" and context == 0 and queries > 1
            y = F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=s.heads != s.kv_heads)
            x = x + F.linear(y.transpose(1, 2).reshape(batch, queries, -1), layer["o"])
            y = F.rms_norm(x, (s.hidden,), layer["mlp_norm"], s.eps)
            gate, up = F.linear(y, layer["gate_up"]).chunk(2, dim=-1)
            x = x + F.linear(F.silu(gate) * up, layer["down"])
        if rows is None:
            return None
        x = x.gather(1, rows.unsqueeze(-1).expand(-1, -1, s.hidden))
        return F.linear(F.rms_norm(x, (s.hidden,), self.norm, s.eps), self.head)


def synthetic_prompt(seed, count, below):
    """Tokens below a number, the same as unmask makes for the same seed (SplitMix64 over an FNV-1a hash)."""
    low = (1 << 64) - 1
    gamma = 0x9E3779B97F4A7C15
    state = 0xCBF29CE484222325
    for byte in b"prompt":
        state = (state ^ byte) * 0x100000001B3 & low
    state ^= seed * gamma & low
    tokens = []
    for index in range(count):
        z = (state + (index + 1) * gamma) & low
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & low
        z = (z ^ z >> 27) * 0x94D049BB133111EB & low
        z ^= z >> 31
        tokens.append(int((z >> 40) * 2.0**-24 * below))
    return tokens
