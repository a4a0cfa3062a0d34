package org.unmask.core.model;

import java.util.Optional;

/// Latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1): keys and values of all heads are projections of one
/// vector, which alone is cached, beside the part of the keys that rotates.
///
/// @param queryRank  width of the vector queries are projected from; 0 if they come from the residual stream
/// @param rank  width of the vector of keys and values
/// @param plain  elements of a head of queries and keys that do not rotate
/// @param rotated  elements that do; keys share them
/// @param values  elements of a head of values
/// @param indexer  chooses the keys that a query attends to; empty if it attends to all
public record Latent(int queryRank, int rank, int plain, int rotated, int values, Optional<Indexer> indexer) {
    public Latent {
        if (queryRank < 0 || rank < 1 || plain < 1 || rotated < 2 || values < 1) {
            throw new IllegalArgumentException("bad latent attention: query rank=" + queryRank + " rank=" + rank
                    + " plain=" + plain + " rotated=" + rotated + " values=" + values);
        }
        if (indexer.isPresent() && queryRank == 0) {
            throw new IllegalArgumentException("bad latent attention: query rank=0; an indexer has queries of their own"
                    + " from the vector of queries");
        }
    }

    void check(int heads) {
        long widest = heads * ((long) plain + rotated + values);
        if (Math.max(Math.max(widest, queryRank), (long) rank + rotated) > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad latent attention: sizes overflow: heads=" + heads + " " + this);
        }
    }

    /// Every query attends to all keys that it sees.
    public Latent(int queryRank, int rank, int plain, int rotated, int values) {
        this(queryRank, rank, plain, rotated, values, Optional.empty());
    }

    /// A small attention without values that scores every key for every query, of which the best are attended to
    /// (DeepSeek-V3.2, arXiv 2512.02556, section 2.1). Its keys are cached, too.
    ///
    /// @param heads  of its queries; they share its keys
    /// @param headDim  elements of a head
    /// @param chosen  keys that a query attends to at most
    public record Indexer(int heads, int headDim, int chosen) {
        public Indexer {
            if (heads < 1 || headDim < 1 || chosen < 1) {
                throw new IllegalArgumentException(
                        "bad indexer: heads=" + heads + " head dimension=" + headDim + " chosen=" + chosen);
            }
            if ((long) heads * headDim > Integer.MAX_VALUE / 4) {
                throw new IllegalArgumentException(
                        "bad indexer: sizes overflow: heads=" + heads + " head dimension=" + headDim);
            }
        }

        int width() {
            return Math.multiplyExact(heads, headDim);
        }

        /// Weights: its queries, keys with their norm, and a weight of each head.
        long elements(int queryRank, int hidden) {
            return (long) queryRank * width() + (long) hidden * headDim + 2L * headDim + (long) hidden * heads;
        }
    }

    /// This attention to the keys that an indexer chooses.
    public Latent choosing(Indexer other) {
        return new Latent(queryRank, rank, plain, rotated, values, Optional.of(other));
    }

    /// Elements cached of a token in a layer.
    public int cached() {
        return latents() + indexer.map(Indexer::headDim).orElse(0);
    }

    /// Elements of the vector of keys and values and of the keys that rotate.
    int latents() {
        return rank + rotated;
    }

    /// Weights of a layer's attention.
    long elements(Architecture a) {
        long width = (long) a.heads() * (plain + rotated);
        long queries = queryRank == 0 ? a.hidden() * width : (long) queryRank * (a.hidden() + 1L + width);
        long index = indexer.map(other -> other.elements(queryRank, a.hidden())).orElse(0L);
        long keys = (long) a.hidden() * latents();
        return queries + keys + rank + expansion(a.heads()) + (long) a.heads() * values * a.hidden() + index;
    }

    /// Weights of the projection from the latent vector to keys and values of all heads.
    long expansion(int heads) {
        return (long) rank * heads * (plain + values);
    }
}
