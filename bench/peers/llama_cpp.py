"""llama.cpp as a peer of the speed table: its C functions, called from Python, so that nothing lies between them.

    python3 llama_cpp.py LIBRARIES MODEL.gguf THREADS

LIBRARIES is a folder with libllama.so and libggml*.so, such as node_modules/@node-llama-cpp/linux-x64/bins/linux-x64 of the npm package
node-llama-cpp. Tasks come on standard input, one a line, and are answered by `seconds S` or `cannot REASON`; see README.md.

    python3 llama_cpp.py LIBRARIES IN.gguf --quantize OUT.gguf [TYPE]

writes a copy in Q8_0 or another type, also of a file that is quantised already.

    python3 llama_cpp.py LIBRARIES MODEL.gguf --greedy VOCABULARY COUNT TOKEN...

prints the COUNT most likely tokens after some, each after the ones before.

    python3 llama_cpp.py LIBRARIES MODEL.gguf --logits VOCABULARY TOKEN...

prints the logits behind each token, one line for each.
"""

import ctypes
import glob
import os
import sys
import time
from ctypes import POINTER, byref, c_bool, c_char_p, c_float, c_int, c_int8, c_int32, c_uint32, c_void_p

SEQUENCES = 32
CONTEXT = 640 * SEQUENCES
# Of llama.h, enum llama_ftype.
TYPES = {"F32": 0, "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7, "Q5_0": 8, "Q5_1": 9, "Q2_K": 10, "Q3_K_M": 12, "Q4_K_M": 15,
         "Q5_K_M": 17, "Q6_K": 18, "IQ4_NL": 25, "IQ4_XS": 30, "BF16": 32, "MXFP4": 38}


class Parameters(ctypes.Structure):
    """Any parameter structure of llama.h, longer than each: passed and returned in memory, only its first fields are named here."""

    _fields_ = [("words", c_uint32 * 128)]


class Batch(ctypes.Structure):
    _fields_ = [
        ("n_tokens", c_int32),
        ("token", POINTER(c_int32)),
        ("embd", POINTER(c_float)),
        ("pos", POINTER(c_int32)),
        ("n_seq_id", POINTER(c_int32)),
        ("seq_id", POINTER(POINTER(c_int32))),
        ("logits", POINTER(c_int8)),
    ]


LOG = ctypes.CFUNCTYPE(None, c_int, c_char_p, c_void_p)


@LOG
def quiet(_level, _text, _data):
    pass


def library(folder):
    for name in ["libggml-base.so", "libggml.so*", "libggml.v*.so", "libllama.so*", "libllama.v*.so"]:
        for path in sorted(glob.glob(os.path.join(folder, name))):
            found = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
            if "libggml." in path:
                found.ggml_backend_load_all_from_path.argtypes = [c_char_p]
                found.ggml_backend_load_all_from_path(folder.encode())
            if "libllama" in path:
                llama = found
    for name in ["llama_model_default_params", "llama_context_default_params", "llama_model_quantize_default_params"]:
        getattr(llama, name).restype = Parameters
    llama.llama_model_load_from_file.argtypes = [c_char_p, Parameters]
    llama.llama_model_load_from_file.restype = c_void_p
    llama.llama_init_from_model.argtypes = [c_void_p, Parameters]
    llama.llama_init_from_model.restype = c_void_p
    llama.llama_get_memory.argtypes = [c_void_p]
    llama.llama_get_memory.restype = c_void_p
    llama.llama_memory_clear.argtypes = [c_void_p, c_bool]
    llama.llama_memory_seq_rm.argtypes = [c_void_p, c_int32, c_int32, c_int32]
    llama.llama_memory_seq_rm.restype = c_bool
    llama.llama_set_causal_attn.argtypes = [c_void_p, c_bool]
    llama.llama_synchronize.argtypes = [c_void_p]
    llama.llama_decode.argtypes = [c_void_p, Batch]
    llama.llama_batch_init.argtypes = [c_int32, c_int32, c_int32]
    llama.llama_batch_init.restype = Batch
    llama.llama_get_logits_ith.argtypes = [c_void_p, c_int32]
    llama.llama_get_logits_ith.restype = POINTER(c_float)
    llama.llama_model_quantize.argtypes = [c_char_p, c_char_p, POINTER(Parameters)]
    llama.llama_log_set(quiet, None)
    llama.llama_backend_init()
    return llama


class Peer:
    def __init__(self, llama, model, threads):
        self.llama = llama
        loaded = llama.llama_model_load_from_file(model.encode(), llama.llama_model_default_params())
        if not loaded:
            raise SystemExit(f"cannot load {model}")
        parameters = llama.llama_context_default_params()
        # n_ctx, n_batch, n_ubatch, n_seq_max, then (after a check below) n_threads and n_threads_batch
        parameters.words[0:4] = [CONTEXT, CONTEXT, 512, SEQUENCES]
        threads_at = 4
        while parameters.words[threads_at] != 4 or parameters.words[threads_at + 1] != 4:  # GGML_DEFAULT_N_THREADS
            threads_at += 1
            if threads_at > 8:
                raise SystemExit("this version of llama.cpp has other context parameters than expected")
        parameters.words[threads_at : threads_at + 2] = [threads, threads]
        self.context = llama.llama_init_from_model(loaded, parameters)
        if not self.context:
            raise SystemExit("cannot make a context")
        self.memory = llama.llama_get_memory(self.context)
        self.batch = llama.llama_batch_init(CONTEXT, 0, 1)

    def run(self, sequences, start, count, rows):
        """Computes `count` positions of each sequence from `start` on; logits of `rows` last rows of each."""
        n = 0
        for sequence in range(sequences):
            for i in range(count):
                self.batch.token[n] = (7 * i + 13 * sequence + 31) % 30000
                self.batch.pos[n] = start + i
                self.batch.n_seq_id[n] = 1
                self.batch.seq_id[n][0] = sequence
                self.batch.logits[n] = i >= count - rows
                n += 1
        self.batch.n_tokens = n
        begin = time.perf_counter()
        status = self.llama.llama_decode(self.context, self.batch)
        if status:
            raise RuntimeError(f"llama_decode returned {status}")
        self.llama.llama_synchronize(self.context)
        last = self.llama.llama_get_logits_ith(self.context, n - 1)[0]
        seconds = time.perf_counter() - begin
        if last != last:
            raise RuntimeError("logits are not numbers")
        return seconds

    def clear(self):
        self.llama.llama_memory_clear(self.memory, True)

    def greedy(self, vocabulary, count, tokens):
        self.clear()
        seen = 0
        for _ in range(count):
            for n, position in enumerate(range(seen, len(tokens))):
                self.batch.token[n] = tokens[position]
                self.batch.pos[n] = position
                self.batch.n_seq_id[n] = 1
                self.batch.seq_id[n][0] = 0
                self.batch.logits[n] = position == len(tokens) - 1
            self.batch.n_tokens = len(tokens) - seen
            seen = len(tokens)
            if self.llama.llama_decode(self.context, self.batch):
                raise RuntimeError("llama_decode failed")
            logits = self.llama.llama_get_logits_ith(self.context, -1)[0:vocabulary]
            tokens.append(logits.index(max(logits)))
        return tokens[-count:]

    def logits(self, vocabulary, tokens):
        self.clear()
        for n, token in enumerate(tokens):
            self.batch.token[n] = token
            self.batch.pos[n] = n
            self.batch.n_seq_id[n] = 1
            self.batch.seq_id[n][0] = 0
            self.batch.logits[n] = True
        self.batch.n_tokens = len(tokens)
        if self.llama.llama_decode(self.context, self.batch):
            raise RuntimeError("llama_decode failed")
        return [self.llama.llama_get_logits_ith(self.context, n)[0:vocabulary] for n in range(len(tokens))]

    def prefill(self, tokens):
        self.clear()
        return self.run(1, 0, tokens, 1)

    def full(self, tokens):
        self.clear()
        self.llama.llama_set_causal_attn(self.context, False)
        try:
            return self.run(1, 0, tokens, tokens)
        finally:
            self.llama.llama_set_causal_attn(self.context, True)

    def decode(self, sequences, prompt, tokens):
        self.clear()
        for first in range(0, prompt, 16):
            self.run(sequences, first, min(16, prompt - first), 1)
        return sum(self.run(sequences, prompt + i, 1, 1) for i in range(tokens))

    def block(self, queries, context):
        self.clear()
        self.run(1, 0, context, 1)
        self.llama.llama_set_causal_attn(self.context, False)
        try:
            return self.run(1, context, queries, queries)
        finally:
            self.llama.llama_set_causal_attn(self.context, True)


def main():
    folder, model, last = sys.argv[1:4]
    llama = library(folder)
    if last == "--quantize":
        parameters = llama.llama_model_quantize_default_params()
        parameters.words[1] = TYPES[sys.argv[5] if len(sys.argv) > 5 else "Q8_0"]
        parameters.words[4] |= 1  # allow_requantize
        sys.exit(llama.llama_model_quantize(model.encode(), sys.argv[4].encode(), byref(parameters)))
    if last == "--greedy":
        vocabulary, count, *tokens = map(int, sys.argv[4:])
        print(*Peer(llama, model, 1).greedy(vocabulary, count, tokens))
        return
    if last == "--logits":
        vocabulary, *tokens = map(int, sys.argv[4:])
        for row in Peer(llama, model, 1).logits(vocabulary, tokens):
            print(*row)
        return
    peer = Peer(llama, model, int(last))
    print("ready", flush=True)
    for line in sys.stdin:
        name, *numbers = line.split()
        try:
            print("seconds", getattr(peer, name)(*map(int, numbers)), flush=True)
        except (AttributeError, RuntimeError) as e:
            print("cannot", e, flush=True)


if __name__ == "__main__":
    main()
