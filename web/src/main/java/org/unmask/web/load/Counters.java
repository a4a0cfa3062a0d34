package org.unmask.web.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts that a server keeps, as `/metrics` gives them: those of tokens, steps and positions, over all labels.
final class Counters {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{.*})? ([-+.\\deE]+)(?: \\d+)?");

    /// What is compared, by the names that servers have for it.
    private static final List<String> NAMES = List.of(
            "vllm:prompt_tokens_total",
            "vllm:generation_tokens_total",
            "sglang:prompt_tokens_total",
            "sglang:generation_tokens_total",
            "unmask_passes_total",
            "unmask_positions_total",
            "diffusion_denoising_steps_total",
            "diffusion_canvas_positions_total",
            "diffusion_committed_tokens_total",
            "vllm:diffusion_denoising_steps_total",
            "vllm:diffusion_canvas_positions_total",
            "vllm:diffusion_committed_tokens_total");

    private Counters() {}

    /// Sums by name; names that the text does not have are none.
    static Map<String, Double> read(String text) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && NAMES.contains(matcher.group(1))) {
                sums.merge(matcher.group(1), number(matcher.group(2)), Double::sum);
            }
        }
        return sums;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// By how much each has grown; empty if one has fallen: the server was started again, and what it had counted is lost.
    static Map<String, Double> grown(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> grown = new LinkedHashMap<>();
        after.forEach((name, value) -> grown.put(name, value - before.getOrDefault(name, 0.0)));
        return grown.values().stream().allMatch(more -> more >= 0) ? grown : Map.of();
    }
}
