package org.unmask.web.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unmask.catalog.choice.Elements;
import org.unmask.catalog.choice.Sharing;

/// The commands that print the numbers of a contestant, for a shell. Options that say the default are left out.
final class Commands {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:=,/@%+-]+");

    private Commands() {}

    /// The line; own models and devices are named as the files that the page saves them to.
    static String predict(Workload workload, Contestant contestant, OwnFiles files) {
        return line(words("predict", workload, contestant, files));
    }

    /// The line that explains an operator of a pass, or lists all.
    static String explain(
            Workload workload, Contestant contestant, OwnFiles files, Optional<String> operator, int pass) {
        List<String> words = words("explain", workload, contestant, files);
        option(words, "--pass", "" + pass, "");
        option(words, "--operator", operator);
        return line(words);
    }

    /// The line that finds the smallest fleet.
    static String fleet(FleetQuestion question, Contestant contestant, boolean isAutoregressive) {
        List<String> words = words("fleet", question.workload(), contestant, question.files());
        rename(words, "--model", isAutoregressive ? "--ar" : "--dlm");
        if (isAutoregressive) {
            rename(words, "--strategy", "--ar-strategy");
        }
        int batch = words.indexOf("--batch");
        words.subList(batch, batch + 2).clear();
        option(words, "--rate", question.rate(), "");
        option(words, "--requests", "" + question.requests(), "");
        option(words, "--max-replicas", "" + FleetQuestion.MOST_REPLICAS, "");
        option(words, "--slo", question.objective(), "");
        option(words, "--attainment", question.attainment());
        return line(words);
    }

    private static void rename(List<String> words, String old, String now) {
        words.set(words.indexOf(old), now);
    }

    private static String line(List<String> words) {
        return words.stream().map(Commands::quoted).collect(Collectors.joining(" ", "./unmask ", ""));
    }

    /// The words after the name of the program.
    static List<String> words(String command, Workload workload, Contestant contestant, OwnFiles files) {
        List<String> words = new ArrayList<>(List.of(command));
        String model = contestant.model();
        String device = contestant.device();
        option(words, "--model", files.hasModel(model) ? "./" + model + ".json" : model, "");
        option(words, "--device", files.hasDevice(device) ? "./" + device + ".json" : device, "");
        option(words, "--strategy", contestant.strategy(), "");
        option(words, "--prompt-len", workload.promptTokens(), "");
        option(words, "--gen-len", workload.generatedTokens(), "");
        option(words, "--batch", workload.batch(), "");
        option(words, "--logits", workload.logits(), "active");
        Elements elements = contestant.elements();
        option(words, "--dtype", elements.all(), "bf16");
        option(words, "--weight-dtype", elements.weight());
        option(words, "--activation-dtype", elements.activation());
        option(words, "--kv-dtype", elements.keyValue());
        option(words, "--profile", contestant.profile(), "roofline");
        Sharing sharing = contestant.sharing();
        option(words, "--tensor-parallel", sharing.tensor(), "1");
        option(words, "--pipeline-parallel", sharing.stages(), "1");
        option(words, "--expert-parallel", sharing.ranks(), "1");
        option(words, "--link", sharing.link());
        return words;
    }

    private static void option(List<String> words, String name, String value, String initial) {
        if (!value.equals(initial)) {
            words.add(name);
            words.add(value);
        }
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(given -> option(words, name, given, ""));
    }

    /// A word as a shell reads it back.
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
