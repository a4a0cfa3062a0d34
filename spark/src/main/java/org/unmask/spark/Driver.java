package org.unmask.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.unmask.core.text.Column;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.sweep.Grid;
import org.unmask.cost.sweep.GridBytes;

/// Runs a sweep on a cluster: parts of a fixed number of points, each priced by whoever has time, each a Parquet file.
///
/// A part that is lost with its executor is priced again; files of tasks that did not end are not taken over.
public final class Driver {
    private static final Pattern MASTER = Pattern.compile("spark://([^:/,]+):(\\d+)");
    private static final int CONNECT_MILLIS = 5_000;

    private final Order order;
    private final Consumer<String> tell;

    private Driver(Order order, Consumer<String> tell) {
        this.order = order;
        this.tell = tell;
    }

    /// Runs the sweep that `unmask sweep --master` asks for; exit code 1, and one line on standard error, if it fails.
    public static void main(String[] arguments) {
        try {
            long rows = run(Order.of(arguments), System.err::println, _ -> {});
            System.out.println(rows);
        } catch (Exception e) { // Scala throws checked exceptions that it does not declare
            System.err.println("unmask: " + words(e));
            System.exit(1);
        }
    }

    /// Runs a sweep.
    ///
    /// @param started  gets the context before the first part is priced
    /// @return the rows that were written
    static long run(Order order, Consumer<String> tell, Consumer<SparkContext> started) throws IOException {
        return new Driver(order, tell).run(started);
    }

    private long run(Consumer<SparkContext> started) throws IOException {
        byte[] bytes = Files.readAllBytes(order.grid());
        Grid grid = GridBytes.read(bytes);
        checkMaster();
        Path packed = Files.createTempDirectory("unmask-spark");
        try (SparkSession session = session(Jars.of(order.classes(), packed))) {
            SparkContext context = session.sparkContext();
            long parts = Math.ceilDiv(grid.size(), (long) order.partRows());
            context.addSparkListener(new Watch(tell, parts));
            started.accept(context);
            return price(session, grid, bytes, parts);
        } finally {
            delete(packed);
        }
    }

    private long price(SparkSession session, Grid grid, byte[] bytes, long parts) throws IOException {
        SparkContext context = session.sparkContext();
        try {
            JavaSparkContext java = new JavaSparkContext(context);
            JavaRDD<Row> rows = java.parallelize(
                            LongStream.range(0, parts).boxed().toList(), Math.toIntExact(parts))
                    .flatMap(new Part(java.broadcast(bytes), order.partRows(), order.skipping()));
            String output = order.output().toAbsolutePath().toUri().toString();
            session.createDataFrame(rows, schema())
                    .write()
                    .option("compression", "zstd")
                    .parquet(output);
            return session.read().schema(schema()).parquet(output).count();
        } catch (Exception e) { // Scala throws checked exceptions that it does not declare
            if (context.isStopped()) {
                throw new IOException(
                        "the cluster gave the sweep of " + grid.size() + " points up; the logs of its workers at "
                                + order.master() + " say why",
                        e);
            }
            throw e;
        }
    }

    private SparkSession session(List<Path> jars) {
        SparkSession.Builder builder = SparkSession.builder()
                .master(order.master())
                .appName("unmask sweep")
                .config("spark.ui.enabled", "false")
                .config("spark.jars", jars.stream().map(Path::toString).collect(Collectors.joining(",")));
        if (isHere()) {
            builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1");
        }
        return builder.getOrCreate();
    }

    private boolean isHere() {
        Matcher master = MASTER.matcher(order.master());
        return order.master().startsWith("local") || (master.matches() && isLoopback(master.group(1)));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException _) {
            return false;
        }
    }

    /// Spark itself asks for minutes.
    private void checkMaster() throws IOException {
        Matcher master = MASTER.matcher(order.master());
        if (!master.matches()) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(master.group(1), Integer.parseInt(master.group(2))), CONNECT_MILLIS);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "no Spark master answers at " + order.master() + " (" + e.getMessage()
                            + "); start one, give another --master, or leave it out to price here",
                    e);
        }
    }

    private static StructType schema() {
        StructType schema = new StructType();
        for (Column<?> column : PredictionColumns.SWEEP) {
            schema = schema.add(column.id(), type(column.kind()));
        }
        return schema;
    }

    private static DataType type(Column.Kind kind) {
        return switch (kind) {
            case TEXT -> DataTypes.StringType;
            case WHOLE -> DataTypes.LongType;
            case REAL -> DataTypes.DoubleType;
            case TRUTH -> DataTypes.BooleanType;
        };
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// What we said ourselves, wherever that was; otherwise what lies at the bottom of it.
    private static String words(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !isOurs(cause)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }

    private static boolean isOurs(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.unmask.");
    }
}
