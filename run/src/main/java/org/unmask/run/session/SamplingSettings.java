package org.unmask.run.session;

import java.util.Optional;
import org.unmask.core.model.Model;
import org.unmask.engine.Sampling;

/// How tokens are drawn, as a person asks for it: the convention follows the family of the model unless it is named.
///
/// @param style  empty for that of the model's family
/// @param temperature  0 for the most probable token
/// @param topK  0 for all tokens
/// @param topP  1 for all tokens
/// @param seed  of draws, and of rules that commit at random
public record SamplingSettings(Optional<Sampling.Style> style, double temperature, int topK, double topP, long seed) {
    /// The most probable token, seed 0.
    public static final SamplingSettings GREEDY = new SamplingSettings(Optional.empty(), 0, 0, 1, 0);

    /// These settings with a seed that is greater.
    public SamplingSettings later(int by) {
        return new SamplingSettings(style, temperature, topK, topP, seed + by);
    }

    /// What they mean for a model.
    ///
    /// @throws IllegalArgumentException if a value is out of range, or the convention has no such filter
    public Sampling of(Model model) {
        return new Sampling(
                style.orElseGet(() -> Sampling.Style.of(model.family().sampler())), temperature, topK, topP, seed);
    }

    /// What differs from [#GREEDY], as it names a run in results: `temperature=0.7,top-k=50,sampler=dream`; empty if
    /// nothing does.
    public String text(Model model) {
        Sampling sampling = of(model);
        String text = (temperature > 0 ? ",temperature=" + temperature : "")
                + (topK > 0 ? ",top-k=" + topK : "")
                + (topP < 1 ? ",top-p=" + topP : "")
                + (sampling.isGreedy() ? "" : ",sampler=" + sampling.style().id())
                + (seed != 0 ? ",seed=" + seed : "");
        return text.isEmpty() ? "" : text.substring(1);
    }
}
