package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class BeginTokensTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "null | ''",
                "{'type': 'ByteLevel'} | ''",
                "{'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': 'b'}}, {'Sequence': {'id': 'A'}},"
                        + " {'SpecialToken': {'id': 'e'}}], 'special_tokens': {'b': {'ids': [7]}, 'e': {'ids': [9]}}} | 7",
                "{'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': 'g'}}, {'SpecialToken': {'id': 's'}},"
                        + " {'Sequence': {'id': 'A'}}], 'special_tokens': {'g': {'ids': [1]}, 's': {'ids': [2, 3]}}} | 1 2 3",
                "{'type': 'Sequence', 'processors': [{'type': 'ByteLevel'}, {'type': 'TemplateProcessing', 'single':"
                        + " [{'SpecialToken': {'id': 'b'}}], 'special_tokens': {'b': {'ids': [7]}}}]} | 7",
                "{'type': 'RobertaProcessing', 'sep': ['</s>', 2], 'cls': ['<s>', 5]} | 5",
            })
    void areThoseBeforeOneText(String processor, String tokens) {
        int[] found = BeginTokens.of(JsonMapper.shared().readTree(processor.replace('\'', '"')));

        assertThat(found).isEqualTo(tokens.isEmpty() ? new int[0] : numbers(tokens));
    }

    private static int[] numbers(String tokens) {
        return Arrays.stream(tokens.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
