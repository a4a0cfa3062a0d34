package org.unmask.web.openai;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.unmask.input.Fields;
import org.unmask.web.http.Reply;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A model with its thread, its counts, and what requests may ask of it.
final class Served {
    private static final int ID_BYTES = 12;

    private final TextModel model;
    private final Limits limits;
    private final Metrics metrics;
    private final Scheduler scheduler;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heartbeat").factory());
    private final RequestBody reader;
    private final long started = Instant.now().getEpochSecond();

    Served(TextModel model, Limits limits, MetricFamilies families) {
        this.model = model;
        this.limits = limits;
        this.metrics = new Metrics(families, model.id());
        this.scheduler = new Scheduler(model, limits, metrics);
        this.reader = new RequestBody(model, limits);
    }

    /// What a list of models says of it.
    ObjectNode card() {
        ObjectNode card = JsonNodeFactory.instance
                .objectNode()
                .put("id", model.id())
                .put("object", "model")
                .put("created", started)
                .put("owned_by", "unmask")
                .put("strategy", model.strategy());
        model.positions().ifPresent(positions -> card.put("max_model_len", positions));
        return card;
    }

    Reply answer(Fields body, Form form) {
        long received = System.nanoTime();
        try {
            Asked asked = switch (form) {
                case COMPLETION -> reader.completion(body);
                case CONVERSATION -> reader.conversation(body);
            };
            Exchange exchange = new Exchange(asked, model, limits, metrics, received);
            exchange.submit(scheduler);
            Events.Heading heading =
                    new Events.Heading(form, id(), Instant.now().getEpochSecond(), model.id());
            return asked.streaming().pieces()
                    ? Reply.stream("text/event-stream; charset=utf-8", out -> stream(out, heading, asked, exchange))
                    : whole(heading, exchange);
        } catch (Refused refused) {
            metrics.refused(refused.status());
            return refused.reply();
        }
    }

    private Reply whole(Events.Heading heading, Exchange exchange) {
        try {
            exchange.run(Reporting.NOBODY, clock);
        } catch (IOException e) {
            throw new IllegalStateException("nobody was told of an answer, and was gone", e);
        }
        ObjectNode body = heading.json(false);
        ArrayNode choices = body.putArray("choices");
        for (int answer = 0; answer < exchange.answers(); answer++) {
            choices.add(heading.form()
                    .whole(answer, exchange.text(answer), exchange.finish(answer), exchange.logprobs(answer)));
        }
        body.set("usage", exchange.usage());
        return Reply.json(body);
    }

    private void stream(OutputStream out, Events.Heading heading, Asked asked, Exchange exchange) throws IOException {
        Events events = new Events(out, heading, asked.streaming(), exchange);
        try {
            exchange.run(events, clock);
            events.end();
        } catch (Refused refused) {
            metrics.refused(refused.status());
            events.fail(refused);
        }
    }

    private static String id() {
        byte[] bytes = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Prompts that are waiting or running.
    int open() {
        return scheduler.open();
    }

    void refuseMore() {
        scheduler.refuseMore();
    }

    void close(int seconds) {
        scheduler.close(seconds);
        clock.shutdown();
    }
}
