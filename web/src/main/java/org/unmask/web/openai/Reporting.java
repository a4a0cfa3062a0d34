package org.unmask.web.openai;

import java.io.IOException;

/// Whoever is told of an answer as it comes: a stream of events, or nobody until it is complete.
interface Reporting {
    /// Begins, before anything is told.
    void open() throws IOException;

    /// Tells some text of an answer; it may be empty.
    void piece(int answer, String text) throws IOException;

    /// Tells what stands behind the text of an answer just now; later passes may change it.
    void provisional(int answer, String text) throws IOException;

    /// Tells that an answer is complete.
    void finished(int answer, Form.Finish finish) throws IOException;

    /// Shows that the request is still being answered.
    void waiting() throws IOException;

    /// Nobody.
    Reporting NOBODY = new Reporting() {
        @Override
        public void open() {}

        @Override
        public void piece(int answer, String text) {}

        @Override
        public void provisional(int answer, String text) {}

        @Override
        public void finished(int answer, Form.Finish finish) {}

        @Override
        public void waiting() {}
    };
}
