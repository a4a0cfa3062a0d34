package org.unmask.engine.token;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.input.InputFile;

/// Reads a `tokenizer.model`: a message of protocol buffers
/// (https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto).
public final class SentencePieceModel {
    private static final long MAX_BYTES = 64L << 20;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int UNIGRAM = 1;
    private static final int PAIRS = 2;
    private static final int DEFAULT_BEGIN = 1;

    private final Path file;
    private final List<String> pieces = new ArrayList<>();
    private final List<Long> types = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private long modelType = 1;
    private long begin = DEFAULT_BEGIN;
    private boolean prefixed = true;
    private boolean squeezed = true;
    private boolean escaped = true;
    private boolean behind;
    private String map = "";

    private SentencePieceModel(Path file) {
        this.file = file;
    }

    /// What is done with a field of a message.
    private interface Field {
        /// @param number  of the field
        /// @param value  of a number
        /// @param bytes  of a text or message; empty for numbers
        void read(int number, long value, ByteBuffer bytes) throws IOException;
    }

    /// The vocabulary of a file.
    ///
    /// @param everywhere  whether a space is put behind special tokens too
    /// @param begins  whether every text begins with the token the file names for it
    /// @throws IOException in one line, if it cannot be read, or is of a kind that is not known
    public static SentencePieceVocabulary read(Path file, boolean everywhere, boolean begins) throws IOException {
        SentencePieceModel model = new SentencePieceModel(file);
        model.fields(ByteBuffer.wrap(InputFile.rawBytes(file, MAX_BYTES)), model::part);
        if (model.modelType != PAIRS && model.modelType != UNIGRAM) {
            throw new IOException(file + ": a vocabulary of kind " + model.modelType + "; expected " + UNIGRAM
                    + ", a unigram model, or " + PAIRS
                    + ", pieces found by merging pairs: make a tokenizer.json of it");
        }
        if (!model.escaped || model.behind) {
            throw new IOException(
                    file + ": spaces are written otherwise than before words, as ▁; make a tokenizer.json of it");
        }
        SentencePieceVocabulary.Space space = !model.prefixed
                ? SentencePieceVocabulary.Space.NOWHERE
                : everywhere ? SentencePieceVocabulary.Space.EVERYWHERE : SentencePieceVocabulary.Space.FIRST;
        try {
            return new SentencePieceVocabulary(
                    model.pieces,
                    model.types,
                    model.scores,
                    space,
                    begins && model.begin >= 0 ? OptionalInt.of((int) model.begin) : OptionalInt.empty(),
                    model.modelType == PAIRS ? SentencePieceVocabulary.Cut.PAIRS : SentencePieceVocabulary.Cut.UNIGRAM,
                    new SentencePieceVocabulary.Normalising(model.map, model.squeezed));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private void part(int number, long value, ByteBuffer bytes) throws IOException {
        switch (number) {
            case 1 -> {
                pieces.add("");
                types.add(1L);
                scores.add(0f);
                fields(bytes, this::piece);
            }
            case 2 -> fields(bytes, this::training);
            case 3 -> fields(bytes, this::normalising);
            default -> {
                // self-tests, and what newer versions say
            }
        }
    }

    private void piece(int number, long value, ByteBuffer bytes) {
        int last = pieces.size() - 1;
        switch (number) {
            case 1 -> pieces.set(last, StandardCharsets.UTF_8.decode(bytes).toString());
            case 2 -> scores.set(last, Float.intBitsToFloat((int) value));
            case 3 -> types.set(last, value);
            default -> {
                // nothing else is known
            }
        }
    }

    private void training(int number, long value, ByteBuffer bytes) {
        switch (number) {
            case 3 -> modelType = value;
            case 24 -> behind = value != 0;
            case 41 -> begin = (int) value;
            default -> {
                // how it was trained
            }
        }
    }

    private void normalising(int number, long value, ByteBuffer bytes) {
        switch (number) {
            case 2 -> map = Base64.getEncoder().encodeToString(rest(bytes));
            case 3 -> prefixed = value != 0;
            case 4 -> squeezed = value != 0;
            case 5 -> escaped = value != 0;
            default -> {
                // names and rules the map was made from
            }
        }
    }

    private static byte[] rest(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return all;
    }

    /// Reads the fields of a message.
    private void fields(ByteBuffer message, Field field) throws IOException {
        ByteBuffer in = message.order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> field.read(number, varint(in), ByteBuffer.allocate(0));
                case FIXED64 -> field.read(number, take(in, Long.BYTES).getLong(), ByteBuffer.allocate(0));
                case FIXED32 -> field.read(number, take(in, Integer.BYTES).getInt(), ByteBuffer.allocate(0));
                case BYTES -> field.read(number, 0, take(in, varint(in)));
                default -> throw bad();
            }
        }
    }

    private long varint(ByteBuffer in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = take(in, 1).get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw bad();
    }

    private ByteBuffer take(ByteBuffer in, long bytes) throws IOException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw bad();
        }
        ByteBuffer part = in.slice(in.position(), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) bytes);
        return part;
    }

    private IOException bad() {
        return new IOException(file + ": not a model of SentencePiece");
    }
}
