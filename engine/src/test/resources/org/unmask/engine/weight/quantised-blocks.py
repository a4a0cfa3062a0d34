"""Writes quantised-blocks.gguf: random blocks of every quantised type, and their values as gguf-py reads them.

pip install gguf==0.19.0 numpy; python quantised-blocks.py
python quantised-blocks.py ../../../../../../main/resources/org/unmask/engine/weight/grids.txt

With a name it writes the grids of the types that have one instead, packed as gguf-py packs them.
"""
import sys

import numpy as np
from gguf import GGMLQuantizationType as T, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf import quants
from gguf.quants import dequantize

GRIDS = {
    "iq2_xxs": quants.IQ2_XXS, "iq2_xs": quants.IQ2_XS, "iq2_s": quants.IQ2_S, "iq3_xxs": quants.IQ3_XXS,
    "iq3_s": quants.IQ3_S, "iq1": quants.IQ1_S,
}
ABOUT = """\
# Points of the grids of ggml, one grid a line: its name, and which of its levels each coordinate is, in hexadecimal.
# Two bits of a byte are a coordinate, or four where there are more than four levels, from its low bits up.
# Written by quantised-blocks.py in the tests, from the gguf package.
"""
if len(sys.argv) > 1:
    with open(sys.argv[1], "w") as file:
        file.write(ABOUT)
        for name, grid in GRIDS.items():
            file.write(f"{name} {grid.grid_hex.decode().lower()}\n")
    sys.exit()

# Byte at which each float16 of a block stands: anything else may hold any bits.
HALVES = {
    T.Q8_0: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.IQ4_NL: [0], T.MXFP4: [],
    T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.IQ4_XS: [0],
    T.NVFP4: [], T.IQ3_S: [0], T.IQ3_XXS: [0], T.IQ2_S: [0], T.IQ2_XS: [0], T.IQ2_XXS: [0], T.IQ1_M: [], T.IQ1_S: [0],
    T.TQ2_0: [64], T.TQ1_0: [52], T.Q1_0: [0],
}
BLOCKS = 3


def values(blocks, type):
    """As gguf-py reads them, but for a type that it does not read: there the sign of `d` is that of a bit."""
    if type != T.Q1_0:
        return dequantize(blocks.reshape(1, -1), type)
    d = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    bits = np.unpackbits(blocks[:, 2:], axis=1, bitorder="little")
    return np.where(bits == 1, d, -d).reshape(1, -1)


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
    if type == T.NVFP4:
        blocks[:, :4] &= 0x7F
        blocks[0, :4] = [0, 1, 0x7E, 0x7F]
    if type == T.IQ1_M:
        # The float16 stands in the upper four bits of four numbers of 16, the lowest ones first.
        scale = random.normal(0, 0.1, BLOCKS).astype(np.float16).view(np.uint16)
        for word in range(4):
            blocks[:, 49 + 2 * word] = (blocks[:, 49 + 2 * word] & 0x0F) | (((scale >> (4 * word)) & 0xF) << 4)
    writer.add_tensor(type.name, blocks.reshape(1, -1), raw_dtype=type)
    writer.add_tensor(type.name + ".values", values(blocks, type))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
