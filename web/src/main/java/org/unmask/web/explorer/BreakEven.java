package org.unmask.web.explorer;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.text.Units;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.Sample;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.StepsWithin;
import org.unmask.cost.crossover.TokenCrossover;
import org.unmask.cost.crossover.TokensWithin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How many tokens a pass of each diffusion model must commit for it to be as fast as the fastest autoregressive model
/// beside it (TPF*), and how many denoising steps it may take (K*), at this batch and prompt.
final class BreakEven {
    private final List<Side> sides;
    private final Optional<Side> rival;

    BreakEven(List<Side> sides) {
        this.sides = List.copyOf(sides);
        this.rival = sides.stream()
                .filter(side -> side.isAutoregressive() && side.prediction().fits())
                .max(Comparator.comparingDouble(Side::tokensPerSecond));
    }

    /// Of one contestant; null where the question does not apply to it, or no autoregressive model that fits is there.
    JsonNode json(Side side) {
        if (side.isAutoregressive() || rival.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        double seconds = side.prediction().request().tokens() / rival.get().tokensPerSecond();
        TokenCrossover found = TokensWithin.of(side.prediction().scenario(), seconds, StrategyFiles.NONE);
        if (found.answer() == Answer.NOT_APPLICABLE) {
            return JsonNodeFactory.instance.nullNode();
        }
        Optional<Sample> steps = mostSteps(side, seconds);
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("against", sides.indexOf(rival.get()))
                .put("answer", found.answer().id())
                .put("strategy", found.strategy());
        if (found.answer() == Answer.AT) {
            node.put("tokens_per_pass", found.tokensPerPass().orElseThrow())
                    .put("realized_tokens_per_pass", found.realized().orElseThrow());
        } else {
            node.putNull("tokens_per_pass").putNull("realized_tokens_per_pass");
        }
        steps.ifPresentOrElse(
                most -> node.put("most_steps", Math.round(most.value())), () -> node.putNull("most_steps"));
        return node.put(
                "sentence",
                sentence(side, rival.get(), found)
                        + steps.map(BreakEven::affordable).orElse(""));
    }

    /// Empty without a fixed schedule, and where no number of steps is as fast.
    private static Optional<Sample> mostSteps(Side side, double seconds) {
        StepCrossover found = StepsWithin.of(side.prediction().scenario(), seconds, StrategyFiles.NONE);
        return found.answer() == Answer.AT || found.answer() == Answer.ALWAYS ? found.at() : Optional.empty();
    }

    private static String affordable(Sample most) {
        return " Of fixed steps it may take " + Math.round(most.value()) + " (K*).";
    }

    /// Tokens per pass of all passes, those of prompts and of finished blocks included, as totals count them.
    private static String sentence(Side side, Side rival, TokenCrossover found) {
        return switch (found.answer()) {
            case AT ->
                "As fast as " + rival.name() + " from "
                        + Units.number(found.realized().orElseThrow()) + " tokens per pass on (TPF*); it commits "
                        + Units.number(side.prediction().totals().tokensPerPass()) + ".";
            case ALWAYS -> "As fast as " + rival.name() + " even with one token per pass.";
            case NEVER -> "Slower than " + rival.name() + " even with all tokens of a block in one pass.";
            case DOES_NOT_FIT, NOT_APPLICABLE -> found.reason();
        };
    }
}
