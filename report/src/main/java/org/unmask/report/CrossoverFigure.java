package org.unmask.report;

import java.util.List;
import java.util.Optional;

/// Who wins at each batch and prompt, and by how much; one tab per device.
public record CrossoverFigure(List<Field> fields) implements Section {
    public CrossoverFigure {
        fields = fields.stream().filter(field -> !field.cells().isEmpty()).toList();
    }

    @Override
    public String id() {
        return "crossover";
    }

    @Override
    public String title() {
        return "Crossover: who wins, by batch and context";
    }

    @Override
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /// Batches across, prompts up.
    ///
    /// @param title  what tells the field from others of its device, for instance the strategy
    /// @param autoregressive  name of the model
    /// @param diffusion  name of the model
    /// @param cells  every combination of some batches and prompts, in any order
    public record Field(
            String device, String title, String autoregressive, String diffusion, Source source, List<Cell> cells) {
        public Field {
            cells = List.copyOf(cells);
        }
    }

    public record Cell(int batch, int promptTokens, Rate autoregressive, Rate diffusion) {
        public Cell {
            if (batch < 1 || promptTokens < 1) {
                throw new IllegalArgumentException("bad cell: batch=" + batch + " prompt tokens=" + promptTokens);
            }
        }

        /// Throughput of the diffusion model over that of the other, if both fit.
        Optional<Double> ratio() {
            return autoregressive.fits() && diffusion.fits()
                    ? Optional.of(diffusion.tokensPerSecond() / autoregressive.tokensPerSecond())
                    : Optional.empty();
        }

        boolean diffusionWins() {
            return ratio().map(ratio -> ratio >= 1).orElse(diffusion.fits());
        }
    }

    /// The throughput of one model at a point of the map.
    ///
    /// @param fits  whether the memory suffices; if not, the throughput is one that nobody sees
    public record Rate(double tokensPerSecond, boolean fits) {
        public Rate {
            Finite.require("throughput", tokensPerSecond);
            if (!(tokensPerSecond > 0)) {
                throw new IllegalArgumentException("bad throughput: " + tokensPerSecond + "; it must be above 0");
            }
        }
    }
}
