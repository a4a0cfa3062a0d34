package org.unmask.app.cli.option;

import org.unmask.core.decode.Request;
import picocli.CommandLine.Option;

/// The option that says in which passes prompts are computed.
public final class PromptChunks {
    private static final int WHOLE = 0;

    @Option(
            names = "--prefill-chunk",
            paramLabel = "TOKENS",
            description =
                    "Most tokens of a pass over prompts, of all sequences together, as serving systems have it. Default: all"
                            + " prompts of a batch in one pass.")
    private Integer tokens;

    /// A request with its prompts in the passes that are asked for.
    public Request of(Request request) {
        return request.chunked(tokens());
    }

    /// Most tokens of a pass over prompts; 0 is no limit.
    public int tokens() {
        return tokens == null ? WHOLE : Numbers.from(1, "--prefill-chunk", tokens);
    }
}
