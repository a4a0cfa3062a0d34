package org.unmask.app.fleet;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files that recorded requests come in, told apart by the names of their columns.
enum TraceFormat {
    /// Unmask's own: seconds from the beginning.
    UNMASK("seconds", "prompt_tokens", "generated_tokens"),
    /// The LLM inference traces of Azure, 2023 and 2024 (Patel et al., arXiv 2311.18677): dates with a time.
    /// <https://github.com/Azure/AzurePublicDataset>
    AZURE("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
    /// BurstGPT (Wang et al., arXiv 2401.17644): seconds from some day. A failed request has no tokens of an answer.
    /// <https://github.com/HPMLL/BurstGPT>
    BURST_GPT("Timestamp", "Request tokens", "Response tokens");

    private static final double NANOS = 1e-9;

    final String time;
    final String prompt;
    final String answer;

    TraceFormat(String time, String prompt, String answer) {
        this.time = time;
        this.prompt = prompt;
        this.answer = answer;
    }

    /// The format of a file with these columns, in any order, among others.
    static Optional<TraceFormat> of(List<String> columns) {
        return Arrays.stream(values())
                .filter(format -> columns.containsAll(List.of(format.time, format.prompt, format.answer)))
                .findFirst();
    }

    /// The columns of all formats, for people.
    static String known() {
        return Arrays.stream(values())
                .map(format -> format.time + "," + format.prompt + "," + format.answer)
                .collect(Collectors.joining(", or "));
    }

    /// Whether the times of a file begin anywhere, so that the first request is the beginning.
    boolean beginsAnywhere() {
        return this != UNMASK;
    }

    /// A time in seconds.
    ///
    /// @throws NumberFormatException if the text is no number
    /// @throws DateTimeException if it is no date with a time
    double seconds(String text) {
        return switch (this) {
            case UNMASK, BURST_GPT -> Double.parseDouble(text);
            case AZURE -> {
                String iso = text.replace(' ', 'T');
                Instant instant = iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                        ? OffsetDateTime.parse(iso).toInstant()
                        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
                yield instant.getEpochSecond() + instant.getNano() * NANOS;
            }
        };
    }
}
