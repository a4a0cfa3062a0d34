package org.unmask.engine.onednn;

/// The instruction set oneDNN generates code for: a set of bits (`dnnl_cpu_isa_t` in its `dnnl_types.h`), the same bit
/// for the same extension in every set that has it.
record Instructions(int bits) {
    private static final int AVX2 = 0x07;
    private static final int AVX512 = 0x27;
    private static final int AVX512_VNNI = 0x67;
    private static final int AVX512_BF16 = 0xe7;
    private static final int AMX = 0xfef;

    /// Whether it multiplies bf16 in hardware.
    boolean bf16() {
        return has(AVX512_BF16);
    }

    /// Whether it multiplies int8 in hardware.
    boolean int8() {
        return has(AVX512_VNNI);
    }

    private boolean has(int set) {
        return (bits & set) == set;
    }

    /// Names what matters to the speed of products.
    @Override
    public String toString() {
        if (has(AMX)) {
            return "AMX with bf16";
        }
        if (bf16()) {
            return "AVX-512 with bf16, no AMX";
        }
        String vectors = has(AVX512) ? "AVX-512" : has(AVX2) ? "AVX2" : "no AVX2";
        return vectors + ", no bf16 arithmetic and so no bf16 weights";
    }
}
