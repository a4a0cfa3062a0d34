package org.unmask.app.print;

import static java.util.stream.Collectors.toList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.CrossoverColumns;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.RaceMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Maps of batch and context as JSON, CSV and text.
public final class MapFormats {
    private static final String SCHEMA = "unmask.crossover-map/1";

    private static final Column<List<Race>> PROMPT = Column.<List<Race>>whole(
                    "prompt_tokens",
                    "",
                    "Prompt tokens of a sequence.",
                    row -> row.getFirst().promptTokens())
            .headed("prompt \\ batch");

    private MapFormats() {}

    /// One object, or an array if there are several.
    public static String json(List<RaceMap> maps) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (RaceMap map : maps) {
            ObjectNode root = CrossoverFormats.inputs(map.contest(), SCHEMA);
            ArrayNode cells = root.putArray("cells");
            for (Race race : map.races()) {
                ObjectNode cell =
                        cells.addObject().put("batch", race.batch()).put("prompt_tokens", race.promptTokens());
                cell.setAll(CrossoverFormats.race(race));
            }
            array.add(root);
        }
        return CrossoverFormats.pretty(array);
    }

    /// A header line and one line per cell. The ratio, empty unless both fit, is the throughput of the diffusion model
    /// over that of the other; seconds are prices also where a model does not fit.
    public static String csv(List<RaceMap> maps) {
        return Csv.of(CrossoverColumns.MAP)
                .all(maps.stream().flatMap(map -> map.cells().stream()).toList());
    }

    /// A grid for each map: prompts down, batches across, in each cell the winner and how many times as fast it is.
    ///
    /// @param width  columns of the terminal
    public static String text(List<RaceMap> maps, int width) {
        StringBuilder text = new StringBuilder();
        for (RaceMap map : maps) {
            Contest contest = map.contest();
            text.append(text.isEmpty() ? "" : "\n")
                    .append(Paragraph.of(
                            "",
                            "DLM " + contest.diffusion().id() + " (" + contest.diffusionStrategy() + "), ARM "
                                    + contest.autoregressive().id() + " (" + contest.autoregressiveStrategy() + ") on "
                                    + contest.device().name(),
                            width))
                    .append(Paragraph.of(
                            "",
                            "generated " + contest.generatedTokens() + " tokens; " + CrossoverText.shared(contest),
                            width))
                    .append('\n')
                    .append(grid(map, width));
        }
        return text.toString();
    }

    private static String grid(RaceMap map, int width) {
        Map<Integer, List<Race>> byPrompt =
                map.races().stream().collect(Collectors.groupingBy(Race::promptTokens, LinkedHashMap::new, toList()));
        List<Race> first = byPrompt.values().iterator().next();
        return TextTable.of(
                        IntStream.range(0, first.size())
                                .mapToObj(batch -> batch(first.get(batch), batch))
                                .toList(),
                        "--format csv")
                .by(List.of(PROMPT))
                .of(List.copyOf(byPrompt.values()), width);
    }

    private static Column<List<Race>> batch(Race race, int index) {
        return Column.<List<Race>>real(
                        "batch_" + race.batch(),
                        "",
                        "Ratio of throughputs at a batch.",
                        row -> row.get(index).ratio())
                .headed("" + race.batch())
                .shown(row -> cell(row.get(index)));
    }

    private static String cell(Race race) {
        return switch (race.verdict()) {
            case DIFFUSION -> String.format(Locale.ROOT, "DLM %.2f", race.ratio());
            case AUTOREGRESSIVE -> String.format(Locale.ROOT, "ARM %.2f", 1 / race.ratio());
            case ONLY_DIFFUSION_FITS -> "DLM only";
            case ONLY_AUTOREGRESSIVE_FITS -> "ARM only";
            case NEITHER_FITS -> "neither";
        };
    }
}
