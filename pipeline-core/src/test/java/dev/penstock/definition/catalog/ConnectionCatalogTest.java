package dev.penstock.definition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Connections;
import dev.penstock.definition.BrokenDocuments;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionCatalogTest {
  private static final String SOURCE = "source: { connection: files, path: orders.csv, format: csv";
  private static final String SOUND = BrokenDocuments.SOUND;

  @Test
  void acceptsConnectionsFormatsAndOptionsThatExist() {
    String text =
        SOUND.replace(
            SOURCE, SOURCE + ", header: false, skip: 2, columns: [a, b], compression: gzip");

    assertThat(new DefinitionParser().parse(text, Specs.CATALOG).destination())
        .isEqualTo("warehouse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connection: file, path: orders.csv, format: csv | unknown-connection | connection"
            + " | Did you mean `files`?",
        "connection: elsewhere, path: orders.csv, format: csv | unknown-connection | connection"
            + " | examples, files, lake, warehouse.",
        "connection: lake, path: orders.csv, format: csv | wrong-connection-type | connection"
            + " | Connections that fit: examples, files.",
        "connection: files, path: orders.csv, format: cvs | unknown-format | format"
            + " | Did you mean `csv`?",
        "connection: files, path: orders.csv, format: avro | unknown-format | format"
            + " | The formats: csv, inline, query.",
        "path: orders.csv, format: csv | missing-field | connection | Name a connection",
        "connection: files, format: inline | unknown-option | connection | Leave it out.",
        "format: inline, about: { size: big } | wrong-type | about.size | a number",
        "format: inline, about: { sice: 1 } | unknown-option | about.sice | Did you mean `size`?",
        "format: inline, about: 1 | wrong-type | about | a map",
        "format: inline, words: [a] | wrong-type | words | a map of names to texts",
        "connection: files, pth: orders.csv, format: csv | unknown-option | pth"
            + " | Did you mean `path`?",
        "connection: files, format: csv | missing-option | path | The option path.",
        "connection: files, path: 5, format: csv | wrong-type | path | in quotes",
        "connection: files, path: [x], format: csv | wrong-type | path | expected a text",
        "connection: files, path: x, format: csv, header: 1 | wrong-type | header | true or false",
        "connection: files, path: x, format: csv, header: 'true' | wrong-type | header | true",
        "connection: files, path: x, format: csv, skip: two | wrong-type | skip | a number",
        "connection: files, path: x, format: csv, columns: a | wrong-type | columns | a list",
        "connection: files, path: x, format: csv, columns: [1] | wrong-type | columns | texts",
        "connection: files, path: x, format: csv, compression: gz | bad-option | compression"
            + " | The possible values: auto, none, gzip.",
        "connection: files, path: x, format: csv, compression: gzp | bad-option | compression"
            + " | Did you mean `gzip`?",
      })
  void namesWhatDoesNotFitInASource(String source, String code, String field, String says) {
    String text = SOUND.replace(SOURCE, "source: { " + source);

    assertThat(problems(text, Specs.CATALOG))
        .anySatisfy(
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.where()).isEqualTo("streams.orders.source." + field);
              assertThat(problem.text()).contains(says);
            });
  }

  @Test
  void checksLookupsToo() {
    String text = SOUND.replace("path: countries.csv", "pat: countries.csv");

    assertThat(problems(text, Specs.CATALOG))
        .extracting(Problem::where)
        .containsExactly(
            "streams.orders.lookups.countries.pat", "streams.orders.lookups.countries.path");
  }

  @Test
  void checksTheConnectionOfAnOutput() {
    assertThat(
            problems(SOUND.replace("connection: warehouse", "connection: warehous"), Specs.CATALOG))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).isEqualTo("streams.orders.outputs.orders.connection");
              assertThat(problem.advice()).isEqualTo("Did you mean `warehouse`?");
            });
    assertThat(problems(SOUND.replace("connection: warehouse", "connection: files"), Specs.CATALOG))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text())
                    .contains("of type files", "of type postgresql", "lake, warehouse"));
  }

  @Test
  void findsMistakesInTheTextAndInItsSurroundingsTogether() {
    String text =
        SOUND
            .replace("format: csv }\n    bronze", "format: cvs }\n    bronze")
            .replace("filter:", "fliter:");

    assertThat(problems(text, Specs.CATALOG))
        .extracting(Problem::where)
        .containsExactly("streams.orders.source.format", "streams.orders.steps[4].fliter");
  }

  @Test
  void saysThatNothingIsConfigured() {
    ConnectionCatalog none =
        new ConnectionCatalog(new Connections(List.of()), List.of(), List.of());

    assertThat(problems(SOUND, none))
        .extracting(Problem::text)
        .anyMatch(text -> text.endsWith("The connections that are configured: none."));
  }

  @Test
  void neverShowsSettings() {
    String text =
        SOUND
            .replace("connection: files", "connection: lake")
            .replace("connection: warehouse", "connection: files");

    assertThat(problems(text, Specs.CATALOG))
        .extracting(Problem::text)
        .noneMatch(said -> said.contains("sesame") || said.contains("secret"));
  }

  private static List<Problem> problems(String text, ConnectionCatalog catalog) {
    PermanentException refused =
        catchThrowableOfType(
            PermanentException.class, () -> new DefinitionParser().parse(text, catalog));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
