package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connectors.Connectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference page shows each source's options as its spec has them. With {@code
 * -Dpenstock.docs.write=true} the tables of the sections that are there are written anew.
 */
class SourcesReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "sources.md");

  static Stream<ConnectorSpec> sourceSpecs() {
    return Connectors.sourceSpecs().stream();
  }

  @ParameterizedTest
  @MethodSource("sourceSpecs")
  void thePageShowsTheSpec(ConnectorSpec spec) throws IOException {
    String head = "## `" + spec.name() + "`\n\n";
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("penstock.docs.write")) {
      String section = Pattern.quote(head) + "[^|]*(\\|[^\\n]*\\n)*";
      String written = head + spec.description() + "\n\n" + table(spec);
      page =
          page.replaceFirst(section, Matcher.quoteReplacement(written))
              .replaceAll("\n{3,}", "\n\n");
      Files.writeString(PAGE, page);
    }
    assertThat(page).contains(head + spec.description() + "\n\n" + table(spec));
  }

  private static String table(ConnectorSpec spec) {
    return rows("", spec.options())
        .collect(
            Collectors.joining(
                "\n", "| option | type | default | meaning |\n| --- | --- | --- | --- |\n", "\n"));
  }

  /** The options in order, those of a map behind it under its name. */
  private static Stream<String> rows(String prefix, List<ConnectorSpec.Option> options) {
    return options.stream()
        .flatMap(
            option ->
                Stream.concat(
                    Stream.of(row(prefix, option)),
                    rows(prefix + option.name() + ".", option.fields())));
  }

  private static String row(String prefix, ConnectorSpec.Option option) {
    String type =
        switch (option.type()) {
          case TEXT -> option.allowed().isEmpty() ? "text" : choices(option);
          case NUMBER -> "number";
          case BOOLEAN -> "boolean";
          case TEXT_LIST -> "list of text";
          case TEXT_MAP -> "map of text";
          case OBJECT -> "map";
        };
    String otherwise =
        option.required()
            ? "required"
            : option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(
            prefix + option.name(), type, otherwise, option.description().replace("|", "\\|"));
  }

  private static String choices(ConnectorSpec.Option option) {
    return option.allowed().stream()
        .map(choice -> "`" + choice + "`")
        .collect(Collectors.joining(", "));
  }
}
