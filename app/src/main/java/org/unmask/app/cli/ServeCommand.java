package org.unmask.app.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.unmask.app.cli.option.Machine;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.serve.EngineModel;
import org.unmask.app.serve.Filling;
import org.unmask.app.terminal.Interruption;
import org.unmask.app.terminal.LateProgress;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.UsageException;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.KeyValue;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.LoadedModels;
import org.unmask.run.session.PromptText;
import org.unmask.web.http.ApiKey;
import org.unmask.web.http.Door;
import org.unmask.web.http.LocalServer;
import org.unmask.web.openai.Limits;
import org.unmask.web.openai.OpenAi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Models behind the interface of OpenAI, until Ctrl-C.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serve models to clients of OpenAI: completions and conversations, whole or as a stream, until Ctrl-C.",
            "A request may name a decoding strategy of its own. Without --backend, the fastest one whose requests share passes runs. `docs/serve.md` describes the interface."
        },
        footer = {
            "",
            "Examples:",
            "  unmask serve",
            "  unmask serve --model tiny-math-dlm --strategy diffusion:threshold=0.9 \\",
            "      --port 8001",
            "  unmask serve --model tiny-math-ar --max-running 4 --max-seconds 30",
            "",
            "A client: curl http://127.0.0.1:8000/v1/completions \\",
            "    -H 'Content-Type: application/json' -d '{\"model\": \"tiny-math-dlm\",",
            "    \"prompt\": \"Max has 7 pens. How many pens does Max have?\"}'"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;
    private static final String KEY_VARIABLE = "UNMASK_API_KEY";
    private static final List<String> TINY = List.of("tiny-math-dlm", "tiny-math-ar");
    private static final int SECONDS_TO_CLOSE = 10;

    private final Context context;

    @Option(
            names = "--model",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Folder with weights and tokenizer, GGUF file, or the name of a folder below models/; several with"
                            + " commas between them, or the option again. Default: tiny-math-dlm and tiny-math-ar.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description =
                    "Decoding strategy of requests that name none. Default: the usual one of each model's family.")
    private String strategy;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on. One that other machines reach needs an API key; there is no TLS, so put a"
                            + " proxy that has it in front. Default: ${DEFAULT-VALUE}, this machine alone.")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8000",
            paramLabel = "N",
            description = "Port to listen on; 0 is any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "File with the key that clients must send. Default: the variable " + KEY_VARIABLE
                    + ", if it is set.")
    private Path keyFile;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "64",
            paramLabel = "N",
            description = "Largest number of tokens of an answer, where a request does not say it. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int generatedTokens;

    @Option(
            names = "--max-running",
            defaultValue = "16",
            paramLabel = "N",
            description = "Most prompts that are computed together. Default: ${DEFAULT-VALUE}.")
    private int running;

    @Option(
            names = {"--max-batch", "--max-num-seqs"},
            defaultValue = "32",
            paramLabel = "N",
            description = "Most sequences in one forward pass of several requests. Default: ${DEFAULT-VALUE}.")
    private int sequences;

    @Option(
            names = {"--max-positions", "--max-batch-tokens", "--max-num-batched-tokens"},
            defaultValue = "2048",
            paramLabel = "N",
            description =
                    "Most positions in one forward pass of several requests; a longer prompt has a pass of its own."
                            + " Default: ${DEFAULT-VALUE}.")
    private int positions;

    @Option(
            names = "--max-waiting",
            defaultValue = "256",
            paramLabel = "N",
            description =
                    "Most prompts that wait; further ones are refused with status 429. Default: ${DEFAULT-VALUE}.")
    private int waiting;

    @Option(
            names = "--max-seconds",
            defaultValue = "600",
            paramLabel = "SECONDS",
            description = "Longest time from a request to the end of its answer; status 503 afterwards. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private Machine machine = new Machine();

    ServeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Numbers.within(0, LAST_PORT, "--port", port);
        if (strategy != null && models.isEmpty()) {
            throw new UsageException("--strategy is for the models of --model; give one");
        }
        Limits limits = limits();
        Door door = door();
        DTypes types = Engine.types(DType.of(machine.dtype().orElse("float32")), DType.of(machine.keyValues()));
        Backend backend = Backends.sharing(machine.backend(), types.weight());
        List<LoadedModel> loaded = new ArrayList<>();
        try (OpenAi api = new OpenAi(served(types, backend, loaded), limits)) {
            LocalServer server = LocalServer.start(door, api.routes());
            try (Interruption _ = Interruption.then(() -> end(server, api))) {
                tell(server, door, backend, types.weight());
                new CountDownLatch(1).await();
            }
        } finally {
            loaded.forEach(LoadedModel::close);
        }
        return 0;
    }

    private Limits limits() {
        Numbers.from(1, "--gen-len", generatedTokens);
        Numbers.from(1, "--max-running", running);
        Numbers.from(1, "--max-waiting", waiting);
        Numbers.from(1, "--max-batch", sequences);
        Numbers.from(1, "--max-positions", positions);
        Numbers.from(1, "--max-seconds", seconds);
        // Only the process as a whole can have such a limit: the server of the JDK cuts what takes longer.
        System.setProperty("sun.net.httpserver.maxRspTime", "" + (2L * seconds + 60));
        return new Limits(waiting, running, generatedTokens, seconds, waiting);
    }

    private Door door() throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UsageException("--host " + host + "; expected an address of this machine", e);
        }
        Optional<ApiKey> key = key();
        if (!address.isLoopbackAddress() && key.isEmpty()) {
            throw new UsageException("--host " + host + " lets other machines in, so it needs an API key; give"
                    + " --api-key-file, or set " + KEY_VARIABLE);
        }
        return new Door(address, port, false, key, OpenAi.OPEN, OpenAi.MOST_BYTES, OpenAi.REFUSAL);
    }

    private Optional<ApiKey> key() throws IOException {
        if (keyFile != null) {
            return Optional.of(ApiKey.of(keyFile.toString(), PromptText.read(keyFile)));
        }
        return Optional.ofNullable(System.getenv(KEY_VARIABLE)).map(key -> ApiKey.of(KEY_VARIABLE, key));
    }

    private List<EngineModel> served(DTypes types, Backend backend, List<LoadedModel> loaded) throws IOException {
        KeyValue.checkStored(types.keyValue());
        List<CatalogModel> entries = new ArrayList<>();
        for (String name : models.isEmpty() ? TINY : models) {
            CatalogModel entry = context.catalog().model(name);
            entry.checkRunnable();
            entries.add(entry);
        }
        Map<CatalogModel, Capacity> room = LoadedModels.room(entries, types);
        List<EngineModel> served = new ArrayList<>();
        for (CatalogModel entry : entries) {
            context.tell(entry);
            String usual = strategy != null ? strategy : entry.usualStrategy();
            StrategySpec spec = entry.model().decoding(StrategySpec.parse(usual), generatedTokens);
            EngineModel.checkServed(spec, generatedTokens);
            Capacity capacity = Objects.requireNonNull(room.get(entry)).part(entry.model(), types, entries.size());
            capacity.check(entry, types, spec, new Request(1, 1, generatedTokens, LogitRows.ACTIVE));
            LoadedModel model = LoadedModel.open(
                    entry,
                    types,
                    backend,
                    machine.threads(),
                    (task, steps) -> new LateProgress(context.progress(), task, steps));
            loaded.add(model);
            model.tokenizer();
            served.add(new EngineModel(entry, model, capacity, usual, new Filling(sequences, positions)));
        }
        return served;
    }

    private void tell(LocalServer server, Door door, Backend backend, DType weights) {
        if (!door.address().isLoopbackAddress()) {
            context.err()
                    .println("note: other machines reach this server, and what they send is not encrypted (no TLS)");
        }
        context.err()
                .println(
                        "backend " + backend.name() + ", weights as " + weights.id() + ": "
                                + (backend.rowsAreIndependent(weights)
                                        ? "requests share passes"
                                        : "requests take turns, since its sums of " + weights.id()
                                                + " depend on the number of rows; --backend auto takes one whose requests share passes"));
        context.err().println("serving " + String.join(", ", models.isEmpty() ? TINY : models) + "; Ctrl-C ends it");
        context.out().println(server.address());
        context.out().flush();
    }

    private void end(LocalServer server, OpenAi api) {
        int open = api.open();
        if (open > 0) {
            context.err().println("unmask: finishing " + open + " prompts, for " + SECONDS_TO_CLOSE + " s at most");
        }
        api.close(SECONDS_TO_CLOSE);
        server.close();
        context.err().println("unmask: stopped");
        context.err().flush();
    }
}
