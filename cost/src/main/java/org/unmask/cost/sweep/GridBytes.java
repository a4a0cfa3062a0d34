package org.unmask.cost.sweep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// A grid as bytes for other machines, which then need none of the files it was made from. Reader and writer must be of one
/// version of Unmask.
///
/// Everything in a grid is a record, an enum, a collection, an optional value, a text or a number; a record is its class and
/// its components, and one that comes again is a reference.
public final class GridBytes {
    private static final String OURS = "org.unmask.";

    private GridBytes() {}

    /// Writes a grid.
    ///
    /// @throws IllegalArgumentException if a part of it cannot be written, as times of operators cannot
    public static byte[] of(Grid grid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            new Writer(out).write(grid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] written = bytes.toByteArray();
        if (!grid.equals(read(written))) {
            throw new IllegalArgumentException(
                    "the sweep cannot be given to other machines: it does not read back as it was");
        }
        return written;
    }

    /// Reads what [#of] wrote.
    ///
    /// @throws IllegalArgumentException if the bytes are none of a grid, or of another version
    public static Grid read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return (Grid) new Reader(in).read();
        } catch (IOException | ReflectiveOperationException | ClassCastException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the grid cannot be read; use one version of Unmask everywhere: " + e, e);
        }
    }

    private enum Kind {
        ABSENT,
        PRESENT,
        TEXT,
        WHOLE,
        LONG,
        REAL,
        TRUTH,
        ENUM,
        LIST,
        SET,
        MAP,
        PRESENT_WHOLE,
        ABSENT_WHOLE,
        PRESENT_REAL,
        ABSENT_REAL,
        RECORD,
        AGAIN
    }

    private static final class Writer {
        private final DataOutputStream out;
        private final IdentityHashMap<Object, Integer> known = new IdentityHashMap<>();

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void write(Object value) throws IOException {
            switch (value) {
                case Optional<?> some -> {
                    kind(some.isPresent() ? Kind.PRESENT : Kind.ABSENT);
                    if (some.isPresent()) {
                        write(some.get());
                    }
                }
                case OptionalInt some -> {
                    kind(some.isPresent() ? Kind.PRESENT_WHOLE : Kind.ABSENT_WHOLE);
                    out.writeInt(some.orElse(0));
                }
                case OptionalDouble some -> {
                    kind(some.isPresent() ? Kind.PRESENT_REAL : Kind.ABSENT_REAL);
                    out.writeDouble(some.orElse(0));
                }
                case String text -> {
                    kind(Kind.TEXT);
                    text(text);
                }
                case Integer number -> {
                    kind(Kind.WHOLE);
                    out.writeInt(number);
                }
                case Long number -> {
                    kind(Kind.LONG);
                    out.writeLong(number);
                }
                case Double number -> {
                    kind(Kind.REAL);
                    out.writeDouble(number);
                }
                case Boolean truth -> {
                    kind(Kind.TRUTH);
                    out.writeBoolean(truth);
                }
                case Enum<?> one -> {
                    kind(Kind.ENUM);
                    text(one.getDeclaringClass().getName());
                    text(one.name());
                }
                case List<?> list -> all(Kind.LIST, list);
                case Set<?> set -> all(Kind.SET, set);
                case Map<?, ?> map -> {
                    kind(Kind.MAP);
                    out.writeInt(map.size());
                    for (Map.Entry<?, ?> entry : map.entrySet()) {
                        write(entry.getKey());
                        write(entry.getValue());
                    }
                }
                case Record record -> record(record);
                default ->
                    throw new IllegalArgumentException("the sweep cannot be given to other machines: it holds a "
                            + value.getClass().getSimpleName()
                            + "; a profile with times of operators is for the machine that"
                            + " it was measured on");
            }
        }

        private void record(Record record) throws IOException {
            Integer number = known.get(record);
            if (number != null) {
                kind(Kind.AGAIN);
                out.writeInt(number);
                return;
            }
            kind(Kind.RECORD);
            text(record.getClass().getName());
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                try {
                    write(component.getAccessor().invoke(record));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException("the sweep cannot be given to other machines: " + e, e);
                }
            }
            known.put(record, known.size());
        }

        private void all(Kind kind, Collection<?> values) throws IOException {
            kind(kind);
            out.writeInt(values.size());
            for (Object value : values) {
                write(value);
            }
        }

        private void kind(Kind kind) throws IOException {
            text(kind.name());
        }

        private void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static final class Reader {
        private final DataInputStream in;
        private final List<Object> known = new ArrayList<>();

        Reader(DataInputStream in) {
            this.in = in;
        }

        Object read() throws IOException, ReflectiveOperationException {
            return switch (Kind.valueOf(text())) {
                case ABSENT -> Optional.empty();
                case PRESENT -> Optional.of(read());
                case TEXT -> text();
                case WHOLE -> in.readInt();
                case LONG -> in.readLong();
                case REAL -> in.readDouble();
                case TRUTH -> in.readBoolean();
                case ENUM -> constant(ours(text()), text());
                case LIST -> List.of(all());
                case SET -> Set.of(all());
                case MAP -> map();
                case PRESENT_WHOLE -> OptionalInt.of(in.readInt());
                case ABSENT_WHOLE -> absent(in.readInt(), OptionalInt.empty());
                case PRESENT_REAL -> OptionalDouble.of(in.readDouble());
                case ABSENT_REAL -> absent(in.readDouble(), OptionalDouble.empty());
                case RECORD -> record(ours(text()));
                case AGAIN -> again(in.readInt());
            };
        }

        private Object again(int number) throws IOException {
            if (number < 0 || number >= known.size()) {
                throw new IOException("there is no record " + number + " before this place");
            }
            return known.get(number);
        }

        private static Object absent(Number unused, Object none) throws IOException {
            if (unused.doubleValue() != 0) {
                throw new IOException("a value that is absent is " + unused);
            }
            return none;
        }

        private static Class<?> ours(String name) throws ReflectiveOperationException {
            if (!name.startsWith(OURS)) {
                throw new ClassNotFoundException(name);
            }
            return Class.forName(name);
        }

        private static Object constant(Class<?> type, String name) throws IOException {
            if (!type.isEnum()) {
                throw new IOException(type.getName() + " is no enum");
            }
            return Arrays.stream(type.getEnumConstants())
                    .filter(one -> ((Enum<?>) one).name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + type.getName() + " " + name));
        }

        private Object[] all() throws IOException, ReflectiveOperationException {
            int count = in.readInt();
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(read());
            }
            return values.toArray();
        }

        private Map<Object, Object> map() throws IOException, ReflectiveOperationException {
            int count = in.readInt();
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                Object key = read();
                map.put(key, read());
            }
            return map;
        }

        private Object record(Class<?> type) throws IOException, ReflectiveOperationException {
            RecordComponent[] components = type.getRecordComponents();
            if (components == null) {
                throw new IOException(type.getName() + " is no record");
            }
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = read();
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            Object record = constructor.newInstance(values);
            known.add(record);
            return record;
        }

        private String text() throws IOException {
            int length = in.readInt();
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the bytes end in the middle of a text");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
