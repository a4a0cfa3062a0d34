package org.unmask.result.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RedactionTest {
    private static final Redaction REDACTION = Redaction.of(Optional.of("gpu7.example.org"), "jane", "/home/jane");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /data/llama/config.json                    | config.json
                    not used: /opt/lib/libdnnl.so.3 is missing | not used: libdnnl.so.3 is missing
                    /home/jane                                 | ~
                    /home/bob                                  | ~
                    /Users/bob/                                | ~
                    ~/models/llada                             | llada
                    C:\\Users\\bob\\runs\\a.csv                | a.csv
                    \\\\server\\share\\a.csv                   | a.csv
                    file:///home/bob/a.json                    | a.json
                    http://gpu7:8000/v1                        | http://host
                    https://10.2.3.4/v1                        | https://host
                    http://db.internal:8000/v1                 | http://host
                    https://bob:pw@example.org/a?key=3         | https://example.org/a
                    reached 192.168.1.20:8000                  | reached host
                    on gpu7.example.org as jane                | on host as user
                    on gpu7                                    | on host
                    bob.smith@example.org                      | (removed)
                    --api-key hunter2 --port 1                 | --api-key (removed) --port 1
                    api_key=hunter2                            | api_key=(removed)
                    Bearer abcdef                              | (removed)
                    hf_abcdefghijklmnop                        | (removed)
                    """)
    void whatIsPrivateIsTakenOut(String text, String open) {
        assertThat(REDACTION.text(text)).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "diffusion:threshold=0.9,tokens-per-pass=4",
                "models/tiny-math/test.jsonl",
                "Qwen/Qwen2.5-7B-Instruct",
                "30.1 GB/s read, 400 FLOP/B, tokens/s",
                "OpenJDK 64-Bit Server VM 25.0.1+8-LTS, Eclipse Adoptium",
                "0.4.9.2",
                "https://huggingface.co/GSAI-ML/LLaDA-8B-Base",
                "janet and a secret of three tokens",
                "1-64*2"
            })
    void whatIsNotStays(String text) {
        assertThat(REDACTION.text(text)).isEqualTo(text);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    @Test
    void linesKeepTheirNumbersAndAnswers() {
        JsonNode line = json("{'type': 'answer', 'text': 'the root is /2', 'seconds': 0.25, 'exact': true}");

        assertThat(REDACTION.line(line)).isEqualTo(line);
    }

    @Test
    void whatAnotherProgramSaysBesideIsLeftOut() {
        JsonNode line = REDACTION.line(json("""
                {'type': 'imported', 'source': {'format': 'vllm-serve', 'file': '/home/bob doe/a b.json', 'number': 1},
                 'setting': {'model': {'id': '/models/llama', 'place': '/models/llama'},
                             'engine': {'options': {'api_key': 'hunter2', 'endpoint': 'http://gpu7:1/v1'}}},
                 'metrics': [], 'other': {'hostname': 'gpu7', 'deep': {'key': 'x'}}}"""));

        assertThat(line.path("source").path("file").asString()).isEqualTo("a b.json");
        assertThat(line.path("other").isEmpty()).isTrue();
        assertThat(line.path("setting").path("model").path("id").asString()).isEqualTo("llama");
        assertThat(line.toString()).doesNotContain("hunter2", "gpu7", "/models", "bob");
    }
}
