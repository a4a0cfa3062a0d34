package org.unmask.app.serve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.model.Model;
import org.unmask.engine.Generation;
import org.unmask.engine.MemoryUse;
import org.unmask.engine.Probe;
import org.unmask.engine.Sampling;
import org.unmask.engine.TokenScore;
import org.unmask.engine.token.StreamingDecoder;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.Chat;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.SamplingSettings;
import org.unmask.web.openai.Answering;
import org.unmask.web.openai.Question;
import org.unmask.web.openai.Scored;
import org.unmask.web.openai.TextModel;

/// A loaded model behind the server.
public final class EngineModel implements TextModel {
    private final CatalogModel entry;
    private final LoadedModel loaded;
    private final Capacity capacity;
    private final String strategy;
    private final Filling filling;

    /// A model that is already loaded, which the caller closes.
    ///
    /// @param capacity  the memory that was free before it was loaded
    /// @param strategy  of requests that name none
    /// @param filling  what one pass may compute for many requests
    public EngineModel(CatalogModel entry, LoadedModel loaded, Capacity capacity, String strategy, Filling filling) {
        this.entry = entry;
        this.loaded = loaded;
        this.capacity = capacity;
        this.strategy = strategy;
        this.filling = filling;
    }

    /// Checks that the server runs a strategy: it loads no model to draft for another.
    ///
    /// @throws IllegalArgumentException if it does not
    public static void checkServed(StrategySpec strategy, int generatedTokens) {
        if (Strategies.drafter(strategy, generatedTokens).isPresent()) {
            throw new IllegalArgumentException(
                    "strategy '" + strategy
                            + "' drafts with a model, and the server loads none to draft for another; drafter=ngram looks drafts up");
        }
    }

    private Model model() {
        return entry.model();
    }

    @Override
    public String id() {
        return model().id();
    }

    @Override
    public OptionalInt positions() {
        return entry.positions();
    }

    @Override
    public String strategy() {
        return strategy;
    }

    @Override
    public int[] tokens(String prompt) {
        return loaded.encode(prompt);
    }

    @Override
    public int[] tokens(List<ChatTurn> turns) {
        return Chat.prompt(loaded, turns);
    }

    @Override
    public int vocabulary() {
        return model().architecture().vocabulary();
    }

    @Override
    public Decoder decoder() {
        StreamingDecoder stream = loaded.tokenizer().stream();
        return new Decoder() {
            @Override
            public String add(int token) {
                return stream.add(token);
            }

            @Override
            public String end() {
                return stream.end();
            }
        };
    }

    @Override
    public long check(Question question) {
        sampling(question);
        checkServed(spec(question), question.mostTokens());
        if (question.likeliest().isPresent() && !Strategies.isAutoregressive(spec(question))) {
            throw new IllegalArgumentException(
                    "strategy " + spec(question) + " gives a text no probability from left to"
                            + " right, so it has no logprobs; leave logprobs out, or ask for strategy ar");
        }
        MemoryUse use = capacity.check(entry, loaded.engine().types(), spec(question), request(question));
        return use.totalBytes() - use.weightBytes();
    }

    @Override
    public long roomBytes() {
        return capacity.beside(model(), loaded.engine().types()).bytes();
    }

    @Override
    public Answering start(Question question) {
        Request request = request(question).shifted(model().shiftedLogits());
        Generation generation = loaded.engine()
                .beside(
                        request,
                        Collections.nCopies(question.answers(), question.prompt()),
                        question.stopsAtEnd() ? Generation.Stop.AT_END_TOKEN : Generation.Stop.AT_LENGTH,
                        Probe.NONE,
                        sampling(question));
        return new EngineAnswering(
                question,
                generation,
                model().endTokens(),
                Strategies.create(spec(question), question.mostTokens()).start(request),
                tokens -> scores(tokens, question.likeliest().orElse(0)));
    }

    private List<Scored> scores(int[] tokens, int likeliest) {
        List<TokenScore> scores = loaded.engine().scores(tokens, likeliest);
        Decoder decoder = decoder();
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            String text = decoder.add(tokens[i]) + (i == tokens.length - 1 ? decoder.end() : "");
            scored.add(
                    i == 0
                            ? new Scored(text, OptionalDouble.empty(), List.of())
                            : new Scored(
                                    text,
                                    OptionalDouble.of(scores.get(i - 1).logProbability()),
                                    scores.get(i - 1).likeliest().stream()
                                            .map(likely -> new Scored.Likely(
                                                    loaded.tokenizer().decode(new int[] {likely.token()}),
                                                    likely.logProbability()))
                                            .toList()));
        }
        return scored;
    }

    @Override
    public Passes advance(List<? extends Answering> questions) {
        List<EngineAnswering> ready = new ArrayList<>();
        for (Answering question : questions) {
            EngineAnswering own = (EngineAnswering) question;
            if (own.prepare()) {
                ready.add(own);
            }
        }
        Passes ran = Passes.NONE;
        for (List<EngineAnswering> lot : filling.deal(ready, loaded.engine().fuses())) {
            ran = ran.plus(run(lot));
        }
        return ran;
    }

    /// Runs passes as one. If that fails, each runs by itself, so that only the one to blame fails.
    private Passes run(List<EngineAnswering> lot) {
        try {
            loaded.engine().run(lot.stream().map(EngineAnswering::prepared).toList(), Probe.NONE);
        } catch (RuntimeException | Error e) {
            if (lot.size() == 1) {
                lot.getFirst().fail(e);
                return Passes.NONE;
            }
            Passes ran = Passes.NONE;
            for (EngineAnswering each : lot) {
                ran = ran.plus(run(List.of(each)));
            }
            return ran;
        }
        lot.forEach(EngineAnswering::complete);
        return Passes.of(lot.size());
    }

    private StrategySpec spec(Question question) {
        return model().decoding(StrategySpec.parse(question.strategy()), question.mostTokens());
    }

    private static Request request(Question question) {
        return new Request(question.answers(), question.prompt().length, question.mostTokens(), LogitRows.ACTIVE);
    }

    private Sampling sampling(Question question) {
        Question.Drawing drawing = question.drawing();
        return new SamplingSettings(
                        drawing.sampler().map(Sampling.Style::of),
                        drawing.temperature(),
                        drawing.topK(),
                        drawing.topP(),
                        drawing.seed())
                .of(model());
    }
}
