package org.unmask.core.decode;

import java.util.List;
import java.util.function.Function;

/// Outcomes of a batch that goes on as recorded answers did, on average.
///
/// A block takes as many passes as the slowest of the batch is expected to need, rounded so that the sum over the blocks
/// is right to half a pass; a pass leaves the masks of the sequence that has most of them, and the sequences that are
/// expected to need another. A generation of more blocks than were recorded takes them again from the first.
final class Paced implements Function<Pass, Outcome> {
    private final List<BlockRecord> blocks;
    private final int batch;
    private final Function<Pass, Outcome> scheduled;

    private int next;
    private double passesBefore;
    private BlockRecord block;
    private int passes;
    private int masked;
    private int participants;
    private int committed;

    /// @param batch  sequences of the request
    Paced(RecordedAnswers answers, int batch) {
        this.blocks = answers.blocks();
        this.block = blocks.getFirst();
        this.batch = batch;
        this.scheduled = Assumption.scheduled(batch);
    }

    @Override
    public Outcome apply(Pass pass) {
        Task task = pass.only().task();
        if (task.commit() instanceof Commit.None || task.commit() instanceof Commit.Next) {
            return scheduled.apply(pass);
        }
        if (task.step() == 0) {
            enter(task.masked());
        }
        return after(task.step() + 1, task.masked());
    }

    private void enter(int masks) {
        block = blocks.get(next % blocks.size());
        double passesAfter = passesBefore + block.passes(batch);
        passes = Math.min(masks, (int) (Math.round(passesAfter) - Math.round(passesBefore)));
        passesBefore = passesAfter;
        next++;
        masked = masks;
        participants = batch;
        committed = 0;
    }

    private Outcome after(int done, int masks) {
        int rest = Math.max(0, passes - done);
        int left = rest == 0 ? 0 : within(masked * block.masked(done, batch), rest, masks - 1);
        int unfinished = rest == 0 ? 0 : within(batch * block.unfinished(done), 1, participants);
        int all = within(
                (double) batch * masked * block.committed(done),
                batch * masked - unfinished * left,
                batch * masked - left - Math.max(0, unfinished - 1));
        Outcome outcome = new Outcome(all - committed, unfinished, left, batch);
        participants = unfinished;
        committed = all;
        return outcome;
    }

    private static int within(double value, int least, int most) {
        return Math.clamp(Math.round(value), least, most);
    }
}
