package org.unmask.app;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
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
import java.util.function.Predicate;
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
            core.decode      -> core.op core.statistic core.text
            core.model       -> core.decode core.op
            core.op          -> core.text
            core.timeline    -> core.decode core.op
            core.traffic     -> core.text

            cost.crossover   -> core.decode core.model core.op core.text core.timeline cost.hardware cost.memory \
                                cost.predict cost.roofline
            cost.hardware    -> core.op
            cost.memory      -> core.decode core.model core.op cost.hardware
            cost.predict     -> core.decode core.model core.op core.text core.timeline cost.hardware cost.memory \
                                cost.roofline cost.timing
            cost.roofline    -> core.decode core.model core.op core.timeline cost.hardware cost.memory cost.timing
            cost.sweep       -> core.decode core.model cost.hardware cost.predict cost.roofline
            cost.timing      -> core.op

            fleet            -> core.decode core.model core.op core.text core.traffic cost.hardware cost.memory \
                                cost.predict cost.roofline

            catalog          -> catalog.family input core.decode core.model core.op core.text cost.hardware cost.roofline cost.timing
            catalog.choice   -> catalog core.decode core.model core.op core.text cost.hardware cost.predict cost.roofline input
            catalog.family   -> input core.model core.op core.text

            fit              -> catalog core.decode core.model core.op core.timeline cost.hardware cost.predict \
                                cost.roofline input

            input            -> core.text

            result           -> core.decode core.op core.text input
            result.bundle    -> input result
            result.compare   -> core.decode core.op input result result.imports
            result.evaluation -> core.statistic input result
            result.imports   -> core.decode core.op core.text input result
            result.trace     -> input

            engine           -> core.decode core.model core.op core.text engine.spi engine.weight
            engine.c         -> core.op engine.foreign engine.spi engine.vector
            engine.onednn    -> core.op engine.foreign engine.spi engine.vector
            engine.scalar    -> core.op engine.spi
            engine.spi       -> core.op
            engine.token     -> input
            engine.vector    -> core.op engine.spi
            engine.weight    -> core.model core.op engine.spi input

            run.checkpoint   -> catalog catalog.family core.model core.op engine.token engine.weight input
            run.evaluate     -> catalog core.decode core.model core.op core.text engine engine.spi engine.token result \
                                result.evaluation run.measure run.session
            run.frontier     -> core.statistic result.evaluation
            run.measure      -> catalog cost.timing core.decode core.model core.op core.text engine engine.spi engine.token \
                                engine.weight result run.session
            run.session      -> catalog core.decode core.model core.op core.text cost.memory engine engine.spi \
                                engine.token engine.weight input run.checkpoint run.template

            report           -> core.text
            report.figure    -> core.statistic core.text cost.crossover cost.memory cost.roofline report
            report.json      -> core.op core.timeline cost.hardware cost.memory cost.predict cost.roofline core.decode core.model cost.timing
            report.page      -> input report

            web.explorer     -> catalog catalog.choice core.decode core.model core.op core.text core.timeline core.traffic cost.crossover \
                                cost.hardware cost.memory cost.predict cost.roofline fleet input report report.json report.page web.http
            web.http         -> core.text
            web.load         -> core.decode core.text core.traffic result result.imports
            web.openai       -> core.model core.text input web.http

            app.audit        -> catalog core.decode core.model core.op core.text core.timeline cost.crossover cost.hardware \
                                cost.memory cost.predict cost.roofline fit input result result.compare
            app.claim        -> catalog core.decode core.model core.op core.timeline cost.hardware cost.predict fit report result
            app.cli          -> app.audit app.claim app.cli.option app.export app.fit app.fleet app.frontier app.print app.serve app.site app.study app.sweep app.table app.terminal app.trace catalog \
                                catalog.choice core.decode core.model core.op core.text cost.crossover \
                                cost.hardware cost.predict cost.roofline cost.sweep cost.timing engine \
                                engine.spi engine.token fit input result result.bundle result.compare result.imports result.trace run.checkpoint \
                                run.measure run.session web.explorer web.http web.load web.openai \
                                core.traffic fleet result.evaluation run.evaluate
            app.cli.option   -> app.audit app.fleet catalog catalog.choice core.decode core.model core.op core.text core.traffic \
                                cost.hardware cost.predict engine fleet input result run.evaluate run.session
            app.frontier     -> app.print catalog core.decode core.model core.op core.statistic core.text input report report.figure \
                                report.page result result.evaluation run.evaluate run.frontier run.measure
            app.export       -> app.print core.decode core.op core.text cost.predict input result result.bundle result.compare result.evaluation \
                                result.imports
            app.fit          -> catalog core.text cost.hardware cost.roofline fit
            app.fleet        -> core.decode core.model core.text core.traffic cost.hardware cost.predict fleet input report \
                                report.figure report.page
            app.print        -> app.audit app.claim app.trace core.decode core.model core.op core.statistic core.text core.timeline cost.crossover \
                                cost.hardware cost.memory cost.predict cost.roofline cost.timing report.json \
                                result result.compare result.evaluation result.trace web.load
            app.serve        -> catalog core.decode core.model core.op engine engine.token run.session web.openai
            app.site         -> app.audit app.claim app.print app.study catalog core.decode core.text cost.roofline input report.page result web.explorer web.http
            app.study        -> app.audit app.fleet app.frontier app.print catalog catalog.choice core.decode core.model core.op core.text core.timeline \
                                cost.crossover cost.hardware cost.memory cost.predict cost.roofline cost.timing engine \
                                fit input report report.figure report.page result result.bundle run.measure run.session result.compare
            app.sweep        -> app.table core.decode core.text cost.predict cost.sweep result
            app.table        -> core.text
            app.terminal     -> core.decode core.text engine
            app.trace        -> core.decode core.model core.op cost.hardware cost.roofline result result.trace
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
    void pricesCataloguesResultsAndReportsNeverNeedTheEngine() {
        assertThat(actual.keySet())
                .filteredOn(name ->
                        isIn(name, "core", "cost", "input", "catalog", "fit", "result", "report", "fleet", "web"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(uses(name)).noneMatch(used -> isIn(used, "engine", "run")));
    }

    @Test
    void theVocabularyAndPricesKnowNoJson() {
        assertThat(naming("tools/jackson/")).isNotEmpty().noneMatch(name -> isIn(name, "core", "cost", "fleet"));
    }

    @Test
    void onlyTheRoomForServersOpensSockets() {
        assertThat(Stream.of("java/net/http/", "com/sun/net/httpserver/", "java/net/Socket", "java/net/ServerSocket")
                        .flatMap(type -> naming(type).stream()))
                .allMatch(name -> isIn(name, "web"));
    }

    /// The terminal reads a clock to pace what it shows, a server for its limits and counts, load for what it measures, a fit
    /// and a study write the date of their files.
    @Test
    void onlyRunsReadAClock() {
        assertThat(calling("java/lang/System", "nanoTime"))
                .containsExactlyInAnyOrder("run.measure", "app.terminal", "web.load", "web.openai");
        assertThat(calling("java/lang/System", "currentTimeMillis")).isEmpty();
        assertThat(Stream.of("java/time/Instant", "java/time/LocalDate", "java/time/ZonedDateTime")
                        .flatMap(type -> calling(type, "now").stream()))
                .allMatch(name -> isIn(name, "run", "web", "app"));
    }

    @Test
    void onlyTheCommandLinePrints() {
        assertThat(Stream.of("out", "err").flatMap(stream -> calling("java/lang/System", stream).stream()))
                .allMatch(name -> name.equals("app.cli"));
    }

    @Test
    void nothingNeedsTheCommandLine() {
        assertThat(actual.keySet())
                .filteredOn(name -> !name.equals("app.cli"))
                .allSatisfy(name -> assertThat(uses(name)).noneMatch(used -> isIn(used, "app.cli")));
    }

    @Test
    void nothingNeedsTheProgram() {
        assertThat(actual.keySet())
                .filteredOn(name -> !isIn(name, "app"))
                .allSatisfy(name -> assertThat(uses(name)).noneMatch(used -> isIn(used, "app")));
    }

    @Test
    void aCycleIsFoundAndPrinted() {
        assertThat(cycle(table("a -> b\nb -> c d\nc -> a\nd ->"))).isEqualTo("a -> b -> c -> a");
        assertThat(cycle(table("a -> b c\nb -> c"))).isEmpty();
    }

    private static Stream<ModuleDescriptor> modules() {
        return Reactor.folders().stream().map(Reactor::descriptor);
    }

    /// Whether a package is one of these, or inside one.
    private static boolean isIn(String name, String... rooms) {
        return Arrays.stream(rooms).anyMatch(room -> name.equals(room) || name.startsWith(room + "."));
    }

    /// Packages whose classes name a type that begins like this.
    private static Set<String> naming(String type) {
        return packages(entry ->
                entry instanceof ClassEntry named && named.asInternalName().startsWith(type));
    }

    /// Packages whose classes call a method, or read a field, of a type.
    private static Set<String> calling(String type, String member) {
        return packages(entry -> entry instanceof MemberRefEntry called
                && called.owner().asInternalName().equals(type)
                && called.name().equalsString(member));
    }

    private static Set<String> packages(Predicate<PoolEntry> condition) {
        Set<String> packages = new TreeSet<>();
        for (Path folder : Reactor.folders()) {
            for (Path file : Reactor.classFiles(folder)) {
                ClassModel type = parse(file);
                for (PoolEntry entry : type.constantPool()) {
                    if (condition.test(entry)) {
                        packages.add(packageOf(type.thisClass().asInternalName()));
                    }
                }
            }
        }
        return packages;
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
