package org.unmask.web.openai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A question of a request, waiting or being answered. Only [#abandon] is for another thread than the scheduler's.
final class Job {
    private final Question question;
    private final int first;
    private final Inbox inbox;
    private final long deadline;
    private final long bytes;
    private final boolean tellsProvisional;
    private final int[] told;
    private Optional<Answering> answering = Optional.empty();
    private volatile boolean abandoned;

    /// @param first  number of its first answer within the request
    /// @param inbox  where the request hears of it
    /// @param deadline  in the nanoseconds of the clock
    /// @param bytes  of memory that it takes at most
    /// @param tellsProvisional  whether it also tells what later passes may change
    Job(Question question, int first, Inbox inbox, long deadline, long bytes, boolean tellsProvisional) {
        this.question = question;
        this.first = first;
        this.inbox = inbox;
        this.deadline = deadline;
        this.bytes = bytes;
        this.tellsProvisional = tellsProvisional;
        this.told = new int[question.answers()];
    }

    /// Nobody waits for it any more.
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isLate(long now) {
        return now - deadline > 0;
    }

    long bytes() {
        return bytes;
    }

    void start(TextModel model) {
        answering = Optional.of(model.start(question));
    }

    Answering answering() {
        return answering.orElseThrow();
    }

    /// Tells what is new since it was told last.
    void tell() {
        Answering now = answering();
        for (int answer = 0; answer < told.length; answer++) {
            int[] settled = now.settled(answer);
            if (settled.length > told[answer]) {
                int[] fresh = Arrays.copyOfRange(settled, told[answer], settled.length);
                told[answer] = settled.length;
                inbox.add(new Update.Tokens(first + answer, fresh));
            }
            if (tellsProvisional) {
                inbox.add(new Update.Provisional(first + answer, now.provisional(answer)));
            }
        }
        if (now.isDone()) {
            if (question.likeliest().isPresent()) {
                for (int answer = 0; answer < told.length; answer++) {
                    inbox.add(new Update.Scores(first + answer, now.scores(answer)));
                }
            }
            List<Boolean> ended = new ArrayList<>();
            for (int answer = 0; answer < told.length; answer++) {
                ended.add(now.hasEnded(answer));
            }
            inbox.add(new Update.Done(first, ended));
        }
    }

    void fail(Refused reason) {
        inbox.add(new Update.Failed(reason));
    }

    /// What was computed for it.
    Answering.Work work() {
        return answering.map(Answering::work).orElse(Answering.Work.NONE);
    }

    void close() {
        answering.ifPresent(Answering::close);
        answering = Optional.empty();
    }
}
