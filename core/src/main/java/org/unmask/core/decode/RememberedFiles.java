package org.unmask.core.decode;

import java.util.HashMap;
import java.util.Map;

/// Files that have been read.
record RememberedFiles(
        StrategyFiles files,
        Map<String, Recording> profiles,
        Map<String, Acceptance> drafts,
        Map<String, StepCounts> counts)
        implements StrategyFiles {
    RememberedFiles(StrategyFiles files) {
        this(files, new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    @Override
    public Recording profile(String file) {
        return profiles.computeIfAbsent(file, files::profile);
    }

    @Override
    public Acceptance acceptance(String file) {
        return drafts.computeIfAbsent(file, files::acceptance);
    }

    @Override
    public StepCounts steps(String file) {
        return counts.computeIfAbsent(file, files::steps);
    }
}
