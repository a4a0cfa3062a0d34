package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.UsageException;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;
import org.unmask.input.NewFile;
import org.unmask.result.Results;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.Redaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the files that the page of a study is made of into a [Bundle], and takes them out again.
///
/// Devices and runtime profiles of the user's own travel with the study, which then names them by their ids. Models do
/// not: only those of the program are known everywhere.
public final class StudyBundle {
    private static final long MAX_BYTES = 64_000_000;

    private final Path user;
    private final Redaction redaction;
    private final Map<String, String> files = new TreeMap<>();
    private final Catalog program;

    private StudyBundle(Path home, Path user, Redaction redaction) throws IOException {
        this.user = user;
        this.redaction = redaction;
        this.program = Catalog.shipped(home);
    }

    /// The bundle of a study that was run, of what others measured, or of both.
    ///
    /// @param home  the folder of the program
    /// @param user  the folder of the user's own devices and profiles
    /// @throws IOException if a file cannot be read
    /// @throws UsageException if the study names a model or a file that cannot travel
    public static Bundle of(Outputs outputs, Path home, Path user, Redaction redaction) throws IOException {
        return new StudyBundle(home, user, redaction).bundle(outputs);
    }

    private Bundle bundle(Outputs outputs) throws IOException {
        if (Files.exists(outputs.imports())) {
            imports(Results.read(outputs.imports()));
        }
        if (Files.exists(outputs.study())) {
            study(outputs);
        }
        return Bundle.of(files);
    }

    private void study(Outputs outputs) throws IOException {
        Study study = StudyFile.read(outputs.study());
        refuseFiles(study);
        String text = study.text();
        for (String device : devices(study)) {
            text = packed(text, "device", device, program.devices());
        }
        for (String profile : profiles(study)) {
            text = packed(text, "profile", profile, program.profiles());
        }
        text = redaction.text(text);
        files.put(Bundle.STUDY, text);
        files.put(Bundle.RESULTS, results(Results.read(outputs.results()), StudyFile.parse(Bundle.STUDY, text)));
        attached(Bundle.FRONTIER, outputs.frontier());
        attached(Bundle.FLEET, outputs.fleet());
    }

    /// What another command printed, if somebody has put it there.
    private void attached(String name, Path file) throws IOException {
        if (Files.exists(file)) {
            files.put(name, redaction.text(InputFile.text(file, JsonFile.MAX_BYTES)));
        }
    }

    /// What others measured, with those of its devices that only the user has.
    private void imports(Results results) throws IOException {
        files.put(Bundle.IMPORTS, text(results.lines().stream().map(redaction::line)));
        List<String> devices = results.imported().stream()
                .flatMap(result -> result.setting().machine().name().stream())
                .distinct()
                .filter(name -> !program.devices().contains(name) && name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"))
                .toList();
        for (String device : devices) {
            Path file = user.resolve("devices").resolve(device + ".json");
            if (Files.isRegularFile(file)) {
                files.put("devices/" + device + ".json", redaction.text(InputFile.text(file, MAX_BYTES)));
            }
        }
    }

    private static String text(Stream<JsonNode> lines) {
        return lines.map(line -> line + "\n").collect(Collectors.joining());
    }

    private void refuseFiles(Study study) {
        for (String model : Stream.concat(study.predicted().stream(), study.run().stream())
                .filter(model -> !program.models().contains(model))
                .toList()) {
            if (model.endsWith(".json") || Files.exists(Path.of(model))) {
                throw new UsageException("the study names the model " + model
                        + ", a file here; a bundle needs models of the catalogue or of the program's folder models");
            }
        }
        for (String strategy : strategies(study)) {
            if (strategy.contains("/") || strategy.contains(".json")) {
                throw new UsageException("the study names strategy " + strategy
                        + ", which reads a file here; a bundle needs its number: tokens-per-pass, acceptance or steps");
            }
        }
    }

    private static List<String> strategies(Study study) {
        List<String> all = new ArrayList<>();
        study.predict().ifPresent(predict -> {
            all.addAll(predict.strategies());
            all.addAll(predict.intensity().strategies());
            predict.crossover().ifPresent(crossover -> all.addAll(crossover.strategies()));
        });
        study.measure().ifPresent(measure -> all.addAll(measure.strategies()));
        study.answers().ifPresent(answers -> all.addAll(answers.strategies()));
        study.figures().forEach(figure -> figure.lines().forEach(line -> all.add(line.strategy())));
        return all;
    }

    private static List<String> devices(Study study) {
        return Stream.concat(
                        study.predict().stream().flatMap(predict -> predict.devices().stream()),
                        study.figures().stream().flatMap(figure -> figure.devices().stream()))
                .distinct()
                .toList();
    }

    private static List<String> profiles(Study study) {
        return Stream.of(
                        study.predict().stream().map(Study.Predict::profile),
                        study.measure().stream().map(Study.Measure::profile),
                        study.figures().stream().map(FigureSpec::profile))
                .flatMap(names -> names)
                .filter(name -> !name.equals(StudyFile.AUTO))
                .distinct()
                .toList();
    }

    /// Packs what a name of a study stands for, unless the program has it, and calls it by its id.
    private String packed(String text, String kind, String name, List<String> known) throws IOException {
        if (known.contains(name)) {
            return text;
        }
        boolean isPath = name.contains("/") || name.endsWith(".json");
        Path file = isPath ? Path.of(name) : user.resolve(kind + "s").resolve(name + ".json");
        String id = file.getFileName().toString().replaceFirst("\\.json$", "");
        if (known.contains(id)) {
            throw new UsageException(name + ": the program has a " + kind + " of this name; rename the file");
        }
        String content = redaction.text(InputFile.text(file, MAX_BYTES));
        String before = files.put(kind + "s/" + id + ".json", content);
        if (before != null && !before.equals(content)) {
            throw new UsageException(name + ": the study names two " + kind + "s of this name; rename a file");
        }
        return Pattern.compile("(?<![\\w./-])" + Pattern.quote(name) + "(?![\\w./-])")
                .matcher(text)
                .replaceAll(Matcher.quoteReplacement(id));
    }

    /// Results belong to the study that the bundle holds, be it under other names than here.
    private String results(Results results, Study study) {
        return text(Stream.concat(
                Stream.of(header(results, study)),
                results.lines().stream().skip(1).map(redaction::line)));
    }

    private JsonNode header(Results results, Study study) {
        ObjectNode header = redaction.line(results.lines().getFirst()).asObject();
        return header.put("study_hash", study.hash());
    }

    /// Writes the files of a bundle into a folder, which then is one of a study, and of devices and profiles.
    ///
    /// @throws IOException if the folder holds another study, other results, or cannot be written
    public static void unpack(Bundle bundle, Path folder) throws IOException {
        for (Map.Entry<String, String> file : bundle.files().entrySet()) {
            Path place = folder.resolve(file.getKey());
            if (Files.exists(place) && !InputFile.text(place, Long.MAX_VALUE).equals(file.getValue())) {
                throw new IOException(
                        place + ": another file than the bundle's is here; give another folder with --out");
            }
        }
        for (Map.Entry<String, String> file : bundle.files().entrySet()) {
            Path place = folder.resolve(file.getKey());
            NewFile.text(place, file.getValue());
        }
    }
}
