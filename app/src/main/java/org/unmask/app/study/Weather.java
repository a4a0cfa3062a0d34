package org.unmask.app.study;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;

/// How fast a machine was in each of several runs, as far as a few looks can tell.
///
/// A short run has few looks, which may have met a moment that says little of it. Its mean speed is therefore drawn towards
/// that of all runs, the more the fewer looks it has: the estimate of Efron and Morris (J. Am. Stat. Assoc. 70, 1975) with
/// the variance within runs and between them, of either roof by itself.
///
/// @param bytes  of reading
/// @param flops  of multiply-adds
record Weather(Roof bytes, Roof flops) {
    /// @param runs  of one model on one machine
    static Weather of(List<RunResult> runs) {
        List<List<Look>> looks = runs.stream()
                .filter(run -> !run.speeds().isEmpty())
                .map(run -> Look.of(run.speeds()))
                .toList();
        return new Weather(Roof.of(looks, MachineSpeed::bytesPerSecond), Roof.of(looks, MachineSpeed::flopsPerSecond));
    }

    /// The looks of a run, all scaled so that their mean is the speed that the run is estimated to have had.
    List<Look> looks(RunResult run) {
        List<Look> looks = Look.of(run.speeds());
        double reading = bytes.scale(rates(looks, MachineSpeed::bytesPerSecond));
        double adding = flops.scale(rates(looks, MachineSpeed::flopsPerSecond));
        return looks.stream().map(look -> look.scaled(reading, adding)).toList();
    }

    private static double[] rates(List<Look> looks, ToDoubleFunction<MachineSpeed> rate) {
        return looks.stream()
                .mapToDouble(look -> rate.applyAsDouble(look.speed()))
                .toArray();
    }

    /// The rates of all runs.
    ///
    /// @param mean  of all looks
    /// @param within  variance of the looks of one run
    /// @param between  variance of the means of runs, without what few looks add to it
    record Roof(double mean, double within, double between) {
        static Roof of(List<List<Look>> runs, ToDoubleFunction<MachineSpeed> rate) {
            List<double[]> all = runs.stream().map(looks -> rates(looks, rate)).toList();
            double count = all.stream().mapToInt(rates -> rates.length).sum();
            double mean = all.stream().mapToDouble(Roof::sum).sum() / count;
            double inside = 0;
            double outside = 0;
            double squares = 0;
            for (double[] rates : all) {
                double own = sum(rates) / rates.length;
                for (double one : rates) {
                    inside += (one - own) * (one - own);
                }
                outside += rates.length * (own - mean) * (own - mean);
                squares += (double) rates.length * rates.length;
            }
            int groups = all.size();
            double within = count > groups ? inside / (count - groups) : 0;
            double looksPerRun = groups > 1 ? (count - squares / count) / (groups - 1) : 1;
            double between = groups > 1 ? Math.max(0, (outside / (groups - 1) - within) / looksPerRun) : 0;
            return new Roof(mean, within, between);
        }

        /// The factor from the mean of a run to what it is estimated to be.
        double scale(double[] rates) {
            double own = sum(rates) / rates.length;
            double uncertain = within / rates.length;
            double drawn = uncertain == 0 ? 0 : uncertain / (uncertain + between);
            return (own + drawn * (mean - own)) / own;
        }

        private static double sum(double[] rates) {
            double sum = 0;
            for (double rate : rates) {
                sum += rate;
            }
            return sum;
        }
    }
}
