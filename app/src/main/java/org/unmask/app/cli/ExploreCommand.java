package org.unmask.app.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.terminal.Interruption;
import org.unmask.web.explorer.Explorer;
import org.unmask.web.http.LocalServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Predictions in a browser, until Ctrl-C.
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        description = {
            "Compare predictions in a browser: contestants side by side, priced anew at every movement of a slider.",
            "Serves a page to this machine alone, until Ctrl-C. `docs/explorer.md` describes its JSON interface."
        },
        footer = {
            "",
            "Examples:",
            "  unmask explore",
            "  unmask explore --port 0",
            "  unmask explore --port 8642 --no-browser"
        })
final class ExploreCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    private final Context context;

    @Option(
            names = "--port",
            defaultValue = "8642",
            paramLabel = "N",
            description =
                    "Port to listen on; 0 is any free one. Default: ${DEFAULT-VALUE}, or a free one if it is in use.")
    private int port;

    @Option(names = "--no-browser", description = "Open no browser.")
    private boolean noBrowser;

    ExploreCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Numbers.within(0, LAST_PORT, "--port", port);
        LocalServer server = LocalServer.start(port, new Explorer(context.catalog()).routes());
        try (Interruption _ = Interruption.then(() -> end(server))) {
            context.err().println(listening(server));
            context.out().println(server.address());
            context.out().flush();
            if (!noBrowser) {
                Browser.open(server.address());
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private String listening(LocalServer server) {
        return server.port() == port || port == 0
                ? "serving the explorer; Ctrl-C ends it"
                : "port " + port + " is in use, so the explorer is at port " + server.port() + "; Ctrl-C ends it";
    }

    private void end(LocalServer server) {
        server.close();
        context.err().println("unmask: stopped");
        context.err().flush();
    }
}
