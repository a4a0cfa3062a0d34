package org.unmask.app.site;

import java.util.Locale;
import org.unmask.report.page.Html;
import tools.jackson.databind.JsonNode;

/// The map of an answer as a picture: the winner's colour at each batch and prompt, deeper the more it leads.
final class MapPicture {
    private static final int LEFT = 58;
    private static final int BOTTOM = 44;
    private static final int CELL_WIDTH = 42;
    private static final int CELL_HEIGHT = 26;
    private static final double PALEST = 0.25;
    private static final double DEEPEST = 8;
    private static final double DARK_FROM = 0.72;

    private MapPicture() {}

    /// Adds the picture.
    ///
    /// @param answer  of the explorer, with a map
    /// @param batch  of the question, for the ring; likewise `prompt`
    static void write(Html html, JsonNode answer, int batch, int prompt) {
        JsonNode map = answer.path("map");
        JsonNode batches = map.path("batches");
        JsonNode prompts = map.path("prompt_tokens");
        int width = LEFT + batches.size() * CELL_WIDTH + 4;
        int height = prompts.size() * CELL_HEIGHT + BOTTOM + 4;
        html.open(
                "svg",
                "class",
                "map",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                "Winner at each batch and prompt: " + answer.path("headline").asString());
        for (int row = 0; row < prompts.size(); row++) {
            int y = (prompts.size() - 1 - row) * CELL_HEIGHT + 2;
            label(
                    html,
                    LEFT - 6,
                    y + CELL_HEIGHT / 2 + 4,
                    tick(prompts.path(row).asInt()),
                    "end");
            for (int column = 0; column < batches.size(); column++) {
                cell(html, answer, row * batches.size() + column, LEFT + column * CELL_WIDTH, y);
            }
        }
        int base = prompts.size() * CELL_HEIGHT + 2;
        for (int column = 0; column < batches.size(); column++) {
            label(
                    html,
                    LEFT + column * CELL_WIDTH + CELL_WIDTH / 2,
                    base + 15,
                    tick(batches.path(column).asInt()),
                    "middle");
        }
        label(html, LEFT + (width - LEFT) / 2, base + 36, "batch (sequences)", "middle");
        html.element(
                "text",
                "prompt (tokens)",
                "class",
                "axis",
                "text-anchor",
                "middle",
                "transform",
                "translate(12 " + base / 2 + ") rotate(-90)");
        ring(html, place(batches, batch) * CELL_WIDTH + LEFT, base - place(prompts, prompt) * CELL_HEIGHT);
        html.close("svg").line();
    }

    private static void cell(Html html, JsonNode answer, int index, int x, int y) {
        int winner = answer.path("map").path("winners").path(index).asInt();
        JsonNode lead = answer.path("map").path("leads").path(index);
        boolean alone = lead.isNull();
        double depth = alone || winner < 0
                ? 1
                : PALEST + (1 - PALEST) * Math.min(1, Math.log(lead.asDouble()) / Math.log(DEEPEST));
        String role = winner < 0
                ? "none"
                : answer.path("contestants")
                        .path(winner)
                        .path("label")
                        .path("role")
                        .asString();
        html.open(
                        "rect",
                        "class",
                        role,
                        "x",
                        "" + (x + 0.5),
                        "y",
                        "" + (y + 0.5),
                        "width",
                        "" + (CELL_WIDTH - 1),
                        "height",
                        "" + (CELL_HEIGHT - 1),
                        "fill-opacity",
                        String.format(Locale.ROOT, "%.2f", depth))
                .close("rect");
        if (winner >= 0) {
            html.element(
                    "text",
                    alone ? "only" : lead(lead.asDouble()),
                    "class",
                    depth > DARK_FROM ? "lead deep" : "lead",
                    "text-anchor",
                    "middle",
                    "x",
                    "" + (x + CELL_WIDTH / 2),
                    "y",
                    "" + (y + CELL_HEIGHT / 2 + 4));
        }
    }

    private static String lead(double value) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    }

    private static void label(Html html, int x, int y, String words, String anchor) {
        html.element("text", words, "class", "axis", "text-anchor", anchor, "x", "" + x, "y", "" + y);
    }

    private static String tick(int value) {
        return value >= 10_000 ? String.format(Locale.ROOT, "%.1fk", value / 1e3) : "" + value;
    }

    /// Where a value stands on an axis of powers of two, in cells.
    private static double place(JsonNode axis, int value) {
        double first = axis.path(0).asDouble();
        double last = axis.path(axis.size() - 1).asDouble();
        double within = Math.min(Math.max(value, first), last);
        return Math.log(within / first) / Math.log(2) + 0.5;
    }

    private static void ring(Html html, double x, double y) {
        for (String layer : new String[] {"halo", "ring"}) {
            html.open("circle", "class", layer, "cx", "" + x, "cy", "" + y, "r", "10")
                    .close("circle");
        }
    }
}
