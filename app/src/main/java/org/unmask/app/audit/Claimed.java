package org.unmask.app.audit;

import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.LogitRows;
import org.unmask.result.ElementTypes;

/// A time or a rate that somebody states of a setting. What is not stated is empty.
///
/// @param source  file and row, or the options of the command
/// @param address  where it was published; empty if that is not said
/// @param number  as it was stated, in base units; empty if none was
/// @param said  what the file itself says it assumes, one sentence each
/// @param flaw  why it cannot be read; empty if it can
public record Claimed(
        String source,
        String address,
        Measure measure,
        Optional<Double> number,
        Stated stated,
        List<String> said,
        String flaw) {
    /// The setting as far as it is stated. Names are those of the source.
    ///
    /// @param devices  that share the model
    /// @param batch  sequences computed together
    /// @param quantization  scheme of the weights
    /// @param inCache  whether the prompts, or parts of them, were in a cache before
    public record Stated(
            Optional<String> model,
            Optional<String> device,
            Optional<Integer> devices,
            Optional<String> strategy,
            Optional<Integer> batch,
            Optional<Integer> promptTokens,
            Optional<Integer> generatedTokens,
            Optional<LogitRows> logits,
            ElementTypes types,
            Optional<String> quantization,
            boolean inCache) {
        /// Weights are stored in the type that is stated.
        static final String PLAIN = "none";

        /// Nothing is stated.
        public static final Stated NOTHING = new Stated(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ElementTypes.UNKNOWN,
                Optional.empty(),
                false);

        /// This setting of one sequence.
        Stated alone() {
            return new Stated(
                    model,
                    device,
                    devices,
                    strategy,
                    Optional.of(1),
                    promptTokens,
                    generatedTokens,
                    logits,
                    types,
                    quantization,
                    inCache);
        }

        /// This setting, and where others are stated, those.
        public Stated with(Stated others) {
            ElementTypes known = new ElementTypes(
                    others.types.weight().or(types::weight),
                    others.types.activation().or(types::activation),
                    others.types.keyValue().or(types::keyValue),
                    others.types.compute().or(types::compute));
            return new Stated(
                    others.model.or(() -> model),
                    others.device.or(() -> device),
                    others.devices.or(() -> devices),
                    others.strategy.or(() -> strategy),
                    others.batch.or(() -> batch),
                    others.promptTokens.or(() -> promptTokens),
                    others.generatedTokens.or(() -> generatedTokens),
                    others.logits.or(() -> logits),
                    known,
                    others.types.weight().isPresent() ? Optional.of(PLAIN) : quantization,
                    inCache);
        }
    }

    public Claimed {
        said = List.copyOf(said);
    }

    /// A claim that can be read.
    public Claimed(
            String source, String address, Measure measure, Optional<Double> number, Stated stated, List<String> said) {
        this(source, address, measure, number, stated, said, "");
    }

    /// A claim that cannot be read.
    static Claimed unreadable(String source, String address, String flaw) {
        return new Claimed(source, address, Measure.RATE, Optional.empty(), Stated.NOTHING, List.of(), flaw);
    }

    /// This claim, and where others are stated, in that setting.
    public Claimed with(Stated others) {
        return new Claimed(source, address, measure, number, stated.with(others), said, flaw);
    }
}
