package org.unmask.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a page is made of besides its data.
record Assets(Template template, String style, String echarts, String script) {
    private static final String ECHARTS = "META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";
    private static final List<String> SCRIPTS = List.of(
            "theme.js",
            "format.js",
            "axis.js",
            "lines.js",
            "crossover.js",
            "roofline.js",
            "breakdown.js",
            "errors.js",
            "answers.js",
            "page.js");

    static Assets load() throws IOException {
        StringBuilder script = new StringBuilder("\"use strict\";\n");
        for (String name : SCRIPTS) {
            script.append(own(name));
        }
        return new Assets(page(), own("page.css"), library(), script.toString());
    }

    static Template page() throws IOException {
        return new Template(own("page.html"));
    }

    /// The charting library. `META-INF` is no package name, so its resources are open to all, also as a module's.
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

    private static String own(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + name + " beside " + Assets.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
