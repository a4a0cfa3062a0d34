package org.unmask.app.cli.option;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.audit.Claimed;
import org.unmask.app.audit.Measure;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.UsageException;
import org.unmask.result.ElementTypes;
import picocli.CommandLine.Option;

/// The options that state a claim, or what files do not say of theirs.
public final class ClaimOptions {
    @Option(names = "--model", paramLabel = "NAME", description = "Model that ran. See `unmask models`.")
    private String model;

    @Option(names = "--device", paramLabel = "NAME", description = "Device that it ran on. See `unmask devices`.")
    private String device;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "Devices that shared the model. They count as one with as many times the roofs.")
    private Integer devices;

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description =
                    "Decoding strategy; with steps or tokens-per-pass, if they are stated. See `unmask strategies`.")
    private String strategy;

    @Option(
            names = {"--prompt-len", "--input-len"},
            paramLabel = "N",
            description = "Tokens of a prompt.")
    private Integer promptTokens;

    @Option(
            names = {"--gen-len", "--output-len"},
            paramLabel = "N",
            description = "Generated tokens of a sequence.")
    private Integer generatedTokens;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences computed together.")
    private Integer batch;

    @Option(names = "--steps", paramLabel = "K", description = "Denoising steps; the key `steps` of the strategy.")
    private Integer steps;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Element type of the weights: float32, bf16, fp16, fp8, int8, fp4, int4, w8a8 or w4a8.")
    private String dtype;

    @Option(
            names = "--logits",
            paramLabel = "ROWS",
            description = "Rows that go through the LM head: active, generated or all.")
    private String logits;

    @Option(
            names = "--tokens-per-second",
            paramLabel = "X",
            description = "Claimed rate of generated tokens, of all sequences together, instead of files.")
    private Double rate;

    @Option(names = "--per-user", description = "The claimed rate is that of one sequence.")
    private boolean perUser;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Claimed time of the whole generation, instead of files.")
    private Double seconds;

    /// Whether the options state a claim.
    public boolean isClaim() {
        return rate != null || seconds != null;
    }

    /// The claim that the options state.
    ///
    /// @throws IllegalArgumentException if they state a rate and a time
    public Claimed claim() {
        if (rate != null && seconds != null) {
            throw new UsageException("--tokens-per-second and --seconds are two claims; give one of them");
        }
        if (model == null || device == null) {
            throw new UsageException("a claim needs --model NAME and --device NAME");
        }
        Measure measure = seconds != null ? Measure.SECONDS : perUser ? Measure.USER_RATE : Measure.RATE;
        Double number = seconds != null ? seconds : rate;
        return new Claimed("options", "", measure, Optional.of(number), stated(), List.of());
    }

    /// The model and the device that are given: names of the catalogue, or paths.
    public Set<String> names() {
        return Stream.of(model, device).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /// Checks that the model and the device that are given exist.
    ///
    /// @throws IllegalArgumentException naming the nearest, if one does not
    public void check(Catalog catalog) throws IOException {
        if (model != null) {
            catalog.model(model);
        }
        if (device != null) {
            catalog.device(device);
        }
    }

    /// The setting as far as the options state it.
    ///
    /// @throws IllegalArgumentException if a value is none
    public Claimed.Stated stated() {
        if (perUser && rate == null) {
            throw new UsageException("--per-user says how --tokens-per-second is counted; give both");
        }
        return new Claimed.Stated(
                Optional.ofNullable(model),
                Optional.ofNullable(device),
                whole("--devices", devices),
                strategy(),
                whole("--batch", batch),
                whole("--prompt-len", promptTokens),
                whole("--gen-len", generatedTokens),
                Optional.ofNullable(logits).map(LogitRows::of),
                new ElementTypes(
                        Optional.ofNullable(dtype).map(DType::of),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                false);
    }

    private static Optional<Integer> whole(String option, Integer value) {
        return Optional.ofNullable(value).map(given -> Numbers.from(1, option, given));
    }

    private Optional<String> strategy() {
        if (strategy == null) {
            if (steps != null) {
                throw new UsageException("--steps " + steps + " needs --strategy NAME");
            }
            return Optional.empty();
        }
        StrategySpec spec = StrategySpec.parse(strategy);
        Strategies.family(spec.id());
        return Optional.of(
                (steps == null ? spec : spec.with("steps", "" + Numbers.from(1, "--steps", steps))).toString());
    }
}
