package org.unmask.web.openai;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.core.model.ChatTurn;

/// A model whose tokens are characters and whose answer to a prompt is its script, a block at a time. `.` is its
/// end token.
final class Letters implements TextModel {
    static final int POSITIONS = 1000;
    static final int ROOM_BYTES = 1000;

    private final String script;
    private final int block;
    private final CountDownLatch gate;
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger passes = new AtomicInteger();
    /// The most questions that had a pass together.
    final AtomicInteger most = new AtomicInteger();

    /// @param block  characters that a pass settles
    Letters(String script, int block) {
        this(script, block, new CountDownLatch(0));
    }

    /// @param gate  every pass waits for
    Letters(String script, int block, CountDownLatch gate) {
        this.script = script;
        this.block = block;
        this.gate = gate;
    }

    @Override
    public String id() {
        return "letters";
    }

    @Override
    public OptionalInt positions() {
        return OptionalInt.of(POSITIONS);
    }

    @Override
    public String strategy() {
        return "diffusion:block=" + block;
    }

    @Override
    public int[] tokens(String prompt) {
        return prompt.chars().toArray();
    }

    @Override
    public int[] tokens(List<ChatTurn> turns) {
        StringBuilder text = new StringBuilder();
        turns.forEach(turn ->
                text.append(turn.role().id()).append(':').append(turn.text()).append('\n'));
        return tokens(text.toString());
    }

    @Override
    public int vocabulary() {
        return 128;
    }

    @Override
    public Decoder decoder() {
        return new Decoder() {
            @Override
            public String add(int token) {
                return Character.toString(token);
            }

            @Override
            public String end() {
                return "";
            }
        };
    }

    @Override
    public long check(Question question) {
        if (question.strategy().startsWith("wrong")) {
            throw new IllegalArgumentException("unknown strategy '" + question.strategy() + "'");
        }
        return question.mostTokens();
    }

    /// A byte for each token of an answer.
    @Override
    public long roomBytes() {
        return ROOM_BYTES;
    }

    @Override
    public Answering start(Question question) {
        return new Spelling(question);
    }

    @Override
    public Passes advance(List<? extends Answering> questions) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        passes.incrementAndGet();
        most.accumulateAndGet(questions.size(), Math::max);
        questions.forEach(question -> ((Spelling) question).advance());
        return Passes.of(questions.size());
    }

    private final class Spelling implements Answering {
        private final Question question;
        private final String text;
        private int settled;
        private Work work = Work.NONE;

        Spelling(Question question) {
            this.question = question;
            String most = script.substring(0, Math.min(script.length(), question.mostTokens()));
            this.text = question.stopsAtEnd() && most.contains(".") ? most.substring(0, most.indexOf('.') + 1) : most;
            if (script.equals("fail")) {
                throw new IllegalStateException("logits are not finite");
            }
        }

        @Override
        public Optional<Throwable> failure() {
            return question.strategy().equals("fails")
                    ? Optional.of(new IllegalArgumentException("this rule can only be priced"))
                    : Optional.empty();
        }

        void advance() {
            if (question.strategy().equals("breaks")) {
                throw new LinkageError("a kernel is missing");
            }
            settled = Math.min(text.length(), settled + block);
            work = work.plus(true, block, (long) block * question.answers());
        }

        @Override
        public boolean isDone() {
            return settled == text.length();
        }

        @Override
        public int[] settled(int answer) {
            return text.substring(0, settled - (hasEnded(answer) ? 1 : 0))
                    .chars()
                    .toArray();
        }

        /// Of the next block, every other character is known.
        @Override
        public int[] provisional(int answer) {
            int end = Math.min(text.length(), settled + block);
            return IntStream.range(settled, end)
                    .map(at -> (at - settled) % 2 == 0 ? text.charAt(at) : UNKNOWN)
                    .toArray();
        }

        @Override
        public boolean hasEnded(int answer) {
            return question.stopsAtEnd() && text.substring(0, settled).endsWith(".");
        }

        /// Each character is half as probable as the one before it, and `?` is always twice as probable.
        @Override
        public List<Scored> scores(int answer) {
            if (question.strategy().equals("unscored")) {
                throw new StackOverflowError();
            }
            StringBuilder all = new StringBuilder();
            for (int token : question.prompt()) {
                all.appendCodePoint(token);
            }
            for (int token : settled(answer)) {
                all.appendCodePoint(token);
            }
            return IntStream.range(0, all.length())
                    .mapToObj(i -> new Scored(
                            all.substring(i, i + 1),
                            i == 0 ? OptionalDouble.empty() : OptionalDouble.of(-i),
                            i == 0
                                    ? List.of()
                                    : Stream.of(new Scored.Likely("?", 1.0 - i), new Scored.Likely("?", -9.0 - i))
                                            .limit(question.likeliest().orElseThrow())
                                            .toList()))
                    .toList();
        }

        @Override
        public Work work() {
            return work;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
