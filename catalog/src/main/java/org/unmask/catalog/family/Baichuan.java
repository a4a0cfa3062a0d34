package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Baichuan and Baichuan 2 (Yang et al., arXiv 2309.10305): LLaMA with a fused projection of queries, keys and values. The models
/// of 13 B weigh keys by their distance in place of a rotation, which costs no more.
final class Baichuan {
    static final FamilyFiles FILES = PricedKeys.family("baichuan", List.of("baichuan"), false, Baichuan::read);

    private Baichuan() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        return sizes.read(config, sizes.intermediate(config));
    }
}
