package org.unmask.core.decode;

/// Reads the files that strategies name in place of an assumption.
public interface StrategyFiles {
    /// Reads none.
    StrategyFiles NONE = file -> {
        throw new IllegalArgumentException("profile=" + file + " cannot be read here");
    };

    /// What passes committed, from the file of `profile=FILE`.
    Recording profile(String file);

    /// How many drafted tokens are kept, from the file of `accepted=FILE`.
    default Acceptance acceptance(String file) {
        throw new IllegalArgumentException("accepted=" + file + " cannot be read here");
    }

    /// How many passes a canvas takes, from the file of `steps=FILE`.
    default StepCounts steps(String file) {
        throw new IllegalArgumentException("steps=" + file + " cannot be read here");
    }

    /// These files, each read once. Not thread-safe.
    default StrategyFiles remembered() {
        return new RememberedFiles(this);
    }
}
