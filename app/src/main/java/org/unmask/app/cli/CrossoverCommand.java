package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.ElementTypes;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.PricedOn;
import org.unmask.app.cli.option.PromptChunks;
import org.unmask.app.cli.option.Workload;
import org.unmask.app.print.CrossoverFormats;
import org.unmask.app.print.CrossoverText;
import org.unmask.app.print.MapFormats;
import org.unmask.app.terminal.LateProgress;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.choice.Settings;
import org.unmask.catalog.choice.Sharing;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.UsageException;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Crossover;
import org.unmask.cost.crossover.Limits;
import org.unmask.cost.crossover.RaceMap;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where two models break even.
@Command(
        name = "crossover",
        mixinStandardHelpOptions = true,
        description = {
            "Find where a diffusion model and an autoregressive one break even on a device.",
            "The answers are the batch from which the autoregressive one is faster, steps K*, tokens per pass TPF* and the longest prompt. Lists make a cross product."
        },
        footer = {
            "",
            "Examples:",
            "  unmask crossover --ar llama-3-8b --dlm llada-8b --device h200-sxm \\",
            "      --strategy dual-cache:block=32,steps=64 --prompt-len 512 --gen-len 256",
            "  unmask crossover --ar llama-3-8b --dlm llada-8b --device a6000,h100-sxm \\",
            "      --strategy diffusion:steps=32 --profile eager --format json",
            "  unmask crossover --ar llama-3-8b --dlm llada-8b --device h100-sxm --map \\",
            "      --strategy dual-cache:block=32,steps=64 --batch '1-64*2' \\",
            "      --prompt-len '128-8192*2' --format csv"
        })
final class CrossoverCommand implements Callable<Integer> {
    private static final int MOST_SETTINGS = 1_000;
    private static final int MOST_CELLS = 100_000;

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"--ar", "--ar-model"},
            required = true,
            paramLabel = "NAME",
            description = "Autoregressive model: catalogue model, folder or config.json. See `unmask models`.")
    private String autoregressive;

    @Option(
            names = "--dlm",
            required = true,
            paramLabel = "NAME",
            description = "The diffusion model: catalogue model, folder or config.json. See `unmask models`.")
    private String diffusion;

    @Mixin
    private PricedOn priced = new PricedOn();

    @Option(
            names = "--ar-strategy",
            defaultValue = "ar",
            paramLabel = "NAME[:key=value,...]",
            description = "Decoding strategy of the autoregressive model. Default: ${DEFAULT-VALUE}.")
    private String autoregressiveStrategy;

    @Mixin
    private Workload workload = new Workload();

    @Mixin
    private ElementTypes types = new ElementTypes();

    @Mixin
    private PromptChunks chunks = new PromptChunks();

    @Option(
            names = "--max-context",
            defaultValue = "32768",
            paramLabel = "N",
            description = "Longest prompt to look at. Default: ${DEFAULT-VALUE}.")
    private int longestContext;

    @Option(
            names = "--map",
            description = "Print the winner at every batch and prompt of the lists in place of the crossovers.")
    private boolean map;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    CrossoverCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (map) {
            Given.refuse(spec, List.of("--max-context"), "--map");
        }
        Numbers.within(1, Limits.LONGEST_CONTEXT, "--max-context", longestContext);
        Limits limits = new Limits(Limits.LARGEST_BATCH, longestContext);
        List<Contest> contests = contests();
        checkCount(contests.size());
        notes().forEach(context.err()::println);
        context.out().print(map ? maps(contests, limits) : crossovers(contests, limits));
        context.out().flush();
        return 0;
    }

    private List<Contest> contests() throws IOException {
        Catalog catalog = context.catalog();
        Model first = types.elements().of(catalog.model(autoregressive));
        Model second = types.elements().of(catalog.model(diffusion));
        StrategySpec firstStrategy = StrategySpec.parse(autoregressiveStrategy);
        Map<String, Model> drafters = types.elements()
                .drafters(
                        catalog,
                        List.of(firstStrategy),
                        workload.generatedTokens().getFirst());
        DTypes elements = types.elements().types();
        List<Profile> profiles = new ArrayList<>();
        for (String name : priced.profiles()) {
            profiles.add(catalog.profile(name).profile());
        }
        List<Contest> contests = new ArrayList<>();
        for (String name : priced.devices()) {
            Device device = catalog.device(name).device();
            for (Profile profile : profiles) {
                for (StrategySpec strategy : workload.strategies()) {
                    for (int generated : workload.generatedTokens()) {
                        Contest contest = new Contest(
                                first,
                                firstStrategy,
                                second,
                                strategy,
                                device,
                                generated,
                                workload.logits(),
                                elements,
                                profile);
                        contests.add(contest.chunked(chunks.tokens()).with(drafters));
                    }
                }
            }
        }
        return contests;
    }

    private List<String> notes() throws IOException {
        long prompt = Collections.max(workload.promptTokens());
        long generated = Collections.max(workload.generatedTokens());
        return new Settings(
                        List.of(autoregressive, diffusion),
                        priced.devices(),
                        types.elements(),
                        Sharing.NONE,
                        priced.profiles())
                .notes(context.catalog(), prompt + generated, true);
    }

    private void checkCount(int contests) {
        double points = (double) contests
                * workload.promptTokens().size()
                * workload.batches().size();
        if (points > (map ? MOST_CELLS : MOST_SETTINGS)) {
            throw new UsageException(
                    map
                            ? "more than " + MOST_CELLS + " cells; give shorter lists"
                            : "more than " + MOST_SETTINGS + " settings; give shorter lists, or --map");
        }
    }

    private String crossovers(List<Contest> contests, Limits limits) {
        List<Integer> prompts = workload.promptTokens();
        List<Integer> batches = workload.batches();
        List<Crossover> found = new ArrayList<>();
        long steps = (long) contests.size() * prompts.size() * batches.size();
        try (LateProgress progress = new LateProgress(context.progress(), "crossover", steps)) {
            for (Contest contest : contests) {
                Solver solver = new Solver(contest, limits, AssumptionFiles.ON_DISK, progress);
                for (int prompt : prompts) {
                    for (int batch : batches) {
                        found.add(solver.solve(batch, prompt));
                        progress.step(contest.device().id() + " " + contest.diffusionStrategy());
                    }
                }
            }
        }
        return switch (format) {
            case TEXT -> CrossoverText.text(found, context.console().columns());
            case JSON -> CrossoverFormats.json(found) + "\n";
            case CSV -> CrossoverFormats.csv(found);
        };
    }

    private String maps(List<Contest> contests, Limits limits) {
        List<RaceMap> found = new ArrayList<>();
        try (LateProgress progress = new LateProgress(context.progress(), "map", contests.size())) {
            for (Contest contest : contests) {
                Solver solver = new Solver(contest, limits, AssumptionFiles.ON_DISK, progress);
                found.add(solver.map(workload.batches(), workload.promptTokens()));
                progress.step(contest.device().id() + " " + contest.diffusionStrategy());
            }
        }
        return switch (format) {
            case TEXT -> MapFormats.text(found, context.console().columns());
            case JSON -> MapFormats.json(found) + "\n";
            case CSV -> MapFormats.csv(found);
        };
    }
}
