package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.text.Column;
import org.unmask.core.text.Names;
import org.unmask.core.text.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models of the catalogue.
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List the models of the catalogue with their sizes and sources.",
        footer = {
            "",
            "Examples:",
            "  unmask models",
            "  unmask models llada-8b llama-3-8b",
            "  unmask models tiny-math-dlm --format json"
        })
final class ModelsCommand implements Callable<Integer> {
    /// The columns of models.
    static final List<Column<Entry>> COLUMNS = List.of(
            Column.text("model", "Name in commands.", Entry::name),
            Column.text(
                    "paradigm",
                    "Way of generating text.",
                    entry -> entry.model().paradigm().id()),
            Column.<Entry>whole(
                            "parameters",
                            "",
                            "Parameters.",
                            entry -> entry.architecture().parameters())
                    .headed("params")
                    .shown(entry -> billions(entry.architecture().parameters())),
            Column.<Entry>whole(
                            "active_parameters",
                            "",
                            "Parameters that a token meets.",
                            entry -> entry.architecture().activeParameters())
                    .headed("active")
                    .shown(entry -> billions(entry.architecture().activeParameters())),
            Column.whole(
                    "layers",
                    "",
                    "Transformer layers.",
                    entry -> entry.architecture().layers()),
            Column.<Entry>whole(
                            "heads",
                            "",
                            "Heads of queries; over those of keys and values.",
                            entry -> entry.architecture().heads())
                    .shown(entry -> entry.architecture().heads() + "/"
                            + entry.architecture().keyValueHeads()),
            Column.<Entry>wholeIfKnown(
                            "experts",
                            "",
                            "Experts of a token over experts of a layer.",
                            entry -> entry.architecture().experts().map(experts -> (long) experts.count()))
                    .shown(entry -> entry.architecture()
                            .experts()
                            .map(experts -> experts.perToken() + "/" + experts.count())
                            .orElse(Column.UNKNOWN)),
            Column.whole(
                    "vocab",
                    "",
                    "Tokens of the vocabulary.",
                    entry -> entry.architecture().vocabulary()),
            Column.whole(
                    "hidden",
                    "",
                    "Width of the residual stream.",
                    entry -> entry.architecture().hidden()),
            Column.<Entry>whole(
                    "ffn",
                    "",
                    "Width of the feed-forward network, or of an expert.",
                    entry -> entry.architecture()
                            .experts()
                            .map(Experts::intermediate)
                            .orElse(entry.architecture().intermediate())),
            Column.text(
                    "source",
                    "Address of the configuration.",
                    entry -> entry.model().source()));

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    /// A model under its name in commands.
    record Entry(String name, Model model) {
        private Architecture architecture() {
            return model.architecture();
        }
    }

    ModelsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        List<Entry> entries = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        names.forEach(this::checkNoCommand);
        for (String name : names.isEmpty() ? catalog.models() : names) {
            CatalogModel entry = catalog.model(name);
            Architecture a = entry.model().architecture();
            entries.add(new Entry(name, entry.model()));
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
            entry.model().blockLength().ifPresent(block -> object.put("block_length", block));
            entry.model().storage().ifPresent(storage -> object.put("weight_storage", storage.words()));
            entry.model().storage().ifPresent(storage -> notes.add("note: " + name + ": weights: " + storage.words()));
            entry.notes().forEach(note -> notes.add("note: " + name + ": " + note));
        }
        new Listing(context).print(format, entries, COLUMNS, array);
        notes.forEach(context.err()::println);
        return 0;
    }

    /// A slip in the name of a command below this one is no model.
    private void checkNoCommand(String name) {
        for (String command : spec.subcommands().keySet()) {
            if (Names.edits(name, command) <= command.length() / 3) {
                throw Names.unknown("command", name, List.of(command));
            }
        }
    }

    private static String billions(long parameters) {
        return Units.number(parameters / 1e9) + "B";
    }
}
