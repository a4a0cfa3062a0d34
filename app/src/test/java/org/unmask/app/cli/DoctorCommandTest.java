package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.Backends;

class DoctorCommandTest {
    @TempDir
    private Path user;

    @Test
    void everyLineSaysWhatHowAndWhy() {
        Terminal.Result result = Terminal.inRepository(user).run("doctor");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).matches(".{15}(ok|note|missing): .+"));
        Backends.installed().forEach(backend -> assertThat(result.out()).contains("backend " + backend.name()));
        assertThat(result.out()).contains(System.getProperty("java.home"), "nothing yet; `unmask probe --operators`");
    }

    @Test
    void itIsAFailureOnlyIfSomethingIsMissing() {
        Terminal.Result result = Terminal.inRepository(user).run("doctor");

        assertThat(result.code()).isEqualTo(result.out().contains("missing: ") ? 1 : 0);
    }

    @Test
    void whatWasMeasuredHereIsKnown() throws IOException {
        Path devices = Files.createDirectories(user.resolve("devices"));
        Files.copy(
                Path.of(System.getProperty("unmask.home"), "catalog", "devices", "a10.json"),
                devices.resolve("this-machine.json"));
        Files.writeString(
                devices.resolve("this-machine.json"),
                Files.readString(devices.resolve("this-machine.json")).replace("\"a10\"", "\"this-machine\""));

        assertThat(Terminal.inRepository(user).run("doctor").out())
                .contains("measured       ok: roofs (--device this-machine)");
    }
}
