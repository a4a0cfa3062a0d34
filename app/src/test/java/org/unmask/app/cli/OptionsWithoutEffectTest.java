package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An option that would change nothing is a slip, and said to be one.
class OptionsWithoutEffectTest {
    private static final String FLEET = "fleet --ar llama-3-8b --device a6000 ";
    private static final String BENCH = "bench-endpoint --model m ";

    @TempDir
    private Path folder;

    private Terminal.Result run(String line) {
        return Terminal.inRepository(folder.resolve("user")).run(line.strip().split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "probe --rows 8                                         | --rows has no effect without --operators",
                "probe --model small-ar                                 | --model has no effect without --operators",
                "probe --dtype float32                                  | --dtype has no effect without --operators",
                "measure --model small-ar --strategy ar --problems 3    | --problems has no effect without --prompts",
                "measure --model small-ar --strategy ar --chat          | --chat has no effect without --prompts",
                "measure --model small-ar --strategy ar --prompts x --stop length | --stop has no effect with --prompts",
                "FLEET --trace x.csv --requests 9                       | --requests has no effect with --trace",
                "FLEET --trace x.csv --prompt-len 9                     | --prompt-len has no effect with --trace",
                "FLEET --rate 1 --attainment 0.9                        | --attainment has no effect without --slo",
                "FLEET --rate 1 --replicas 2 --max-replicas 9           | --max-replicas has no effect with --replicas",
                "BENCH --replay x.csv --vocab-size 9 --gen-len 5        | --gen-len has no effect with --replay",
                "BENCH --prompts x.jsonl --vocab-size 9                 | --vocab-size has no effect with --prompts",
                "BENCH --prompts x.jsonl --arrivals constant            | --arrivals has no effect without --rate",
                "crossover --ar llama-3-8b --dlm llada-8b --device a6000 --strategy diffusion --map --max-context 9 | --max-context has no effect with --map",
                "sweep --model llada-8b --device a6000 --strategy diffusion --part-rows 9 | --part-rows has no effect without --master",
                "models synthesize small-ar --format gguf --shard-bytes 9 --out x | --shard-bytes has no effect with --format gguf",
            })
    void itIsRefusedInOneLine(String line, String expected) {
        Terminal.Result result = run(line.replace("FLEET ", FLEET).replace("BENCH ", BENCH));

        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: " + expected);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "measure --model small-ar --strategy ar --repetitions 0 | --repetitions 0; expected a whole number from 1",
                "measure --model small-ar --strategy ar --warmups -1    | --warmups -1; expected a whole number from 0",
                "evaluate --model tiny-math-ar --strategy ar --dataset x --gen-len 0 | --gen-len 0; expected a whole number from 1",
                "audit --model llada-8b --device a6000 --batch 0 --tokens-per-second 9 | --batch 0; expected a whole number from 1",
                "audit --model llada-8b --device a6000 --devices -2 --tokens-per-second 9 | --devices -2; expected a whole number from 1",
                "explore --port 65536                                   | --port 65536; expected a whole number from 0 to 65535",
                "probe --seconds 0                                      | --seconds 0.0; expected a number above 0, up to 60",
            })
    void aNumberOutOfRangeIsNamedAlone(String line, String expected) {
        assertThat(run(line).err()).isEqualTo("unmask: " + expected + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "measure --model small-ar --strategy ar --repetitions many        | 'many'; expected a whole number up to 2147483647",
                "measure --model small-ar --strategy ar --repetitions 99999999999 | '99999999999'; expected a whole number up to 2147483647",
                "probe --seconds 0,5                                              | '0,5'; expected a number such as 0.5",
                "generate --model tiny-math-ar --prompt 1 --seed x                | 'x'; expected a whole number up to 9223372036854775807",
                "calibrate --published x.csv --fix overlap=x                      | 'x'; expected a number such as 0.5",
            })
    void whatIsNoNumberIsSaidInWords(String line, String expected) {
        assertThat(run(line).err()).startsWith("unmask: ").endsWith(expected + "\n");
    }
}
