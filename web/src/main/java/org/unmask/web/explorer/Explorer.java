package org.unmask.web.explorer;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.node.ObjectNode;

/// The page and its interface for programs, over a catalogue. Safe for many threads.
public final class Explorer {
    private final Library library;
    private final CatalogJson catalog;
    private final Columns columns = new Columns();
    /// As many questions at once as there are processors: each then has its answer sooner, and memory holds few timelines.
    private final Semaphore pricing = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /// An explorer of a catalogue, whose entries are read when they are first needed.
    ///
    /// @throws IOException if the prices of the catalogue cannot be read
    public Explorer(Catalog catalog) throws IOException {
        this.library = new Library(catalog);
        this.catalog = new CatalogJson(library);
    }

    /// What it answers.
    ///
    /// @throws IOException if a file of the page is missing from the program
    public Routes routes() throws IOException {
        Routes routes = Site.routes();
        return routes.get("/api/1/catalog", _ -> Reply.json(catalog.json()))
                .post("/api/1/compare", this::compare)
                .post("/api/1/explain", this::explain)
                .post("/api/1/fleet", this::fleet);
    }

    private Reply explain(Call call) {
        pricing.acquireUninterruptibly();
        try {
            return Reply.json(Inquiry.of(call.body(), library).answer(library));
        } catch (Refused refused) {
            return Reply.json(400, Reply.problem(String.valueOf(refused.getMessage())));
        } finally {
            pricing.release();
        }
    }

    private Reply fleet(Call call) {
        pricing.acquireUninterruptibly();
        try {
            return Reply.json(FleetQuestion.of(call.body(), library).answer(library));
        } catch (Refused refused) {
            return Reply.json(400, refused.into(Reply.problem(String.valueOf(refused.getMessage()))));
        } finally {
            pricing.release();
        }
    }

    private Reply compare(Call call) {
        Question question;
        try {
            question = Question.of(call.body(), library);
        } catch (Refused refused) {
            return Reply.json(400, refused.into(Reply.problem(String.valueOf(refused.getMessage()))));
        }
        pricing.acquireUninterruptibly();
        try {
            return Reply.json(new Comparison(question, question.entries(library), columns).json());
        } catch (Refused refused) {
            ObjectNode problem = refused.into(Reply.problem(String.valueOf(refused.getMessage())));
            refused.contestant()
                    .ifPresent(index ->
                            choices(problem, question, question.contestants().get(index)));
            return Reply.json(400, problem);
        } finally {
            pricing.release();
        }
    }

    /// Where the sliders of a refused strategy may stand, if the rest of the question is good.
    private static void choices(ObjectNode problem, Question question, Contestant contestant) {
        try {
            StrategySpec spec = StrategySpec.parse(contestant.strategy());
            StrategySpec free = spec.without("steps").without("block");
            Request request = question.workload()
                    .generations(free.toString())
                    .items()
                    .getFirst()
                    .request();
            problem.set("choices", Choices.json(spec, request));
        } catch (IllegalArgumentException _) {
            // the reason says what else is wrong
        }
    }
}
