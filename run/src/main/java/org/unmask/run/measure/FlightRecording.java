package org.unmask.run.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/// A recording of JDK Flight Recorder with the passes of a run, what the virtual machine did meanwhile, and maybe
/// operators. It is written when closed, or when the process ends.
///
/// Its events are made while the passes run, not from the timeline afterwards: the flight recorder stamps an event with
/// the time at which it begins and ends, and a timeline knows how long a pass took, but not when it ran.
public final class FlightRecording implements AutoCloseable {
    private final Recording recording;

    private FlightRecording(Recording recording) {
        this.recording = recording;
    }

    /// Starts to record.
    ///
    /// @param file  replaced if it exists
    /// @param operators  whether to record every operator, too
    public static FlightRecording start(Path file, boolean operators) throws IOException {
        try {
            Recording recording = new Recording(Configuration.getConfiguration("default"));
            recording.setName("unmask");
            recording.enable(PassEvent.class);
            if (operators) {
                recording.enable(OperatorEvent.class);
            }
            recording.setDestination(file);
            recording.setDumpOnExit(true);
            recording.start();
            return new FlightRecording(recording);
        } catch (ParseException e) {
            throw new IOException("the flight recorder's default configuration: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        recording.stop();
        recording.close();
    }
}
