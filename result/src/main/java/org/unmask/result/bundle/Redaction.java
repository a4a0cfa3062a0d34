package org.unmask.result.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.result.ImportedResult;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Takes out of texts what tells of a person or a place: names of the host and the user, folders, addresses that no
/// stranger can reach, mail addresses, keys and passwords.
///
/// An absolute path becomes the name of its file. Answers of a model stay as they are.
///
/// @param words  the names of host, user and home folder here, and what stands for each
public record Redaction(List<Word> words) {
    /// What stands where a key or password stood.
    static final String REMOVED = "(removed)";

    private static final String NAME = "[\\w.@+~%-]+";

    /// A folder above the homes of people.
    private static final Pattern HOME = Pattern.compile("(?:.*[/\\\\])?(?:home|Users)[/\\\\][^/\\\\]+[/\\\\]?");

    private static final Pattern URL = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]*)://([^\\s\"'<>)\\]]*)");
    private static final Pattern POSIX =
            Pattern.compile("(?<![\\w/.<~*-])(?!(?<=:)//)~?/(?:" + NAME + "/+)*" + NAME + "/?");
    private static final Pattern WINDOWS =
            Pattern.compile("(?<!\\w)(?:[A-Za-z]:\\\\|\\\\\\\\)(?:[^\\\\\\s\"]+\\\\)*[^\\\\\\s\"]+");
    private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\w.])(?:10\\.\\d{1,3}|127\\.\\d{1,3}|192\\.168|172\\.(?:1[6-9]|2\\d|3[01]))"
                    + "\\.\\d{1,3}\\.\\d{1,3}(?::\\d+)?(?![\\w.])");
    private static final Pattern KEY = Pattern.compile(
            "\\b(?:hf_|sk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AKIA)[A-Za-z0-9_-]{12,}|(?i:\\bbearer\\s+)[^\\s\"']+");
    private static final String KEY_NAME =
            "(?:api[-_]?key|secret|password|passwd|credentials?|(?:access|auth|api)[-_]?token)";
    private static final Pattern NAMED_KEY = Pattern.compile("(?i)(?:.*[-_.])?(?:authorization|" + KEY_NAME + ")");
    private static final Pattern GIVEN_KEY =
            Pattern.compile("(?i)(" + KEY_NAME + "\\s*[=:]\\s*|--[\\w-]*" + KEY_NAME + "\\s+)([^\\s,;\"']+)");

    /// A name, and what stands for it.
    public record Word(String name, String instead) {}

    public Redaction {
        words = words.stream().filter(word -> word.name().length() > 1).toList();
    }

    /// Takes out the names of this host, this user and this home folder.
    public static Redaction of(Optional<String> host, String user, String home) {
        List<Word> words = new ArrayList<>();
        words.add(new Word(home, "~"));
        host.ifPresent(name -> words.add(new Word(name, "host")));
        host.map(name -> name.replaceFirst("\\..*", ""))
                .filter(name -> !name.equals(host.orElse("")))
                .ifPresent(name -> words.add(new Word(name, "host")));
        words.add(new Word(user, "user"));
        return new Redaction(words);
    }

    /// A text without what is private.
    public String text(String text) {
        String open = URL.matcher(text).replaceAll(found -> quoted(url(found)));
        for (Pattern path : List.of(POSIX, WINDOWS)) {
            open = path.matcher(open).replaceAll(found -> quoted(last(found.group())));
        }
        open = MAIL.matcher(open).replaceAll(REMOVED);
        open = ADDRESS.matcher(open).replaceAll("host");
        open = KEY.matcher(open).replaceAll(REMOVED);
        open = GIVEN_KEY.matcher(open).replaceAll(found -> quoted(found.group(1) + REMOVED));
        for (Word word : words) {
            open = Pattern.compile("(?<!\\w)" + Pattern.quote(word.name()) + "(?!\\w)")
                    .matcher(open)
                    .replaceAll(quoted(word.instead()));
        }
        return open;
    }

    private static String quoted(String text) {
        return Matcher.quoteReplacement(text);
    }

    /// An address that the world can open stays, without what signs in; of others only the scheme does.
    private static String url(MatchResult found) {
        String scheme = found.group(1);
        if (scheme.equalsIgnoreCase("file")) {
            return last(found.group(2));
        }
        String rest = found.group(2).replaceFirst("^[^/@]*@", "").replaceFirst("[?#].*", "");
        String host = rest.replaceFirst("[:/].*", "");
        boolean open =
                host.matches(".*\\.[A-Za-z]{2,}") && !host.matches("(?i).*\\.(?:local|internal|lan|home|corp|intra)");
        return scheme + "://" + (open ? rest : "host");
    }

    private static String last(String path) {
        if (HOME.matcher(path).matches()) {
            return "~";
        }
        String trimmed = path.replaceFirst("[/\\\\]+$", "");
        return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
    }

    /// A line of results without what is private. What another program said beside its numbers is left out, for nobody
    /// knows what it holds.
    public JsonNode line(JsonNode line) {
        ObjectNode open = JsonMapper.shared().createObjectNode();
        boolean imported = line.path("type").asString("").equals(ImportedResult.TYPE);
        line.properties().forEach(entry -> {
            switch (entry.getKey()) {
                case "text" -> open.set("text", entry.getValue());
                case "setting" -> open.set("setting", setting(entry.getValue()));
                case "other" ->
                    open.set("other", imported ? JsonMapper.shared().createObjectNode() : value(entry.getValue()));
                default -> open.set(entry.getKey(), value(entry.getKey(), entry.getValue()));
            }
        });
        return open;
    }

    /// The identity of a setting is computed anew: it counts where weights were if nothing else tells them.
    private JsonNode setting(JsonNode setting) {
        return Setting.of(value(setting)).json();
    }

    private JsonNode value(String key, JsonNode value) {
        if (value.isString() && NAMED_KEY.matcher(key).matches()) {
            return StringNode.valueOf(REMOVED);
        }
        boolean place = value.isString() && (key.equals("file") || key.equals("place"));
        return place ? StringNode.valueOf(text(last(value.stringValue()))) : value(value);
    }

    private JsonNode value(JsonNode value) {
        if (value.isString()) {
            return StringNode.valueOf(text(value.stringValue()));
        }
        if (value.isArray()) {
            ArrayNode list = JsonMapper.shared().createArrayNode();
            value.forEach(each -> list.add(value(each)));
            return list;
        }
        if (value.isObject()) {
            ObjectNode open = JsonMapper.shared().createObjectNode();
            value.properties().forEach(entry -> open.set(entry.getKey(), value(entry.getKey(), entry.getValue())));
            return open;
        }
        return value;
    }
}
