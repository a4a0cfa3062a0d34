package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.unmask.core.text.Units;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the smallest fleets that serve a traffic cost: in dollars per million tokens if all of them have a price, else in devices.
///
/// @param traffic  requests and objective, in words
public record FleetFigure(String traffic, List<Row> rows, Source source) implements Figure {
    public FleetFigure {
        rows = List.copyOf(rows);
    }

    /// A fleet, or that there is none.
    ///
    /// @param label  of the strategy
    /// @param answer  whether there is a fleet, and why not
    public record Row(Label label, String model, String device, String profile, String answer, Optional<Fleet> fleet) {
        private List<Cell> cells() {
            return List.of(
                    of(model),
                    of(label.text()),
                    of(device),
                    of(profile),
                    of(answer),
                    of(fleet.map(found -> of(found.devices))),
                    of(fleet.flatMap(found -> cell(found.dollarsPerMillionTokens))),
                    of(fleet.flatMap(found -> cell(found.dollarsPerHour))),
                    of(fleet.flatMap(found -> cell(found.joulesPerToken))),
                    of(fleet.map(found -> of(found.good))),
                    of(fleet.map(found -> of(found.busy))),
                    of(fleet.map(found -> of(found.firstBlock.median()))),
                    of(fleet.map(found -> of(found.firstBlock.p99()))),
                    of(fleet.map(found -> of(found.end.median()))),
                    of(fleet.map(found -> of(found.end.p99()))));
        }

        private String words() {
            int devices = fleet.orElseThrow().devices();
            return devices + " " + device + " with " + model + " by " + label.text();
        }

        private static Optional<Cell> cell(OptionalDouble number) {
            return number.isPresent() ? Optional.of(of(number.getAsDouble())) : Optional.empty();
        }
    }

    /// The smallest fleet that is enough.
    ///
    /// @param dollarsPerMillionTokens  empty if the device has no price
    /// @param dollarsPerHour  empty if the device has no price
    /// @param joulesPerToken  empty if the power of the device is not known
    /// @param good  share of answers that meet the objective
    /// @param busy  share of their time in which replicas compute
    /// @param firstBlock  median and 99th percentile of the seconds to the first block
    /// @param end  median and 99th percentile of the seconds to the end of the answer
    public record Fleet(
            int devices,
            OptionalDouble dollarsPerMillionTokens,
            OptionalDouble dollarsPerHour,
            OptionalDouble joulesPerToken,
            double good,
            double busy,
            Percentiles firstBlock,
            Percentiles end) {
        public Fleet {
            Finite.require("fleet", good, busy, firstBlock.median, firstBlock.p99, end.median, end.p99);
        }
    }

    /// Median and 99th percentile.
    public record Percentiles(double median, double p99) {}

    @Override
    public String id() {
        return "fleet";
    }

    @Override
    public String title() {
        return "Fleets under traffic";
    }

    @Override
    public List<Finding> findings() {
        return List.of(Finding.of(finding()));
    }

    @Override
    public String intro() {
        return "The smallest number of devices that serves " + traffic
                + ". Nothing ran: passes are priced, requests and queues are simulated.";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public Table table() {
        return new Table(
                        List.of(
                                text("model"),
                                text("strategy"),
                                text("device"),
                                text("profile"),
                                text("answer"),
                                number("devices", ""),
                                number("dollars per million tokens", ""),
                                number("dollars an hour", ""),
                                number("energy per token", "J"),
                                percent("good answers"),
                                percent("busy"),
                                number("first block, median", "s"),
                                number("first block, p99", "s"),
                                number("end, median", "s"),
                                number("end, p99", "s")),
                        rows.stream().map(Row::cells).toList())
                .withoutEmptyColumns();
    }

    /// Whether all fleets have a price.
    private boolean isPriced() {
        return rows.stream()
                .flatMap(row -> row.fleet().stream())
                .allMatch(found -> found.dollarsPerMillionTokens().isPresent());
    }

    @Override
    public Optional<Chart> chart() {
        if (rows.stream().allMatch(row -> row.fleet().isEmpty())) {
            return Optional.empty();
        }
        ObjectNode data = Chart.node().put("quantity", isPriced() ? "dollars per million tokens" : "devices");
        ArrayNode array = data.putArray("rows");
        for (Row row : rows) {
            row.fleet()
                    .ifPresent(found -> array.add(Chart.node(row.label(), source)
                            .put("model", row.model())
                            .put("device", row.device())
                            .put("profile", row.profile())
                            .put("value", cost(row))
                            .put("devices", found.devices())
                            .put("good", found.good())
                            .put("end", found.end().p99())));
        }
        return Optional.of(new Chart("fleet", data));
    }

    @Override
    public Caption caption() {
        return Caption.of(List.of(source));
    }

    private String finding() {
        Optional<Row> arm = cheapest(Label.Role.ARM::equals);
        Optional<Row> dlm = cheapest(role -> role != Label.Role.ARM);
        if (arm.isEmpty() && dlm.isEmpty()) {
            return "No fleet that was looked at serves this traffic";
        }
        if (arm.isEmpty() || dlm.isEmpty()) {
            return "This traffic takes " + arm.or(() -> dlm).map(Row::words).orElseThrow();
        }
        double ratio = cost(dlm.get()) / cost(arm.get());
        return "This traffic takes " + arm.get().words() + " or " + dlm.get().words() + ", which "
                + (isPriced() ? "costs " : "is ") + Units.significant(ratio) + " times as much";
    }

    private Optional<Row> cheapest(Predicate<Label.Role> kind) {
        return rows.stream()
                .filter(row -> row.fleet().isPresent() && kind.test(row.label().role()))
                .min(Comparator.comparingDouble(this::cost));
    }

    /// What the chart shows.
    private double cost(Row row) {
        Fleet found = row.fleet().orElseThrow();
        return isPriced() ? found.dollarsPerMillionTokens().getAsDouble() : found.devices();
    }
}
