package org.unmask.web.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The beginning of a reply that is no answer, for the reason that it gives.
final class Beginning implements Intake.Sink {
    private static final int MOST_BYTES = 10_000;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public boolean take(ByteBuffer bytes) {
        byte[] part = new byte[Math.min(bytes.remaining(), MOST_BYTES - body.size())];
        bytes.get(part);
        body.writeBytes(part);
        return body.size() < MOST_BYTES;
    }

    @Override
    public void end() {
        // all that there is has been taken
    }

    /// What the reply says.
    String reason() {
        try {
            return Reception.message(JsonMapper.shared().readTree(body.toByteArray()));
        } catch (JacksonException _) {
            return "without a reason";
        }
    }
}
