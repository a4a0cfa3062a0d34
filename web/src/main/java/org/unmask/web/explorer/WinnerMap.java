package org.unmask.web.explorer;

import java.util.List;
import java.util.stream.IntStream;
import org.unmask.cost.predict.Prediction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Who wins at each of several batches and prompts, all else as asked, and by how much.
///
/// @param cells  by prompt, then batch
record WinnerMap(List<Cell> cells) {
    /// Every batch and prompt of the map, twice the one before.
    static final List<Integer> BATCHES = doubled(1, 10);

    static final List<Integer> PROMPTS = doubled(32, 11);

    private static List<Integer> doubled(int first, int count) {
        return IntStream.range(0, count).map(i -> first << i).boxed().toList();
    }

    /// A batch and a prompt.
    ///
    /// @param winner  from 0, the first of those that are equally fast; negative if nothing fits
    /// @param lead  throughput of the winner over that of the next; infinite if it fits alone, 0 if nothing fits
    record Cell(int batch, int promptTokens, int winner, double lead) {
        static Cell of(int batch, int promptTokens, double[] tokensPerSecond) {
            int winner = -1;
            double next = 0;
            for (int i = 0; i < tokensPerSecond.length; i++) {
                if (tokensPerSecond[i] > (winner < 0 ? 0 : tokensPerSecond[winner])) {
                    next = winner < 0 ? 0 : tokensPerSecond[winner];
                    winner = i;
                } else {
                    next = Math.max(next, tokensPerSecond[i]);
                }
            }
            return new Cell(batch, promptTokens, winner, winner < 0 ? 0 : tokensPerSecond[winner] / next);
        }
    }

    WinnerMap {
        cells = List.copyOf(cells);
    }

    /// The winner in every cell, contestants priced beside one another.
    static WinnerMap of(List<Prediction> predictions, Columns known) {
        List<double[]> columns = predictions.parallelStream()
                .map(prediction -> known.of(prediction.scenario()))
                .toList();
        int batches = BATCHES.size();
        return new WinnerMap(IntStream.range(0, PROMPTS.size() * batches)
                .mapToObj(i -> Cell.of(
                        BATCHES.get(i % batches),
                        PROMPTS.get(i / batches),
                        columns.stream().mapToDouble(column -> column[i]).toArray()))
                .toList());
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode batches = node.putArray("batches");
        BATCHES.forEach(batches::add);
        ArrayNode prompts = node.putArray("prompt_tokens");
        PROMPTS.forEach(prompts::add);
        ArrayNode winners = node.putArray("winners");
        ArrayNode leads = node.putArray("leads");
        for (Cell cell : cells) {
            winners.add(cell.winner());
            if (Double.isInfinite(cell.lead())) {
                leads.addNull();
            } else {
                leads.add(cell.lead());
            }
        }
        return node;
    }
}
