#!/usr/bin/env python3
"""Runs a grid of generations with PyTorch and writes results that unmask reads.

One transformer runs every strategy, so that two models differ by their algorithm alone: tokens one
by one with a cache (ar), a full canvas without one (diffusion:steps=K), with one of what stands before the block
(prefix-cache:block=B,steps=K) or around it (dual-cache:block=B,steps=K), and blocks with a cache
(block-diffusion:block=B,steps=K). Every pass is timed by itself, with the device idle before and after it.

  python tools/torch/run.py --ar small-ar --dlm small-dlm --strategy ar --strategy diffusion:steps=8 \
      --batch 1,8 --prompt-len 32 --gen-len 32 --results torch.jsonl --trace torch.json.gz
  python tools/torch/run.py --study study.yaml --results results.jsonl      # needs pyyaml
  python tools/torch/run.py --model models/tiny-math-dlm --dtype float32 --results results.jsonl
  python tools/torch/run.py --model models/tiny-math-ar --dtype float32 --prompt-ids 19,20,21 --logits logits.json

  unmask calibrate --results torch.jsonl; unmask trace torch.json.gz
  unmask compare here.jsonl torch.jsonl --ignore engine,model.weights,types

Needs torch alone. Models are those that have dense layers like LLaMA's: of catalog/models with synthetic weights, or
folders of safetensors files, as those of models/ are.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import platform
import re
import sys
import time

import torch

from decoder import BLOCKS, Decoder, Shape, Usage, synthetic_prompt

TYPES = {"float32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
LONGEST_STUDY = 1 << 20


def quotas(masked, steps):
    """Tokens that each of `steps` passes commits: as equal as can be, the larger ones first."""
    return [masked // steps + (1 if step < masked % steps else 0) for step in range(steps)]


class Run:
    """One generation: `generate` gives what every pass took and committed."""

    def __init__(self, decoder, strategy, batch, prompts, generated):
        self.decoder, self.strategy = decoder, strategy
        self.batch, self.prompts, self.generated = batch, prompts, generated
        self.prompt = len(prompts[0])
        self.passes = []
        self.tokens = []

    def timed(self, tokens, context, cache, mask, rows, then, committed, masked, until=None):
        synchronize(self.decoder.device)
        begin = time.perf_counter()
        logits = self.decoder.forward(tokens, context, cache, mask, rows, until)
        if then is not None:
            then(logits)
        synchronize(self.decoder.device)
        self.passes.append(
            {
                "seconds": time.perf_counter() - begin,
                "committed": committed * self.batch,
                "edited": 0,
                "unfinished": self.batch if masked > 0 else 0,
                "masked": masked,
                "running": self.batch,
            }
        )

    def canvas(self):
        answer = torch.full((self.batch, self.generated), self.decoder.shape.mask_token or 0)
        return torch.cat((torch.tensor(self.prompts), answer), dim=1).to(self.decoder.device)

    @torch.inference_mode()
    def generate(self):
        self.passes = []
        name, keys = self.strategy
        canvas = self.canvas()
        if name == "ar":
            self.one_by_one(canvas)
        elif name == "diffusion":
            self.denoise(canvas, 0, canvas.shape[1], self.prompt, keys["steps"], None)
        elif name == "block-diffusion":
            self.blocks(canvas, keys["block"], keys["steps"])
        else:
            self.cached(canvas, keys["block"], keys["steps"], name == "dual-cache")
        self.tokens = canvas[:, self.prompt :].tolist()
        return self.passes

    def kept(self):
        """Tokens that a reader keeps of the last generation: those of each answer before its first end token."""
        ends = self.decoder.shape.ends
        return sum(next((at for at, token in enumerate(answer) if token in ends), len(answer)) for answer in self.tokens)

    def one_by_one(self, canvas):
        cache = self.decoder.cache(self.batch, canvas.shape[1])
        begin, end = 0, self.prompt
        while end < canvas.shape[1]:
            rows = torch.full((self.batch, 1), end - begin - 1, device=canvas.device)

            def commit(logits, at=end):
                canvas[:, at] = logits[:, -1].argmax(-1)

            self.timed(canvas[:, begin:end], begin, cache, "causal", rows, commit, 1, 0)
            begin, end = end, end + 1

    def blocks(self, canvas, block, steps):
        count = self.generated // block
        cache = self.decoder.cache(self.batch, canvas.shape[1])
        self.timed(canvas[:, : self.prompt], 0, cache, "full", None, None, 0, 0)
        for number in range(count):
            begin = self.prompt + number * block
            self.denoise(canvas, begin, begin + block, begin, steps // count, cache)
            self.timed(canvas[:, begin : begin + block], begin, cache, "full", None, None, 0, 0)

    def cached(self, canvas, block, steps, dual):
        """Blocks of a canvas: the first pass over each computes all of it anew, the others the block, or all from it on."""
        count, length = self.generated // block, canvas.shape[1]
        cache = self.decoder.cache(self.batch, length)
        for number in range(count):
            first = self.prompt + number * block
            left = block
            for step, quota in enumerate(quotas(block, steps // count)):
                begin, end = (0, length) if step == 0 else (first, first + block if dual else length)
                masked, commit = self.surest(canvas[:, first : first + block], left, quota)
                left -= quota
                self.timed(canvas[:, begin:end], begin, cache, "full", masked + (first - begin), commit, quota, left, length)

    def denoise(self, canvas, begin, end, first, steps, cache):
        """Commits the masked positions from `first` to `end`, the surest first."""
        left = end - first
        for quota in quotas(left, steps):
            region = canvas[:, begin:end]
            masked, commit = self.surest(region, left, quota, first - begin)
            left -= quota
            self.timed(region, begin, cache, "full", masked, commit, quota, left)

    def surest(self, region, left, quota, known=0):
        """Masked positions of a region behind the known ones, and what commits the surest of them, given their logits.

        The mask itself is never committed.
        """
        mask = self.decoder.shape.mask_token
        masked = (region[:, known:] == mask).nonzero()[:, 1].view(self.batch, left) + known

        def commit(logits):
            logits = logits.float()
            probabilities = logits.softmax(-1)
            logits[..., mask] = -torch.inf
            best = logits.argmax(-1)
            confidence = probabilities.gather(-1, best.unsqueeze(-1)).squeeze(-1)
            surest = confidence.topk(quota, dim=-1).indices
            region.scatter_(1, masked.gather(1, surest), best.gather(1, surest))

        return masked, commit


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def machine(device):
    """Name of the processor or device, how many, and its memory."""
    if device.type == "cuda":
        found = torch.cuda.get_device_properties(device)
        return found.name, 1, found.total_memory
    name = platform.machine()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return name, os.cpu_count(), memory


def best(device, work, repetitions=5):
    work()
    times = []
    for _ in range(repetitions):
        synchronize(device)
        begin = time.perf_counter()
        work()
        synchronize(device)
        times.append(time.perf_counter() - begin)
    return min(times)


def probe(device, dtype_name, dtype):
    """The roofs as PyTorch reaches them: reading by a sum, products of large matrices."""
    name, _, memory = machine(device)
    elements = 1 << (28 if device.type == "cuda" else 26)
    buffer = torch.ones(elements, dtype=torch.float32, device=device)
    reading = 4 * elements / best(device, buffer.sum)
    del buffer
    size = 8192 if device.type == "cuda" else 1024
    rates = {}
    for key, kind in {"float32": torch.float32, dtype_name: dtype}.items():
        a = torch.randn(size, size, device=device).to(kind)
        rates[key] = 2 * size**3 / best(device, lambda a=a: a @ a)
    return {
        "type": "probe",
        "cpu": name,
        "threads": torch.get_num_threads(),
        "memory_bytes": memory,
        "bytes_per_second": reading,
        "multiply_add_flops_per_second": rates["float32"],
        "matmul_flops_per_second": {device.type: rates},
    }


def setting(shape, text, batch, prompt, generated, dtype_name, device):
    name, count, memory = machine(device)
    return {
        "model": {"id": shape.name, "weights": shape.weights(), "quantization": "none"},
        "strategy": text,
        "load": {"arrival": {"batch": batch}, "prompt_tokens": prompt, "generated_tokens": generated},
        "logits": "active",
        "shifted": False,
        "types": {key: dtype_name for key in ("weight", "activation", "key_value", "compute")},
        "engine": {
            "name": "torch",
            "version": torch.__version__,
            "backend": device.type,
            "threads": torch.get_num_threads(),
            "fusions": [],
        },
        "machine": {"name": name, "count": count, "memory_bytes": memory},
        "stop": "length",
        "sampling": {"style": "greedy", "temperature": 0.0, "top_k": 0, "top_p": 1.0, "seed": 0},
        "cached": False,
        "prompts": {"source": "synthetic", "form": "tokens"},
    }


def parsed(text, prompt, generated):
    """Name and keys of a strategy that can be run here."""
    name, _, rest = text.partition(":")
    keys = {}
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        if not value.isdigit() or int(value) < 1:
            raise Usage(f"{text}: {key}={value}; expected a whole number from 1")
        keys[key] = int(value)
    blocks = {"block", "steps"}
    wanted = {"ar": set(), "diffusion": {"steps"}, "prefix-cache": blocks, "dual-cache": blocks, "block-diffusion": blocks}
    if name not in wanted:
        raise Usage(f"{text}: expected one of {', '.join(wanted)}")
    if set(keys) != wanted[name]:
        raise Usage(f"{text}: expected the keys {', '.join(sorted(wanted[name])) or 'none'}")
    block = keys.get("block", generated)
    if generated % block or keys.get("steps", 1) % (generated // block):
        raise Usage(f"{text}: blocks must divide {generated} tokens, and steps their number")
    if keys.get("steps", 1) // (generated // block) > block:
        raise Usage(f"{text}: more steps than tokens")
    return name, keys


def numbers(text):
    """Whole numbers as unmask reads them: 1,2,4 or 1-5 or 1-32*2 or 10-50+10."""
    found = []
    for part in str(text).replace(" ", "").split(","):
        span = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9})(?:([*+])(\d{1,9}))?)?", part)
        low = int(span[1]) if span else 0
        high = int(span[2] or low) if span else 0
        by = int(span[4] or 1) if span else 0
        if low < 1 or high < low or by < (2 if span[3] == "*" else 1):
            raise Usage(f"{text}; expected whole numbers from 1: 1,2,4 or 1-32*2")
        while low <= high:
            found.append(low)
            low = low * by if span[3] == "*" else low + by
            if len(found) > 1000:
                raise Usage(f"{text}: too many")
    return found


def runnable(texts, prompt, generated):
    """Those of a study's strategies that can be run here; the others are named."""
    found = []
    for text in texts:
        try:
            parsed(text, prompt, generated)
            found.append(text)
        except Usage as error:
            print(f"run.py: left out: {error}", file=sys.stderr)
    if not found:
        raise Usage("none of the study's strategies can be run here")
    return found


def of_study(path, options):
    """Takes what a study measures; options of the command are for what it does not say."""
    try:
        import yaml
    except ImportError:
        raise Usage("a study needs pyyaml (pip install pyyaml); or give its grid by options") from None
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")[:LONGEST_STUDY]
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None
    try:
        study = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Usage(f"{path}: no YAML: {' '.join(str(error).split())}") from None
    measure = study.get("measure") if isinstance(study, dict) else None
    if not measure:
        raise Usage(f"{path}: nothing to measure in it")
    try:
        batches = measure["batches"]
        options.ar, options.dlm = measure["autoregressive"], measure["diffusion"]
        options.strategy = runnable(measure["strategies"], measure["prompt_tokens"], measure["generated_tokens"])
        options.batch = ",".join(map(str, batches)) if isinstance(batches, list) else str(batches)
        options.prompt_len, options.gen_len = measure["prompt_tokens"], measure["generated_tokens"]
        options.dtype = measure.get("dtype", "bf16")
        options.repetitions, options.warmups = measure["repetitions"], measure.get("warmups", 1)
        return study["name"], hashlib.sha256(text.encode("utf-8")).hexdigest()
    except KeyError as key:
        raise Usage(f"{path}: {key.args[0]}: missing") from None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--study", metavar="FILE", help="study whose part `measure` is run")
    parser.add_argument("--ar", metavar="NAME", default="small-ar", help="model that runs the strategy ar")
    parser.add_argument("--dlm", metavar="NAME", default="small-dlm", help="model that runs the others")
    parser.add_argument("--model", metavar="NAME", help="model that runs all strategies; a folder of a checkpoint, too")
    parser.add_argument("--strategy", metavar="NAME:KEYS", action="append", help="may be repeated")
    parser.add_argument("--batch", default="1", help="1, or several: 1,8")
    parser.add_argument("--prompt-len", type=int, default=32)
    parser.add_argument("--gen-len", type=int, default=32)
    parser.add_argument("--dtype", choices=TYPES, default="bf16")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--warmups", type=int, default=1)
    parser.add_argument("--prompt-ids", metavar="TOKENS", help="tokens of every prompt, as numbers: 19,20,21")
    parser.add_argument("--results", metavar="FILE", help="new file of results")
    parser.add_argument("--tokens", metavar="FILE", help="new file of what was generated, a line for each setting")
    parser.add_argument("--logits", metavar="FILE", help="new file of the logits of --prompt-ids in --model; nothing is generated")
    parser.add_argument("--trace", metavar="FILE", help="trace of one more generation of the last setting")
    return parser.parse_args()


def prompts(options, vocabulary, batch):
    """Those of the command, or those that unmask makes for models without a prompt."""
    if options.prompt_ids:
        return [ids(options.prompt_ids, vocabulary)] * batch
    return [synthetic_prompt(100 + number, options.prompt_len, vocabulary - 1) for number in range(batch)]


def ids(text, vocabulary):
    found = [int(part) for part in text.split(",")] if re.fullmatch(r"\d{1,9}(,\d{1,9})*", text) else []
    if not found or max(found) >= vocabulary:
        raise Usage(f"--prompt-ids {text[:80]}; expected numbers below {vocabulary}: 19,20,21")
    return found


def new_file(path):
    try:
        return open(path, "x", encoding="utf-8")
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None


@torch.inference_mode()
def write_logits(options, device, dtype):
    """One pass over the prompt, causal or over all of it as the model is."""
    shape = Shape(options.model or options.ar)
    if not options.prompt_ids:
        raise Usage("--logits needs --prompt-ids")
    if shape.type in BLOCKS:
        raise Usage(f"{shape.name}: model_type {shape.type} masks by blocks, which is not run here")
    tokens = torch.tensor([ids(options.prompt_ids, shape.vocab)], device=device)
    rows = torch.arange(tokens.shape[1], device=device).unsqueeze(0)
    mask = "full" if shape.diffusion else "causal"
    logits = Decoder(shape, dtype, device).forward(tokens, 0, None, mask, rows)
    with new_file(options.logits) as file:
        json.dump(logits[0].float().tolist(), file)


def wanted(options):
    if options.strategy:
        return options.strategy
    if options.model and Shape(options.model).folder:
        return ["diffusion:steps=8"] if Shape(options.model).diffusion else ["ar"]
    return ["ar", "diffusion:steps=8", "block-diffusion:block=16,steps=8"]


def settings(options):
    """Every strategy at every batch."""
    texts = wanted(options)
    strategies = [(text, parsed(text, options.prompt_len, options.gen_len)) for text in texts]
    return [(text, strategy, batch) for batch in numbers(options.batch) for text, strategy in strategies]


def write_results(options, runs, device, dtype):
    """Runs everything in turn, repetition after repetition, and writes a line for each run when it is done."""
    name, digest = options.named
    with new_file(options.results) as file:

        def write(line):
            file.write(json.dumps(line) + "\n")
            file.flush()

        write({
            "type": "study",
            "schema": "unmask.result/2",
            "study": name,
            "study_hash": digest,
            "started": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "environment": {
                "cpu": f"{machine(device)[0]}, {machine(device)[1]} processors",
                "operating system": f"{platform.system()} {platform.release()} {platform.machine()}",
                "python": platform.python_version(),
                "torch": torch.__version__,
            },
        })
        write(probe(device, options.dtype, dtype))
        for _ in range(options.warmups):
            for run, _ in runs:
                run.generate()
        for repetition in range(options.repetitions):
            for number, (run, where) in enumerate(runs):
                begin = time.perf_counter()
                passes = run.generate()
                seconds = time.perf_counter() - begin
                write({
                    "type": "run",
                    "setting": where,
                    "repetition": repetition,
                    "seconds": seconds,
                    "kept_tokens": run.kept(),
                    "passes": passes,
                    "operators": [],
                })
                print(
                    f"repetition {repetition + 1} of {options.repetitions}, setting {number + 1} of {len(runs)}:"
                    f" {where['strategy']} at batch {run.batch}, {seconds:.3f} s",
                    file=sys.stderr,
                )


def write_tokens(path, runs):
    with new_file(path) as file:
        for run, where in runs:
            line = {"strategy": where["strategy"], "batch": run.batch, "tokens": run.tokens}
            file.write(json.dumps(line) + "\n")


def prepared(options, device, dtype):
    """Every setting with what runs it; all that can be refused is refused here."""
    if options.model:
        options.ar = options.dlm = options.model
    grid = [
        (options.ar if strategy[0] == "ar" else options.dlm, text, strategy, batch)
        for text, strategy, batch in settings(options)
    ]
    shapes = {model: Shape(model) for model, _, _, _ in grid}
    for model, _, strategy, _ in grid:
        shapes[model].check(strategy[0], options.prompt_len + options.gen_len)
    decoders = {model: Decoder(shape, dtype, device) for model, shape in shapes.items()}
    runs = []
    for model, text, strategy, batch in grid:
        tokens = prompts(options, shapes[model].vocab, batch)
        where = setting(shapes[model], text, batch, options.prompt_len, options.gen_len, options.dtype, device)
        runs.append((Run(decoders[model], strategy, batch, tokens, options.gen_len), where))
    return runs


def main():
    options = arguments()
    options.named = of_study(options.study, options) if options.study else ("torch", "torch")
    if options.dtype not in TYPES:
        raise Usage(f"{options.dtype}; expected one of {', '.join(TYPES)}")
    device, dtype = torch.device(options.device), TYPES[options.dtype]
    for path in (options.results, options.tokens, options.logits):
        if path and os.path.exists(path):
            raise Usage(f"{path} is there already; give a new file")
    if options.logits:
        write_logits(options, device, dtype)
        return
    if not options.results:
        raise Usage("expected --results FILE, or --logits FILE")
    if options.prompt_ids:
        options.prompt_len = options.prompt_ids.count(",") + 1
    runs = prepared(options, device, dtype)
    write_results(options, runs, device, dtype)
    if options.tokens:
        write_tokens(options.tokens, runs)
    if options.trace:
        trace(runs[-1][0], device, options.trace)


def trace(run, device, path):
    kinds = [torch.profiler.ProfilerActivity.CPU]
    if device.type == "cuda":
        kinds.append(torch.profiler.ProfilerActivity.CUDA)
    with torch.profiler.profile(activities=kinds, record_shapes=True) as profile:
        run.generate()
    profile.export_chrome_trace(path)
    print(f"trace written to {path}", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except Usage as error:
        sys.exit(f"run.py: {error}")
