package org.unmask.app.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "First 36+8=44.\\n#### 47  | 47",
                "#### 1,234,567            | 1234567",
                "####-5                    | -5",
                "####    12 apples         | 12",
                "#### 3.50                 | 3.50",
                "#### .5                   | .5",
                "#### 1 #### 2             | 1",
                "#### 72.                  | 72",
            })
    void theNumberBehindTheMarkIsFound(String text, String number) {
        assertThat(Scoring.number(text.replace("\\n", "\n"))).contains(number);
    }

    @ParameterizedTest
    @CsvSource({"47", "'the answer is 47'", "'#### '", "'#### x'", "'### 47'", "'#### ,'", "''"})
    void withoutTheMarkThereIsNone(String text) {
        assertThat(Scoring.number(text)).isEmpty();
        assertThat(Scoring.isExact(text, "47")).isFalse();
    }

    @Test
    void anAnswerIsExactIfItsNumberIsTheExpectedOne() {
        assertThat(Scoring.isExact("so #### 1,200", "1200")).isTrue();
        assertThat(Scoring.isExact("so #### 1200", " 1,200 ")).isTrue();
        assertThat(Scoring.isExact("so #### 1200", "worked out #### 1200")).isTrue();
        assertThat(Scoring.isExact("so #### 12", "1200")).isFalse();
        assertThat(Scoring.isExact("so #### 1200", "200")).isFalse();
        assertThat(Scoring.isExact("so #### -12", "12")).isFalse();
    }
}
