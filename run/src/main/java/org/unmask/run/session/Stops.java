package org.unmask.run.session;

import java.util.List;
import org.unmask.core.text.Names;
import org.unmask.engine.Generation;

/// When sequences end, as a person asks for it.
public final class Stops {
    /// Where sequences may end.
    public static final List<String> ENDS = List.of("length", "end-token");

    /// What becomes of those that have ended before others.
    public static final List<String> FATES = List.of("drop", "keep");

    private Stops() {}

    /// Finds when sequences end by the words of a command or a study.
    ///
    /// @param stop  `length`, or `end-token` to end at end tokens too
    /// @param finished  with `end-token`: `drop` a sequence that has ended from its batch, or `keep` it until all
    ///     have ended
    /// @throws IllegalArgumentException if a word is another, or `keep` stands without `end-token`
    public static Generation.Stop of(String stop, String finished) {
        if (!FATES.contains(finished)) {
            throw new IllegalArgumentException("finished: " + finished + "; " + Names.hint(finished, FATES));
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
            default -> throw new IllegalArgumentException("stop: " + stop + "; " + Names.hint(stop, ENDS));
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
