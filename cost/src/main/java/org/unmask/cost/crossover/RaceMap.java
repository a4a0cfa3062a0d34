package org.unmask.cost.crossover;

import java.util.List;

/// Who wins at each of several batches and prompts.
///
/// @param races  by prompt, then batch
public record RaceMap(Contest contest, List<Race> races) {
    public RaceMap {
        races = List.copyOf(races);
    }

    /// Every race with the contest.
    public List<MapCell> cells() {
        return races.stream().map(race -> new MapCell(contest, race)).toList();
    }
}
