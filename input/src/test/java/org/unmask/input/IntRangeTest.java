package org.unmask.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntRangeTest {
    private static List<Integer> parse(String text) {
        return org.unmask.input.IntRange.parse("--batch", text);
    }

    @Test
    void listsAndRangesMayBeMixed() {
        assertThat(parse("7")).containsExactly(7);
        assertThat(parse("1,2,4")).containsExactly(1, 2, 4);
        assertThat(parse("1-5")).containsExactly(1, 2, 3, 4, 5);
        assertThat(parse("1-32*2")).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(parse("1-40*2")).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(parse("10-50+10")).containsExactly(10, 20, 30, 40, 50);
        assertThat(parse("3, 1-2 ,8-8*3")).containsExactly(3, 1, 2, 8);
        assertThat(parse("1073741824-2147483647*2")).containsExactly(1 << 30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ",", "1,", "0", "-1", "x", "1.5", "5-1", "1-8*1", "1-8*0", "1-8+0", "1-8*", "1-", "-5-9"
            })
    void anythingElseIsShownWithItsName(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("bad --batch '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "1-99999999999", "1-2-3", "1*2", "1-4*2*2", "0x10", "1_000"})
    void numbersAreDecimalAndSmallEnough(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeIsNeverLongerThanAPersonMeans() {
        assertThat(parse("1-10000")).hasSize(10_000);
        assertThatThrownBy(() -> parse("1-2147483647")).hasMessageContaining("more than 10000 values");
        assertThatThrownBy(() -> parse("1-9000,1-9000")).hasMessageContaining("more than 10000 values");
    }

    @Property
    void aListIsItsElements(@ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1) Integer> values) {
        assertThat(parse(values.stream().map(value -> "" + value).collect(Collectors.joining(","))))
                .isEqualTo(values);
    }

    @Property
    void aRangeHoldsEveryNumberBetweenItsEnds(
            @ForAll @IntRange(min = 1, max = 2000) int first, @ForAll @IntRange(max = 2000) int more) {
        assertThat(parse(first + "-" + (first + more)))
                .isEqualTo(IntStream.rangeClosed(first, first + more).boxed().toList());
    }

    @Property
    void stepsGrowByTheOperatorAndStayWithinTheEnd(
            @ForAll @IntRange(min = 1, max = 1000) int first,
            @ForAll @IntRange(max = 5000) int more,
            @ForAll @IntRange(min = 2, max = 50) int step) {
        int last = first + more;
        List<Integer> times = parse(first + "-" + last + "*" + step);
        List<Integer> plus = parse(first + "-" + last + "+" + step);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i)).isEqualTo(times.get(i - 1) * step);
        }
        for (int i = 1; i < plus.size(); i++) {
            assertThat(plus.get(i)).isEqualTo(plus.get(i - 1) + step);
        }
        assertThat(times.getLast()).isLessThanOrEqualTo(last).isGreaterThan(last / step - 1);
        assertThat(plus.getLast()).isLessThanOrEqualTo(last).isGreaterThan(last - step);
    }

    @Property
    void anyTextIsAListOrRefused(@ForAll @StringLength(max = 12) String text) {
        try {
            assertThat(parse(text)).isNotEmpty().allMatch(value -> value >= 1);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("bad --batch '");
        }
    }
}
