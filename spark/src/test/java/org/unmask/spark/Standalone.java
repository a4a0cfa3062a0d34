package org.unmask.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A master and workers on the loopback address, from the folder that the build made.
final class Standalone implements AutoCloseable {
    private static final int TRIES = 3_000;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Path folder;
    private final String master;
    private final List<Process> workers = new ArrayList<>();
    private final Process first;

    Standalone(Path folder, int count) throws IOException {
        this.folder = folder;
        int port = freePort();
        this.master = "spark://127.0.0.1:" + port;
        this.first = start("master", "master.Master", "--host", "127.0.0.1", "--port", "" + port);
        await("master", "Starting Spark master at");
        for (int i = 0; i < count; i++) {
            workers.add(start("worker-" + i, "worker.Worker", "--cores", "1", "--memory", "1g", master));
        }
        for (int i = 0; i < count; i++) {
            await("worker-" + i, "Successfully registered with master");
        }
    }

    /// Waits until the log of a process says something.
    private void await(String name, String words) throws IOException {
        Path log = folder.resolve(name).resolve("log");
        for (int i = 0; i < TRIES; i++) {
            if (Files.readString(log).contains(words)) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException(name + " did not start: " + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(String name, String service, String... arguments) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src/main/jvm/options").toAbsolutePath(),
                "-cp",
                TARGET.resolve("home/jars/*").toString(),
                "org.apache.spark.deploy." + service,
                "--webui-port",
                "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        TARGET.resolve("home").toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_WORKER_DIR",
                        own.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        return builder.start();
    }

    String master() {
        return master;
    }

    /// Kills a worker with what it started.
    void killWorker() {
        Process worker = workers.removeFirst();
        List<ProcessHandle> executors = worker.descendants().toList();
        worker.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        while (!workers.isEmpty()) {
            killWorker();
        }
        first.destroyForcibly();
    }
}
