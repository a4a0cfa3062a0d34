package org.unmask.core.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
    /// Newcombe, Stat. Med. 17, 857 (1998), Table I, method 3.
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
    void intervalsAreThoseThatWerePublished(int right, int of, double low, double high) {
        Proportion share = new Proportion(right, of);

        assertThat(share.low()).isEqualTo(low, within(6e-5));
        assertThat(share.high()).isEqualTo(high, within(6e-5));
    }

    /// Three of four: the variance of 1, 1, 1, 0 is 0.25 with 3 degrees of freedom, over 4 things.
    @Test
    void theStandardErrorIsThatOfAMean() {
        assertThat(new Proportion(3, 4).standardError()).isEqualTo(0.25, within(1e-15));
        assertThat(new Proportion(1, 1).standardError()).isNaN();
    }

    @Test
    void noShareOfNothing() {
        assertThatThrownBy(() -> new Proportion(0, 0)).hasMessage("bad share: 0 of 0");
        assertThatThrownBy(() -> new Proportion(3, 2)).hasMessage("bad share: 3 of 2");
    }
}
