package dev.penstock.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.messaging.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Secrets that are planted in the stack come out nowhere. */
class SecretsTest {
  static final String CONNECTION = "planted-password-7f3c1d";
  static final String NOTIFIER = "whsec_cGxhbnRlZC1ub3RpZmllci1zZWNyZXQtMTIz";
  static final String ADDRESS = "planted-address-9b2e4a";

  private static final Duration READ = Duration.ofMinutes(2);
  private static final List<String> TOPICS =
      List.of(
          Topics.RUNS,
          Topics.TASKS,
          Topics.CHECKPOINTS,
          Topics.EXTRACTED,
          Topics.TRANSFORMED,
          Topics.REJECTS,
          Topics.REPORTS,
          Topics.EVENTS,
          Topics.LOGS);

  private final TestBed bed = TestBed.shared();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  /** Characters by place. */
  private final Map<String, Long> searched = new TreeMap<>();

  private final Set<String> leaks = new TreeSet<>();

  @Test
  void noSecretIsInAnAnswerALogATopicATableOrTheMetrics() throws Exception {
    plant();
    String good = masked();
    String failing = failing();
    bed.client().post("/api/v1/connections/planted/check", "");
    bed.client().post("/api/v1/notifiers/planted/test", "");

    answers(good, failing);
    logs();
    topics();
    tables();

    assertThat(searched).hasSizeGreaterThan(60);
    assertThat(searched.get("topic " + Topics.LOGS)).as("what is searched").isPositive();
    assertThat(leaks).isEmpty();
  }

  /** Searches a piece of a place; all that the tests before left behind is too much to be held. */
  private void search(String place, String text) {
    searched.merge(place, (long) text.length(), Long::sum);
    secrets.forEach(
        (name, secret) -> {
          if (shows(text, secret)) {
            leaks.add(name + " in " + place);
          }
        });
  }

  private void plant() throws IOException {
    secrets.put("the connection's password", CONNECTION);
    secrets.put("the notifier's secret", NOTIFIER);
    secrets.put("the notifier's address", ADDRESS);
    secrets.put("the token of the shop", ShopServer.TOKEN);
    secrets.put("the warehouse's password", bed.stack().warehouse().password());
    secrets.put("the password of the API's database", bed.stack().stateDatabase().password());
    Path home = TestBed.home();
    secrets.put("the key of mask", Files.readString(home.resolve("secrets/mask-key")).strip());
    String key =
        bed.client()
            .post("/api/v1/keys", "{\"name\": \"planted\", \"role\": \"admin\"}")
            .json()
            .path("key")
            .asText();
    secrets.put("the API key", key.substring(key.indexOf('_', 4) + 1));
    secrets.values().forEach(secret -> assertThat(secret).hasSizeGreaterThan(8));
  }

  private static boolean shows(String text, String secret) {
    return text.contains(secret)
        || text.contains(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
  }

  private String masked() {
    bed.write("secrets/people.csv", "id,email\n1,ada@example.org\n2,\n");
    return bed.client()
        .succeed(
            bed.client()
                .run(
                    "secrets",
                    definition(
                        "secrets", "{ connection: data, path: secrets/people.csv, format: csv }")))
        .id();
  }

  /** A run whose database is not there: it fails, or tries until it is cancelled. */
  private String failing() {
    String run =
        bed.client()
            .run(
                "secrets_failing",
                definition(
                    "secrets_failing",
                    "{ connection: planted, format: jdbc, table: public.people }"));
    bed.client()
        .await(
            run,
            PenstockClient.PATIENCE,
            "in trouble",
            now -> now.state().terminal() || now.json().path("retrying").isObject());
    bed.client().cancel(run);
    return run;
  }

  private static String definition(String name, String source) {
    return """
    apiVersion: penstock/v1
    name: %s
    streams:
      people:
        source: %s
        steps:
          - mask: { email: hash }
          - validate:
              - { rule: there is an address, check: email IS NOT NULL }
        outputs:
          people: { connection: warehouse, table: silver.%s, mode: replace }
    """
        .formatted(name, source, name);
  }

  private void answers(String good, String failing) {
    JsonNode document = bed.client().get("/q/openapi?format=json").json();
    assertThat(document.path("paths").size()).isGreaterThan(30);
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getValue().has("get") && !path.getKey().endsWith("/events")) {
                ask(path.getKey(), "secrets", good);
                ask(path.getKey(), "secrets_failing", failing);
              }
            });
    for (String page : List.of("/q/openapi", "/q/health", "/q/metrics", "/")) {
      search("GET " + page, bed.client().get(page).text());
    }
  }

  private void ask(String template, String pipeline, String run) {
    String path =
        template
            .replace("{id}", run)
            .replace("{name}", pipeline)
            .replace("{number}", "1")
            .replace("{connection}", "warehouse")
            .replace("{table}", "silver." + pipeline);
    search("GET " + path, bed.client().get(path).text());
  }

  private void logs() {
    for (Component component : Component.values()) {
      search("log of " + component, bed.stack().log(component));
    }
  }

  private void topics() {
    TopicReader reader = new TopicReader(bed);
    for (String topic : TOPICS) {
      reader.each(
          topic,
          READ,
          message -> {
            if (message.value() != null) {
              search("topic " + topic, new String(message.value(), ISO_8859_1));
            }
            message
                .headers()
                .forEach(one -> search("topic " + topic, new String(one.value(), ISO_8859_1)));
          });
    }
  }

  private void tables() throws SQLException {
    Warehouse database = Warehouse.of(bed.stack().stateDatabase());
    List<List<String>> tables =
        database.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // So the driver takes rows in pieces.
      connection.setAutoCommit(false);
      statement.setFetchSize(500);
      for (List<String> row : tables) {
        String table = row.getFirst();
        search("table " + table, "");
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
          while (rows.next()) {
            search("table " + table, rows.getString(1));
          }
        }
      }
    }
  }
}
