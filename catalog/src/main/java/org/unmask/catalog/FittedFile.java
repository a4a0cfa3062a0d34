package org.unmask.catalog;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.input.Fields;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of a profile file that says what the profile was fitted to together with others.
final class FittedFile {
    /// Standard error of a number, as a part of it.
    static final String ERROR = "relative_standard_error";

    private static final String SCATTER = "scatter";
    private static final String GENERATIONS = "generations";
    private static final String FITTED_TO = "fitted_to";
    private static final String NOT_FOR = "not_for";
    private static final String SOURCE = "unmask calibrate --all";

    private FittedFile() {}

    static FittedTo of(Fields root) throws IOException {
        Fields to = root.object(FITTED_TO);
        double scatter = root.object(SCATTER).positive("value");
        Map<String, FittedTo.Generation> generations = new LinkedHashMap<>();
        Fields all = root.object(GENERATIONS);
        for (String name : all.keys()) {
            Fields own = all.object(name);
            generations.put(name, new FittedTo.Generation(ProfileFile.figures(root, own), errors(root, own, scatter)));
        }
        return new FittedTo(
                to.count("points"),
                to.texts("sources"),
                errors(root, root.object("parameters"), scatter),
                generations,
                root.texts(NOT_FOR));
    }

    private static ProfileErrors errors(Fields root, Fields parameters, double scatter) throws IOException {
        Map<ProfileParameter, Double> relative = new EnumMap<>(ProfileParameter.class);
        for (String key : parameters.keys()) {
            Fields figure = parameters.object(key);
            if (figure.has(ERROR)) {
                relative.put(ProfileFile.parameter(root, key), figure.positive(ERROR));
            }
        }
        return new ProfileErrors(relative, scatter);
    }

    static void put(ObjectNode root, FittedTo fitted) {
        ObjectNode generations = root.putObject(GENERATIONS);
        fitted.generations()
                .forEach((name, own) -> ProfileFile.put(generations.putObject(name), own.figures(), own.errors()));
        root.putObject(SCATTER).put("value", fitted.errors().scatter()).put("source", SOURCE);
        ObjectNode to = root.putObject(FITTED_TO).put("source", SOURCE).put("points", fitted.points());
        ArrayNode sources = to.putArray("sources");
        fitted.sources().forEach(sources::add);
        ArrayNode notFor = root.putArray(NOT_FOR);
        fitted.notFor().forEach(notFor::add);
    }
}
