"""PyTorch with the Transformers library as a peer of the speed table: eager, bf16, made-up weights of the same sizes.

    python3 pytorch.py CONFIG.json THREADS

Tasks come on standard input, one a line, and are answered by `seconds S` or `cannot REASON`; see README.md.
"""

import sys
import time

import torch
from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM


class Peer:
    def __init__(self, config):
        torch.manual_seed(1)
        torch.set_default_dtype(torch.bfloat16)
        self.model = LlamaForCausalLM(LlamaConfig.from_json_file(config)).eval()

    def run(self, sequences, start, count, rows, cache, causal=True):
        """Computes `count` positions of each sequence from `start` on; logits of `rows` last rows of each."""
        tokens = (7 * torch.arange(count) + 13 * torch.arange(sequences)[:, None] + 31) % 30000
        positions = torch.arange(start, start + count)
        mask = None if causal else torch.zeros(1, 1, count, start + count)
        begin = time.perf_counter()
        logits = self.model(
            input_ids=tokens,
            position_ids=positions[None],
            cache_position=positions,
            attention_mask=mask,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=rows,
        ).logits
        chosen = logits.argmax(-1)
        chosen[-1, -1].item()
        return time.perf_counter() - begin

    def prefill(self, tokens):
        return self.run(1, 0, tokens, 1, DynamicCache())

    def full(self, tokens):
        return self.run(1, 0, tokens, tokens, DynamicCache(), causal=False)

    def decode(self, sequences, prompt, tokens):
        cache = DynamicCache()
        self.run(sequences, 0, prompt, 1, cache)
        return sum(self.run(sequences, prompt + i, 1, 1, cache) for i in range(tokens))

    def block(self, queries, context):
        cache = DynamicCache()
        self.run(1, 0, context, 1, cache)
        return self.run(1, context, queries, queries, cache, causal=False)


def main():
    torch.set_num_threads(int(sys.argv[2]))
    with torch.inference_mode():
        peer = Peer(sys.argv[1])
        print("ready", flush=True)
        for line in sys.stdin:
            name, *numbers = line.split()
            try:
                print("seconds", getattr(peer, name)(*map(int, numbers)), flush=True)
            except (AttributeError, RuntimeError) as e:
                print("cannot", str(e).splitlines()[0], flush=True)


if __name__ == "__main__":
    main()
