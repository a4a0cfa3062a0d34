package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;
import org.unmask.input.Fields;

/// WeDLM (Tencent, arXiv 2512.22737): Qwen2.5 or Qwen3 trained further to fill masks under a causal mask. The engine does not
/// reorder positions as its decoding does.
final class WeDlm {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "wedlm",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "plain",
                    "wedlm"),
            List.of("wedlm"),
            new PricedKeys(false, WeDlm::read));

    private WeDlm() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "mlp_bias");
        SizeKeys sizes = SizeKeys.USUAL;
        return PricedKeys.with(
                sizes.read(config, sizes.intermediate(config)),
                config.flag("attention_bias", false),
                config.flag("qk_norm", false));
    }
}
