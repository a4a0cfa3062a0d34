package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiteCommandTest {
    @TempDir
    private Path folder;

    private Terminal.Result cite(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "cite";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Terminal.inRepository(folder).run(arguments);
    }

    @Test
    void theProgramAndBothPapersAreCited() {
        Terminal.Result result = cite();

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("@software{unmask,", "eprint = {2510.04146}", "eprint = {2510.18480}");
        assertThat(result.out().lines().filter(line -> line.startsWith("@"))).hasSize(3);
    }

    /// Braces in pairs, one entry for each source, whatever was taken from it.
    @Test
    void everySourceIsOneEntry() {
        String text = cite("--model", "llada-8b,llama-3-8b", "--device", "a6000", "--profile", "eager")
                .out();

        assertThat(text)
                .contains(
                        "title = {configuration of llada-8b}",
                        "url = {https://huggingface.co/GSAI-ML/LLaDA-8B-Instruct/blob/main/config.json}",
                        "of profile eager",
                        "minseo25\\_llada\\_runtime\\_log.csv");
        assertThat(text.chars().filter(c -> c == '{').count())
                .isEqualTo(text.chars().filter(c -> c == '}').count());
        assertThat(text.lines().filter(line -> line.contains("url = {"))).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownNamePrintsNothingElse() {
        Terminal.Result result = cite("--device", "h200-sxn");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.errorLines()).singleElement().asString().contains("h200-sxm");
    }
}
