"""Writes quantised-blocks.gguf: random blocks of every quantised type, and their values as gguf-py reads them.

pip install gguf==0.19.0 numpy; python quantised-blocks.py
"""
import numpy as np
from gguf import GGMLQuantizationType as T, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize

# Byte at which each float16 of a block stands: anything else may hold any bits.
HALVES = {
    T.Q8_0: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.IQ4_NL: [0], T.MXFP4: [],
    T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.IQ4_XS: [0],
}
BLOCKS = 3

random = np.random.default_rng(20260105)
writer = GGUFWriter("quantised-blocks.gguf", "none")
for type, halves in HALVES.items():
    elements, size = GGML_QUANT_SIZES[type]
    blocks = random.integers(0, 256, (BLOCKS, size), dtype=np.uint8)
    for at in halves:
        scale = random.normal(0, 0.1, (BLOCKS, 1)).astype(np.float16)
        blocks[:, at : at + 2] = scale.view(np.uint8)
    if type == T.MXFP4:
        blocks[:, 0] = [0, 1, 130]
    writer.add_tensor(type.name, blocks.reshape(1, -1), raw_dtype=type)
    writer.add_tensor(type.name + ".values", dequantize(blocks.reshape(1, -1), type))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
