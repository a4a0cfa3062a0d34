package org.unmask.report;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.error;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;
import static org.unmask.report.Table.EMPTY;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

/// What each section shows as a table.
final class Tables {
    private Tables() {}

    static Table table(LineFigure figure) {
        List<Column> columns = List.of(
                text("device"),
                text(figure.tableTitle()),
                text("line"),
                number(figure.x().name(), figure.x().unit()),
                number(figure.y().name(), figure.y().unit()),
                number("interval", figure.y().unit()),
                text("note"),
                text("source"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Panel panel : figure.panels()) {
            Cell device = Cell.of(panel.device());
            Cell title = Cell.of(panel.title());
            for (Series series : panel.series()) {
                Cell line = Cell.of(series.label().text());
                Cell source = Cell.of(series.source().provenance().id());
                for (Point point : series.points()) {
                    Cell interval = Cell.of(point.interval().map(Cell::of));
                    rows.add(List.of(
                            device, title, line, of(point.x()), of(point.y()), interval, of(point.note()), source));
                }
                if (!series.end().isEmpty()) {
                    rows.add(List.of(device, title, line, EMPTY, EMPTY, EMPTY, of(series.end()), source));
                }
            }
            for (Level level : panel.levels()) {
                Cell source = of(level.source().provenance().id());
                rows.add(List.of(
                        device, title, of(level.label().text()), EMPTY, of(level.y()), EMPTY, of("level"), source));
            }
            for (Mark mark : panel.marks()) {
                rows.add(List.of(device, title, EMPTY, of(mark.x()), of(mark.y()), EMPTY, of(mark.text()), EMPTY));
            }
        }
        return withoutEmpty(new Table(columns, rows));
    }

    static Table table(CrossoverFigure figure) {
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
        for (CrossoverFigure.Field field : figure.fields()) {
            for (CrossoverFigure.Cell cell : field.cells()) {
                rows.add(List.of(
                        of(field.device()),
                        of(field.title()),
                        of(cell.batch()),
                        of(cell.promptTokens()),
                        rate(cell.autoregressive()),
                        rate(cell.diffusion()),
                        of(cell.ratio().map(Cell::of)),
                        of(winner(field, cell)),
                        of(memory(field, cell)),
                        of(field.source().provenance().id())));
            }
        }
        return withoutEmpty(new Table(columns, rows));
    }

    private static Cell rate(CrossoverFigure.Rate rate) {
        return rate.fits() ? of(rate.tokensPerSecond()) : EMPTY;
    }

    private static String winner(CrossoverFigure.Field field, CrossoverFigure.Cell cell) {
        if (!cell.autoregressive().fits() && !cell.diffusion().fits()) {
            return "none";
        }
        return cell.diffusionWins() ? field.diffusion() : field.autoregressive();
    }

    private static String memory(CrossoverFigure.Field field, CrossoverFigure.Cell cell) {
        boolean first = cell.autoregressive().fits();
        boolean second = cell.diffusion().fits();
        if (first && second) {
            return "both fit";
        }
        return first
                ? field.diffusion() + " does not fit"
                : second ? field.autoregressive() + " does not fit" : "neither fits";
    }

    static Table table(RooflineFigure figure) {
        List<Column> columns = List.of(
                text("device"),
                text("generation"),
                text("operator"),
                number("intensity, " + figure.intensity(), "FLOP/B"),
                number("attained", "FLOP/s"),
                number("time", "s"),
                percent("share of time"),
                text("bound"),
                text("source"));
        List<List<Cell>> rows = new ArrayList<>();
        for (RooflineFigure.Machine machine : figure.machines()) {
            for (RooflineFigure.Dot dot : machine.dots()) {
                rows.add(List.of(
                        of(machine.device()),
                        of(dot.label().text()),
                        of(dot.operator()),
                        of(dot.flopsPerByte()),
                        of(dot.flopsPerSecond()),
                        of(dot.seconds()),
                        of(dot.share()),
                        of(dot.bound().id()),
                        of(dot.source().provenance().id())));
            }
        }
        return new Table(columns, rows);
    }

    static Table table(BreakdownFigure figure) {
        List<Column> columns = List.of(
                text("device"),
                text("generation"),
                text("source"),
                text("operator"),
                number("calls", ""),
                number("time", "s"),
                percent("share"));
        List<List<Cell>> rows = new ArrayList<>();
        for (BreakdownFigure.Bar bar : figure.bars()) {
            for (BreakdownFigure.Slice slice : bar.slices()) {
                rows.add(List.of(
                        of(bar.device()),
                        of(bar.label().text()),
                        of(bar.source().provenance().id()),
                        of(slice.operator()),
                        of(slice.calls()),
                        of(slice.seconds()),
                        of(slice.seconds() / bar.seconds())));
            }
        }
        return withoutEmpty(new Table(columns, rows));
    }

    /// Passes and seconds.
    static Table times(Comparison comparison) {
        List<Column> columns = List.of(
                text("model"),
                text("strategy"),
                number("batch", ""),
                number("passes assumed", ""),
                number("passes run", ""),
                number("assumed", "s"),
                number("replayed", "s"),
                number("measured median", "s"),
                number("quartiles", "s"),
                number("95 % interval", "s"),
                number("samples", ""),
                error("assumed vs replayed"),
                error("replayed vs measured"));
        return new Table(
                columns,
                Stream.concat(
                                comparison.rows().stream().map(Tables::times),
                                comparison.missing().stream().map(missing -> missing(missing, columns.size())))
                        .toList());
    }

    /// A setting without numbers: the reason stands beside its strategy.
    private static List<Cell> missing(Comparison.Missing missing, int columns) {
        List<Cell> cells = new ArrayList<>(List.of(
                of(missing.model()), of(missing.strategy().text() + ": " + missing.reason()), of(missing.batch())));
        while (cells.size() < columns) {
            cells.add(EMPTY);
        }
        return cells;
    }

    private static List<Cell> times(Comparison.Row row) {
        Sample sample = row.measuredSeconds();
        return List.of(
                of(row.model()),
                of(row.strategy().text()),
                of(row.batch()),
                of(row.assumed().map(assumed -> of(assumed.passes()))),
                of(row.passes()),
                of(row.assumed().map(assumed -> of(assumed.seconds()))),
                of(row.replayedSeconds()),
                of(sample.median()),
                of(sample.quartiles()),
                of(sample.bootstrap()),
                of(sample.count()),
                of(row.assumedError().map(Cell::of)),
                of(row.replayedError()));
    }

    /// Tokens and rates.
    static Table rates(Comparison comparison) {
        List<Column> columns = List.of(
                text("model"),
                text("strategy"),
                number("batch", ""),
                number("throughput", "tokens/s"),
                number("tokens generated", ""),
                number("tokens kept", ""),
                number("tokens per pass", ""),
                number("arithmetic", "FLOP/s"),
                number("memory traffic", "B/s"),
                percent("of the roof"),
                text("verdict"));
        return new Table(columns, comparison.rows().stream().map(Tables::rates).toList());
    }

    private static List<Cell> rates(Comparison.Row row) {
        return List.of(
                of(row.model()),
                of(row.strategy().text()),
                of(row.batch()),
                of(row.tokensPerSecond()),
                of(row.generatedTokens()),
                of(row.keptTokens()),
                of(row.tokensPerPass()),
                of(row.flopsPerSecond()),
                of(row.bytesPerSecond()),
                of(row.roofShare()),
                of(row.implausible() ? "implausible: above the roof" : ""));
    }

    static Table table(Answers answers) {
        List<Column> columns = List.of(
                text("strategy"),
                number("problems", ""),
                number("scored", ""),
                percent("exact matches"),
                percent("95 % interval"),
                percent("flexible matches"),
                percent("flexible 95 % interval"),
                number("passes per problem", ""),
                number("tokens computed", ""),
                number("tokens kept", ""),
                number("time per problem", "s"),
                number("kept throughput", "tokens/s"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Answers.Row row : answers.rows()) {
            rows.add(List.of(
                    of(row.strategy().text()),
                    of(row.problems()),
                    row.isScored() ? of(row.scored()) : of("not scored"),
                    row.isScored() ? of(row.accuracy()) : EMPTY,
                    row.isScored() ? of(row.accuracyInterval()) : EMPTY,
                    row.isScored() ? of(row.flexibleAccuracy()) : EMPTY,
                    row.isScored() ? of(row.flexibleInterval()) : EMPTY,
                    of(row.passesPerProblem()),
                    of(row.computedTokens()),
                    of(row.keptTokens()),
                    of(row.secondsPerProblem()),
                    of(row.keptTokensPerSecond())));
        }
        return new Table(columns, rows);
    }

    static Table table(MemoryTable memory) {
        List<Column> columns = List.of(
                text("device"),
                number("capacity", "B"),
                number("prompt", "tokens"),
                number("generated", "tokens"),
                text("strategy"),
                number("largest batch", ""),
                number("weights", "B"),
                number("KV cache", "B"),
                number("activations", "B"),
                number("logits", "B"),
                number("total at batch 1", "B"));
        List<List<Cell>> rows = new ArrayList<>();
        for (MemoryTable.Row row : memory.rows()) {
            rows.add(List.of(
                    of(row.device()),
                    of(row.capacityBytes()),
                    of(row.promptTokens()),
                    of(row.generatedTokens()),
                    of(row.strategy().text()),
                    row.largestBatch() == 0 ? of("does not fit") : of(row.largestBatch()),
                    of(row.one().weightBytes()),
                    of(row.one().keyValueBytes()),
                    of(row.one().activationBytes()),
                    of(row.one().logitBytes()),
                    of(row.one().totalBytes())));
        }
        return new Table(columns, rows);
    }

    static Table table(Asymptotics asymptotics) {
        List<Column> columns = List.of(
                text("pass"),
                number("L", ""),
                number("L / d", ""),
                text("law of FLOPs"),
                number("matrix FLOPs per sequence", "FLOP"),
                number("FLOPs / law", ""),
                number("intensity", "FLOP/B"),
                text("law, L ≪ d"),
                number("intensity / law, L ≪ d", ""),
                text("law, L ≫ d"),
                number("intensity / law, L ≫ d", ""));
        List<List<Cell>> rows = new ArrayList<>();
        for (Asymptotics.Row row : asymptotics.rows()) {
            rows.add(List.of(
                    of(row.label().text()),
                    of(row.length()),
                    of(row.lengthOverWidth()),
                    of(row.work()),
                    of(row.flops()),
                    of(row.flopsRatio()),
                    of(row.intensity()),
                    of(row.shortLaw()),
                    of(row.shortRatio()),
                    of(row.longLaw()),
                    of(row.longRatio())));
        }
        return new Table(columns, rows);
    }

    /// The table less the columns in which no row has anything.
    private static Table withoutEmpty(Table table) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            if (table.rows().stream().anyMatch(row -> !row.get(column).equals(EMPTY))) {
                kept.add(i);
            }
        }
        return new Table(
                kept.stream().map(table.columns()::get).toList(),
                table.rows().stream()
                        .map(row -> kept.stream().map(row::get).toList())
                        .toList());
    }
}
