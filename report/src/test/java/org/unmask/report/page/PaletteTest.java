package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The colours of the style sheet, measured.
class PaletteTest {
    private static final List<String> ROLES = List.of("arm", "full", "cached", "block");

    /// Least contrast of text (Web Content Accessibility Guidelines 2.2, 1.4.3).
    private static final double TEXT = 4.5;

    /// Distance in CIELAB; 2 is just noticeable side by side, 20 is another colour.
    private static final double APART = 20;

    /// What an eye sees that lacks one kind of cones, on linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1).
    private static final Map<String, double[][]> EYES = Map.of(
            "normal", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            "protanopia",
                    new double[][] {
                        {0.152286, 1.052583, -0.204868},
                        {0.114503, 0.786281, 0.099216},
                        {-0.003882, -0.048116, 1.051998}
                    },
            "deuteranopia",
                    new double[][] {
                        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
                    },
            "tritanopia",
                    new double[][] {
                        {1.255528, -0.076749, -0.178779},
                        {-0.078411, 0.930809, 0.147602},
                        {0.004733, 0.691367, 0.303900}
                    });

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void rolesAreReadableAsText(int scheme) throws IOException {
        double[] paper = colour("paper", scheme);
        List<String> all = new ArrayList<>(ROLES);
        all.addAll(List.of("ink", "soft", "link", "alarm", "neutral"));
        for (String name : all) {
            assertThat(contrast(colour(name, scheme), paper)).as(name).isGreaterThan(TEXT);
        }
        assertThat(contrast(colour("alarm", scheme), colour("alarm-paper", scheme)))
                .isGreaterThan(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void rolesAreToldApartByEveryEye(int scheme) throws IOException {
        for (Map.Entry<String, double[][]> eye : EYES.entrySet()) {
            for (int i = 0; i < ROLES.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double[] one = lab(seen(eye.getValue(), colour(ROLES.get(i), scheme)));
                    double[] other = lab(seen(eye.getValue(), colour(ROLES.get(j), scheme)));
                    assertThat(Math.sqrt(
                                    square(one[0] - other[0]) + square(one[1] - other[1]) + square(one[2] - other[2])))
                            .as("%s and %s, %s", ROLES.get(i), ROLES.get(j), eye.getKey())
                            .isGreaterThan(APART);
                }
            }
        }
    }

    /// Linear red, green and blue, 0 to 1.
    ///
    /// @param scheme  0 for light, 1 for dark
    private static double[] colour(String name, int scheme) throws IOException {
        String style = Assets.load(Collections.emptySortedSet()).style();
        Matcher found = Pattern.compile("--" + name + ": light-dark\\(#(\\p{XDigit}{6}), #(\\p{XDigit}{6})\\)")
                .matcher(style);
        assertThat(found.find()).as(name).isTrue();
        int rgb = Integer.parseInt(found.group(scheme + 1), 16);
        return new double[] {linear(rgb >> 16), linear(rgb >> 8 & 255), linear(rgb & 255)};
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static double contrast(double[] one, double[] other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] seen(double[][] eye, double[] rgb) {
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2];
            seen[i] = Math.clamp(sum, 0, 1);
        }
        return seen;
    }

    private static double[] lab(double[] rgb) {
        double x = cubeRoot((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        double y = cubeRoot(luminance(rgb));
        double z = cubeRoot((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double cubeRoot(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }

    private static double square(double x) {
        return x * x;
    }
}
