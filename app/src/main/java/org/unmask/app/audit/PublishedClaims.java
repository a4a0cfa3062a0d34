package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.Request;
import org.unmask.cost.predict.Scenario;
import org.unmask.fit.PublishedPoint;
import org.unmask.fit.PublishedPoints;
import org.unmask.result.ElementTypes;

/// Claims of published files.
final class PublishedClaims {
    private static final String BY_BATCH = "throughput-by-batch";

    private PublishedClaims() {}

    /// All claims of a file.
    ///
    /// @throws IOException in one line, naming file and row, if it cannot be read
    static List<Claimed> of(Catalog catalog, PublishedFile file) throws IOException {
        if (file.format().equals(PublishedFile.POINTS)) {
            return TableClaims.of(file);
        }
        List<String> said = file.assumptions().stream()
                .map(assumption -> assumption.quantity() + " " + assumption.value() + ": " + assumption.reason())
                .toList();
        List<Claimed> claims = new ArrayList<>();
        for (PublishedPoint point : new PublishedPoints(catalog, file, Optional.empty()).read()) {
            claims.add(claim(file, point, said));
        }
        return claims;
    }

    private static Claimed claim(PublishedFile file, PublishedPoint point, List<String> said) {
        Request request = point.scenario().request();
        boolean rate = file.format().equals(BY_BATCH);
        Measure measure = switch (point.part()) {
            case GENERATION -> rate ? Measure.RATE : Measure.SECONDS;
            case LAST_PASS -> Measure.LAST_PASS_SECONDS;
            case PROMPT -> Measure.PROMPT_SECONDS;
            case DECODE -> Measure.DECODE_SECONDS;
        };
        return new Claimed(
                file.name() + ": " + point.group() + " " + point.name(),
                file.source(),
                measure,
                Optional.of(rate ? request.tokensPerSecond(point.seconds()) : point.seconds()),
                stated(point.scenario()),
                said);
    }

    private static Claimed.Stated stated(Scenario scenario) {
        return new Claimed.Stated(
                Optional.of(scenario.model().id()),
                Optional.of(scenario.device().id()),
                Optional.of(1),
                Optional.of(scenario.strategy().toString()),
                Optional.of(scenario.request().batch()),
                Optional.of(scenario.request().promptTokens()),
                Optional.of(scenario.request().generatedTokens()),
                Optional.of(scenario.request().logits()),
                ElementTypes.of(scenario.types()),
                Optional.empty(),
                false);
    }
}
