package org.unmask.web.openai;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer as server-sent events.
final class Events implements Reporting {
    private final OutputStream out;
    private final Form form;
    private final Heading heading;
    private final Asked.Streaming streaming;
    private final Exchange exchange;

    /// What every event of an answer begins with.
    record Heading(Form form, String id, long created, String model) {
        /// @param event  whether it is for an event of a stream
        ObjectNode json(boolean event) {
            return form.head(id, created, model, event);
        }
    }

    Events(OutputStream out, Heading heading, Asked.Streaming streaming, Exchange exchange) {
        this.out = out;
        this.form = heading.form();
        this.heading = heading;
        this.streaming = streaming;
        this.exchange = exchange;
    }

    @Override
    public void open() throws IOException {
        if (form == Form.CONVERSATION) {
            for (int answer = 0; answer < exchange.answers(); answer++) {
                send(form.opening(answer));
            }
        }
    }

    @Override
    public void piece(int answer, String text) throws IOException {
        send(form.piece(answer, text));
    }

    @Override
    public void provisional(int answer, String text) throws IOException {
        send(form.piece(answer, "").put("provisional", text));
    }

    @Override
    public void finished(int answer, Form.Finish finish) throws IOException {
        send(form.closing(answer, finish));
    }

    @Override
    public void waiting() throws IOException {
        write(": waiting\n\n");
    }

    /// The end of a complete answer.
    void end() throws IOException {
        if (streaming.usage()) {
            ObjectNode last = heading.json(true);
            last.putArray("choices");
            last.set("usage", exchange.usage());
            write(last);
        }
        write("data: [DONE]\n\n");
    }

    /// The end of an answer that does not come.
    void fail(Refused reason) throws IOException {
        write(reason.body());
        write("data: [DONE]\n\n");
    }

    private void send(ObjectNode choice) throws IOException {
        ObjectNode event = heading.json(true);
        event.putArray("choices").add(choice);
        if (streaming.everyUsage()) {
            event.set("usage", exchange.usage());
        } else if (streaming.usage()) {
            event.putNull("usage");
        }
        write(event);
    }

    private void write(JsonNode event) throws IOException {
        write("data: " + event + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
