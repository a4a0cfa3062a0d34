package org.unmask.web.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One request on the thread that answers it: its jobs, and the texts of their answers.
final class Exchange {
    /// How long nothing may be told: who has left is noticed when something is written.
    private static final long HEARTBEAT_MILLIS = 1000;

    /// How long a pass that has begun may keep a late request waiting.
    private static final long GRACE_SECONDS = 30;

    /// Stands for a token that is not known yet, in provisional text.
    private static final char MASK = '░';

    private final Asked asked;
    private final TextModel model;
    private final Metrics metrics;
    private final long received;
    private final long deadline;
    private final Limits limits;
    private final List<Job> jobs = new ArrayList<>();
    private final List<AnswerText> texts = new ArrayList<>();
    private final List<Form.Finish> finishes = new ArrayList<>();
    private final List<String> echoes = new ArrayList<>();
    private final Map<Integer, List<Scored>> scores = new HashMap<>();
    private final Inbox inbox = new Inbox();
    private int openAnswers;
    private boolean begun;
    private boolean told;

    /// @param received  when the request came, in the nanoseconds of the clock
    Exchange(Asked asked, TextModel model, Limits limits, Metrics metrics, long received) {
        this.asked = asked;
        this.model = model;
        this.metrics = metrics;
        this.received = received;
        this.limits = limits;
        this.deadline = received + TimeUnit.SECONDS.toNanos(limits.seconds());
        for (int[] prompt : asked.prompts()) {
            Question question = new Question(
                    prompt,
                    asked.answers(),
                    asked.mostTokens(),
                    asked.stopsAtEnd(),
                    asked.strategy().orElseGet(model::strategy),
                    asked.drawing(),
                    asked.likeliest());
            jobs.add(new Job(
                    question,
                    texts.size(),
                    inbox,
                    deadline,
                    check(model, question),
                    asked.streaming().provisional()));
            for (int answer = 0; answer < asked.answers(); answer++) {
                texts.add(new AnswerText(model.decoder(), asked.stops()));
                finishes.add(Form.Finish.LENGTH);
                echoes.add(asked.echo() ? text(model.decoder(), prompt) : "");
            }
        }
        openAnswers = texts.size();
    }

    private static long check(TextModel model, Question question) {
        try {
            return model.check(question);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Refused.bad(e);
        }
    }

    private static String text(TextModel.Decoder decoder, int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(decoder.add(token));
        }
        return text.append(decoder.end()).toString();
    }

    /// Lets the scheduler take it.
    ///
    /// @throws Refused if it does not
    void submit(Scheduler scheduler) {
        scheduler.submit(jobs);
    }

    /// Waits until all answers are complete.
    ///
    /// @param clock  wakes it where there is nothing to tell; to wait for a time with every token would cost more than a token
    /// @throws Refused if one of the jobs failed
    /// @throws IOException if whoever is told is gone
    void run(Reporting reporting, ScheduledExecutorService clock) throws IOException {
        ScheduledFuture<?> beat = beats(clock);
        try {
            reporting.open();
            while (openAnswers > 0) {
                take(inbox.take(), reporting);
            }
            metrics.answered(this, System.nanoTime() - received);
        } catch (InterruptedException _) {
            throw Refused.closing();
        } finally {
            beat.cancel(false);
            jobs.forEach(Job::abandon);
        }
    }

    private ScheduledFuture<?> beats(ScheduledExecutorService clock) {
        try {
            return clock.scheduleAtFixedRate(
                    () -> inbox.add(new Update.Beat()), HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            throw Refused.closing();
        }
    }

    private void take(List<Update> updates, Reporting reporting) throws IOException {
        Map<Integer, IntStream> together = new LinkedHashMap<>();
        for (Update update : updates) {
            if (update instanceof Update.Tokens tokens && tokens.isSingle()) {
                together.merge(tokens.answer(), IntStream.of(tokens.tokens()), IntStream::concat);
            } else {
                takeTokens(together, reporting);
                take(update, reporting);
            }
        }
        takeTokens(together, reporting);
    }

    private void takeTokens(Map<Integer, IntStream> answers, Reporting reporting) throws IOException {
        for (Map.Entry<Integer, IntStream> answer : answers.entrySet()) {
            take(new Update.Tokens(answer.getKey(), answer.getValue().toArray()), reporting);
        }
        answers.clear();
    }

    private void take(Update update, Reporting reporting) throws IOException {
        switch (update) {
            case Update.Tokens(int answer, int[] tokens) -> grow(answer, tokens, reporting);
            case Update.Provisional(int answer, int[] tokens) -> tellProvisional(answer, tokens, reporting);
            case Update.Scores(int answer, List<Scored> tokens) -> scores.put(answer, tokens);
            case Update.Done done -> finish(done, reporting);
            case Update.Failed(Refused reason) -> throw reason;
            case Update.Beat _ -> beat(reporting);
        }
        told = !(update instanceof Update.Beat);
    }

    private void beat(Reporting reporting) throws IOException {
        if (told) {
            return;
        }
        if (System.nanoTime() - deadline > TimeUnit.SECONDS.toNanos(GRACE_SECONDS)) {
            throw Refused.late(limits.seconds());
        }
        reporting.waiting();
    }

    private void grow(int answer, int[] tokens, Reporting reporting) throws IOException {
        AnswerText text = texts.get(answer);
        if (text.isStopped()) {
            return;
        }
        if (!begun) {
            begun = true;
            metrics.begun(System.nanoTime() - received);
        }
        String piece = text.add(tokens);
        if (!piece.isEmpty()) {
            reporting.piece(answer, piece);
        }
        if (text.isStopped()) {
            finish(answer, Form.Finish.STOP, reporting);
            abandonIfComplete(answer / asked.answers());
        }
    }

    private void tellProvisional(int answer, int[] tokens, Reporting reporting) throws IOException {
        if (tokens.length > 0 && !texts.get(answer).isStopped()) {
            reporting.provisional(answer, provisional(tokens));
        }
    }

    /// Text of tokens between masks, each run of them by itself.
    private String provisional(int[] tokens) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int to = 0; to <= tokens.length; to++) {
            if (to == tokens.length || tokens[to] == Answering.UNKNOWN) {
                text.append(text(model.decoder(), Arrays.copyOfRange(tokens, from, to)));
                text.append(to == tokens.length ? "" : MASK);
                from = to + 1;
            }
        }
        return text.toString();
    }

    /// Nothing more is computed for a prompt all of whose answers have met a stop text.
    private void abandonIfComplete(int prompt) {
        int first = prompt * asked.answers();
        if (texts.subList(first, first + asked.answers()).stream().allMatch(AnswerText::isStopped)) {
            jobs.get(prompt).abandon();
        }
    }

    private void finish(Update.Done done, Reporting reporting) throws IOException {
        for (int i = 0; i < done.ended().size(); i++) {
            int answer = done.first() + i;
            AnswerText text = texts.get(answer);
            if (!text.isStopped()) {
                String rest = text.end();
                if (!rest.isEmpty()) {
                    reporting.piece(answer, rest);
                }
                boolean stop = done.ended().get(i) || text.isStopped();
                finish(answer, stop ? Form.Finish.STOP : Form.Finish.LENGTH, reporting);
            }
        }
    }

    private void finish(int answer, Form.Finish finish, Reporting reporting) throws IOException {
        finishes.set(answer, finish);
        openAnswers--;
        reporting.finished(answer, finish);
    }

    /// Answers there are, over all prompts.
    int answers() {
        return texts.size();
    }

    String text(int answer) {
        return echoes.get(answer) + texts.get(answer).all();
    }

    /// The scores of an answer in the form of completions. They are empty if the request did not ask for them.
    Optional<ObjectNode> logprobs(int answer) {
        return Optional.ofNullable(scores.get(answer)).map(all -> {
            int prompt = asked.prompts().get(answer / asked.answers()).length;
            return Logprobs.json(asked.echo() ? all : all.subList(prompt, all.size()));
        });
    }

    Form.Finish finish(int answer) {
        return finishes.get(answer);
    }

    int promptTokens() {
        return asked.prompts().stream().mapToInt(prompt -> prompt.length).sum();
    }

    int keptTokens() {
        return texts.stream().mapToInt(AnswerText::tokens).sum();
    }

    /// What was used so far.
    ObjectNode usage() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", promptTokens())
                .put("completion_tokens", keptTokens())
                .put("total_tokens", promptTokens() + keptTokens());
    }
}
