package org.unmask.engine.weight;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// Points that quantised elements are rounded to several at a time, as ggml has them (`iq2xxs_grid` and the others of
/// https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h). Every coordinate is one of a few levels;
/// `grids.txt` beside this class says which one, and its first lines say how.
final class Grid {
    static final Grid IQ2_XXS = read("iq2_xxs", 8, 8, 25, 43);
    static final Grid IQ2_XS = read("iq2_xs", 8, 8, 25, 43);
    static final Grid IQ2_S = read("iq2_s", 8, 8, 25, 43);
    static final Grid IQ3_XXS = read("iq3_xxs", 4, 4, 12, 20, 28, 36, 44, 52, 62);
    static final Grid IQ3_S = read("iq3_s", 4, 1, 3, 5, 7, 9, 11, 13, 15);
    static final Grid IQ1 = read("iq1", 8, -1, 0, 1);

    private static final String FILE = "grids.txt";

    private final int coordinates;
    private final byte[] values;

    /// @param values  of all points, one after the other
    private Grid(int coordinates, byte[] values) {
        this.coordinates = coordinates;
        this.values = values;
    }

    /// Writes `scale · coordinate`, the negative where a bit of `signs` is set, the lowest bit being that of the first one.
    void signed(int point, float scale, int signs, float[] to, int at) {
        for (int j = 0; j < coordinates; j++) {
            float size = scale * values[point * coordinates + j];
            to[at + j] = ((signs >> j) & 1) == 0 ? size : -size;
        }
    }

    /// Writes `scale · (coordinate + shift)`.
    void shifted(int point, float scale, float shift, float[] to, int at) {
        for (int j = 0; j < coordinates; j++) {
            to[at + j] = scale * (values[point * coordinates + j] + shift);
        }
    }

    private static Grid read(String name, int coordinates, int... levels) {
        byte[] packed = HexFormat.of().parseHex(line(name));
        int bits = levels.length > 4 ? 4 : 2;
        int each = Byte.SIZE / bits;
        byte[] values = new byte[packed.length * each];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) levels[(packed[i / each] >> (i % each * bits)) & ((1 << bits) - 1)];
        }
        return new Grid(coordinates, values);
    }

    private static String line(String name) {
        return lines().stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(Grid.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
