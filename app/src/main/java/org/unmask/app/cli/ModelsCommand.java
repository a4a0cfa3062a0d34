package org.unmask.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models of the catalogue.
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List the models of the catalogue with their sizes and sources.")
final class ModelsCommand implements Callable<Integer> {
    private static final String WIDE_HEADER = String.format(
            Locale.ROOT,
            "%-18s %-16s %15s %15s %6s %6s %6s/%-3s %6s %7s %7s  %s",
            "model",
            "paradigm",
            "parameters",
            "active",
            "layers",
            "hidden",
            "heads",
            "kv",
            "ffn",
            "experts",
            "vocab",
            "source");
    private static final String NARROW_HEADER = String.format(
            Locale.ROOT,
            "%-18s %-15s %7s %7s %6s %6s %7s %6s",
            "model",
            "paradigm",
            "params",
            "active",
            "layers",
            "heads",
            "experts",
            "vocab");
    /// Columns from which the wide table is readable; sources then may wrap.
    private static final int WIDE = 130;

    private final Context context;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    ModelsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (format == Format.CSV) {
            throw new UsageException("--format csv; expected text or json");
        }
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        boolean narrow = context.console().columns() < WIDE;
        StringBuilder text = new StringBuilder(narrow ? NARROW_HEADER : WIDE_HEADER).append(System.lineSeparator());
        for (String name : names.isEmpty() ? catalog.models() : names) {
            CatalogModel entry = catalog.model(name);
            Architecture a = entry.model().architecture();
            text.append(narrow ? narrow(name, entry) : wide(name, entry)).append(System.lineSeparator());
            ObjectNode object = array.addObject()
                    .put("id", name)
                    .put("name", entry.model().name())
                    .put("paradigm", entry.model().paradigm().id())
                    .put("parameters", a.parameters())
                    .put("active_parameters", a.activeParameters())
                    .put("layers", a.layers())
                    .put("hidden", a.hidden())
                    .put("heads", a.heads())
                    .put("kv_heads", a.keyValueHeads())
                    .put("head_dim", a.headDim())
                    .put("intermediate", a.intermediate())
                    .put("vocab", a.vocabulary())
                    .put("source", entry.model().source());
            a.experts()
                    .ifPresent(experts -> object.put("experts", experts.count())
                            .put("experts_per_token", experts.perToken())
                            .put("expert_intermediate", experts.intermediate())
                            .put("shared_expert_intermediate", experts.sharedIntermediate())
                            .put("dense_layers", experts.denseLayers()));
            a.window().ifPresent(window -> object.put("sliding_window", window.tokens()));
        }
        context.out().print(format == Format.JSON ? array.toPrettyString() + "\n" : text);
        context.out().flush();
        return 0;
    }

    private static String wide(String name, CatalogModel entry) {
        Architecture a = entry.model().architecture();
        return String.format(
                Locale.ROOT,
                "%-18s %-16s %,15d %,15d %6d %6d %6d/%-3d %6d %7s %7d  %s",
                name,
                entry.model().paradigm().id(),
                a.parameters(),
                a.activeParameters(),
                a.layers(),
                a.hidden(),
                a.heads(),
                a.keyValueHeads(),
                a.experts().map(Experts::intermediate).orElse(a.intermediate()),
                experts(a),
                a.vocabulary(),
                entry.model().source());
    }

    private static String narrow(String name, CatalogModel entry) {
        Architecture a = entry.model().architecture();
        return String.format(
                Locale.ROOT,
                "%-18s %-15s %7s %7s %6d %6s %7s %6d",
                name,
                entry.model().paradigm().id(),
                billions(a.parameters()),
                billions(a.activeParameters()),
                a.layers(),
                a.heads() + "/" + a.keyValueHeads(),
                experts(a),
                a.vocabulary());
    }

    private static String billions(long parameters) {
        return Units.number(parameters / 1e9) + "B";
    }

    private static String experts(Architecture a) {
        return a.experts().map(e -> e.perToken() + "/" + e.count()).orElse("-");
    }
}
