package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void aWordIsOneWordOfAShell() {
        assertThat(Commands.quoted("dual-cache:block=32,steps=64")).isEqualTo("dual-cache:block=32,steps=64");
        assertThat(Commands.quoted("")).isEqualTo("''");
        assertThat(Commands.quoted("a b")).isEqualTo("'a b'");
        assertThat(Commands.quoted("$(id)`id`;&|<>*?~#!")).isEqualTo("'$(id)`id`;&|<>*?~#!'");
        assertThat(Commands.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(Commands.quoted("two\nlines")).isEqualTo("'two\nlines'");
    }
}
