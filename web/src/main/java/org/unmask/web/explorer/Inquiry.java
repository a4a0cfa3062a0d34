package org.unmask.web.explorer;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.text.Reason;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.predict.Prediction;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import org.unmask.report.json.ExplanationJson;
import tools.jackson.databind.node.ObjectNode;

/// What a page asks about one contestant: why a pass of its generation takes its time, and an operator of it.
///
/// @param operator  empty if the operators of the pass are asked for
/// @param pass  from 1; if none is given, the first of the kind that takes the most time
record Inquiry(Workload workload, Contestant contestant, OwnFiles files, Optional<String> operator, OptionalInt pass) {
    /// Reads the body of a request.
    ///
    /// @throws Refused with the reason, if it is no question
    static Inquiry of(byte[] body, Library library) {
        try {
            Fields root = JsonFile.parse("the request", body);
            Inquiry inquiry = new Inquiry(
                    Workload.of(root),
                    Contestant.of(root.object("contestant")),
                    OwnFiles.of(root, library),
                    root.optionalText("operator"),
                    root.optionalCount("pass"));
            root.end();
            return inquiry;
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(Reason.of(e), e);
        }
    }

    /// The answer, `unmask.explanation/1` with the command that prints it.
    ///
    /// @throws Refused with the reason that the command line gives
    ObjectNode answer(Library library) {
        try {
            Prediction prediction = Prediction.of(contestant.scenario(files, workload, library::upkeep));
            Explanation explanation = Explanation.of(prediction, pass, operator);
            return ExplanationJson.of(explanation)
                    .put("command", Commands.explain(workload, contestant, files, operator, explanation.pass() + 1));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new Refused(Reason.of(e), e);
        }
    }
}
