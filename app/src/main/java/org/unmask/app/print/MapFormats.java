package org.unmask.app.print;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.RaceMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Maps of batch and context as JSON, CSV and text.
public final class MapFormats {
    private static final String SCHEMA = "unmask.crossover-map/1";

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
        StringBuilder csv = new StringBuilder("batch,prompt_tokens,ar_seconds,dlm_seconds,ar_tokens_per_second,"
                + "dlm_tokens_per_second,ratio,winner,ar_fits,dlm_fits,device,strategy,generated_tokens\n");
        for (RaceMap map : maps) {
            String setting = String.join(
                    ",",
                    Formats.quoted(map.contest().device().id()),
                    Formats.quoted(map.contest().diffusionStrategy().toString()),
                    "" + map.contest().generatedTokens());
            for (Race race : map.races()) {
                csv.append(String.join(",", fields(race)))
                        .append(',')
                        .append(setting)
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private static List<String> fields(Race race) {
        return List.of(
                "" + race.batch(),
                "" + race.promptTokens(),
                "" + race.autoregressiveSeconds(),
                "" + race.diffusionSeconds(),
                "" + race.autoregressiveTokensPerSecond(),
                "" + race.diffusionTokensPerSecond(),
                race.verdict().isRun() ? "" + race.ratio() : "",
                race.verdict().winner(),
                "" + race.autoregressiveFits(),
                "" + race.diffusionFits());
    }

    /// A grid for each map: prompts down, batches across, in each cell the winner and how many times as fast it is.
    public static String text(List<RaceMap> maps) {
        StringBuilder text = new StringBuilder();
        for (RaceMap map : maps) {
            Contest contest = map.contest();
            text.append(text.isEmpty() ? "" : "\n")
                    .append("DLM " + contest.diffusion().id() + " (" + contest.diffusionStrategy() + "), ARM "
                            + contest.autoregressive().id() + " (" + contest.autoregressiveStrategy() + ") on "
                            + contest.device().name() + "\n")
                    .append("generated " + contest.generatedTokens() + " tokens; " + CrossoverText.shared(contest)
                            + "\n\n")
                    .append(grid(map));
        }
        return text.toString();
    }

    private static String grid(RaceMap map) {
        Map<Integer, List<String>> byPrompt = new LinkedHashMap<>();
        List<String> header = new ArrayList<>(List.of("prompt \\ batch"));
        for (Race race : map.races()) {
            List<String> row =
                    byPrompt.computeIfAbsent(race.promptTokens(), prompt -> new ArrayList<>(List.of("" + prompt)));
            row.add(cell(race));
            if (byPrompt.size() == 1) {
                header.add("" + race.batch());
            }
        }
        List<List<String>> rows = new ArrayList<>(List.of(header));
        rows.addAll(byPrompt.values());
        return CrossoverText.aligned(rows, 0);
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
