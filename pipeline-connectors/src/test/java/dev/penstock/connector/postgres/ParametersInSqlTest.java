package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.definition.Effective;
import dev.penstock.definition.ParameterType;
import dev.penstock.definition.ParameterValues;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A value of a parameter in SQL is the same as one that is bound by JDBC, whatever stands in it,
 * and nothing else of the query changes; DuckDB and PostgreSQL are asked.
 */
@ExtendWith(PostgresExtension.class)
class ParametersInSqlTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final List<String> NASTY =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "$x",
          "${x}",
          "$$",
          "$a$",
          "--",
          "/*",
          "*/",
          ";",
          "{ref:a}",
          "{new:a}",
          "{this}",
          "{incremental}",
          "{end}",
          "{",
          "}",
          "\n",
          "\r",
          "\t",
          " ",
          "?",
          ":x",
          "%",
          "ä",
          "日",
          "\uD83D\uDC26",
          "' OR 'a' = 'a",
          "'); DROP TABLE victim; --",
          "E'",
          "U&'",
          "\u00A0",
          "\u2028",
          "0",
          "x",
          "NULL",
          "$1");

  /** Around the parameter: what looks like one and is none, and what must survive. */
  private static final List<String> AROUND =
      List.of(
          "SELECT $x AS v, 'it''s $x' AS q, 1 AS \"a$x\"",
          "SELECT /* $x ' */ $x AS v, 'it''s $x' AS q -- $x '",
          "SELECT $x AS v, $$it's $x$$ AS q",
          "SELECT $x AS v, $t$it's $x$t$ AS q",
          "SELECT v, q FROM (SELECT $x AS v, E'it\\'s $x' AS q) AS \"'$x\"",
          "SELECT CASE WHEN $x=$x THEN $x END AS v, 'it''s $x' AS q WHERE $x IS NOT NULL");

  private final SplittableRandom random = random();

  private static SplittableRandom random() {
    long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());
    System.out.println("penstock.seed=" + seed);
    return new SplittableRandom(seed);
  }

  @Test
  void aTextStaysTheTextThatItIs(TestDatabase database) throws SQLException, IOException {
    try (Connection postgres = database.connect();
        Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Connection one : List.of(postgres, duck)) {
        one.createStatement().execute("CREATE TABLE victim (a int)");
      }
      for (int i = 0; i < 400; i++) {
        String around = AROUND.get(random.nextInt(AROUND.size()));
        // Behind a quote in a comment DuckDB takes the space that is none for one, in literals too.
        String value = around.contains("' */") ? text().replaceAll("[\u00A0\u2028]", "") : text();
        for (String place : List.of("model", "step")) {
          String sql = bound(around, "text", value, place);
          for (Connection one : List.of(postgres, duck)) {
            try (ResultSet row = one.createStatement().executeQuery(sql)) {
              assertThat(row.next()).isTrue();
              assertThat(row.getString("v")).as("%s", sql).isEqualTo(value);
              assertThat(row.getString("q")).as("%s", sql).isEqualTo("it's $x");
              assertThat(row.next()).isFalse();
            }
          }
        }
      }
      for (Connection one : List.of(postgres, duck)) {
        one.createStatement().executeQuery("SELECT count(*) FROM victim").close();
      }
    }
  }

  @Test
  void aValueOfEachTypeIsWhatIsBound(TestDatabase database) throws SQLException, IOException {
    try (Connection postgres = database.connect();
        Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      postgres.createStatement().execute("SET timezone = 'UTC'");
      duck.createStatement().execute("SET TimeZone = 'UTC'");
      Map<String, String> casts =
          Map.of(
              "integer", "BIGINT",
              "decimal", "DECIMAL(38,12)",
              "boolean", "BOOLEAN",
              "date", "DATE",
              "timestamp", "TIMESTAMP WITH TIME ZONE");
      for (int i = 0; i < 200; i++) {
        for (Map.Entry<String, String> cast : casts.entrySet()) {
          String value = value(cast.getKey());
          String sql =
              bound(
                  "SELECT $x = CAST(? AS " + cast.getValue() + ") AS same, 1-$x IS NOT NULL AS v",
                  cast.getKey(),
                  value,
                  "model");
          if (!cast.getKey().equals("integer") && !cast.getKey().equals("decimal")) {
            sql = sql.replaceFirst(", 1-.*", ", true AS v");
          }
          for (Connection one : List.of(postgres, duck)) {
            try (PreparedStatement statement = one.prepareStatement(sql)) {
              statement.setString(1, value);
              ResultSet row = statement.executeQuery();
              assertThat(row.next()).isTrue();
              assertThat(row.getBoolean("same")).as("%s of %s", sql, value).isTrue();
              assertThat(row.getBoolean("v")).isTrue();
            }
          }
        }
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(NASTY.get(random.nextInt(NASTY.size())));
    }
    return text.toString();
  }

  private String value(String type) {
    String given =
        switch (type) {
          case "integer" -> "" + random.nextLong(-1_000_000_000_000_000L, 1_000_000_000_000_000L);
          case "decimal" ->
              random.nextInt(-1_000_000, 1_000_000) + "." + (100_000 + random.nextInt(900_000));
          case "boolean" -> "" + random.nextBoolean();
          case "date" ->
              java.time.LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_000_000)).toString();
          default ->
              java.time.Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 200_000_000_000L))
                  .plusNanos(random.nextInt(1_000_000) * 1_000L)
                  .toString();
        };
    ParameterType known = ParameterType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
    return ParameterValues.of(known, given).orElseThrow();
  }

  /** The SQL as a run has it. */
  private static String bound(String sql, String type, String value, String place)
      throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    var pipeline = nodes.objectNode();
    pipeline.putObject("parameters").put("x", type);
    pipeline.putObject("models").putObject("model").put("sql", sql);
    pipeline.putObject("streams").putObject("s").putArray("steps").addObject().put("sql", sql);
    Effective effective =
        Effective.of(
            pipeline.toString(),
            new Effective.Wish(Optional.empty(), Map.of("x", nodes.textNode(value)), Map.of()));
    JsonNode made = MAPPER.readTree(effective.text());
    return made.at(place.equals("model") ? "/models/model/sql" : "/streams/s/steps/0/sql").asText();
  }
}
