package org.unmask.core.decode;

/// Whether the input of a pass holds, beside the tokens at its positions, what the pass before expected there
/// (self-conditioning; Chen et al., arXiv 2208.04202).
public enum Conditioning {
    /// It does not, and nothing is left for the next.
    NONE,
    /// It does not, as there is no pass before; what it expects is left for the next.
    FIRST,
    /// It does, and leaves what it expects for the next.
    FURTHER;

    /// Whether what a pass expects is kept for the next: a number for every row and token of the vocabulary.
    public boolean leavesState() {
        return this != NONE;
    }
}
