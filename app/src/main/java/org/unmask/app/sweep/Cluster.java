package org.unmask.app.sweep;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.text.UsageException;
import org.unmask.cost.sweep.Grid;
import org.unmask.cost.sweep.GridBytes;

/// Has a grid priced by a Spark cluster, whose driver is a process on a class path of its own: Spark brings libraries that
/// would stand in the way of ours, and is only there if it was built.
///
/// @param home  folder of Unmask
/// @param master  as Spark writes it: `local[*]`, `spark://HOST:PORT`
/// @param partRows  points of a part, and rows of a file
public record Cluster(Path home, String master, int partRows) {
    private static final String DRIVER = "org.unmask.spark.Driver";
    private static final String BUILD = "./mvnw -Pspark -pl spark -am -DskipTests package";
    private static final String MASTERS = "local|local\\[(\\*|[1-9]\\d*)\\]|spark://[^/,:\\s]+:\\d+";

    public Cluster {
        if (!master.matches(MASTERS)) {
            throw new UsageException("--master " + master + "; expected local[*], local[N] or spark://HOST:PORT");
        }
        if (partRows < 1) {
            throw new UsageException("--part-rows " + partRows + "; expected a whole number from 1");
        }
    }

    /// Prices a grid.
    ///
    /// @param output  folder that gets Parquet files, one for each part, in the order of the grid by their names
    /// @throws IOException if there is no driver, or the folder is there already
    /// @return what became of it; empty if the driver failed, and has said why
    public Outcome run(Grid grid, Path output, boolean skipping) throws IOException {
        Path spark = home.resolve("spark/target");
        if (!Files.isDirectory(spark.resolve("home/jars")) || !Files.isDirectory(spark.resolve("classes"))) {
            throw new IOException("--master needs Spark, which is not built: run " + BUILD + " in " + home
                    + ", or leave it out to price here");
        }
        if (Files.exists(output)) {
            throw new IOException(output + ": there is one already; give a folder that is not there");
        }
        Path file = Files.createTempFile("unmask-", ".grid");
        try {
            Files.write(file, GridBytes.of(grid));
            Process process = new ProcessBuilder(command(spark, file, output, skipping))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return ended(process);
        } finally {
            Files.delete(file);
        }
    }

    /// What became of a sweep.
    ///
    /// @param code  exit code of the driver; where it is not 0, the driver has said why
    /// @param rows  that were written
    public record Outcome(int code, long rows) {}

    private static Outcome ended(Process process) throws IOException {
        try (InputStream out = process.getInputStream()) {
            String rows = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            return new Outcome(code, code == 0 ? Long.parseLong(rows) : 0);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private List<String> command(Path spark, Path grid, Path output, boolean skipping) throws IOException {
        List<String> classes = new ArrayList<>();
        classes.add(spark.resolve("classes").toString());
        classes.addAll(ours());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve("spark/src/main/jvm/options"));
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classes) + File.pathSeparator + spark.resolve("home/jars/*"));
        command.addAll(List.of(DRIVER, master, grid.toString(), output.toString(), "" + partRows, "" + skipping));
        command.addAll(classes);
        return command;
    }

    /// Our own modules that price, and the reader of JSON that files of assumptions need.
    private static List<String> ours() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
                .filter(Cluster::isNeeded)
                .distinct()
                .toList();
    }

    private static boolean isNeeded(String entry) {
        String path = entry.replace(File.separatorChar, '/');
        return path.matches(".*/(unmask-)?(core|input|cost|result)(-[^/]*\\.jar|/target/classes)")
                || path.matches(".*/jackson-(core|databind)-3[^/]*\\.jar");
    }
}
