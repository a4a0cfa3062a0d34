package org.unmask.app.cli.option;

import org.unmask.core.text.UsageException;

/// Checks the number of an option, each by itself, so that a message names the one that is wrong.
public final class Numbers {
    private Numbers() {}

    /// The number.
    ///
    /// @throws UsageException if it is below the least
    public static int from(int least, String option, int value) {
        return within(least, Integer.MAX_VALUE, option, value);
    }

    /// The number.
    ///
    /// @throws UsageException if it is below the least or above the most
    public static int within(int least, int most, String option, int value) {
        if (value < least || value > most) {
            throw new UsageException(option + " " + value + "; expected a whole number from " + least
                    + (most == Integer.MAX_VALUE ? "" : " to " + most));
        }
        return value;
    }
}
