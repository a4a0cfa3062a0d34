package org.unmask.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
    private static String html(String text) {
        return Markdown.html(text, address -> address.startsWith("local") ? "" : address)
                .strip();
    }

    @Test
    void headingsHaveTheAnchorsOfCodeHosts() {
        assertThat(html("## Time and intensity")).isEqualTo("<h2 id=\"time-and-intensity\">Time and intensity</h2>");
    }

    @Test
    void paragraphsHoldCodeBoldSlantLinksAndPictures() {
        assertThat(html("One `a < b`, **bold**, *slant*,\n[there](https://example.org/x) and [here](local.md)."))
                .isEqualTo("<p>One <code>a &lt; b</code>, <strong>bold</strong>, <em>slant</em>, "
                        + "<a href=\"https://example.org/x\">there</a> and here.</p>");
        assertThat(html("![A picture](p.png)")).isEqualTo("<p><img src=\"p.png\" alt=\"A picture\"></p>");
    }

    @Test
    void tablesKeepBarsThatAreEscaped() {
        assertThat(html("| a | b |\n|---|---|\n| 1 \\| 2 | `x` |"))
                .contains("<thead><tr><th>a</th><th>b</th></tr></thead>")
                .contains("<tbody><tr><td>1 | 2</td><td><code>x</code></td></tr></tbody>");
    }

    @Test
    void listsGoOnBelowTheirMarksAndNest() {
        assertThat(html("- one\n  more\n- two\n  1. first\n  2. second"))
                .isEqualTo("<ul><li>one more</li><li>two<ol><li>first</li><li>second</li></ol>\n</li></ul>");
    }

    @Test
    void codeIsLeftAsItIs() {
        assertThat(html("```\n# no heading\n| no | table |\n```"))
                .isEqualTo("<pre tabindex=\"0\"># no heading\n| no | table |\n</pre>");
        assertThat(html("    x = 1")).isEqualTo("<pre tabindex=\"0\">x = 1\n</pre>");
    }

    @Test
    void markupOfATextIsText() {
        assertThat(html("<script>hacked=1</script> & \"<img src=x>\""))
                .isEqualTo("<p>&lt;script&gt;hacked=1&lt;/script&gt; &amp; &quot;&lt;img src=x&gt;&quot;</p>");
    }
}
