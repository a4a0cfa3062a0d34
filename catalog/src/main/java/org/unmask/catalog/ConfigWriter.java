package org.unmask.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.catalog.family.Families;
import org.unmask.catalog.family.FamilyFiles;
import org.unmask.core.model.Model;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.DType;
import org.unmask.core.op.Storage;
import org.unmask.input.JsonFile;
import org.unmask.input.NewFile;
import tools.jackson.databind.json.JsonMapper;

/// Writes the `config.json` of a model in the keys of its family.
public final class ConfigWriter {
    private ConfigWriter() {}

    /// Writes the file and reads it again.
    ///
    /// @param dtype  of the matrices
    /// @param blockLength  a block-diffusion model was trained with; empty is the model's own, if it has one
    /// @param positions  the model was trained for, where that is known
    /// @return what the file says
    /// @throws IllegalArgumentException if the keys do not say all of the model
    public static HuggingFaceConfig write(
            Path file, Model model, DType dtype, OptionalInt blockLength, OptionalInt positions) throws IOException {
        FamilyFiles family = Families.named(model.family().id());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", family.types().getFirst());
        family.config().write(model.architecture(), config);
        OptionalInt block = blockLength.isPresent() ? blockLength : model.blockLength();
        block.ifPresent(length -> config.put("bd_size", length));
        positions.ifPresent(count -> config.put(family.config().positions(), count));
        config.put("rms_norm_eps", model.architecture().normEpsilon());
        config.put("torch_dtype", dtype == DType.FLOAT32 ? "float32" : "bfloat16");
        tokens(model, config);
        String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
        HuggingFaceConfig read = HuggingFaceConfig.of(
                JsonFile.parse(String.valueOf(file.getFileName()), text.getBytes(StandardCharsets.UTF_8)));
        if (!read.model(model.id(), model.name(), model.source()).equals(written(model, block))) {
            throw new IllegalArgumentException("a config.json of type "
                    + family.types().getFirst() + " cannot express model " + model.id() + "; choose another format");
        }
        NewFile.text(file, text);
        return read;
    }

    /// What the file can say of a model: weights are written in one element type.
    private static Model written(Model model, OptionalInt blockLength) {
        return model.with(model.architecture().with(RopePairing.HALF))
                .with(blockLength)
                .with(Optional.<Storage>empty());
    }

    private static void tokens(Model model, Map<String, Object> config) {
        model.maskToken().ifPresent(token -> config.put("mask_token_id", token));
        if (model.endTokens().size() == 1) {
            config.put("eos_token_id", model.endTokens().getFirst());
        } else if (!model.endTokens().isEmpty()) {
            config.put("eos_token_id", model.endTokens());
        }
    }
}
