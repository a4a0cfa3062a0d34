package org.unmask.engine.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/// The tokenizers library, kept from the network.
///
/// Left to itself it asks the cloud's metadata address who it runs for and reports that once a day, and on a
/// machine with a CUDA driver it downloads another build of its native code. Only system properties stop it, so
/// they are set here, before its first use, unless the command line has set them.
final class Library {
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    static {
        System.getProperties().putIfAbsent("ai.djl.offline", "true");
        System.getProperties().putIfAbsent("OPT_OUT_TRACKING", "true");
    }

    private Library() {}

    /// @param json  well-formed: the native code ends the whole process where some parts are not
    static HuggingFaceTokenizer open(byte[] json) throws IOException {
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    }
}
