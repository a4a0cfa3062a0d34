package org.unmask.web.explorer;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.choice.Generations;
import org.unmask.input.Fields;

/// What all contestants generate, in the words of the command line.
record Workload(String promptTokens, String generatedTokens, String batch, String logits) {
    static Workload of(Fields fields) throws IOException {
        return new Workload(
                fields.textOrNumber("prompt_tokens"),
                fields.textOrNumber("generated_tokens"),
                fields.textOrNumber("batch"),
                fields.text("logits", "active"));
    }

    /// Requests that come one by one, so that there is no batch.
    static Workload ofRequests(Fields fields) throws IOException {
        return new Workload(
                fields.textOrNumber("prompt_tokens"),
                fields.textOrNumber("generated_tokens"),
                "1",
                fields.text("logits", "active"));
    }

    Generations generations(String strategy) {
        return new Generations(
                List.of(strategy), promptTokens, generatedTokens, batch, Optional.empty(), Optional.empty(), logits);
    }
}
