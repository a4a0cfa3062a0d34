package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;

/// Tables of reported speeds, against predictions of the settings they stand for.
class SurveyTest {
    private static final String HEADER =
            "source,address,model,device,framework,strategy,prompt_tokens,generated_tokens,"
                    + "batch,steps_or_tpf,tokens_per_second,seconds,notes\n";

    @TempDir
    private Path folder;

    private final Catalog catalog = catalog();

    private static Catalog catalog() {
        try {
            return new Catalog(Path.of("..").toAbsolutePath().normalize(), Path.of("none"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ReportFile.Content read(String rows) throws IOException {
        Path file = Files.writeString(folder.resolve("reports.csv"), HEADER + rows);
        return new ReportFile(catalog, catalog.reportNames(), catalog.published(file)).read();
    }

    private Prediction prediction(String strategy, Request request) throws IOException {
        return Prediction.of(Scenario.of(
                catalog.model("llada-8b").model(),
                catalog.device("h100-sxm").device(),
                StrategySpec.parse(strategy),
                request,
                DTypes.BF16));
    }

    @Test
    void aCompleteReportIsPredictedAsItsSetting() throws IOException {
        Report report = read("a,https://a,LLaDA-8B-Instruct,1x H100,x,diffusion,32,64,2,8 steps,,3.5,\n")
                .reports()
                .getFirst();
        Prediction prediction = prediction("diffusion:steps=8", new Request(2, 32, 64, LogitRows.ACTIVE));

        assertThat(report.certainty()).isEqualTo(Certainty.COMPLETE);
        assertThat(report.likely().seconds()).isEqualTo(3.5);
        assertThat(report.likely().predicted(Profile.ROOFLINE))
                .isCloseTo(prediction.totals().seconds(), within(1e-9));
        assertThat(report.error(Profile.ROOFLINE)).isCloseTo(prediction.totals().seconds() / 3.5 - 1, within(1e-9));
    }

    /// 512 tokens on contexts that follow each other, in a dozen passes that stand for their neighbours.
    @Test
    void fewPassesStandForManyOnNeighbouringContexts() throws IOException {
        Report report = read("a,https://a,Qwen3-8B,1x H100,x,ar BF16,1000,512,1,,100,,\n")
                .reports()
                .getFirst();
        double expected = Prediction.of(Scenario.of(
                        catalog.model("qwen3-8b").model(),
                        catalog.device("h100-sxm").device(),
                        StrategySpec.parse("ar"),
                        new Request(1, 1000, 512, LogitRows.ACTIVE),
                        DTypes.BF16))
                .totals()
                .seconds();

        assertThat(report.likely().passes()).hasSize(1 + 12);
        assertThat(report.likely().predicted(Profile.ROOFLINE)).isCloseTo(expected, within(1e-4 * expected));
    }

    /// At 100 tokens a second 64 tokens take 0.64 s, which is between the times at the least and the greatest prompt.
    @Test
    void aQuantityBetweenTwoValuesGivesTheErrorOfTheNearerEnd() throws IOException {
        Report between = read("a,https://a,LLaDA-8B-Instruct,1x H100,x,diffusion,,64,1,8 steps,,0.05,\n")
                .reports()
                .getFirst();
        double low = prediction("diffusion:steps=8", new Request(1, 32, 64, LogitRows.ACTIVE))
                .totals()
                .seconds();
        double high = prediction("diffusion:steps=8", new Request(1, 1024, 64, LogitRows.ACTIVE))
                .totals()
                .seconds();
        assertThat(low).isLessThan(0.06);

        assertThat(between.certainty()).isEqualTo(Certainty.ONE_INFERRED);
        assertThat(between.inferred()).containsExactly("prompt_tokens 256 (32 to 1024)");
        assertThat(between.error(Profile.ROOFLINE))
                .isCloseTo(Math.clamp(0, low / 0.05 - 1, high / 0.05 - 1), within(1e-9));
        Report slower = read("a,https://a,LLaDA-8B-Instruct,1x H100,x,diffusion,,64,1,8 steps,,9,\n")
                .reports()
                .getFirst();
        assertThat(slower.error(Profile.ROOFLINE)).isCloseTo(high / 9 - 1, within(1e-9));
    }

    @Test
    void aRowThatCannotBePredictedHasItsReason() throws IOException {
        ReportFile.Content content = read("""
                a,https://a,LLaDA-8B,1x H100,x,diffusion,32,64,1,8 steps,,3.5,
                b,https://b,Ling-2.6-flash,1x H100,x,ar,32,64,1,,10,,
                c,https://c,LLaDA-8B,M3 Ultra,x,diffusion,32,64,1,8 steps,,3.5,
                d,https://d,LLaDA-8B,not stated,llama.cpp,diffusion,32,64,1,8 steps,,3.5,
                e,https://e,LLaDA-8B,1x H100,x,Jacobi Forcing,32,64,1,,10,,
                f,https://f,LLaDA-8B,1x H100,x,diffusion,32,64,1,8 steps,,,
                g,https://g,LLaDA-8B,1x H100,x,diffusion,many,64,1,8 steps,,3,
                h,https://h,LLaDA-8B,1x H100,x,canvas diffusion,32,64,1,8 steps,,3,
                i,https://i,LLaDA-8B,3x H100,x,diffusion,32,64,1,8 steps,,3,
                """);

        assertThat(content.reports()).extracting(Report::source).containsExactly("a");
        assertThat(content.unusable())
                .extracting(row -> row.source() + ": " + row.reason())
                .satisfiesExactly(
                        row -> assertThat(row).isEqualTo("b: model 'Ling-2.6-flash' is not in the catalogue"),
                        row -> assertThat(row).isEqualTo("c: device 'M3 Ultra' is not in the catalogue"),
                        row -> assertThat(row).isEqualTo("d: the device is not stated"),
                        row -> assertThat(row).isEqualTo("e: strategy 'Jacobi Forcing' is none that is priced"),
                        row -> assertThat(row).isEqualTo("f: seconds=''; expected a number above 0"),
                        row -> assertThat(row).isEqualTo("g: prompt_tokens='many'; expected a number above 0"),
                        row -> assertThat(row).startsWith("h: diffusion-gemma gives the logits"),
                        row -> assertThat(row).startsWith("i: the model cannot be split over 3 devices"));
    }

    @Test
    void aTableOfOtherColumnsIsNoTableOfReports() throws IOException {
        Path file = Files.writeString(folder.resolve("reports.csv"), "source,steps_or_tpf\na,1 steps\n");

        assertThatThrownBy(() -> new ReportFile(catalog, catalog.reportNames(), catalog.published(file)).read())
                .isInstanceOf(IOException.class);
    }

    /// Two sources of different size on one machine that has three quarters of its bandwidth.
    @Test
    void aSourceThatIsLeftOutIsPredictedByTheOthers() throws IOException {
        Profile slow = new Profile("slow", 1, 1, 0.75, 0.75, 1, 0, 0, "made up");
        StringBuilder rows = new StringBuilder();
        for (int batch : List.of(1, 2, 4, 8)) {
            for (String source : batch == 8 ? List.of("b") : List.of("a", "b")) {
                rows.append(row(source, batch, slow));
            }
        }
        Survey survey = Survey.of(read(rows.toString()), List.of(Profile.ROOFLINE));

        assertThat(survey.sources()).isEqualTo(2);
        assertThat(line(survey, "certainty", "complete", Profile.ROOFLINE.id())
                        .errors()
                        .median())
                .isCloseTo(0.25, within(0.01));
        assertThat(line(survey, "certainty", "complete", Survey.FITTED).errors().median())
                .isLessThan(0.01);
        assertThat(line(survey, "source", "a", Survey.SOURCE_LEFT_OUT).errors().median())
                .isLessThan(0.01);
        assertThat(line(survey, "source", "b", Survey.SOURCE_LEFT_OUT).errors().points())
                .isEqualTo(4);
        assertThat(survey.lines())
                .filteredOn(line -> line.profile().equals(Survey.DEVICE_LEFT_OUT))
                .isEmpty();
    }

    private String row(String source, int batch, Profile profile) throws IOException {
        String setting = ",https://a,Qwen3-8B,1x H100,x,ar BF16,100,64," + batch + ",,,";
        Report any = read(source + setting + "1,\n").reports().getFirst();
        return source + setting + any.likely().predicted(profile) + ",\n";
    }

    private static Survey.Line line(Survey survey, String by, String name, String profile) {
        return survey.lines().stream()
                .filter(line -> line.by().equals(by)
                        && line.name().equals(name)
                        && line.profile().equals(profile))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePublishedTableHoldsManySources() throws IOException {
        ReportFile.Content content = new ReportFile(
                        catalog,
                        catalog.reportNames(),
                        catalog.published(Path.of("../catalog/published/field_2026.csv")))
                .read();

        assertThat(content.reports().size() + content.unusable().size()).isEqualTo(453);
        assertThat(content.reports()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(content.reports().stream().map(Report::source).distinct()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(content.reports()).allMatch(report -> report.address().startsWith("https://"));
    }
}
