package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of the reference page stand between comments {@code generated: NAME} and {@code end}
 * and come from the code. {@code mvn -Dpenstock.docs.write=true} writes them anew.
 */
class ReferencePageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "pipeline.md");
  private static final Pattern GENERATED =
      Pattern.compile("(<!-- generated: (\\w+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  @Test
  void tellsEveryFieldStepTypeAndLimitAsTheCodeHasIt() throws IOException {
    Map<String, String> tables = tables();
    String page = Files.readString(PAGE);
    Map<String, String> found = new TreeMap<>();
    String current =
        GENERATED
            .matcher(page)
            .replaceAll(
                match -> {
                  String name = match.group(2);
                  found.put(name, match.group());
                  String table = tables.getOrDefault(name, "");
                  return Matcher.quoteReplacement(
                      match.group(1) + "\n" + table + "\n" + match.group(3));
                });

    if (Boolean.getBoolean("penstock.docs.write")) {
      Files.writeString(PAGE, current);
      page = current;
    }

    assertThat(found.keySet()).isEqualTo(tables.keySet());
    assertThat(page)
        .as("run: mvn -pl pipeline-core test -Dtest=ReferencePageTest -Dpenstock.docs.write=true")
        .isEqualTo(current);
  }

  @Test
  void showsADefinitionThatIsAccepted() throws IOException {
    Matcher yaml =
        Pattern.compile("```yaml\n(apiVersion.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));

    assertThat(yaml.find()).isTrue();
    assertThat(new DefinitionParser().parse(yaml.group(1)).name()).isEqualTo("orders");
  }

  private static Map<String, String> tables() {
    Map<String, String> tables = new TreeMap<>();
    for (Shape shape : Shape.values()) {
      tables.put(shape.name().toLowerCase(Locale.ROOT), fields(shape));
    }
    tables.put(
        "steps",
        "| step | what it does |\n|---|---|\n"
            + Stream.of(StepKind.values())
                .map(kind -> "| `%s` | %s |\n".formatted(kind.word(), kind.description()))
                .collect(Collectors.joining()));
    tables.put(
        "types",
        "| type | what it is |\n|---|---|\n"
            + CastType.known().entrySet().stream()
                .map(type -> "| `%s` | %s |\n".formatted(type.getKey(), type.getValue()))
                .collect(Collectors.joining()));
    tables.put("limits", limits());
    return tables;
  }

  private static String fields(Shape shape) {
    return shape.description()
        + "\n\n| field | required | |\n|---|---|---|\n"
        + shape.fields().stream()
            .map(
                field ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            field.name(), field.required() ? "yes" : "", field.description()))
            .collect(Collectors.joining());
  }

  private static String limits() {
    return """
        | what | at most |
        |---|---|
        | characters of a definition | %d |
        | levels of nesting | %d |
        | streams | %d |
        | steps of a stream | %d |
        | look-ups of a stream | %d |
        | outputs of all streams together | %d |
        | models | %d |
        | checks | %d |
        | columns, rules or expressions in one step or list | %d |
        | bytes of a column's name that a step makes | %d |
        """
        .formatted(
            DefinitionParser.MAX_LENGTH,
            Document.MAX_DEPTH,
            DefinitionLimits.STREAMS,
            DefinitionLimits.STEPS,
            DefinitionLimits.LOOKUPS,
            DefinitionLimits.OUTPUTS,
            DefinitionLimits.MODELS,
            DefinitionLimits.CHECKS,
            DefinitionLimits.COLUMNS,
            Names.MAX_COLUMN_BYTES);
  }
}
