package org.unmask.run.session;

import org.unmask.engine.Generation;

/// When sequences end, as a person asks for it.
public final class Stops {
    private Stops() {}

    /// Finds when sequences end by the words of a command or a study.
    ///
    /// @param stop  `length`, or `end-token` to end at end tokens too
    /// @param finished  with `end-token`: `drop` a sequence that has ended from its batch, or `keep` it until all
    ///     have ended
    /// @throws IllegalArgumentException if a word is another, or `keep` stands without `end-token`
    public static Generation.Stop of(String stop, String finished) {
        if (!finished.equals("drop") && !finished.equals("keep")) {
            throw new IllegalArgumentException("finished: " + finished + "; expected drop or keep");
        }
        boolean keep = finished.equals("keep");
        return switch (stop) {
            case "end-token" -> keep ? Generation.Stop.AT_LAST_END_TOKEN : Generation.Stop.AT_END_TOKEN;
            case "length" -> {
                if (keep) {
                    throw new IllegalArgumentException("finished: keep needs stop: end-token");
                }
                yield Generation.Stop.AT_LENGTH;
            }
            default -> throw new IllegalArgumentException("stop: " + stop + "; expected length or end-token");
        };
    }

    /// As it names a run in results; empty for `length`.
    public static String text(Generation.Stop stop) {
        return switch (stop) {
            case AT_LENGTH -> "";
            case AT_END_TOKEN -> "stop=end-token,finished=drop";
            case AT_LAST_END_TOKEN -> "stop=end-token,finished=keep";
        };
    }
}
