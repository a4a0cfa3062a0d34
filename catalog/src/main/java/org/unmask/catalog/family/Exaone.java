package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// EXAONE 3, 3.5 and Deep (LG AI Research, arXiv 2408.03541 and 2412.04862): LLaMA with other names.
final class Exaone {
    static final FamilyFiles FILES = PricedKeys.family("exaone", List.of("exaone"), false, Exaone::read);

    private Exaone() {}

    private static Architecture read(Fields config) throws IOException {
        Fields usual = PricedKeys.renamed(config, Map.of("num_hidden_layers", "num_layers"));
        SizeKeys sizes = SizeKeys.USUAL;
        return sizes.read(usual, sizes.intermediate(usual));
    }
}
