package org.unmask.app.cli;

import java.util.ServiceLoader;
import org.unmask.engine.spi.Backend;

/// The entry point.
public final class Main {

    private Main() {}

    /// @param args  a command and its options
    public static void main(String[] args) {
        StandardError.restore();
        for (Backend backend : ServiceLoader.load(Backend.class)) {
            System.out.println(backend.name() + " " + backend.getClass().getModule());
        }
        System.out.println(String.join(" ", args));
        System.out.println("home " + System.getProperty("unmask.home"));
        System.out.println(
                ClassLoader.getSystemResource("META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js") != null);
    }
}
