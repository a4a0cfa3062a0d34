package org.unmask.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.core.decode.StrategySpec;

/// What people call a way to generate, as one that is priced.
///
/// @param spec  without the quantities that are missing
/// @param missing  keys of the strategy that must be inferred: `steps`, `tokens-per-pass` or `accepted`
/// @param keptOnly  whether tokens after the end of an answer are computed and usually not counted
record ReportedStrategy(StrategySpec spec, List<String> missing, boolean keptOnly) {
    private static final double LONGEST_DRAFT = 15;
    private static final double USUAL_HEAD = 4;
    private static final String TOKENS_PER_PASS = "tokens-per-pass";
    private static final String ACCEPTED = "accepted";
    private static final String STEPS = "steps";

    /// Words and the strategy they stand for, the more special before the more general.
    private static final Map<String, String> WORDS = words();

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("canvas diffusion", "diffusion-gemma");
        words.put("self-speculation", "self-speculation");
        words.put("block drafter", "dflash");
        words.put("mtp", "mtp");
        words.put("window", "wedlm");
        words.put("llada2.2", "llada2.2");
        words.put("llada2", "llada2.1");
        words.put("prefix-cache", "prefix-cache");
        words.put("with cache", "prefix-cache");
        words.put("multi-block", "d3llm");
        words.put("fast-dllm-v2", "fast-dllm-v2");
        words.put("d2f", "d2f");
        words.put("block-diffusion", "block-diffusion");
        words.put("block by block", "block-diffusion");
        words.put("threshold decoding", "diffusion");
        words.put("diffusion", "diffusion");
        words.put("ar", "ar");
        return words;
    }

    /// Reads a strategy.
    ///
    /// @param text  what the report calls it
    /// @param extent  what it says of steps, tokens per pass or acceptance; may be empty
    /// @throws IllegalArgumentException in one line, if it is none that is priced
    static ReportedStrategy of(String text, String extent) {
        String name = text.toLowerCase(Locale.ROOT);
        String id = name.contains("no mtp")
                ? "ar"
                : WORDS.entrySet().stream()
                        .filter(word -> Pattern.compile("(^|[^a-z])" + Pattern.quote(word.getKey()) + "($|[^a-z])")
                                .matcher(name)
                                .find())
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("strategy '" + text + "' is none that is priced"));
        return switch (id) {
            case "ar" -> new ReportedStrategy(StrategySpec.parse(id), List.of(), false);
            case "diffusion-gemma" -> canvas(extent);
            case "dflash", "mtp", "self-speculation" -> drafting(id, name, extent);
            default -> masked(id, name, extent);
        };
    }

    private static ReportedStrategy canvas(String extent) {
        StrategySpec spec = StrategySpec.parse("diffusion-gemma");
        Optional<Double> steps = number(extent, "([0-9.]+) steps");
        return steps.isPresent()
                ? new ReportedStrategy(spec.with(STEPS, text(steps.get())), List.of(), false)
                : new ReportedStrategy(spec, List.of(STEPS), false);
    }

    private static ReportedStrategy drafting(String id, String name, String extent) {
        StrategySpec spec = StrategySpec.parse(id);
        double draft = LONGEST_DRAFT;
        if (id.equals("self-speculation")) {
            draft = number(name, "block ([0-9]+)").orElse(32.0) - 1;
            spec = spec.with("block", text(draft + 1));
        } else {
            Optional<Double> said = number(name, "block ([0-9]+)").or(() -> number(name, "([0-9]+) drafts"));
            draft = said.orElse(id.equals("mtp") ? USUAL_HEAD : draft);
            spec = spec.with("draft", text(draft));
        }
        double most = draft;
        Optional<Double> kept = number(extent, "([0-9.]+) accepted per verify")
                .or(() -> number(extent, "accept ([0-9.]+) %").map(share -> share / 100 * most))
                .or(() -> number(extent, "TPF ([0-9.]+)").map(tokens -> tokens - 1));
        if (kept.isPresent()) {
            return new ReportedStrategy(spec.with(ACCEPTED, text(Math.min(kept.get(), most))), List.of(), false);
        }
        return new ReportedStrategy(spec, List.of(ACCEPTED), false);
    }

    private static ReportedStrategy masked(String id, String name, String extent) {
        StrategySpec spec = StrategySpec.parse(id);
        if (List.of("prefix-cache", "block-diffusion").contains(id)) {
            spec = spec.with("block", text(number(name, "block ([0-9]+)").orElse(32.0)));
        }
        boolean canvas = List.of("diffusion", "prefix-cache", "d2f", "d3llm").contains(id);
        Optional<Double> steps = number(extent, "^([0-9]+) steps");
        if (steps.isPresent()) {
            return new ReportedStrategy(spec.with(STEPS, text(steps.get())), List.of(), canvas);
        }
        Optional<Double> tokens = number(extent, "TPF ([0-9.]+)");
        boolean plain = name.equals("diffusion") || name.contains("one token a pass");
        if (tokens.isPresent() || plain) {
            return new ReportedStrategy(
                    spec.with(TOKENS_PER_PASS, text(Math.max(1, tokens.orElse(1.0)))), List.of(), canvas);
        }
        return new ReportedStrategy(spec, List.of(TOKENS_PER_PASS), canvas);
    }

    private static Optional<Double> number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(Double.parseDouble(matcher.group(1))) : Optional.empty();
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /// This strategy with a value of a key that it misses.
    ReportedStrategy with(String key, double value) {
        List<String> left = new ArrayList<>(missing);
        left.remove(key);
        double draft = Double.parseDouble(spec.keys().getOrDefault("draft", "" + value));
        double given = key.equals(ACCEPTED) ? Math.min(value, draft) : value;
        return new ReportedStrategy(spec.with(key, text(given)), left, keptOnly);
    }
}
