package org.unmask.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.catalog.ReportNames;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;

/// Reads a table of reported speeds, whose rows say what their sources say and leave out the rest.
///
/// | column | meaning |
/// |---|---|
/// | `source`, `address` | where it was reported |
/// | `model`, `device`, `framework`, `strategy` | as the source calls them |
/// | `prompt_tokens`, `generated_tokens`, `batch` | empty if not stated |
/// | `steps_or_tpf` | steps, tokens per pass or what is accepted, in words; empty if not stated |
/// | `tokens_per_second`, `seconds` | of all sequences; of a whole generation |
/// | `task` or `notes` | may name a task whose prompts have a known length |
///
/// A row that cannot be predicted is passed over with its reason; the others count with what is likely of what they do not
/// state.
public final class ReportFile {
    /// Columns without which no row says anything.
    private static final List<String> NEEDED =
            List.of("model", "device", "strategy", "prompt_tokens", "generated_tokens", "batch", "steps_or_tpf");

    private static final Pattern COUNT = Pattern.compile("^([0-9]+)x +(.*)$");

    private final Catalog catalog;
    private final ReportNames names;
    private final PublishedFile file;

    /// What was read.
    ///
    /// @param unusable  rows that cannot be predicted
    public record Content(List<Report> reports, List<Report.Unusable> unusable) {
        public Content {
            reports = List.copyOf(reports);
            unusable = List.copyOf(unusable);
        }
    }

    /// Reads a file in the names of a catalogue.
    public ReportFile(Catalog catalog, ReportNames names, PublishedFile file) {
        this.catalog = catalog;
        this.names = names;
        this.file = file;
    }

    /// Reads every row.
    ///
    /// @throws IOException in one line, naming the file, if it is no such table
    public Content read() throws IOException {
        List<Report> reports = new ArrayList<>();
        List<Report.Unusable> unusable = new ArrayList<>();
        for (CsvRows.Row row : CsvRows.of(file)) {
            String source = row.text("source");
            for (String column : NEEDED) {
                row.require(column);
            }
            try {
                reports.add(new Reading(row).report());
            } catch (IllegalArgumentException | ArithmeticException e) {
                unusable.add(new Report.Unusable(row.number(), source, String.valueOf(e.getMessage())));
            }
        }
        return new Content(reports, unusable);
    }

    /// One row.
    private final class Reading {
        private final CsvRows.Row row;
        /// Quantities between two values.
        private final TreeMap<String, ReportNames.Range> inferred = new TreeMap<>();
        /// What was taken to be so, in words.
        private final List<String> taken = new ArrayList<>();

        Reading(CsvRows.Row row) {
            this.row = row;
        }

        Report report() throws IOException {
            String called = cell("strategy");
            ReportedStrategy strategy = ReportedStrategy.of(called, cell("steps_or_tpf"));
            Device device = device();
            String model = model();
            value("prompt_tokens", names.promptTokens(cell("task") + " " + cell("notes")));
            value("generated_tokens", Optional.empty());
            value("batch", Optional.empty());
            String id = strategy.spec().id();
            strategy.missing().forEach(key -> inferred.put(key, names.likely(id + " " + key)));
            boolean counted = cell("tokens_per_second").isBlank();
            if (strategy.keptOnly() && !counted) {
                inferred.put("kept", names.likely("kept"));
            }
            DTypes types = types(model + " " + cell("model") + " " + called, device);
            Setting setting = new Setting(strategy, device, model, types);
            Observation likely = setting.observation("", 0);
            List<Observation> ends = new ArrayList<>();
            if (inferred.size() == 1 && taken.isEmpty()) {
                String only = inferred.firstKey();
                ReportNames.Range range = inferred.firstEntry().getValue();
                ends.add(setting.observation(only, range.low()));
                ends.add(setting.observation(only, range.high()));
            }
            return new Report(
                    row.number(),
                    cell("source"),
                    cell("address"),
                    cell("framework"),
                    names.software(cell("framework")),
                    device.id(),
                    id,
                    Stream.concat(
                                    taken.stream(),
                                    inferred.entrySet().stream()
                                            .map(each -> each.getKey() + " " + words(each.getValue())))
                            .toList(),
                    likely,
                    ends);
        }

        private String words(ReportNames.Range range) {
            return round(range.value()) + " (" + round(range.low()) + " to " + round(range.high()) + ")";
        }

        private String round(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }

        private String cell(String column) throws IOException {
            return row.has(column) && !row.isEmpty(column) ? row.text(column).strip() : "";
        }

        private void value(String column, Optional<ReportNames.Range> known) throws IOException {
            if (cell(column).isEmpty()) {
                inferred.put(column, known.orElseGet(() -> names.likely(column)));
            }
        }

        /// The likely value, or another of the quantity that is varied.
        private int whole(String column, String changed, double to) throws IOException {
            if (inferred.containsKey(column)) {
                return (int) Math.round(column.equals(changed) ? to : likely(column));
            }
            return (int) number(column);
        }

        private double likely(String quantity) {
            return Optional.ofNullable(inferred.get(quantity))
                    .map(ReportNames.Range::value)
                    .orElse(1.0);
        }

        private double number(String column) throws IOException {
            try {
                double number = Double.parseDouble(cell(column));
                if (number > 0 && Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // reported below, like a number out of range
            }
            throw new IllegalArgumentException(column + "='" + cell(column) + "'; expected a number above 0");
        }

        private Device device() throws IOException {
            String called = cell("device").replaceFirst(" *\\(.*$", "");
            if (called.isEmpty() || called.equals("not stated")) {
                if (!names.unstatedDevices().contains(cell("framework"))) {
                    throw new IllegalArgumentException("the device is not stated");
                }
                taken.add("device " + names.deviceCount() + "x " + names.device());
                return catalog.device(names.device()).device();
            }
            Matcher matcher = COUNT.matcher(called);
            String name = matcher.matches() ? matcher.group(2) : called;
            String id = Optional.ofNullable(names.devices().get(name))
                    .or(() -> catalog.devices().stream()
                            .filter(name::equalsIgnoreCase)
                            .findFirst())
                    .orElseThrow(() -> new IllegalArgumentException("device '" + name + "' is not in the catalogue"));
            return catalog.device(id).device();
        }

        private String model() throws IOException {
            String called = cell("model");
            String lower = called.toLowerCase(Locale.ROOT);
            return names.models().keySet().stream()
                    .filter(called::startsWith)
                    .max(Comparator.comparingInt(String::length))
                    .flatMap(name -> Optional.ofNullable(names.models().get(name)))
                    .or(() ->
                            catalog.models().stream().filter(lower::startsWith).findFirst())
                    .orElseThrow(() -> new IllegalArgumentException("model '" + called + "' is not in the catalogue"));
        }

        private DTypes types(String words, Device device) {
            String text = words.toLowerCase(Locale.ROOT);
            DType wide = device.flopsPerSecond().containsKey(DType.BFLOAT16) ? DType.BFLOAT16 : DType.FLOAT32;
            DType weight = DType.BFLOAT16;
            if (text.contains("quantized")) {
                taken.add("weights fp8");
                weight = DType.FP8;
            } else if (text.contains("fp8")) {
                weight = DType.FP8;
            } else if (text.contains("q8") || text.contains("8-bit") || text.contains("int8")) {
                weight = DType.INT8;
            } else if (text.contains("q4") || text.contains("4-bit") || text.contains("fp4")) {
                weight = DType.INT4;
            }
            return new DTypes(wide, weight, DType.BFLOAT16);
        }

        private int parallel(String word, int otherwise) throws IOException {
            Matcher matcher = Pattern.compile(word + "([0-9]+)").matcher(cell("strategy"));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
        }

        private int devices() throws IOException {
            Matcher matcher = COUNT.matcher(cell("device"));
            int stated = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 1;
            boolean unknown = taken.stream().anyMatch(words -> words.startsWith("device "));
            return parallel("TP", unknown ? names.deviceCount() : stated);
        }

        /// Cores in use over those there are.
        private double share() throws IOException {
            Matcher cores = Pattern.compile("([0-9]+) cores").matcher(cell("device"));
            Matcher threads = Pattern.compile("([0-9]+) threads").matcher(cell("strategy"));
            return cores.find() && threads.find()
                    ? Math.min(1, Double.parseDouble(threads.group(1)) / Double.parseDouble(cores.group(1)))
                    : 1;
        }

        /// What a row is taken to be of.
        private final class Setting {
            private final ReportedStrategy strategy;
            private final Device device;
            private final String model;
            private final DTypes types;

            Setting(ReportedStrategy strategy, Device device, String model, DTypes types) {
                this.strategy = strategy;
                this.device = device;
                this.model = model;
                this.types = types;
            }

            /// The observation with one inferred quantity at a value, the others where they are likely.
            Observation observation(String changed, double to) throws IOException {
                ReportedStrategy known = strategy;
                for (String key : strategy.missing()) {
                    known = known.with(key, key.equals(changed) ? to : likely(key));
                }
                int prompt = whole("prompt_tokens", changed, to);
                int generated = whole("generated_tokens", changed, to);
                int batch = whole("batch", changed, to);
                double kept = changed.equals("kept") ? to : likely("kept");
                double seconds = cell("tokens_per_second").isEmpty()
                        ? number("seconds")
                        : (double) batch * generated * kept / number("tokens_per_second");
                int replicas = parallel("DP", 1);
                StrategySpec spec = known.spec();
                Request request =
                        new Request(Math.ceilDiv(batch, replicas), prompt, rounded(spec, generated), LogitRows.ACTIVE);
                Scenario scenario = new Scenario(
                        catalog.model(model).model(), device, spec, request, types, Profile.ROOFLINE, deployment());
                double canvas = (double) request.generatedTokens() / generated;
                String name = model + " " + spec + " B=" + batch + " P=" + prompt + " G=" + generated;
                return Loads.observation(file.name(), cell("source"), name, seconds * canvas, share(), scenario);
            }

            private Deployment deployment() throws IOException {
                // Exchanges are left out: most sources do not say by what the devices are connected.
                return new Deployment(devices(), 1, new Deployment.Link("none", 1e18, 0, "left out"));
            }

            /// Blocks are whole: a longer answer takes as much longer.
            private int rounded(StrategySpec spec, int generated) {
                int block = Integer.parseInt(spec.keys().getOrDefault("block", "32"));
                boolean blocks = !List.of("ar", "dflash", "mtp", "diffusion-gemma", "wedlm", "self-speculation")
                        .contains(spec.id());
                return blocks ? Math.ceilDiv(generated, block) * block : generated;
            }
        }
    }
}
