package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.text;
import static org.unmask.report.Table.EMPTY;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.Verdict;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Numbers;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who wins at each batch and prompt, and by how much; one tab per device.
public record CrossoverFigure(List<Field> fields) implements Figure {
    public CrossoverFigure {
        fields = fields.stream().filter(field -> !field.races().isEmpty()).toList();
    }

    @Override
    public String id() {
        return "crossover";
    }

    @Override
    public String title() {
        return "Crossover: who wins, by batch and context";
    }

    @Override
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    @Override
    public String intro() {
        return "Who has the higher throughput at each batch and prompt, and how many times; the thick line is the "
                + "crossover. Hatched: one model has run out of memory and the other wins alone; "
                + "crossed: neither fits.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("device"),
                text("setting"),
                number("batch", ""),
                number("prompt", "tokens"),
                number("autoregressive", "tokens/s"),
                number("diffusion", "tokens/s"),
                number("ratio", ""),
                text("winner"),
                text("memory"),
                text("source"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Field field : fields) {
            field.races().forEach(race -> rows.add(field.row(race)));
        }
        return new Table(columns, rows).withoutEmptyColumns();
    }

    @Override
    public Optional<Chart> chart() {
        ObjectNode data = Chart.node();
        ArrayNode panels = data.putArray("panels");
        fields.forEach(field -> panels.add(field.json()));
        return Optional.of(new Chart("crossover", data));
    }

    @Override
    public List<Finding> findings() {
        return fields.stream().map(Field::device).distinct().toList().stream()
                .map(device -> new Finding(
                        device,
                        won(fields.stream()
                                        .filter(field -> field.device().equals(device))
                                        .toList())
                                + " (" + device + ")"))
                .toList();
    }

    /// For instance `llada-8b wins 11 of 81 settings with diffusion:steps=32, 17 of 81 with dual-cache:block=32`.
    private static String won(List<Field> fields) {
        String first = fields.getFirst().diffusion() + " wins ";
        return first
                + fields.stream()
                        .map(Field::won)
                        .collect(Collectors.joining(", "))
                        .replaceFirst(" with ", " settings with ");
    }

    @Override
    public Caption caption() {
        return Caption.of(fields.stream().map(field -> new Caption.Line(field.device(), field.source())));
    }

    /// Batches across, prompts up.
    ///
    /// @param title  what tells the field from others of its device, for instance the strategy
    /// @param autoregressive  name of the model
    /// @param diffusion  name of the model
    /// @param races  at every combination of some batches and prompts, in any order
    public record Field(
            String device, String title, String autoregressive, String diffusion, Source source, List<Race> races) {
        public Field {
            races = List.copyOf(races);
            for (Race race : races) {
                Finite.require(
                        "race", race.autoregressiveTokensPerSecond(), race.diffusionTokensPerSecond(), race.ratio());
            }
        }

        private List<Cell> row(Race race) {
            return List.of(
                    of(device),
                    of(title),
                    of(race.batch()),
                    of(race.promptTokens()),
                    race.autoregressiveFits() ? of(race.autoregressiveTokensPerSecond()) : EMPTY,
                    race.diffusionFits() ? of(race.diffusionTokensPerSecond()) : EMPTY,
                    race.verdict().isRun() ? of(race.ratio()) : EMPTY,
                    of(winner(race.verdict())),
                    of(memory(race.verdict())),
                    of(source.provenance().id()));
        }

        /// For instance `11 of 81 with diffusion:steps=32`.
        private String won() {
            long wins =
                    races.stream().filter(race -> race.verdict().isDiffusion()).count();
            String strategy = title.replaceFirst(",(?! *\\w+=).*", "");
            return wins + " of " + races.size() + " with " + strategy;
        }

        private String winner(Verdict verdict) {
            return switch (verdict) {
                case DIFFUSION, ONLY_DIFFUSION_FITS -> diffusion;
                case AUTOREGRESSIVE, ONLY_AUTOREGRESSIVE_FITS -> autoregressive;
                case NEITHER_FITS -> "none";
            };
        }

        private String memory(Verdict verdict) {
            return switch (verdict) {
                case DIFFUSION, AUTOREGRESSIVE -> "both fit";
                case ONLY_DIFFUSION_FITS -> autoregressive + " does not fit";
                case ONLY_AUTOREGRESSIVE_FITS -> diffusion + " does not fit";
                case NEITHER_FITS -> "neither fits";
            };
        }

        /// One array per quantity, so that no name is repeated; `fits` has 1 for the autoregressive model and 2 for the
        /// diffusion model.
        private ObjectNode json() {
            ObjectNode node = Chart.node()
                    .put("device", device)
                    .put("title", title)
                    .put("autoregressive", autoregressive)
                    .put("diffusion", diffusion)
                    .put("role", Label.dlm("", title).role().id());
            node.set("batch", Numbers.array(races.stream().mapToDouble(Race::batch)));
            node.set("prompt", Numbers.array(races.stream().mapToDouble(Race::promptTokens)));
            node.set("ar", Numbers.array(races.stream().mapToDouble(Race::autoregressiveTokensPerSecond)));
            node.set("dlm", Numbers.array(races.stream().mapToDouble(Race::diffusionTokensPerSecond)));
            node.set(
                    "fits",
                    Numbers.array(races.stream()
                            .mapToDouble(
                                    race -> (race.autoregressiveFits() ? 1 : 0) + (race.diffusionFits() ? 2 : 0))));
            return node;
        }
    }
}
