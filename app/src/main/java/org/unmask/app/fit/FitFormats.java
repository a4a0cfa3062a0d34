package org.unmask.app.fit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.Csv;
import org.unmask.cost.roofline.Profile;
import org.unmask.fit.ErrorStatistics;
import org.unmask.fit.Fit;
import org.unmask.fit.Observation;
import org.unmask.fit.Report;
import org.unmask.fit.Survey;
import org.unmask.fit.Validation;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fits and validations as text, JSON and CSV.
public final class FitFormats {
    private static final int WORST = 5;

    private FitFormats() {}

    /// A fit as text and tables.
    ///
    /// @param width  columns of the terminal
    public static String text(Fit fit, int width) {
        return new FitText(width).of(fit);
    }

    /// Validations as text and tables.
    ///
    /// @param surveys  of tables of reports, by their file
    /// @param points  whether every point is printed too
    /// @param width  columns of the terminal
    public static String text(List<Validation> validations, Map<String, Survey> surveys, boolean points, int width) {
        String files = validations.isEmpty() ? "" : new ValidationText(width).of(validations, points);
        String reports = surveys.isEmpty() ? "" : new SurveyText(width).of(surveys, points);
        return files.isEmpty() || reports.isEmpty() ? files + reports : files + "\n" + reports;
    }

    /// One object, `unmask.calibration/1`.
    public static String json(Fit fit) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("schema", "unmask.calibration/1").put("points", fit.points().size());
        ObjectNode parameters = root.putObject("parameters");
        for (Fit.Estimate estimate : fit.estimates()) {
            ObjectNode parameter = parameters.putObject(estimate.parameter().id());
            parameter.put("value", estimate.value());
            if (estimate.status() == Fit.Status.FITTED) {
                parameter.put("standard_error", estimate.standardError());
            } else {
                parameter.put("note", estimate.note());
            }
            parameter.put("status", estimate.status().id());
        }
        put(root, "condition", fit.condition());
        root.set("errors", json(fit.residuals()));
        root.set("operator_errors", json(fit.operatorResiduals()));
        Profile profile = fit.profile("fit", "fitted");
        ArrayNode worst = root.putArray("worst");
        for (Observation point : fit.worst(WORST)) {
            ObjectNode node = point(worst.addObject(), point);
            node.put("predicted_seconds", point.predicted(profile)).put("error", point.error(profile));
        }
        ArrayNode implausible = root.putArray("implausible");
        for (Fit.Implausible each : fit.implausible()) {
            point(implausible.addObject(), each.point()).put("reason", each.reason());
        }
        return root.toPrettyString() + "\n";
    }

    /// One array, an object `unmask.validation/1` per file, and `unmask.survey/1` per table of reports.
    public static String json(List<Validation> validations, Map<String, Survey> surveys, boolean points) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (Validation validation : validations) {
            PublishedFile file = validation.file();
            ObjectNode root = array.addObject()
                    .put("schema", "unmask.validation/1")
                    .put("file", file.name())
                    .put("source", file.source());
            ArrayNode assumptions = root.putArray("assumptions");
            for (PublishedFile.Assumption assumption : file.assumptions()) {
                assumptions
                        .addObject()
                        .put("quantity", assumption.quantity())
                        .put("value", assumption.value())
                        .put("reason", assumption.reason());
            }
            root.put("implausible", validation.implausible()).put("too_large", validation.tooLarge());
            ArrayNode rows = root.putArray("profiles");
            for (Validation.Row row : validation.rows()) {
                ObjectNode node = json(row.errors());
                node.put("profile", row.profile());
                rows.add(node);
            }
            if (points) {
                ArrayNode nodes = root.putArray("points");
                validation.points().forEach(point -> json(nodes.addObject(), point));
            }
        }
        surveys.forEach((name, survey) -> json(array.addObject(), name, survey, points));
        return array.toPrettyString() + "\n";
    }

    private static void json(ObjectNode root, String name, Survey survey, boolean points) {
        root.put("schema", "unmask.survey/1")
                .put("file", name)
                .put("points", survey.reports().size())
                .put("sources", survey.sources());
        ArrayNode lines = root.putArray("errors");
        for (Survey.Line line : survey.lines()) {
            ObjectNode node = json(line.errors());
            node.put("by", line.by())
                    .put("name", line.name())
                    .put("profile", line.profile())
                    .put("sources", line.sources())
                    .put("implausible", line.implausible());
            put(node, "source_median", line.median());
            lines.add(node);
        }
        ArrayNode unusable = root.putArray("unusable");
        for (Report.Unusable row : survey.unusable()) {
            unusable.addObject()
                    .put("row", row.number())
                    .put("source", row.source())
                    .put("reason", row.reason());
        }
        if (points) {
            ArrayNode nodes = root.putArray("reports");
            survey.reports().forEach(report -> json(nodes.addObject(), report));
        }
    }

    private static void json(ObjectNode node, Report report) {
        node.put("row", report.number())
                .put("source", report.source())
                .put("address", report.address())
                .put("device", report.device())
                .put("framework", report.framework())
                .put("setting", report.likely().name())
                .put("certainty", report.certainty().id())
                .put("seconds", report.likely().seconds());
        ArrayNode inferred = node.putArray("inferred");
        report.inferred().forEach(inferred::add);
        report.likely().implausible().ifPresent(reason -> node.put("implausible", reason));
    }

    private static void json(ObjectNode node, Validation.Point point) {
        point(node, point.observation()).put("fits", point.fits());
        point.implausible().ifPresent(reason -> node.put("implausible", reason));
        point.reference().ifPresent(reference -> node.put("ratio_to", reference.name()));
        ObjectNode predictions = node.putObject("predicted_seconds");
        point.predictions().forEach((profile, seconds) -> put(predictions, profile, seconds));
        ObjectNode errors = node.putObject("errors");
        point.errors().forEach((profile, error) -> put(errors, profile, error));
    }

    /// A line per file and profile, and per group of reports and profile; or per point and profile.
    public static String csv(List<Validation> validations, Map<String, Survey> surveys, boolean points) {
        return points
                ? Csv.of(ValidationColumns.POINTS)
                        .all(validations.stream()
                                .flatMap(validation -> ValidationColumns.points(validation).stream())
                                .toList())
                : Csv.of(ValidationColumns.VALIDATION)
                        .all(Stream.concat(
                                        ValidationColumns.lines(validations).stream(),
                                        ValidationColumns.surveyed(surveys).stream())
                                .toList());
    }

    private static ObjectNode point(ObjectNode node, Observation point) {
        return node.put("source", point.source())
                .put("group", point.group())
                .put("point", point.name())
                .put("seconds", point.seconds());
    }

    private static ObjectNode json(ErrorStatistics errors) {
        ObjectNode node = JsonMapper.shared().createObjectNode().put("points", errors.points());
        put(node, "median", errors.median());
        put(node, "percentile_95", errors.percentile95());
        put(node, "bias", errors.bias());
        return node;
    }

    /// JSON has no number for what is not known.
    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
