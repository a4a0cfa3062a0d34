package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void markersAndValuesMatchOneToOne() {
        Template template = new Template("<p>unmask:a</p><style>/* unmask:b */</style><!-- unmask:c -->");
        assertThat(template.fill(Map.of("a", "unmask:b", "b", "$1", "c", "\\")))
                .isEqualTo("<p>unmask:b</p><style>$1</style>\\");
        assertThatIllegalArgumentException().isThrownBy(() -> template.fill(Map.of("a", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Template("unmask:a unmask:a").fill(Map.of("a", "")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.fill(Map.of("a", "", "b", "", "c", "", "d", "")));
    }
}
