package org.unmask.app;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which package may know which: read from the class files, compared with one table.
///
/// Modules already forbid most of what is not in the table; inside a module, and for the backends, only this test
/// does. A constant that the compiler copies leaves no trace in a class file and is not seen.
class ArchitectureTest {

    /// Every package that uses another package of ours, and the ones it uses. Names start after `org.unmask.`
    private static final String ALLOWED = """
            core.decode      -> core.op core.text
            core.model       -> core.op core.decode
            core.timeline    -> core.op core.decode

            cost.hardware    -> core.op
            cost.roofline    -> core.op core.model core.decode core.timeline cost.hardware cost.memory
            cost.memory      -> core.op core.model core.decode cost.hardware

            engine           -> core.op core.text core.model core.decode engine.spi engine.weight
            engine.spi       -> core.op
            engine.scalar    -> core.op engine.spi
            engine.token     -> core.text
            engine.weight    -> core.op core.text core.model engine.spi
            engine.vector    -> core.op engine.spi
            engine.onednn    -> core.op engine.spi engine.vector

            app.catalog      -> core.op core.text core.model cost.hardware cost.roofline engine.token engine.weight
            app.predict      -> app.catalog core.op core.text core.model core.decode core.timeline cost.hardware cost.roofline \
                                cost.memory
            app.fit          -> app.catalog app.predict core.op core.text core.model core.decode core.timeline cost.hardware \
                                cost.roofline
            app.sweep        -> app.catalog app.measure app.predict core.op core.model core.decode cost.hardware cost.roofline \
                                cost.memory
            app.crossover    -> app.predict core.op core.model core.decode core.timeline cost.hardware cost.roofline \
                                cost.memory
            app.report       -> cost.roofline cost.memory
            app.result       -> core.op core.decode
            app.checkpoint   -> app.catalog core.op core.model engine.token engine.weight
            app.live         -> app.measure app.predict core.decode engine
            app.measure      -> app.catalog app.predict app.result core.op core.text core.model core.decode cost.memory engine \
                                engine.spi engine.token engine.weight
            app.study        -> app.catalog app.fit app.measure app.predict app.report app.result app.crossover \
                                core.op core.text core.model core.decode core.timeline cost.hardware cost.roofline \
                                cost.memory engine engine.spi engine.weight
            app.cli          -> app.catalog app.checkpoint app.fit app.live app.measure app.predict app.result app.study \
                                app.crossover app.sweep core.op core.text core.model core.decode cost.hardware cost.roofline \
                                engine engine.spi engine.token
            """;

    private static final Pattern DESCRIPTOR = Pattern.compile("Lorg/unmask/[\\w/$]+");

    private static final Map<String, Set<String>> allowed = table(ALLOWED);
    private static final Map<String, Set<String>> actual = dependencies();

    @Test
    void everyDependencyIsAllowed() {
        assertThat(excess(actual, allowed))
                .as("dependencies between packages that the table does not allow")
                .isEmpty();
    }

    @Test
    void everyAllowedDependencyExists() {
        assertThat(excess(allowed, actual))
                .as("lines of the table that no class needs any more")
                .isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        assertThat(cycle(actual))
                .as("packages that know each other in a circle")
                .isEmpty();
    }

    @Test
    void coreNeedsNothingBesideJavaBase() {
        assertThat(modules().filter(module -> module.name().equals("org.unmask.core")))
                .singleElement()
                .satisfies(core -> assertThat(core.requires())
                        .extracting(ModuleDescriptor.Requires::name)
                        .containsExactly("java.base"));
    }

    @Test
    void theEngineNeverNeedsPrices() {
        assertThat(modules().filter(module -> module.name().startsWith("org.unmask.engine")))
                .isNotEmpty()
                .allSatisfy(engine -> assertThat(engine.requires())
                        .extracting(ModuleDescriptor.Requires::name)
                        .doesNotContain("org.unmask.cost", "org.unmask.app"));
    }

    @Test
    void reportsNeverNeedTheEngine() {
        assertThat(uses("app.report")).noneMatch(used -> used.startsWith("engine"));
    }

    @Test
    void nothingNeedsTheCommandLine() {
        assertThat(actual.keySet()).noneMatch(name -> uses(name).contains("app.cli"));
    }

    @Test
    void aCycleIsFoundAndPrinted() {
        assertThat(cycle(table("a -> b\nb -> c d\nc -> a\nd ->"))).isEqualTo("a -> b -> c -> a");
        assertThat(cycle(table("a -> b c\nb -> c"))).isEmpty();
    }

    private static Stream<ModuleDescriptor> modules() {
        return Reactor.folders().stream().map(Reactor::descriptor);
    }

    private static Set<String> uses(String name) {
        return actual.getOrDefault(name, Set.of());
    }

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new TreeMap<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] sides = line.split("->", 2);
            Set<String> used = Arrays.stream(sides[1].split(" "))
                    .filter(name -> !name.isEmpty())
                    .collect(toSet());
            table.put(sides[0].strip(), used);
        });
        return table;
    }

    /// What `left` has and `right` lacks, one `a -> b` each.
    private static List<String> excess(Map<String, Set<String>> left, Map<String, Set<String>> right) {
        return left.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(used ->
                                !right.getOrDefault(entry.getKey(), Set.of()).contains(used))
                        .map(used -> entry.getKey() + " -> " + used))
                .sorted()
                .toList();
    }

    private static Map<String, Set<String>> dependencies() {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (Path folder : Reactor.folders()) {
            for (Path file : Reactor.classFiles(folder)) {
                ClassModel type = parse(file);
                String self = packageOf(type.thisClass().asInternalName());
                Set<String> used = dependencies.computeIfAbsent(self, _ -> new TreeSet<>());
                for (PoolEntry entry : type.constantPool()) {
                    names(entry).map(ArchitectureTest::packageOf).forEach(used::add);
                }
                used.remove(self);
            }
        }
        return dependencies;
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// The classes of ours that an entry of the constant pool names: itself, or inside a descriptor or signature.
    private static Stream<String> names(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry type
            when type.asInternalName().startsWith("org/unmask/") -> Stream.of(type.asInternalName());
            case Utf8Entry text ->
                DESCRIPTOR
                        .matcher(text.stringValue())
                        .results()
                        .map(MatchResult::group)
                        .map(name -> name.substring(1));
            default -> Stream.empty();
        };
    }

    /// `core.op` for `org/unmask/core/op/MatMul`.
    private static String packageOf(String internalName) {
        return internalName
                .substring("org/unmask/".length(), internalName.lastIndexOf('/'))
                .replace('/', '.');
    }

    /// The first cycle as `a -> b -> a`; empty if there is none.
    private static String cycle(Map<String, Set<String>> uses) {
        Set<String> done = new TreeSet<>();
        for (String start : uses.keySet()) {
            List<String> cycle = cycle(start, uses, new ArrayDeque<>(), done);
            if (!cycle.isEmpty()) {
                return cycle.stream().collect(joining(" -> "));
            }
        }
        return "";
    }

    private static List<String> cycle(String at, Map<String, Set<String>> uses, Deque<String> path, Set<String> done) {
        if (path.contains(at)) {
            List<String> cycle = new ArrayList<>(path);
            cycle.add(at);
            return cycle.subList(cycle.indexOf(at), cycle.size());
        }
        path.addLast(at);
        for (String used : new TreeSet<>(uses.getOrDefault(at, Set.of()))) {
            List<String> cycle = done.contains(used) ? List.<String>of() : cycle(used, uses, path, done);
            if (!cycle.isEmpty()) {
                return cycle;
            }
        }
        path.removeLast();
        done.add(at);
        return List.of();
    }
}
