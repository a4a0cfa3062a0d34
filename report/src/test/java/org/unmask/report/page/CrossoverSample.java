package org.unmask.report.page;

import java.util.ArrayList;
import java.util.List;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.hardware.Device;
import org.unmask.report.figure.CrossoverFigure;

/// The map of [ReportSample]: steps few enough that each model wins somewhere, and each runs out of memory.
final class CrossoverSample {
    private static final int STEPS = 32;
    private static final double CANVAS_TOKEN_BYTES = 1.5e6;

    private CrossoverSample() {}

    static CrossoverFigure figure() {
        return new CrossoverFigure(
                ReportSample.DEVICES.stream().map(CrossoverSample::field).toList());
    }

    private static CrossoverFigure.Field field(Device device) {
        List<Race> races = new ArrayList<>();
        for (int prompt = 64; prompt <= 16384; prompt *= 2) {
            for (int batch = 1; batch <= 256; batch *= 2) {
                races.add(Races.of(
                        batch,
                        prompt,
                        ReportSample.GENERATED,
                        ReportSample.arSeconds(device, batch, prompt),
                        STEPS * ReportSample.passSeconds(device, batch, prompt),
                        fits(device, batch, prompt, ReportSample.TOKEN_BYTES),
                        fits(device, batch, prompt, CANVAS_TOKEN_BYTES)));
            }
        }
        return new CrossoverFigure.Field(
                device.name(),
                "diffusion, K = " + STEPS + ", 512 generated tokens",
                "LLaMA-3-8B",
                "LLaDA-8B",
                ReportSample.figures(device),
                races);
    }

    private static boolean fits(Device device, int batch, int prompt, double tokenBytes) {
        double canvas = (double) batch * (prompt + ReportSample.GENERATED);
        return 2 * ReportSample.PARAMETERS + canvas * tokenBytes <= device.memoryBytes();
    }
}
