package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.cost.hardware.Figure;
import org.unmask.run.measure.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What to cite for a number of this program.
@Command(
        name = "cite",
        mixinStandardHelpOptions = true,
        description =
                "Print BibTeX entries: this program, the two papers it follows, and the sources of models, devices and profiles.",
        footer = {
            "",
            "Examples:",
            "  unmask cite",
            "  unmask cite --model llada-8b,llama-3-8b --device h200-sxm",
            "  unmask cite --device a6000 --profile eager"
        })
final class CiteCommand implements Callable<Integer> {
    private static final String PAPERS = """
            @misc{kim2025beyond,
              title = {Beyond Next-Token Prediction: A Performance Characterization of Diffusion versus Autoregressive
                       Language Models},
              author = {Minseo Kim and Coleman Hooper and Aditya Tomar and Chenfeng Xu and Mehrdad Farajtabar and
                        Michael W. Mahoney and Kurt Keutzer and Amir Gholami},
              year = {2025},
              eprint = {2510.04146},
              archivePrefix = {arXiv}
            }

            @misc{peng2025efficient,
              title = {How Efficient Are Diffusion Language Models? A Critical Examination of Efficiency Evaluation
                       Practices},
              author = {Han Peng and Peiyu Liu and Zican Dong and Daixuan Cheng and Junyi Li and Yiru Tang and
                        Shuo Wang and Wayne Xin Zhao},
              year = {2025},
              eprint = {2510.18480},
              archivePrefix = {arXiv}
            }
            """;

    private final Context context;

    @Option(names = "--model", split = ",", paramLabel = "NAME", description = "Models of the catalogue, or files.")
    private List<String> models = List.of();

    @Option(names = "--device", split = ",", paramLabel = "NAME", description = "Devices of the catalogue, or files.")
    private List<String> devices = List.of();

    @Option(names = "--profile", split = ",", paramLabel = "NAME", description = "Profiles of the catalogue, or files.")
    private List<String> profiles = List.of();

    CiteCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        // Everything is read before anything is printed.
        Map<String, List<String>> uses = uses(context.catalog());
        context.out().print("""
                @software{unmask,
                  title = {Unmask: what diffusion language models cost to run, next to autoregressive ones},
                  author = {{The Unmask developers}},
                  version = {%s},
                  year = {2026}
                }
                """.formatted(Environment.VERSION));
        context.out().println();
        context.out().print(PAPERS);
        int number = 1;
        for (Map.Entry<String, List<String>> source : uses.entrySet()) {
            context.out().println();
            context.out().print(entry("unmask-source-" + number++, source.getKey(), source.getValue()));
        }
        return 0;
    }

    /// What was taken from each source.
    private Map<String, List<String>> uses(Catalog catalog) throws IOException {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        for (String name : models) {
            add(uses, catalog.model(name).model().source(), "configuration of " + name);
        }
        for (String name : devices) {
            CatalogDevice device = catalog.device(name);
            Stream.concat(
                            device.flopsPerSecond().values().stream(),
                            Stream.of(device.memoryBytesPerSecond(), device.memoryBytes()))
                    .map(Figure::source)
                    .distinct()
                    .forEach(source -> add(uses, source, "figures of " + name));
        }
        for (String name : profiles) {
            catalog.profile(name)
                    .figures()
                    .forEach((figure, value) -> add(uses, value.source(), figure.id() + " of profile " + name));
        }
        return uses;
    }

    private static void add(Map<String, List<String>> uses, String source, String use) {
        uses.computeIfAbsent(source, _ -> new ArrayList<>()).add(use);
    }

    private static String entry(String key, String source, List<String> uses) {
        String place = source.startsWith("http")
                ? "url = {" + source.replaceAll("[{}]", "")
                : "howpublished = {" + escaped(source);
        return """
                @misc{%s,
                  title = {%s},
                  %s}
                }
                """.formatted(key, escaped(String.join(", ", uses)), place);
    }

    /// Text in which no character has a meaning of its own for TeX.
    private static String escaped(String text) {
        return text.replaceAll("[{}\\\\]", "").replaceAll("([#$%&_])", "\\\\$1");
    }
}
