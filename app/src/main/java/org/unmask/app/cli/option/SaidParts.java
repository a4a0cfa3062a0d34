package org.unmask.app.cli.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.unmask.result.ImportedResult;
import org.unmask.result.Setting;
import org.unmask.result.SettingParts;
import picocli.CommandLine.Option;

/// Options that say of results of other programs what their files do not.
public final class SaidParts {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model that ran, instead of the name that the files give it.")
    private String model;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Device that it ran on: one of the catalogue, or another name.")
    private String device;

    @Option(
            names = "--set",
            paramLabel = "PART=VALUE",
            description =
                    "Part of the setting that the files do not say, by its name in result files: types.weight=bf16,"
                            + " machine.count=2, load.arrival.concurrency=8. The option may be repeated.")
    private Map<String, String> parts = Map.of();

    /// Whether nothing is said.
    public boolean isEmpty() {
        return model == null && device == null && parts.isEmpty();
    }

    /// Results with what the options say. Where a file says something else, that is told.
    ///
    /// @param notes  told what a person should know, one line each
    public List<ImportedResult> of(List<ImportedResult> results, Consumer<String> notes) {
        return results.stream().map(result -> of(result, notes)).toList();
    }

    private ImportedResult of(ImportedResult result, Consumer<String> notes) {
        Map<String, String> said = new LinkedHashMap<>(parts);
        if (model != null) {
            said.put("model.id", model);
        }
        if (device != null) {
            said.put("machine.name", device);
        }
        if (said.isEmpty()) {
            return result;
        }
        Setting setting = SettingParts.with(result.setting(), said);
        setting.match(result.setting()).different().stream()
                .map(part -> "note: " + result.source() + ": " + part + " is said otherwise there; the option holds")
                .forEach(notes);
        return result.with(setting);
    }
}
