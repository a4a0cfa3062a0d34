package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.text.Names;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runtime profiles, `unmask.runtime-profile/1`: those of the catalogue, and those that `calibrate` writes; and the timings
/// that `probe --operators` writes.
public final class ProfileFile {
    /// Timings of many models are a few megabytes.
    private static final long LARGEST = 64_000_000;

    static final String SCHEMA = "unmask.runtime-profile/1";

    private ProfileFile() {}

    /// Reads a profile file.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing or wrong
    public static CatalogProfile read(Path file) throws IOException {
        return of(JsonFile.read(file, LARGEST));
    }

    static CatalogProfile of(Fields root) throws IOException {
        if (root.has("schema") && root.text("schema").equals(OperatorsFile.SCHEMA)) {
            return OperatorsFile.of(root);
        }
        root.requireSchema(SCHEMA);
        CatalogProfile profile = new CatalogProfile(
                root.text("id"),
                root.text("description"),
                figures(root, root.object("parameters")),
                Optional.empty(),
                root.has("fitted_to") ? Optional.of(FittedFile.of(root)) : Optional.empty());
        root.end();
        try {
            profile.profile();
        } catch (IllegalArgumentException e) {
            throw new IOException(root.file() + ": " + e.getMessage(), e);
        }
        return profile;
    }

    /// Numbers with their sources, by parameter.
    static Map<ProfileParameter, Figure> figures(Fields root, Fields parameters) throws IOException {
        Map<ProfileParameter, Figure> figures = new EnumMap<>(ProfileParameter.class);
        for (String key : parameters.keys()) {
            Fields figure = parameters.object(key);
            figures.put(parameter(root, key), new Figure(figure.number("value"), figure.text("source")));
        }
        return figures;
    }

    static ProfileParameter parameter(Fields root, String key) throws IOException {
        try {
            return parameter(key);
        } catch (IllegalArgumentException e) {
            throw new IOException(root.file() + ": parameters: " + e.getMessage(), e);
        }
    }

    /// Finds a parameter by the name it has in files.
    ///
    /// @throws IllegalArgumentException if there is none of this name; the nearest are named
    public static ProfileParameter parameter(String id) {
        return Names.find("parameter", id, List.of(ProfileParameter.values()), ProfileParameter::id);
    }

    /// The content of a file.
    public static ObjectNode json(CatalogProfile profile) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("schema", SCHEMA).put("id", profile.id()).put("description", profile.description());
        ProfileErrors errors = profile.fitted().map(FittedTo::errors).orElse(ProfileErrors.NONE);
        put(root.putObject("parameters"), profile.figures(), errors);
        profile.fitted().ifPresent(fitted -> FittedFile.put(root, fitted));
        return root;
    }

    /// Writes numbers with their sources and standard errors.
    static void put(ObjectNode parameters, Map<ProfileParameter, Figure> figures, ProfileErrors errors) {
        figures.forEach((parameter, figure) -> {
            ObjectNode node = parameters.putObject(parameter.id()).put("value", figure.value());
            Double error = errors.relative().get(parameter);
            if (error != null) {
                node.put(FittedFile.ERROR, error);
            }
            node.put("source", figure.source());
        });
    }
}
