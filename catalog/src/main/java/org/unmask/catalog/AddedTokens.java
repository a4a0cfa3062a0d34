package org.unmask.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Numbers of the tokens that were added to a vocabulary, by their texts: those of `added_tokens.json`, and those that a
/// `tokenizer.json` lists before its vocabulary, which is not read.
final class AddedTokens {
    static final String FILE = "added_tokens.json";
    static final String TOKENIZER = "tokenizer.json";

    private static final String LISTED = "added_tokens";
    private static final int MOST = 1 << 20;

    private AddedTokens() {}

    /// The tokens of a folder; none if it has neither file. A `tokenizer.json` that is damaged is the business of whoever reads
    /// all of it.
    ///
    /// @throws IOException in one line, if `added_tokens.json` is not an object of numbers
    static Map<String, Integer> of(Path folder, int vocabulary) throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        Path tokenizer = folder.resolve(TOKENIZER);
        if (Files.isRegularFile(tokenizer)) {
            try (InputStream in = Files.newInputStream(tokenizer);
                    JsonParser parser = JsonMapper.shared().createParser(in)) {
                listed(parser, vocabulary, numbers);
            } catch (JacksonException _) {
                numbers.clear();
            }
        }
        Path own = folder.resolve(FILE);
        if (Files.isRegularFile(own)) {
            Fields file = JsonFile.read(own);
            for (String text : file.keys()) {
                file.optionalToken(text, vocabulary).ifPresent(number -> numbers.put(text, number));
            }
        }
        return numbers;
    }

    private static void listed(JsonParser parser, int vocabulary, Map<String, Integer> numbers) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals(LISTED);
            if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                while (parser.nextToken() == JsonToken.START_OBJECT && numbers.size() < MOST) {
                    token(parser, vocabulary, numbers);
                }
                return;
            }
            parser.skipChildren();
        }
    }

    private static void token(JsonParser parser, int vocabulary, Map<String, Integer> numbers) {
        int number = -1;
        String text = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals("id") && value == JsonToken.VALUE_NUMBER_INT) {
                number = parser.getValueAsInt(-1);
            } else if (key.equals("content") && value == JsonToken.VALUE_STRING) {
                text = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        if (number >= 0 && number < vocabulary) {
            numbers.put(text, number);
        }
    }
}
