package org.unmask.fleet;

import java.util.List;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;
import org.unmask.core.traffic.Arrival;

/// A replica on which a request of `n` tokens is one pass of `n` seconds.
final class SecondsByTokens implements Service {
    private static final Task TASK = new Task(Phase.DECODE, 0, 0, 1, 1, 0, new Commit.Next());

    @Override
    public Script script(Arrival request) {
        int tokens = request.generatedTokens();
        Shape shape = new Shape(Role.TARGET, 1, tokens, Mask.FULL, Reuse.NONE, Conditioning.NONE, TASK);
        return new Script(
                List.of(new Leg(List.of(), new Leg.Part(shape, 0, 0), 1, 0, 0, false)), 0, 0, 0, tokens, tokens, 0);
    }

    @Override
    public double seconds(Composition sequences) {
        return sequences.passes().getFirst().tokens();
    }

    @Override
    public long keptBytes(int keys) {
        return 0;
    }

    @Override
    public long capacityBytes() {
        return 1;
    }
}
