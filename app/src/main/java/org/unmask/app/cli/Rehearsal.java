package org.unmask.app.cli;

import java.io.OutputStream;
import java.util.List;
import org.unmask.app.terminal.StandardOutput;

/// Commands that the launcher runs once, so that the virtual machine keeps what starts load, link and often call.
public final class Rehearsal {
    private static final List<String> LIGHT = List.of(
            "--version",
            "--help",
            "predict --help",
            "predict --model llada-8b --device h100-sxm --strategy diffusion:steps=32",
            "predict --model llama-3-8b,llada-8b --device a6000 --strategy ar --batch 1,8 --format csv",
            "predict --model llama-3-8b --device a6000 --strategy ar --format json",
            "crossover --ar llama-3-8b --dlm llada-8b --device h100-sxm --strategy dual-cache:block=32,steps=64",
            "explain --model llada-8b --device h100-sxm --strategy diffusion:steps=32",
            "models",
            "devices",
            "strategies",
            "completion bash");

    private static final List<String> HEAVY =
            List.of("generate --model tiny-math-dlm --gen-len 8 --strategy diffusion:steps=2 --prompt 1", "backends");

    private Rehearsal() {}

    /// Runs them, and prints nothing.
    ///
    /// @param args  `run` for commands that run models
    public static void main(String[] args) {
        for (String line : args.length > 0 ? HEAVY : LIGHT) {
            int code =
                    Main.run(Context.ofProcess(new StandardOutput(OutputStream.nullOutputStream())), line.split(" "));
            if (code != 0) {
                System.exit(code);
            }
        }
    }
}
