package org.unmask.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.Machine;
import org.unmask.result.Results;
import org.unmask.result.compare.Side;
import org.unmask.result.imports.AddedImports;
import org.unmask.result.imports.Importers;

class BesideTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));

    @TempDir
    private Path folder;

    private List<Beside.Row> rows(int clients) throws IOException {
        Path bench = Files.writeString(folder.resolve("bench-" + clients + ".json"), """
                {"model_id": "meta-llama/Meta-Llama-3-8B-Instruct", "tokenizer_id": "x", "num_prompts": 40,
                 "request_rate": "inf", "max_concurrency": %d, "completed": 40, "total_input_tokens": 5120,
                 "total_output_tokens": 5120, "median_ttft_ms": 90, "median_e2el_ms": 6000.0, "output_throughput": 80}
                """.formatted(clients));
        ImportedResult read = Importers.read(bench).getFirst();
        ImportedResult known = read.with(read.setting()
                .on(read.setting().engine(), new Machine(Optional.of("a6000"), Optional.of(1), Optional.empty())));
        Path results = folder.resolve("imports-" + clients + ".jsonl");
        AddedImports.add(
                results,
                new Header(AddedImports.STUDY, AddedImports.STUDY, Instant.EPOCH, Map.of()),
                List.of(known),
                _ -> {});
        Catalog catalog = new Catalog(HOME, folder);
        Auditor auditor = new Auditor(catalog, catalog.profile("eager").profile(), StrategyFiles.NONE, Set.of());
        return Beside.of(auditor, Side.of(Results.read(results))).rows();
    }

    private static Beside.Row row(List<Beside.Row> rows, Measure measure) {
        return rows.stream()
                .filter(row -> row.judged().claim().measure() == measure)
                .findFirst()
                .orElseThrow();
    }

    /// Eight clients read the weights once for all of them: a request takes longer than alone, but not eight times as long.
    @Test
    void requestsOfSeveralClientsAreExpectedToShareTheirPasses() throws IOException {
        Beside.Row alone = row(rows(1), Measure.SECONDS);
        Beside.Row shared = row(rows(8), Measure.SECONDS);

        assertThat(alone.batch()).isEqualTo(1);
        assertThat(shared.batch()).isEqualTo(8);
        assertThat(alone.load()).isEqualTo("1 client");
        assertThat(shared.load()).isEqualTo("8 clients");
        double one = alone.replayed().orElseThrow().roof();
        double eight = shared.replayed().orElseThrow().roof();
        assertThat(eight).isBetween(one, 2 * one);
        assertThat(shared.judged().setting().orElseThrow().batch()).isEqualTo(1);
        assertThat(row(rows(8), Measure.PROMPT_SECONDS).batch()).isEqualTo(1);
        assertThat(row(rows(8), Measure.RATE).batch()).isEqualTo(8);
    }
}
