package org.unmask.core.traffic;

import java.util.List;
import java.util.OptionalDouble;
import org.unmask.core.text.Names;

/// What a request must get to count as good (a service level objective). What is empty is not asked for.
///
/// @param firstTokenSeconds  the longest time to the first token
/// @param outputTokenSeconds  the longest time per output token
/// @param endSeconds  the longest time to the end of the answer
public record Objective(
        OptionalDouble firstTokenSeconds, OptionalDouble outputTokenSeconds, OptionalDouble endSeconds) {
    /// Reads `ttft=0.5,tpot=0.05,e2e=10`, in seconds.
    ///
    /// @throws IllegalArgumentException if the text is of another form
    public static Objective of(String text) {
        Objective objective = new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        for (String part : text.split(",", -1)) {
            if (!part.matches("(ttft|tpot|e2e)=\\d+(\\.\\d+)?")) {
                List<String> near = Names.nearest(part.replaceAll("=.*", ""), List.of("ttft", "tpot", "e2e"));
                throw new IllegalArgumentException("bad objective '" + part + "'; "
                        + (near.isEmpty() || part.startsWith(near.getFirst() + "=")
                                ? ""
                                : "did you mean " + near.getFirst() + "? ")
                        + "expected ttft=SECONDS, tpot=SECONDS or e2e=SECONDS");
            }
            objective = objective.with(
                    part.substring(0, part.indexOf('=')), Double.parseDouble(part.substring(part.indexOf('=') + 1)));
        }
        return objective;
    }

    private Objective with(String name, double seconds) {
        OptionalDouble value = OptionalDouble.of(seconds);
        return switch (name) {
            case "ttft" -> new Objective(value, outputTokenSeconds, endSeconds);
            case "tpot" -> new Objective(firstTokenSeconds, value, endSeconds);
            default -> new Objective(firstTokenSeconds, outputTokenSeconds, value);
        };
    }

    /// Whether an answer is good. A time that is not known meets no objective.
    public boolean isMet(OptionalDouble firstToken, OptionalDouble outputToken, double end) {
        return isMet(firstTokenSeconds, firstToken)
                && isMet(outputTokenSeconds, outputToken)
                && isMet(endSeconds, OptionalDouble.of(end));
    }

    private static boolean isMet(OptionalDouble most, OptionalDouble value) {
        return most.isEmpty() || (value.isPresent() && value.getAsDouble() <= most.getAsDouble());
    }
}
