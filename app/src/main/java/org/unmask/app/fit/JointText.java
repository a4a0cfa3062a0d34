package org.unmask.app.fit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.ProfileFile;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.fit.JointFit;
import org.unmask.fit.Report;
import org.unmask.fit.SoftwareProfile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Profiles that were fitted at once, as text and files.
public final class JointText {
    private static final String MORE = "--format json";
    private static final List<ProfileParameter> OF_SOFTWARE = List.of(
            ProfileParameter.DISPATCH_SECONDS_PER_LAYER,
            ProfileParameter.OPERATOR_SECONDS,
            ProfileParameter.SEQUENCE_SECONDS);
    private static final List<ProfileParameter> OF_HARDWARE =
            List.of(ProfileParameter.MEMORY_EFFICIENCY, ProfileParameter.MATMUL_EFFICIENCY);

    /// A number of a program or a generation.
    ///
    /// @param error  relative
    private record Part(String of, ProfileParameter parameter, double value, double error) {
        static Part of(JointFit fit, String name, String software, Optional<String> on, ProfileParameter parameter) {
            return new Part(
                    name,
                    parameter,
                    fit.values(software, on).getOrDefault(parameter, parameter.neutral()),
                    fit.errors(software, on).relative().getOrDefault(parameter, 0.0));
        }

        String shown() {
            return parameter.kind() == ProfileParameter.Kind.SECONDS
                    ? Units.seconds(value)
                    : String.format(Locale.ROOT, "%.3f", value);
        }
    }

    private static final TextTable<Part> TABLE = TextTable.of(
            List.of(
                    Column.text("of", "Program or generation of hardware.", Part::of),
                    Column.text(
                            "parameter",
                            "Parameter of a runtime profile.",
                            number -> number.parameter().id()),
                    Column.text("value", "Value with its unit.", Part::shown),
                    Column.text(
                            "standard_error",
                            "Standard error as a part of the value.",
                            number -> String.format(Locale.ROOT, "%.0f %%", 100 * number.error()))),
            MORE);

    private JointText() {}

    /// The numbers of all generations and programs, and which programs have a profile.
    ///
    /// @param width  columns of the terminal
    public static String of(JointFit fit, List<SoftwareProfile> profiles, int width) {
        StringBuilder text = new StringBuilder();
        long sources = fit.reports().stream().map(Report::source).distinct().count();
        text.append(Paragraph.of(
                "",
                fit.reports().size() + " times of " + sources + " sources, of which at most one quantity is inferred; "
                        + String.format(
                                Locale.ROOT,
                                "they scatter by %.1f %% about the fit, each source weighing the same",
                                100 * fit.scatter()),
                width));
        text.append('\n').append(TABLE.of(numbers(fit), width)).append('\n');
        for (SoftwareProfile each : profiles) {
            text.append(Paragraph.of(
                    "  ",
                    each.software() + ": "
                            + each.profile()
                                    .map(_ -> each.points() + " times of " + String.join(", ", each.sources()))
                                    .orElseGet(() -> "no profile: " + each.missing()),
                    width));
        }
        return text.toString();
    }

    private static List<Part> numbers(JointFit fit) {
        String any = fit.software().getFirst();
        Stream<Part> hardware = fit.generations().stream()
                .flatMap(generation -> OF_HARDWARE.stream()
                        .map(parameter -> Part.of(fit, generation, any, Optional.of(generation), parameter)));
        Stream<Part> software = fit.software().stream()
                .flatMap(name ->
                        OF_SOFTWARE.stream().map(parameter -> Part.of(fit, name, name, Optional.empty(), parameter)));
        Stream<Part> experts =
                Stream.of(Part.of(fit, "all", any, Optional.empty(), ProfileParameter.EXPERT_MEMORY_EFFICIENCY));
        return Stream.of(hardware, software, experts).flatMap(each -> each).toList();
    }

    /// The profile files as one array.
    public static String json(List<SoftwareProfile> profiles) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        profiles.forEach(each -> each.profile().ifPresent(profile -> array.add(ProfileFile.json(profile))));
        return array.toPrettyString() + "\n";
    }

    /// The content of a profile file.
    public static String file(CatalogProfile profile) {
        return ProfileFile.json(profile).toPrettyString() + "\n";
    }
}
