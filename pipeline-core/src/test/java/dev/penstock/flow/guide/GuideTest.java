package dev.penstock.flow.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The programs of the how-to page are those that the tests beside this one compile and run: each
 * block of Java there is a region between {@code [guide: …]} and {@code [end]} here.
 */
class GuideTest {
  private static final Path PAGE = Path.of("../docs/how-to/use-the-framework.md");
  private static final Path TESTS = Path.of("src/test/java/dev/penstock/flow/guide");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// \\[guide: [a-z ]+]\n(.*?)^ *// \\[end]$");

  @Test
  void thePageShowsWhatTheTestsRun() throws Exception {
    List<String> regions = new ArrayList<>();
    for (String name :
        List.of("FirstPipelineTest", "UserImportTest", "ExportTest", "AnalyticsTest")) {
      regions.addAll(found(REGION, TESTS.resolve(name + ".java")));
    }

    assertThat(found(BLOCK, PAGE)).hasSizeGreaterThanOrEqualTo(4).isEqualTo(regions);
  }

  private static List<String> found(Pattern pattern, Path file) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(dedented(matcher.group(1)));
    }
    return found;
  }

  private static String dedented(String text) {
    int indent =
        text.lines()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    Stream<String> lines =
        text.lines().map(line -> line.length() < indent ? "" : line.substring(indent));
    return String.join("\n", lines.toList()).strip();
  }
}
