package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Mixer;
import org.unmask.core.model.Places;
import org.unmask.core.model.SelectiveSpace;
import org.unmask.core.model.StateSpace;
import org.unmask.input.Fields;

/// Mamba (Gu and Dao, arXiv 2312.00752), Falcon Mamba (TII, arXiv 2410.05355) and Mamba-2 (Dao and Gu, arXiv 2405.21060):
/// states alone, without attention and without an MLP.
final class Mamba {
    static final FamilyFiles FIRST = PricedKeys.family("mamba", List.of("mamba", "falcon_mamba"), false, Mamba::first);

    static final FamilyFiles SECOND = PricedKeys.family("mamba2", List.of("mamba2"), false, Mamba::second);

    private Mamba() {}

    private static Architecture first(Fields config) throws IOException {
        Refusals.refuseTrue(config, "use_bias");
        int hidden = config.count("hidden_size");
        String rank = "time_step_rank";
        boolean automatic = !config.has(rank) || config.says(rank, "auto");
        String width = "intermediate_size";
        boolean falcon = config.text("model_type").equalsIgnoreCase("falcon_mamba");
        SelectiveSpace space = new SelectiveSpace(
                config.has(width) ? config.count(width) : Math.multiplyExact(config.count("expand", 2), hidden),
                config.count("state_size"),
                automatic ? Math.ceilDiv(hidden, 16) : config.count(rank),
                config.count("conv_kernel", 4),
                config.flag("use_conv_bias", true),
                falcon ? SelectiveSpace.Norms.WEIGHTLESS : SelectiveSpace.Norms.NONE);
        return alone(config, space, true);
    }

    private static Architecture second(Fields config) throws IOException {
        Refusals.refuseTrue(config, "use_bias");
        StateSpace space = new StateSpace(
                config.count("num_heads"),
                config.count("head_dim"),
                config.count("n_groups"),
                config.count("state_size"),
                config.count("conv_kernel", 4),
                config.flag("use_conv_bias", true),
                true);
        return alone(config, space, false);
    }

    private static Architecture alone(Fields config, Mixer mixer, boolean tied) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(tied).with(WindowKeys.OTHERS);
        // An architecture has heads and an MLP of some size; no layer of this one has them.
        Architecture model = sizes.read(config, 1, 1, 1, 2);
        Set<Integer> all = Places.attention(Set.of(), model.layers()).states();
        return model.with(model.layout().with(mixer, new Places(Set.of(), all, Set.of())));
    }
}
