package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.ProfileFile;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The runtime profiles of the catalogue.
@Command(
        name = "profiles",
        mixinStandardHelpOptions = true,
        description =
                "List the runtime profiles of the catalogue, which say what software costs beyond the roofs. JSON output has the source of each number.")
final class ProfilesCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private Format format;

    ProfilesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (format == Format.CSV) {
            throw new UsageException("--format csv; expected text or json");
        }
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        StringBuilder text = new StringBuilder();
        for (String name : catalog.profiles()) {
            CatalogProfile profile = catalog.profile(name);
            array.add(ProfileFile.json(profile));
            text.append(String.format(Locale.ROOT, "%-10s %s%n", name, profile.description()));
            for (String line : lines(profile.profile())) {
                text.append(" ".repeat(11)).append(line).append('\n');
            }
        }
        context.out().print(format == Format.JSON ? array.toPrettyString() + "\n" : text);
        context.out().flush();
        return 0;
    }

    /// The parameters that add something.
    private static List<String> lines(Profile profile) {
        List<String> lines = new ArrayList<>();
        for (ProfileParameter parameter : ProfileParameter.values()) {
            double value = parameter.of(profile);
            if (value != parameter.neutral()) {
                lines.add(String.format(Locale.ROOT, "%-28s %s", parameter.id(), shown(parameter, value)));
            }
        }
        return lines;
    }

    private static String shown(ProfileParameter parameter, double value) {
        return parameter.kind() == ProfileParameter.Kind.SECONDS
                ? Units.seconds(value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
