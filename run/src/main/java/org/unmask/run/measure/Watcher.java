package org.unmask.run.measure;

import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.engine.Decision;

/// Sees a generation pass by pass, between the readings of the clock that time passes.
public interface Watcher {
    /// Ignores everything.
    Watcher NONE = (_, _, _) -> {};

    /// A pass is over.
    ///
    /// @param seconds  that it took
    /// @param decisions  what it put on the canvas
    void passed(Pass pass, double seconds, List<Decision> decisions);
}
