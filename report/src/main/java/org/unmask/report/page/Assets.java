package org.unmask.report.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;

/// What a page is made of besides its data.
record Assets(Template template, String style, String echarts, String script) {
    private static final String ECHARTS = "META-INF/resources/_static/echarts/6.0.0/dist/echarts.common.min.js";
    private static final List<String> SHARED = List.of("theme.js", "format.js", "axis.js", "frame.js", "table.js");
    private static final String LAST = "start.js";

    /// @param drawings  names of the scripts that the figures need, each taken once and in this order
    static Assets load(SortedSet<String> drawings) throws IOException {
        StringBuilder script = new StringBuilder("\"use strict\";\n");
        for (String name : SHARED) {
            script.append(own(name));
        }
        for (String name : drawings) {
            script.append(block(own("/org/unmask/report/figure/" + name + ".js")));
        }
        return new Assets(
                page(), own("page.css"), library(), script.append(own(LAST)).toString());
    }

    /// A script in a scope of its own, so that no two share a name.
    private static String block(String script) {
        return "\n{" + script + "}\n";
    }

    static Template page() throws IOException {
        return new Template(own("page.html"));
    }

    /// The charting library: lines, bars, scatter plots and what belongs to them, 705 kB of the 1118 kB that the whole of it
    /// has. `META-INF` is no package name, so its resources are open to all, also as a module's.
    private static String library() throws IOException {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(ECHARTS)) {
            if (in == null) {
                throw new FileNotFoundException(
                        "no " + ECHARTS
                                + " on the module path; a report needs the jar of org.mvnpm:echarts 6.0.0, build with ./mvnw package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String own(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + name + " for " + Assets.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
