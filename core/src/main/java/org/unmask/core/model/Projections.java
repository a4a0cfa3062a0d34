package org.unmask.core.model;

/// What the projections of a model have besides their matrices.
///
/// @param queryKeyValueBias  whether those of queries, keys and values have biases (Qwen2)
/// @param queryKeyNorm  whether each head of queries and keys is normed before the rotation (Qwen3)
/// @param tiedEmbeddings  whether the LM head is the embedding table
public record Projections(boolean queryKeyValueBias, boolean queryKeyNorm, boolean tiedEmbeddings) {
    /// Nothing else.
    public static final Projections PLAIN = new Projections(false, false, false);
}
