package org.unmask.cost.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpeedResponseTest {
    private static final double[] SPEEDS = {1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5};

    private static double exponent(double expected, double[] seconds, double[] speeds) {
        SpeedResponse response = new SpeedResponse(expected);
        response.add(seconds, speeds);
        return response.exponent();
    }

    @Test
    void workOnAllThreadsFollowsTheMachine() {
        double exponent = exponent(1, new double[] {2, 4, 2, 4, 2, 4, 2, 4}, SPEEDS);

        assertThat(exponent).isEqualTo(1);
        assertThat(SpeedResponse.corrected(4, 0.5, exponent)).isEqualTo(2);
    }

    @Test
    void workOfOneThreadDoesNotNoticeAProcessorThatWasTakenAway() {
        double exponent = exponent(1, new double[] {2, 2, 2, 2, 2, 2, 2, 2}, SPEEDS);

        // Eight deviations of log(2) / 2 beside the prior of 0.04.
        double squares = 8 * Math.pow(Math.log(2) / 2, 2);
        assertThat(exponent).isCloseTo(0.04 / (squares + 0.04), within(1e-12));
        assertThat(SpeedResponse.corrected(2, 0.5, 0)).isEqualTo(2);
    }

    @Test
    void onASteadyMachineOnlyWhatIsExpectedCounts() {
        assertThat(exponent(0.3, new double[] {2, 2.2, 1.9}, new double[] {0.8, 0.8, 0.8}))
                .isCloseTo(0.3, within(1e-12));
        assertThat(exponent(0.3, new double[] {2}, new double[] {0.5})).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void otherWorkOfTheSameKindTellsMore() {
        SpeedResponse response = new SpeedResponse(1);
        response.add(new double[] {2, 2}, new double[] {1, 0.5});
        response.add(new double[] {70, 70}, new double[] {3, 1.5});

        // Twice two deviations of log(2) / 2, whatever the two speeds and times are.
        double squares = 4 * Math.pow(Math.log(2) / 2, 2);
        assertThat(response.exponent()).isCloseTo(0.04 / (squares + 0.04), within(1e-12));
    }

    @Test
    void timesThatRunAgainstTheSpeedAreNotCorrected() {
        assertThat(exponent(1, new double[] {4, 2, 4, 2}, new double[] {1, 0.5, 1, 0.5}))
                .isZero();
    }
}
