package org.unmask.report.page;

import static org.unmask.report.page.ReportSample.AR;
import static org.unmask.report.page.ReportSample.DEVICES;
import static org.unmask.report.page.ReportSample.LOCAL;
import static org.unmask.report.page.ReportSample.STEPS;
import static org.unmask.report.page.ReportSample.arSeconds;
import static org.unmask.report.page.ReportSample.diffusion;
import static org.unmask.report.page.ReportSample.figures;
import static org.unmask.report.page.ReportSample.passSeconds;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.RooflineFigure;

/// The operators of [ReportSample].
final class OperatorSample {
    private OperatorSample() {}

    private static final String[] OPERATORS = {
        "embed",
        "attn_norm",
        "qkv_proj",
        "rope",
        "attention",
        "o_proj",
        "attn_residual",
        "mlp_norm",
        "gate_up_proj",
        "swiglu",
        "down_proj",
        "mlp_residual",
        "final_norm",
        "lm_head",
        "select"
    };
    private static final double[] FLOPS_PER_BYTE = {
        0, 1.3, 380, 0.7, 210, 340, 0.3, 1.3, 420, 1.1, 390, 0.3, 1.3, 300, 2.2
    };
    private static final double[] AR_SHARES = {
        0.001, 0.004, 0.155, 0.003, 0.06, 0.1, 0.003, 0.004, 0.4, 0.006, 0.2, 0.003, 0.001, 0.058, 0.002
    };
    private static final double[] DIFFUSION_SHARES = {
        0.001, 0.02, 0.14, 0.016, 0.09, 0.09, 0.015, 0.02, 0.35, 0.04, 0.17, 0.015, 0.001, 0.03, 0.002
    };

    static RooflineFigure roofline() {
        List<RooflineFigure.Machine> machines = new ArrayList<>();
        Roofline local = new Roofline(406e9, 31e9);
        machines.add(new RooflineFigure.Machine(
                "this machine", local, Source.measured("roofs probed on this machine"), localDots(local)));
        for (Device device : DEVICES) {
            Roofline roofline = Roofline.of(device, DType.BFLOAT16);
            List<RooflineFigure.Dot> dots = new ArrayList<>();
            dots(dots, roofline, AR, figures(device), AR_SHARES, 1.0 / 300, 14, 1);
            dots(
                    dots,
                    roofline,
                    Label.dlm("LLaDA-8B, diffusion", "diffusion"),
                    figures(device),
                    DIFFUSION_SHARES,
                    1,
                    40,
                    1);
            dots(
                    dots,
                    roofline,
                    Label.dlm("LLaDA-8B, dual-cache", "dual-cache"),
                    figures(device),
                    AR_SHARES,
                    0.08,
                    9,
                    1);
            machines.add(new RooflineFigure.Machine(device.name(), roofline, figures(device), dots));
        }
        return new RooflineFigure(machines);
    }

    private static List<RooflineFigure.Dot> localDots(Roofline roofline) {
        List<RooflineFigure.Dot> dots = new ArrayList<>();
        Label ar = Label.ar("tiny-ar, ar", "ar");
        Label diffusion = Label.dlm("tiny-dlm, diffusion", "diffusion");
        dots(
                dots,
                roofline,
                ar,
                Source.predicted("roofline, roofs probed on this machine"),
                AR_SHARES,
                1.0 / 300,
                2,
                1);
        dots(dots, roofline, ar, LOCAL, AR_SHARES, 1.0 / 300, 2.3, 0.8);
        dots(
                dots,
                roofline,
                diffusion,
                Source.predicted("roofline, roofs probed on this machine"),
                DIFFUSION_SHARES,
                0.5,
                6,
                1);
        dots(dots, roofline, diffusion, LOCAL, DIFFUSION_SHARES, 0.5, 7.1, 0.7);
        return dots;
    }

    private static void dots(
            List<RooflineFigure.Dot> dots,
            Roofline roofline,
            Label label,
            Source source,
            double[] shares,
            double factor,
            double seconds,
            double efficiency) {
        for (int i = 0; i < OPERATORS.length; i++) {
            double intensity = FLOPS_PER_BYTE[i] > 10 ? Math.max(1, FLOPS_PER_BYTE[i] * factor) : FLOPS_PER_BYTE[i];
            double wobble = efficiency == 1 ? 1 : efficiency * (0.7 + 0.07 * (i % 5));
            double attained = wobble * Math.min(roofline.flopsPerSecond(), intensity * roofline.bytesPerSecond());
            Bound bound =
                    intensity * roofline.bytesPerSecond() > roofline.flopsPerSecond() ? Bound.COMPUTE : Bound.MEMORY;
            dots.add(new RooflineFigure.Dot(
                    label, source, OPERATORS[i], intensity, attained, seconds * shares[i], shares[i], bound));
        }
    }

    static BreakdownFigure breakdown() {
        Label ar = Label.ar("tiny-ar, ar", "ar");
        Label diffusion = Label.dlm("tiny-dlm, diffusion:steps=64", "diffusion");
        Label cached = Label.dlm("tiny-dlm, dual-cache:block=32,threshold=0.9", "dual-cache");
        Source replayed = Source.replayed("roofline, roofs probed on this machine");
        List<BreakdownFigure.Bar> bars = new ArrayList<>(List.of(
                bar("this machine", ar, Source.predicted("roofline, roofs probed on this machine"), AR_SHARES, 2.0),
                bar("this machine", ar, replayed, AR_SHARES, 2.0),
                bar("this machine", ar, LOCAL, DIFFUSION_SHARES, 2.3),
                bar(
                        "this machine",
                        diffusion,
                        Source.predicted("roofline, roofs probed on this machine"),
                        DIFFUSION_SHARES,
                        6.0),
                bar("this machine", diffusion, replayed, DIFFUSION_SHARES, 6.0),
                bar("this machine", diffusion, LOCAL, DIFFUSION_SHARES, 7.1),
                bar("this machine", cached, replayed, AR_SHARES, 0.8),
                bar("this machine", cached, LOCAL, AR_SHARES, 1.1)));
        for (Device device : DEVICES) {
            bars.add(bar(device.name(), AR, figures(device), AR_SHARES, arSeconds(device, 1, 128)));
            for (int steps : STEPS) {
                double seconds = steps * passSeconds(device, 1, 128);
                bars.add(bar(device.name(), diffusion(steps), figures(device), DIFFUSION_SHARES, seconds));
            }
        }
        return new BreakdownFigure(bars);
    }

    private static BreakdownFigure.Bar bar(String device, Label label, Source source, double[] shares, double seconds) {
        double sum = DoubleStream.of(shares).sum();
        List<BreakdownFigure.Slice> slices = new ArrayList<>();
        for (int i = 0; i < OPERATORS.length; i++) {
            slices.add(new BreakdownFigure.Slice(OPERATORS[i], 16 * 64, seconds * shares[i] / sum));
        }
        return new BreakdownFigure.Bar(device, label, source, slices);
    }
}
