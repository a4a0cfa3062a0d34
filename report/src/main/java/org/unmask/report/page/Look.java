package org.unmask.report.page;

import java.io.IOException;

/// What all pages have in common, so that a thing has one colour and a number one form everywhere: colours, fonts,
/// numbers.
public final class Look {
    private Look() {}

    /// The style sheet, with the colours of light and dark pages as variables.
    ///
    /// @throws IOException if the file is missing from the program
    public static String style() throws IOException {
        return Assets.own("page.css");
    }

    /// The scripts that know colours (`THEMES`) and write numbers (`quantity`, `tick`, `percent`).
    ///
    /// @throws IOException if a file is missing from the program
    public static String script() throws IOException {
        return "\"use strict\";\n" + Assets.own("theme.js") + Assets.own("format.js");
    }
}
