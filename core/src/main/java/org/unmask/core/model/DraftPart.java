package org.unmask.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.unmask.core.decode.Drafter;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Role;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Layers that draft between the embedding and the LM head of the model they draft for, behind a projection that joins
/// what they read.
///
/// @param architecture  of the layers, and of the embedding and the LM head that they share with the target
/// @param joined  rows as wide as the residual stream that the projection joins into one: a state and an embedding, or the
///     states of several layers of the target
/// @param joinsQueries  whether what the layers compute is joined so; otherwise only what their cache is filled with
public record DraftPart(Architecture architecture, int joined, boolean joinsQueries) {
    /// The part of a target that drafts token by token.
    public static DraftPart of(Architecture target, Drafter.Head head) {
        Architecture alike = target.experts()
                .map(experts -> target.with(experts.inEveryLayer()))
                .orElse(target);
        return new DraftPart(alike.with(head.layers()), 2, true);
    }

    /// The part of a target that drafts blocks.
    ///
    /// @throws IllegalArgumentException if the target is a mixture of experts or has a layout of its own: block drafters have
    ///     dense layers, of which the target says nothing then
    public static DraftPart of(Architecture target, Drafter.Block block) {
        if (target.experts().isPresent() || !target.layout().isPlain()) {
            throw new IllegalArgumentException("dflash drafts with plain dense layers like those of its target; this"
                    + " target has others, so that the sizes of the drafter are not known");
        }
        return new DraftPart(target.with(block.layers()), block.taps(), false);
    }

    /// Parameters that only the drafter has: layers, the norm after them, the projection with its norm.
    ///
    /// @param share  of the layers that one device has; the projection is on each
    public long parameters(Architecture share) {
        long layer = share.with(2).parameters() - share.with(1).parameters();
        long hidden = share.hidden();
        return share.layers() * layer + hidden + joined * hidden * hidden + normWidth();
    }

    /// What is joined to a query is normalised before, states of several layers after the projection.
    private int normWidth() {
        return joinsQueries ? joined * architecture.hidden() : architecture.hidden();
    }

    /// The operators of a pass.
    ///
    /// @param share  of the architecture that one device has
    public Program lower(Architecture share, Pass pass, Set<Fusion> fusions) {
        if (pass.role() == Role.DRAFTER_CACHE) {
            return cache(share, pass.tokens());
        }
        Program layers = Lowering.lower(share, pass, fusions);
        if (!joinsQueries) {
            return layers;
        }
        List<Program.Section> sections = new ArrayList<>(layers.sections());
        sections.add(1, Program.Section.once(List.of(norm(pass.tokens()), projection(pass.tokens()))));
        return new Program(sections);
    }

    private Program cache(Architecture share, long rows) {
        List<Operator> layer = new ArrayList<>();
        layer.add(new Operator.Linear(
                "kv_proj", rows, share.hidden(), 2 * share.keyWidth(), Slot.NORMED, Slot.KEY, Weight.KEY));
        if (share.projections().queryKeyNorm()) {
            layer.add(new AttentionOperator.HeadNorm(rows, 0, share.keyWidth(), share.headDim()));
        }
        layer.add(new AttentionOperator.Rope(
                rows, 0, share.keyValueHeads() * share.rope().rotated()));
        return new Program(List.of(
                Program.Section.once(List.of(projection(rows), norm(rows))),
                new Program.Section(0, share.layers(), layer)));
    }

    private Operator norm(long rows) {
        return new Operator.Norm("join_norm", rows, normWidth(), Weight.ATTENTION_NORM);
    }

    private Operator projection(long rows) {
        int hidden = architecture.hidden();
        return new Operator.Linear(
                "join_proj", rows, joined * hidden, hidden, Slot.NORMED, Slot.RESIDUAL, Weight.OUTPUT);
    }
}
