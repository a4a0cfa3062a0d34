package org.unmask.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.app.frontier.DecodingGrid;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.op.DType;
import org.unmask.core.traffic.Arrivals;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.engine.Backends;
import org.unmask.engine.Sampling;
import org.unmask.engine.spi.Backend;
import org.unmask.fleet.Batching;
import org.unmask.fleet.Priority;
import org.unmask.fleet.Routing;
import org.unmask.result.SettingParts;
import org.unmask.run.session.Stops;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What may stand behind every option and in place of every argument: completions offer it.
final class Expectations {
    /// Commands that run models, which takes fewer element types than prices do.
    private static final Set<String> RUNNING = Set.of("measure", "generate", "evaluate", "frontier", "serve", "probe");

    private static final List<String> TYPES =
            Arrays.stream(DType.values()).map(DType::id).toList();

    /// Without those of weights only.
    private static final List<String> OTHER_TYPES = Arrays.stream(DType.values())
            .filter(type -> !type.roundsActivations())
            .map(DType::id)
            .toList();

    /// Parts of settings; options of programs have any name.
    private static final List<String> PARTS =
            SettingParts.NAMES.stream().filter(name -> !name.endsWith("<name>")).toList();

    private final List<String> commands;
    private final List<String> studies;

    /// @param commands  names of all commands
    /// @param studies  names of the studies that come with the program
    Expectations(Collection<String> commands, List<String> studies) {
        this.commands = List.copyOf(commands);
        this.studies = List.copyOf(studies);
    }

    /// @param command  the name of a command, of a subcommand with that of its command before it
    Expected of(String command, ArgSpec arg) {
        if (arg.arity().max() == 0) {
            return Expected.FLAG;
        }
        if (arg.type().isEnum()) {
            return Expected.of(Arrays.stream(arg.type().getEnumConstants())
                    .map(String::valueOf)
                    .toList());
        }
        return switch (arg.paramLabel()) {
            case "DIR" -> Expected.FOLDER;
            case "FILE", "FILE|DIR", "BEFORE", "AFTER", "DIR|BUNDLE|FILE" -> Expected.FILE;
            default -> arg instanceof OptionSpec option ? behind(command, option.longestName()) : argument(command);
        };
    }

    private Expected argument(String command) {
        return switch (command) {
            case "completion" -> Expected.of(CompletionCommand.SHELLS);
            case "devices" -> Expected.DEVICE;
            case "help" -> Expected.of(commands);
            case "models", "models synthesize" -> Expected.MODEL;
            case "profiles" -> Expected.PROFILE;
            case "strategies" -> Expected.STRATEGY;
            case "study" -> Expected.of(studies);
            default -> Expected.ANYTHING;
        };
    }

    private static Expected behind(String command, String option) {
        return switch (option) {
            // A server has names of its own.
            case "--model" -> command.equals("bench-endpoint") ? Expected.ANYTHING : Expected.MODEL;
            case "--ar", "--dlm", "--ar-model", "--drafter" -> Expected.MODEL;
            case "--device" -> Expected.DEVICE;
            case "--profile" -> Expected.PROFILE;
            case "--strategy", "--ar-strategy" -> Expected.STRATEGY;
            case "--dtype" -> Expected.of(types(command));
            case "--kv-dtype" -> Expected.of(keyValueTypes(command));
            case "--weight-dtype" -> Expected.of(TYPES);
            case "--activation-dtype" -> Expected.of(OTHER_TYPES);
            case "--logits" ->
                Expected.of(Stream.of(LogitRows.values()).map(LogitRows::id).toList());
            case "--backend" ->
                Expected.of(Stream.concat(
                                Stream.of(Backends.AUTO),
                                Backends.installed().stream().map(Backend::name))
                        .toList());
            case "--sampler" ->
                Expected.of(Stream.of(Sampling.Style.values())
                        .map(Sampling.Style::id)
                        .toList());
            case "--batching" ->
                Expected.of(Stream.of(Batching.values()).map(Batching::id).toList());
            case "--routing" ->
                Expected.of(Stream.of(Routing.values()).map(Routing::id).toList());
            case "--priority" ->
                Expected.of(Stream.of(Priority.values()).map(Priority::id).toList());
            case "--arrivals" -> Expected.of(Arrivals.KINDS);
            case "--stop" -> Expected.of(Stops.ENDS);
            case "--finished" -> Expected.of(Stops.FATES);
            case "--cache" -> Expected.of(DecodingGrid.CACHES);
            case "--ignore" -> Expected.of(PARTS);
            case "--set" -> Expected.of(assigned(PARTS));
            case "--slo" -> Expected.of(List.of("ttft=", "tpot=", "e2e="));
            case "--rule" -> Expected.of(List.of("threshold=", "factor=", "entropy="));
            case "--fix" ->
                Expected.of(assigned(Stream.of(ProfileParameter.values())
                        .map(ProfileParameter::id)
                        .toList()));
            default -> Expected.ANYTHING;
        };
    }

    private static List<String> keyValueTypes(String command) {
        return switch (command) {
            case "evaluate", "frontier" -> List.of("float32");
            case "measure", "generate", "serve" -> List.of("float32", "bf16");
            default -> OTHER_TYPES;
        };
    }

    private static List<String> types(String command) {
        return RUNNING.contains(command)
                ? List.of("float32", "bf16", "int8", "int4", "w8a8", "w4a8")
                : command.equals("models synthesize") ? List.of("bf16", "float32") : TYPES;
    }

    private static List<String> assigned(List<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(name + "="));
        return all;
    }
}
