package org.unmask.fleet;

import java.util.List;
import org.unmask.core.traffic.Arrival;

/// A request on a replica, and how far it is.
final class Sequence {
    /// A time that has not come.
    static final double NEVER = -1;
    /// Does not fit.
    static final int NONE = -1;

    private final Arrival arrival;
    private final Script script;
    private final double latestStart;
    private int leg;
    private int turn;
    private int context;
    private int rows;
    /// Positions that are computed before the turn: the prompt, or what was thrown away; 0 if there are none.
    private int prefill;
    private int prefilled;
    /// Positions of them in the pass that runs.
    private int chunk;
    private double firstPass = NEVER;
    private double firstToken = NEVER;
    private double firstBlock = NEVER;
    private long keptBytes;
    private boolean takesPart;
    private boolean inRound;

    /// A request that has not begun.
    ///
    /// @param latestStart  of an answer that is in time; any number where deadlines do not decide
    Sequence(Arrival arrival, Script script, double latestStart) {
        this.arrival = arrival;
        this.script = script;
        this.latestStart = latestStart;
        enter(0);
        this.prefill = script.prefillUnit() > 0 ? part().shape().queries() : 0;
    }

    private void enter(int next) {
        leg = next;
        turn = 0;
        if (!isDone()) {
            context = part().context();
            rows = part().rows();
        }
    }

    Arrival arrival() {
        return arrival;
    }

    Script script() {
        return script;
    }

    /// When it must begin to be answered in time.
    double latestStart() {
        return latestStart;
    }

    /// Whether all passes have run.
    boolean isDone() {
        return leg == script.legs().size();
    }

    /// Whether all positions of the prompt are computed, so that another replica may go on.
    boolean isPrompted() {
        return leg > 0;
    }

    private Leg.Part part() {
        return script.legs().get(leg).part();
    }

    /// Whether positions are left to be computed before the turn.
    boolean isPrefilling() {
        return prefill > 0;
    }

    /// The positions of the next pass, of a prompt as many as fit; [#NONE] if not even a part does. There may be none at all,
    /// where features are taken over.
    ///
    /// @param room  positions that fit
    /// @param chunked  whether it may be cut
    /// @param alone  whether the pass holds nothing else, so that what does not fit is computed nevertheless
    int tokens(int room, boolean chunked, boolean alone) {
        if (prefill == 0) {
            int own = part().shape().tokens();
            return own <= room || alone ? own : NONE;
        }
        int left = prefill - prefilled;
        if (left <= room || (alone && !chunked)) {
            return left;
        }
        int unit = Math.max(1, script.prefillUnit());
        int cut = chunked ? room / unit * unit : 0;
        if (cut > 0) {
            return cut;
        }
        return alone ? Math.min(left, unit) : NONE;
    }

    /// Positions whose keys are kept when the next pass has run.
    int keys(int tokens) {
        return prefill > 0 ? prefilled + tokens : context + part().shape().queries();
    }

    /// Positions whose keys are kept when the turn has run.
    int keys() {
        return Math.max(prefill, context + part().shape().queries());
    }

    /// Takes part in the pass that begins.
    ///
    /// @param slots  the passes of the drafter in order, the pass of the model last
    void take(int tokens, double now, List<Composition> slots) {
        takesPart = true;
        if (firstPass == NEVER) {
            firstPass = now;
        }
        Composition target = slots.getLast();
        if (prefill > 0) {
            chunk = tokens;
            target.add(prefillShape(tokens), prefilled, prefillRows(tokens));
            return;
        }
        chunk = 0;
        add(slots);
    }

    /// Has the last of its passes computed once more, to no avail.
    void repeat(List<Composition> slots) {
        Leg last = script.legs().getLast();
        int steps = last.turns() - 1;
        slots.getLast()
                .add(
                        last.part().shape(),
                        last.part().context() + steps * last.contextStep(),
                        last.part().rows() + steps * last.rowStep());
    }

    private void add(List<Composition> slots) {
        Leg now = script.legs().get(leg);
        List<Leg.Part> drafts = now.drafts();
        for (int i = 0; i < drafts.size(); i++) {
            Leg.Part draft = drafts.get(i);
            slots.get(slots.size() - 1 - drafts.size() + i).add(draft.shape(), draft.context(), draft.rows());
        }
        slots.getLast().add(now.part().shape(), context, rows);
    }

    /// Passes of the drafter before the next pass of the model.
    int drafts() {
        return prefill > 0 ? 0 : script.legs().get(leg).drafts().size();
    }

    private Shape prefillShape(int tokens) {
        Shape own = part().shape();
        return own.queries() == tokens ? own : own.ofQueries(tokens);
    }

    /// Logits are those of the pass over the prompt: all rows, or some in its last part; what is computed again has none.
    private int prefillRows(int tokens) {
        if (!isPrompt()) {
            return 0;
        }
        if (part().rows() == part().shape().queries()) {
            return tokens;
        }
        return prefilled + tokens == prefill ? part().rows() : 0;
    }

    /// Whether what is computed first is the pass of the script, not what was thrown away.
    private boolean isPrompt() {
        return leg == 0 && script.prefillUnit() > 0;
    }

    /// The pass has run.
    void advance(double now) {
        takesPart = false;
        if (chunk > 0) {
            prefilled += chunk;
            if (prefilled < prefill) {
                return;
            }
            boolean prompt = isPrompt();
            prefill = 0;
            prefilled = 0;
            if (!prompt) {
                return;
            }
        }
        Leg ran = script.legs().get(leg);
        if (leg == script.firstToken() && firstToken == NEVER) {
            firstToken = now;
        }
        turn++;
        if (turn < ran.turns()) {
            context += ran.contextStep();
            rows += ran.rowStep();
            return;
        }
        if (leg == script.firstBlock()) {
            firstBlock = now;
        }
        enter(leg + 1);
    }

    /// Whether the next turn is the first of a block.
    boolean isAtBlock() {
        if (isDone()) {
            return true;
        }
        Leg next = script.legs().get(leg);
        return prefill == 0 && ((turn == 0 && next.opensBlock()) || (turn > 0 && next.contextStep() > 0));
    }

    /// What was kept is thrown away: the keys that the next turn reads must be computed again.
    void preempt() {
        keptBytes = 0;
        takesPart = false;
        prefilled = 0;
        prefill = isPrompt() ? part().shape().queries() : context;
    }

    /// Bytes that are kept of it.
    long keptBytes() {
        return keptBytes;
    }

    void keep(long bytes) {
        keptBytes = bytes;
    }

    boolean takesPart() {
        return takesPart;
    }

    boolean isInRound() {
        return inRound;
    }

    void setInRound(boolean in) {
        inRound = in;
    }

    /// When the first pass began.
    double firstPassSeconds() {
        return firstPass;
    }

    /// When the first token was committed.
    double firstTokenSeconds() {
        return firstToken;
    }

    /// When the first block was complete.
    double firstBlockSeconds() {
        return firstBlock;
    }
}
