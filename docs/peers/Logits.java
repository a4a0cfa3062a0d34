import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.unmask.catalog.Catalog;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.run.checkpoint.GgufModels;
import org.unmask.run.session.LoadedModel;

/// Prints the logits of every position of a model: one line per token. Usage: Logits FILE TOKEN...
class Logits {
    public static void main(String[] arguments) throws Exception {
        var entry = new Catalog(Path.of("."), Path.of("."), List.of(new GgufModels())).model(arguments[0]);
        int[] tokens = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        var mask = entry.model().paradigm() == Paradigm.AUTOREGRESSIVE ? Mask.CAUSAL : Mask.FULL;
        try (var model = LoadedModel.open(entry, Engine.types(DType.FLOAT32), Backends.named("scalar"), 1)) {
            for (float[] row : model.engine().logits(tokens, mask)) {
                var line = new StringBuilder();
                for (float logit : row) {
                    line.append(logit).append(' ');
                }
                System.out.println(line);
            }
        }
    }
}
