package org.unmask.app.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.unmask.core.op.DType;
import org.unmask.core.text.Names;

/// A table of one pass of several models at growing lengths, beside what its work tends to.
public record AsymptoticsSpec(List<Integer> lengths, int batch, DType dtype, List<Line> lines) {
    public AsymptoticsSpec {
        lengths = List.copyOf(lengths);
        lines = List.copyOf(lines);
    }

    /// A pass that gives one token per sequence, at the end of a sequence of `L` positions. Work and intensity are Table 1
    /// of Peng et al. (2025, arXiv 2510.18480); `d` is the hidden width, `G` the block and `B` the batch.
    public enum Law {
        /// One position against a cache.
        AR("d² + L·d", "B", "1"),
        /// A block against a cache.
        BLOCK("G·(d² + L·d)", "B·G", "G"),
        /// All positions.
        FULL("L·d² + L²·d", "B·L", "L");

        private final String work;
        private final String shortIntensity;
        private final String longIntensity;

        Law(String work, String shortIntensity, String longIntensity) {
            this.work = work;
            this.shortIntensity = shortIntensity;
            this.longIntensity = longIntensity;
        }

        static Law of(String id) {
            return Arrays.stream(values())
                    .filter(law -> law.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Names.unknown(
                            "law", id, Arrays.stream(values()).map(Law::id).toList()));
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        String work() {
            return work;
        }

        String shortIntensity() {
            return shortIntensity;
        }

        String longIntensity() {
            return longIntensity;
        }

        /// Positions that a pass computes.
        int queries(int length, int block) {
            return switch (this) {
                case AR -> 1;
                case BLOCK -> block;
                case FULL -> length;
            };
        }
    }

    /// A row of the table: a model and the law its work follows.
    ///
    /// @param key  where the study has it, for messages
    /// @param block  of block diffusion, otherwise 1
    public record Line(String key, String model, Law law, int block) {}
}
