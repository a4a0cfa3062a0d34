package org.unmask.run.template;

/// A template that cannot be rendered, and why, in one line.
public final class TemplateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 300;

    TemplateException(String message) {
        super(shown(message));
    }

    private static String shown(String message) {
        String line = message.replaceAll("\\p{C}", " ");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }
}
