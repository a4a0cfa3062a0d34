package org.unmask.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.cli.option.TextOrJson;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.FittedTo;
import org.unmask.catalog.ProfileFile;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The runtime profiles of the catalogue.
@Command(
        name = "profiles",
        mixinStandardHelpOptions = true,
        description =
                "List the runtime profiles of the catalogue, which say what software costs beyond the roofs. JSON output has the source of each number.",
        footer = {
            "",
            "Examples:",
            "  unmask profiles",
            "  unmask profiles eager graph",
            "  unmask profiles --format json > profiles.json"
        })
final class ProfilesCommand implements Callable<Integer> {
    private static final int LABEL = 11;
    private static final TextTable<Addition> PARAMETERS = TextTable.of(
            List.of(
                    Column.text(
                            "parameter",
                            "Name of the parameter.",
                            addition -> addition.parameter().id()),
                    Column.text(
                            "value",
                            "Value with its unit.",
                            addition -> shown(addition.parameter(), addition.value()))),
            "--format json");

    private final Context context;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private TextOrJson format;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    ProfilesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        StringBuilder text = new StringBuilder();
        for (String name : names.isEmpty() ? catalog.profiles() : names) {
            CatalogProfile profile = catalog.profile(name);
            array.add(ProfileFile.json(profile));
            text.append(Paragraph.of(
                    name, LABEL, profile.description(), context.console().columns()));
            text.append(PARAMETERS
                    .of(adding(profile.profile()), Integer.MAX_VALUE)
                    .lines()
                    .skip(1)
                    .map(line -> " ".repeat(LABEL) + line + "\n")
                    .collect(Collectors.joining()));
            profile.fitted().ifPresent(fitted -> text.append(fitted(fitted)));
        }
        new Listing(context).print(format, text.toString(), array);
        return 0;
    }

    /// What it was fitted to, and where it must not be used.
    private String fitted(FittedTo fitted) {
        String indent = " ".repeat(LABEL);
        StringBuilder text = new StringBuilder(Paragraph.of(
                indent,
                "shares of the roofs differ on "
                        + String.join(", ", fitted.generations().keySet()) + "; " + fitted.points() + " times of "
                        + String.join("; ", fitted.sources()),
                context.console().columns()));
        fitted.notFor()
                .forEach(sentence -> text.append(
                        Paragraph.of(indent, sentence, context.console().columns())));
        return text.toString();
    }

    /// The parameters that add something.
    private static List<Addition> adding(Profile profile) {
        return Stream.of(ProfileParameter.values())
                .map(parameter -> new Addition(parameter, parameter.of(profile)))
                .filter(addition -> addition.value() != addition.parameter().neutral())
                .toList();
    }

    private record Addition(ProfileParameter parameter, double value) {}

    private static String shown(ProfileParameter parameter, double value) {
        return parameter.kind() == ProfileParameter.Kind.SECONDS
                ? Units.seconds(value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
