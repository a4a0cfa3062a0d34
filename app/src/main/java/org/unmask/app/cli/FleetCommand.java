package org.unmask.app.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.cli.option.Deployments;
import org.unmask.app.cli.option.ElementTypes;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.PricedOn;
import org.unmask.app.cli.option.Replicas;
import org.unmask.app.cli.option.TrafficOptions;
import org.unmask.app.cli.option.Upkeeps;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.fleet.FleetPage;
import org.unmask.app.fleet.PlanFormats;
import org.unmask.app.fleet.PlanText;
import org.unmask.app.fleet.Timeline;
import org.unmask.app.fleet.TokensNeeded;
import org.unmask.app.terminal.LateProgress;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.DevicePrice;
import org.unmask.catalog.choice.Settings;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.predict.Scenario;
import org.unmask.fleet.Outcome;
import org.unmask.fleet.Plan;
import org.unmask.fleet.Power;
import org.unmask.fleet.PricedService;
import org.unmask.fleet.Simulation;
import org.unmask.fleet.Sizing;
import org.unmask.input.NewFile;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Devices and money for traffic.
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = {
            "Find how many devices serve given traffic within an objective, and what they cost.",
            "Requests, queues and batches are simulated on predicted passes, for an autoregressive model beside a diffusion model;"
                    + " `docs/fleet.md` has the rules."
        },
        footer = {
            "",
            "Examples:",
            "  unmask fleet --ar llama-3-8b --device h100-sxm --rate 20 --requests 200",
            "  unmask fleet --dlm llada-8b --device h100-sxm \\",
            "      --strategy dual-cache:block=32,tokens-per-pass=4 --rate 5 \\",
            "      --requests 200 --replicas 4",
            "  unmask fleet --ar llama-3-8b --dlm llada-8b --device h100-sxm --rate 20 \\",
            "      --strategy dual-cache:block=32,tokens-per-pass=4 --prompt-len 512 \\",
            "      --gen-len 256 --requests 200 --slo ttft=1,tpot=0.05"
        })
final class FleetCommand implements Callable<Integer> {
    private static final int MOST_PLANS = 1_000;

    private static final List<String> DRAWN_ONLY = List.of("--requests", "--prompt-len", "--gen-len", "--arrivals");

    private final Context context;
    /// Those of the scenarios, by id.
    private final Map<String, CatalogDevice> devices = new HashMap<>();

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"--ar", "--ar-model"},
            paramLabel = "NAME",
            description = "Autoregressive model: catalogue model, folder or config.json. See `unmask models`.")
    private String autoregressive;

    @Option(
            names = "--ar-strategy",
            defaultValue = "ar",
            paramLabel = "NAME[:key=value,...]",
            description =
                    "Decoding strategy of the autoregressive model. The option may be repeated. Default: ${DEFAULT-VALUE}.")
    private List<String> autoregressiveStrategies = List.of();

    @Option(
            names = "--dlm",
            paramLabel = "NAME",
            description = "The diffusion model: catalogue model, folder or config.json. See `unmask models`.")
    private String diffusion;

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description =
                    "Decoding strategy of the diffusion model. The option may be repeated. See `unmask strategies`.")
    private List<String> strategies = List.of();

    @Mixin
    private PricedOn priced = new PricedOn();

    @Option(
            names = "--logits",
            defaultValue = "active",
            paramLabel = "ROWS",
            description = "Rows that go through the LM head: active, generated or all. Default: ${DEFAULT-VALUE}.")
    private String logits;

    @Mixin
    private TrafficOptions traffic = new TrafficOptions();

    @Mixin
    private Replicas replicas = new Replicas();

    @Mixin
    private ElementTypes types = new ElementTypes();

    @Mixin
    private Deployments deployments = new Deployments();

    @Mixin
    private Upkeeps upkeeps = new Upkeeps();

    @Option(
            names = "--cheaper-from",
            description =
                    "Also find from how many tokens per pass the fleet of the diffusion model is cheaper than the cheapest of the"
                            + " autoregressive one on the same device.")
    private boolean cheaperFrom;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Write passes and requests of the fleets as a trace that Perfetto and chrome://tracing show.")
    private Path timeline;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "File that gets a page with the figure, which needs no network.")
    private Path html;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    FleetCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        checkEffects();
        Traffic requests = traffic.traffic(context.err()::println);
        Sizing sizing = new Sizing(
                requests, traffic.objective(), traffic.share(), replicas.fleet(), replicas.most(), traffic.seed());
        List<Scenario> scenarios = scenarios(requests);
        List<Plan> plans = new ArrayList<>();
        List<TokensNeeded> needed = new ArrayList<>();
        try (LateProgress progress = new LateProgress(context.progress(), "fleets", scenarios.size())) {
            for (Scenario scenario : scenarios) {
                plans.add(plan(scenario, sizing, progress));
                progress.step(scenario.model().id() + " " + scenario.strategy());
            }
            if (cheaperFrom) {
                needed.addAll(needed(plans, sizing, progress));
            }
        }
        print(plans, needed);
        if (html != null) {
            FleetPage.write(json(plans, needed), traffic.words(), html);
        }
        if (timeline != null) {
            NewFile.write(timeline, file -> write(file, plans));
        }
        return 0;
    }

    private void checkEffects() {
        if (traffic.isRecorded()) {
            Given.refuse(spec, DRAWN_ONLY, "--trace");
        }
        if (!traffic.hasObjective()) {
            Given.need(spec, List.of("--attainment"), "--slo");
        }
        if (replicas.isGiven()) {
            Given.refuse(spec, List.of("--max-replicas"), "--replicas");
        }
    }

    private Plan plan(Scenario scenario, Sizing asked, Progress progress) {
        Sizing sizing = asked.with(replicas.on(
                asked.fleet(),
                Objects.requireNonNull(devices.get(scenario.device().id()))));
        PricedService service = service(scenario, sizing);
        return new Plan(
                scenario,
                sizing,
                replicas.isGiven() ? sizing.given(service) : sizing.smallest(service, progress),
                Power.of(scenario.upkeep(), replicas.idleWatts()));
    }

    private static PricedService service(Scenario scenario, Sizing sizing) {
        return PricedService.of(
                scenario, AssumptionFiles.ON_DISK, sizing.fleet().limits());
    }

    private List<Scenario> scenarios(Traffic requests) throws IOException {
        if (autoregressive == null && diffusion == null) {
            throw new UsageException("give --ar NAME, --dlm NAME or both");
        }
        if ((diffusion == null) != strategies.isEmpty()) {
            throw new UsageException("--dlm NAME and --strategy NAME belong together; give both or none");
        }
        if (cheaperFrom && (autoregressive == null || diffusion == null)) {
            throw new UsageException("--cheaper-from compares two models; give --ar NAME and --dlm NAME");
        }
        Request longest = new Request(1, requests.longestPrompt(), requests.longestAnswer(), LogitRows.of(logits));
        List<Scenario> all = new ArrayList<>();
        all.addAll(scenarios(autoregressive, autoregressiveStrategies, true, longest));
        all.addAll(scenarios(diffusion, strategies, false, longest));
        if (all.size() > MOST_PLANS) {
            throw new UsageException("more than " + MOST_PLANS + " fleets; give shorter lists");
        }
        return all;
    }

    private List<Scenario> scenarios(String model, List<String> texts, boolean isAutoregressive, Request longest)
            throws IOException {
        if (model == null) {
            return List.of();
        }
        List<StrategySpec> specs = texts.stream().map(StrategySpec::parse).toList();
        for (StrategySpec spec : specs) {
            if (Strategies.isAutoregressive(spec) != isAutoregressive) {
                throw new UsageException("strategy '" + spec + "' is "
                        + (isAutoregressive
                                ? "none of autoregressive models; give it as --strategy"
                                : "one of autoregressive models; give it as --ar-strategy"));
            }
        }
        Catalog catalog = context.catalog();
        Map<String, DevicePrice> prices = upkeeps.prices(catalog);
        Settings settings = new Settings(
                List.of(model), priced.devices(), types.elements(), deployments.sharing(), priced.profiles());
        settings.notes(catalog, (long) longest.promptTokens() + longest.generatedTokens(), true)
                .forEach(context.err()::println);
        return settings
                .scenarios(catalog, specs, longest, device -> {
                    devices.put(device.id(), device);
                    return upkeeps.of(device, prices);
                })
                .stream()
                .flatMap(setting -> specs.stream().map(spec -> setting.of(spec, longest)))
                .toList();
    }

    /// Of each diffusion model, against the cheapest of the autoregressive ones on the same devices under the same profile.
    private List<TokensNeeded> needed(List<Plan> plans, Sizing sizing, Progress progress) {
        List<TokensNeeded> found = new ArrayList<>();
        for (Plan plan : plans) {
            if (!Strategies.isAutoregressive(plan.scenario().strategy())) {
                Plan rival = rival(plans, plan.scenario());
                found.add(TokensNeeded.of(
                        rival,
                        plan,
                        spec -> plan(plan.scenario().of(spec, plan.scenario().request()), sizing, progress)));
            }
        }
        return found;
    }

    private static Plan rival(List<Plan> plans, Scenario scenario) {
        Stream<Plan> rivals = plans.stream()
                .filter(plan -> Strategies.isAutoregressive(plan.scenario().strategy()))
                .filter(plan -> plan.scenario().device().equals(scenario.device())
                        && plan.scenario().deployment().equals(scenario.deployment())
                        && plan.scenario().profile().equals(scenario.profile()));
        return rivals.reduce((a, b) -> TokensNeeded.isCheaper(b, a) ? b : a).orElseThrow();
    }

    private void print(List<Plan> plans, List<TokensNeeded> needed) {
        String requests = traffic.words();
        String objective = traffic.objectiveWords();
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                PlanText.of(
                                        plans,
                                        needed,
                                        requests,
                                        objective,
                                        context.console().columns());
                            case JSON -> json(plans, needed) + "\n";
                            case CSV -> PlanFormats.csv(plans);
                        });
        context.out().flush();
    }

    private String json(List<Plan> plans, List<TokensNeeded> needed) {
        return PlanFormats.json(plans, needed, traffic.words(), traffic.objectiveWords());
    }

    private void write(FileChannel file, List<Plan> plans) throws IOException {
        try (Timeline trace = new Timeline(Channels.newOutputStream(file))) {
            for (Plan plan : plans) {
                Optional<Outcome> outcome = plan.sized().outcome();
                if (outcome.isPresent()) {
                    trace.fleet(
                            plan.scenario().model().id() + " " + plan.scenario().strategy());
                    Simulation.run(
                            service(plan.scenario(), plan.sizing()),
                            outcome.get().fleet(),
                            plan.sizing().traffic(),
                            plan.sizing().objective(),
                            plan.sizing().seed(),
                            trace);
                }
            }
            if (trace.leftOut() > 0) {
                context.err()
                        .println("note: " + timeline + " ends early: " + trace.leftOut()
                                + " passes and requests are left out, as viewers show no more");
            }
        }
    }
}
