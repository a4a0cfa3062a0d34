package org.unmask.web.explorer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.unmask.core.text.Reason;
import org.unmask.core.text.UsageException;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// What a page asks: two or more contestants, what they generate, and whether more is wanted that takes longer.
///
/// @param map  whether a map of winners is
/// @param breakEven  whether the tokens per pass are at which diffusion models keep up
record Question(Workload workload, List<Contestant> contestants, OwnFiles files, boolean map, boolean breakEven) {
    private static final int FEWEST = 2;
    private static final int MOST = 6;

    Question {
        contestants = List.copyOf(contestants);
        if (contestants.size() < FEWEST || contestants.size() > MOST) {
            throw new UsageException(contestants.size() + " contestants; expected from " + FEWEST + " to " + MOST);
        }
    }

    /// Reads the body of a request.
    ///
    /// @throws Refused with the reason, if it is no question
    static Question of(byte[] body, Library library) {
        try {
            Fields root = JsonFile.parse("the request", body);
            Question question = new Question(
                    Workload.of(root),
                    root.parts("contestants", Contestant::of),
                    OwnFiles.of(root, library),
                    isWanted(root, "map"),
                    isWanted(root, "break_even"));
            root.end();
            return question;
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(Reason.of(e), e);
        }
    }

    private static boolean isWanted(Fields root, String key) throws IOException {
        return root.has(key) && root.flag(key);
    }

    /// The predictions, one for each contestant.
    ///
    /// @throws Refused with the reason that the command line gives
    List<Entry> entries(Library library) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get(i);
            try {
                Scenario scenario = contestant.scenario(files, workload, library::upkeep);
                entries.add(new Entry(contestant, Prediction.of(scenario)));
            } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                throw new Refused(Reason.of(e), i, e);
            }
        }
        return entries;
    }

    /// A contestant and what it is predicted to cost.
    record Entry(Contestant contestant, Prediction prediction) {}
}
