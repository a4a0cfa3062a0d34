package org.unmask.app.serve;

import java.util.ArrayList;
import java.util.List;
import org.unmask.engine.PreparedPass;

/// How much one pass may compute that is filled from many requests. A pass that is larger by itself runs alone.
///
/// @param sequences  the most of them
/// @param positions  the most that are computed, of all sequences together
public record Filling(int sequences, int positions) {
    public Filling {
        if (sequences < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "bad filling: sequences=" + sequences + " positions=" + positions + "; each must be at least 1");
        }
    }

    /// Deals questions out to as many passes as their prepared ones need. Each holds as many as fit; those that cannot be
    /// fused are alone.
    ///
    /// @param fuses  whether any can
    List<List<EngineAnswering>> deal(List<EngineAnswering> questions, boolean fuses) {
        List<List<EngineAnswering>> dealt = new ArrayList<>();
        List<EngineAnswering> open = new ArrayList<>();
        long sequencesLeft = sequences;
        long positionsLeft = positions;
        for (EngineAnswering question : questions) {
            PreparedPass pass = question.prepared();
            if (!fuses || !pass.isFusible()) {
                dealt.add(List.of(question));
                continue;
            }
            int batch = pass.pass().only().batch();
            long computed = pass.pass().streamTokens();
            if (!open.isEmpty() && (batch > sequencesLeft || computed > positionsLeft)) {
                dealt.add(open);
                open = new ArrayList<>();
                sequencesLeft = sequences;
                positionsLeft = positions;
            }
            open.add(question);
            sequencesLeft -= batch;
            positionsLeft -= computed;
        }
        if (!open.isEmpty()) {
            dealt.add(open);
        }
        return dealt;
    }
}
