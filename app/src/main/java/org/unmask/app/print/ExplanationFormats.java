package org.unmask.app.print;

import java.util.List;
import org.unmask.core.text.Csv;
import org.unmask.cost.predict.Explanation;
import org.unmask.report.json.ExplanationJson;
import tools.jackson.databind.json.JsonMapper;

/// Explanations as JSON, CSV and text.
public final class ExplanationFormats {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<ExplanationColumns.Part> CSV = Csv.of(ExplanationColumns.TERMS);

    private ExplanationFormats() {}

    /// One object, `unmask.explanation/1`.
    public static String json(Explanation explanation) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ExplanationJson.of(explanation));
    }

    /// A header line, and one line per term: of the operator that was asked for, or of all.
    public static String csv(Explanation explanation) {
        List<ExplanationColumns.Part> parts = explanation.runs().stream()
                .flatMap(run -> run.terms().stream().map(term -> new ExplanationColumns.Part(run, term)))
                .toList();
        return CSV.all(parts.stream());
    }

    /// A page: the operators of the pass, or one of them with its terms.
    ///
    /// @param width  columns of the terminal
    public static String text(Explanation explanation, int width) {
        return ExplanationText.of(explanation, width);
    }
}
