package org.unmask.app.sweep;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.op.DTypes;
import org.unmask.cost.sweep.Row;

/// A named value of a row: text, a number, or true or false; empty if it is not known. Times are seconds, sizes bytes.
///
/// @param type  in SQL, so that a column has one type even where all of its values are unknown
record Column(String name, String type, Function<Row, Optional<Object>> value) {
    private static final String TEXT = "VARCHAR";
    private static final String WHOLE = "BIGINT";
    private static final String REAL = "DOUBLE";

    /// The columns of `predict --format csv`, without those that need more than a sum.
    static final List<Column> ALL = List.of(
            text("model", row -> row.scenario().model().id()),
            text("device", row -> row.scenario().device().id()),
            text("strategy", row -> row.scenario().strategy().toString()),
            text("logits", row -> row.scenario().request().logits().id()),
            text("profile", row -> row.scenario().profile().id()),
            text("dtype", row -> types(row).label()),
            text("weight_dtype", row -> types(row).weight().id()),
            text("activation_dtype", row -> types(row).activation().id()),
            text("kv_dtype", row -> types(row).keyValue().id()),
            whole("batch", row -> (long) row.scenario().request().batch()),
            whole("prompt_tokens", row -> (long) row.scenario().request().promptTokens()),
            whole("generated_tokens", row -> (long) row.scenario().request().generatedTokens()),
            whole("passes", row -> row.quote().passes()),
            whole("matmul_flops", row -> row.quote().work().matmulFlops()),
            whole("flops", row -> row.quote().work().flops()),
            whole("bytes_read", row -> row.quote().work().bytesRead()),
            whole("bytes_written", row -> row.quote().work().bytesWritten()),
            whole("weight_bytes", row -> row.quote().work().weightBytes()),
            whole("kv_bytes", row -> row.quote().work().keyValueBytes()),
            real("arithmetic_intensity", row -> row.quote().work().arithmeticIntensity()),
            real("seconds", row -> row.quote().seconds()),
            real("first_token_seconds", row -> row.quote().firstTokenSeconds()),
            real("tokens_per_second", Row::tokensPerSecond),
            real(
                    "tokens_per_pass",
                    row -> (double) row.scenario().request().generatedTokens()
                            / row.quote().passes()),
            whole("memory_bytes", row -> row.quote().memory().totalBytes()),
            whole("capacity_bytes", Row::capacityBytes),
            new Column("fits", "BOOLEAN", row -> Optional.of(row.fits())),
            whole("tensor_parallel", row -> (long) row.scenario().deployment().tensor()),
            whole("pipeline_parallel", row -> (long) row.scenario().deployment().stages()),
            text("link", row -> row.scenario().deployment().link().id()),
            whole("link_bytes", row -> row.quote().work().linkBytes()),
            new Column(
                    "joules_per_token",
                    REAL,
                    row -> row.scenario()
                            .upkeep()
                            .watts()
                            .<Object>map(watts -> watts.value()
                                    * row.scenario().deployment().devices()
                                    * row.quote().seconds()
                                    / row.tokens())),
            new Column(
                    "dollars_per_million_tokens",
                    REAL,
                    row -> row.scenario()
                            .upkeep()
                            .dollarsPerHour()
                            .<Object>map(dollars -> dollars.value()
                                    * row.scenario().deployment().devices()
                                    * row.quote().seconds()
                                    / 3600
                                    / row.tokens()
                                    * 1e6)));

    private static DTypes types(Row row) {
        return row.scenario().types();
    }

    private static Column text(String name, Function<Row, String> value) {
        return new Column(name, TEXT, row -> Optional.of(value.apply(row)));
    }

    private static Column whole(String name, Function<Row, Long> value) {
        return new Column(name, WHOLE, row -> Optional.of(value.apply(row)));
    }

    private static Column real(String name, Function<Row, Double> value) {
        return new Column(name, REAL, row -> Optional.of(value.apply(row)));
    }
}
