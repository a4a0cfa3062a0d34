package org.unmask.fleet;

/// What a pass of a server may hold.
///
/// @param sequences  the most sequences that run at once; `--max-num-seqs` of vLLM
/// @param tokens  the most positions that a pass computes, unless one sequence alone has more; `--max-num-batched-tokens`
/// @param chunked  whether prompts are cut into parts that fit (chunked prefill, Agrawal et al., arXiv 2308.16369)
/// @param memoryShare  of the memory of a device that is used; `--gpu-memory-utilization`
public record Limits(int sequences, int tokens, boolean chunked, double memoryShare) {
    /// As vLLM has them on large devices: 256 sequences, 8192 tokens, 90 % of the memory.
    public static final Limits USUAL = new Limits(256, 8192, true, 0.9);

    public Limits {
        if (sequences < 1 || tokens < 1 || !(memoryShare > 0 && memoryShare <= 1)) {
            throw new IllegalArgumentException("bad limits: sequences=" + sequences + " tokens=" + tokens
                    + " memory share=" + memoryShare + "; expected numbers from 1, and a share up to 1");
        }
    }
}
