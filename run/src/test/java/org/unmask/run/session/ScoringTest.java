package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

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
                "#### 3.50                 | 3.5",
                "#### .5                   | 0.5",
                "#### 1 #### 2             | 1",
                "#### 72.                  | 72",
                "#### $18.00               | 18",
                "#### -$7                  | -7",
                "#### 1000                 | 1000",
            })
    void theNumberBehindTheMarkIsFound(String text, String number) {
        assertThat(Scoring.number(text.replace("\\n", "\n"))).contains(number);
    }

    @ParameterizedTest
    @CsvSource({"47", "'the answer is 47'", "'#### '", "'#### x'", "'### 47'", "'#### ,'", "''"})
    void withoutTheMarkThereIsNone(String text) {
        assertThat(Scoring.number(text)).isEmpty();
        assertThat(Scoring.of(text, "47").strict()).isFalse();
    }

    /// The last column is what lm-evaluation-harness's filters `strict-match` and `flexible-extract` make of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "so #### 1,200          | 1200                | true  | true",
                "so #### 1200           | 1,200               | true  | true",
                "so #### 1200           | worked out #### 1200 | true  | true",
                "so it is $1,200.       | #### 1200           | false | true",
                "1200 it is, not 12     | 1200                | false | false",
                "#### 12 and then 13    | 12                  | true  | false",
                "#### 42.0              | 42                  | true  | true",
                "the answer is 42.0     | 42                  | false | true",
                "#### -12               | 12                  | false | false",
                "#### 1200              | 200                 | false | false",
                "none at all            | 7                   | false | false",
                "Paris                  | Paris               | true  | true",
                "Paris 7                | Paris               | false | false",
            })
    void bothWaysToFindTheNumber(String response, String expected, boolean strict, boolean flexible) {
        assertThat(Scoring.of(response, expected)).isEqualTo(new Scoring(strict, flexible));
    }
}
