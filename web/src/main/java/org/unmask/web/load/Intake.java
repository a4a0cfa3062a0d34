package org.unmask.web.load;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hands the bytes of a body on as they come, on the thread that reads the connection: another thread in between would
/// make every piece late by the time it takes to wake, and take that time from a server on the same machine.
final class Intake implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    /// The status of an answer.
    static final int OK = 200;

    /// What a server may send, and how long it may take, behind the last byte that is wanted.
    private static final int MOST_LEFT_BYTES = 10_000;

    private static final int MOST_LEFT_SECONDS = 1;

    private final Sink answer;
    private final Sink refusal;
    private final CompletableFuture<Void> wanted = new CompletableFuture<>();
    private final CompletableFuture<Void> whole = new CompletableFuture<>();

    /// Guarded by this, as is all that follows.
    private Sink sink;

    private Optional<Flow.Subscription> subscription = Optional.empty();
    private int rest;
    private boolean left;

    /// Takes a body. Its methods are called one at a time.
    interface Sink {
        /// Takes the next bytes, which are the caller's again when it returns.
        ///
        /// @return whether more is wanted
        boolean take(ByteBuffer bytes);

        /// Is told that no more comes, unless it wanted no more.
        void end();
    }

    /// @param answer  takes the body of an answer
    /// @param refusal  takes the body of any other reply
    Intake(Sink answer, Sink refusal) {
        this.answer = answer;
        this.refusal = refusal;
        this.sink = refusal;
    }

    @Override
    public synchronized HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo head) {
        sink = head.statusCode() == OK ? answer : refusal;
        return this;
    }

    /// Complete when all that is wanted has come.
    @Override
    public CompletionStage<Void> getBody() {
        return wanted;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription of) {
        subscription = Optional.of(of);
        of.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (!left && !wanted.isDone() && !sink.take(buffer)) {
                wanted.complete(null);
            }
            rest += buffer.remaining();
        }
        if (rest > MOST_LEFT_BYTES) {
            cancel();
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        wanted.completeExceptionally(failure);
        whole.complete(null);
    }

    @Override
    public synchronized void onComplete() {
        if (!left && !wanted.isDone()) {
            sink.end();
        }
        wanted.complete(null);
        whole.complete(null);
    }

    private void cancel() {
        subscription.ifPresent(Flow.Subscription::cancel);
        whole.complete(null);
    }

    /// Waits for what comes behind the last byte that is wanted: to leave it is to close the connection while the server
    /// still writes, and to send the next request on one that is about to be closed.
    ///
    /// @throws InterruptedException if the thread is interrupted
    void awaitRest() throws InterruptedException {
        try {
            whole.get(MOST_LEFT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            leave();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nothing completes it so
        }
    }

    /// Takes nothing any more: what was taken is for other threads from now on.
    synchronized void leave() {
        left = true;
        cancel();
    }
}
