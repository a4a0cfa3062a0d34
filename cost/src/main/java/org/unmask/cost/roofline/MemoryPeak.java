package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.ActivationPeak;
import org.unmask.cost.memory.MemoryEstimate;

/// Peak memory of generations, of all participants together. Each is split over the devices in the same way. Not
/// thread-safe.
public final class MemoryPeak {
    private record Part(Participant participant, Architecture share, ActivationPeak activations, boolean drafts) {
        static Part of(Participant participant, Deployment deployment, boolean drafts) {
            Architecture share = drafts ? participant.draftingShare(deployment) : participant.share(deployment);
            return new Part(participant, share, new ActivationPeak(share, participant.types(), deployment), drafts);
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Deployment deployment;

    /// Counts the memory of participants on the devices that share them.
    ///
    /// @throws IllegalArgumentException if a model cannot be split so
    public MemoryPeak(Participants participants, Deployment deployment) {
        this.deployment = deployment;
        parts.add(Part.of(participants.target(), deployment, false));
        participants.drafter().ifPresent(drafter -> parts.add(Part.of(drafter, deployment, true)));
    }

    /// The peak over the passes of one generation, on the fullest device.
    ///
    /// @param logits  the policy the passes were made under
    public MemoryEstimate of(LogitRows logits, List<Pass> passes) {
        List<List<MemoryEstimate>> stages = new ArrayList<>();
        for (Part part : parts) {
            List<Pass> own = parts.size() == 1
                    ? passes
                    : passes.stream()
                            .filter(pass -> pass.role().isDrafter() == part.drafts())
                            .toList();
            stages.add(stages(part, logits, own));
        }
        return MemoryEstimate.fullest(stages);
    }

    private List<MemoryEstimate> stages(Part part, LogitRows logits, List<Pass> passes) {
        Participant participant = part.participant();
        List<MemoryEstimate> stages = MemoryEstimate.stages(
                part.share(), participant.types(), logits, passes, deployment, part.activations());
        return participant
                .part()
                .map(own -> participant.types().weightBytes(own.parameters(part.share())))
                .map(weights ->
                        stages.stream().map(one -> one.weighing(weights)).toList())
                .orElse(stages);
    }
}
