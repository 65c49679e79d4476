package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.local.Component;
import dev.penstock.system.Monitoring.Listed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the services show of themselves, against a real run. */
class MonitoringTest {
  private static final OrdersPipeline PIPELINE =
      new OrdersPipeline("monitored", "monitored/orders.csv", 1 << 20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestBed bed = TestBed.shared();
  private Orders.Written written;
  private String run;

  @BeforeEach
  void runOnce() {
    written = new Orders(71).write(bed.file(PIPELINE.path()), 5_000);
    run = bed.client().run(PIPELINE.name(), PIPELINE.yaml());
    bed.client().succeed(run);
  }

  @AfterEach
  void heal() {
    bed.heal();
  }

  private Scrape scrape() {
    Scrape scrape = new Scrape();
    addresses().values().forEach(scrape::add);
    return scrape;
  }

  private Map<Component, URI> addresses() {
    Map<Component, URI> all = new TreeMap<>();
    for (Component service : Component.services()) {
      all.put(service, URI.create("http://127.0.0.1:" + bed.stack().port(service)));
    }
    return all;
  }

  @Test
  void thePageListsWhatTheServicesShow() {
    Map<String, Listed> page = Monitoring.page();
    Set<String> always = always(page);

    // What replicas share is seen at the first look only.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scrape().types().keySet()).containsAll(always));

    Scrape shown = scrape();
    shown
        .types()
        .forEach(
            (name, type) -> {
              assertThat(page).as("docs/reference/metrics.md").containsKey(name);
              Listed listed = Objects.requireNonNull(page.get(name));
              assertThat(type).as(name).isEqualTo(listed.type());
              assertThat(shown.labels(name)).as(name).isEqualTo(listed.labels());
            });
  }

  private static Set<String> always(Map<String, Listed> page) {
    return page.values().stream()
        .filter(Listed::always)
        .map(Listed::name)
        .collect(Collectors.toSet());
  }

  @Test
  void theCountersSayWhatTheRunDid() {
    Scrape before = settled();

    bed.client().succeed(bed.client().run(PIPELINE.name()));

    // The transformer and the API count behind what the run waits for.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Scrape after = scrape();
              assertThat(more(before, after, "penstock_records_total", "extract"))
                  .isEqualTo(written.rows());
              assertThat(more(before, after, "penstock_records_total", "transform"))
                  .isEqualTo(written.rows());
              assertThat(more(before, after, "penstock_records_total", "load"))
                  .isEqualTo(written.rows() + written.clean());
              assertThat(more(before, after, "penstock_rejects_total", "transform"))
                  .isEqualTo(written.bad());
              Map<String, String> ended = Map.of("pipeline", PIPELINE.name(), "state", "succeeded");
              assertThat(
                      after.value("penstock_runs_ended_total", ended)
                          - before.value("penstock_runs_ended_total", ended))
                  .isEqualTo(1);
            });
    assertThat(scrape().value("penstock_books_unbalanced_total", Map.of())).isZero();
  }

  /** What is counted once nothing more comes of the run that is over. */
  private Scrape settled() {
    Scrape[] last = {scrape()};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Scrape now = scrape();
              boolean same = now.of(PIPELINE.name()).equals(last[0].of(PIPELINE.name()));
              last[0] = now;
              return same;
            });
    return last[0];
  }

  private static double more(Scrape before, Scrape after, String name, String stage) {
    Map<String, String> labels = Map.of("pipeline", PIPELINE.name(), "stage", stage);
    return after.value(name, labels) - before.value(name, labels);
  }

  @Test
  void aRealPrometheusUnderstandsEveryQueryAndFindsData() throws IOException {
    Optional<Path> program = PrometheusServer.program("prometheus");
    assumeTrue(program.isPresent(), "no Prometheus here: apt-get install prometheus");
    Map<String, Listed> page = Monitoring.page();
    Set<String> always = always(page);
    Path home = Files.createTempDirectory(bed.data(), "prometheus");

    try (PrometheusServer prometheus = PrometheusServer.start(program.get(), config(home), home)) {
      // Rates need two scrapes.
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  prometheus.query("count_over_time(up{job=~\"penstock.*\"}[5m]) >= 3").size()
                      == Component.services().size());
      // Something that it sees happen.
      bed.client().succeed(bed.client().run(PIPELINE.name()));
      for (Monitoring.Rule rule : Monitoring.rules()) {
        JsonNode unused = prometheus.query(rule.expression());
        assertThat(page.keySet())
            .as(rule.name())
            .containsAll(Monitoring.named(rule.expression(), page));
      }
      for (Monitoring.Dashboard dashboard : Monitoring.dashboards()) {
        for (String expression : dashboard.expressions()) {
          String query = filled(expression);
          Set<String> names = Monitoring.named(query, page);
          assertThat(page.keySet()).as(dashboard.file()).containsAll(names);
          if (always.containsAll(names)) {
            await(dashboard.file() + ": " + query)
                .atMost(PATIENCE)
                .until(() -> prometheus.query(query).size() > 0);
          } else {
            JsonNode unused = prometheus.query(query);
          }
        }
      }
    }
  }

  /** As Grafana fills its variables in. */
  private static String filled(String expression) {
    return expression
        .replace("$__rate_interval", "10m")
        .replace("$__range", "1h")
        .replace("$pipeline", ".*");
  }

  /** The example's jobs, at the ports of this stack, often. */
  private Path config(Path home) throws IOException {
    String text = Monitoring.read(Monitoring.FOLDER.resolve("prometheus.yml"));
    String here =
        text.replace("15s", "1s")
            .replace("alerts.yaml", Monitoring.FOLDER.resolve("alerts.yaml").toString())
            .replace("localhost:8080", "127.0.0.1:" + bed.stack().port(Component.API))
            .replace("localhost:8081", "127.0.0.1:" + bed.stack().port(Component.EXTRACTOR))
            .replace("localhost:8082", "127.0.0.1:" + bed.stack().port(Component.TRANSFORMER))
            .replace("localhost:8083", "127.0.0.1:" + bed.stack().port(Component.LOADER));
    return Files.writeString(home.resolve("prometheus.yml"), here);
  }

  @Test
  void logsOfARunAreJsonObjectsThatNameIt() throws IOException {
    for (Component service : List.of(Component.API, Component.EXTRACTOR, Component.LOADER)) {
      List<JsonNode> lines =
          await(service.title())
              .atMost(PATIENCE)
              .until(
                  () -> about(bed.stack().log(service)),
                  found ->
                      found.stream().anyMatch(line -> service == Component.API || ofSplit(line)));
      for (JsonNode line : lines) {
        assertThat(line.path("message").asText()).as(line.toString()).isNotEmpty();
        // A warning may be about a task whose run is not known yet.
        if (line.path("level").asText().equals("INFO")) {
          assertThat(line.path("mdc").path("pipeline").asText())
              .as(line.toString())
              .isEqualTo(PIPELINE.name());
        }
      }
      if (service != Component.API) {
        assertThat(lines)
            .as(service.title())
            .filteredOn(MonitoringTest::ofSplit)
            .allSatisfy(
                line -> assertThat(line.path("mdc").path("stream").asText()).isEqualTo("orders"));
      }
    }
  }

  private static boolean ofSplit(JsonNode line) {
    return !line.path("mdc").path("split").asText().isEmpty();
  }

  /** The lines of this test's run, each a JSON object whole. */
  private List<JsonNode> about(String log) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : log.lines().toList()) {
      if (line.contains("\"run\":\"" + run + "\"")) {
        JsonNode json = JSON.readTree(line);
        assertThat(json.path("mdc").path("run").asText()).isEqualTo(run);
        found.add(json);
      }
    }
    return found;
  }

  @Test
  void everyServiceIsListedWithItsProcessesAndNothingBeforeIt() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode services = bed.client().get("/api/v1/services").json();
              assertThat(services.path("broker").path("state").asText()).isEqualTo("up");
              assertThat(services.path("database").path("state").asText()).isEqualTo("up");
              assertThat(names(services))
                  .containsExactly("api", "extractor", "transformer", "loader");
              for (JsonNode item : services.path("items")) {
                String name = item.path("name").asText();
                assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("up");
                assertThat(item.path("instances").path(0).path("id").asText())
                    .isEqualTo(name + "-1");
                assertThat(item.path("lag").path("messages").asLong()).as(item.toString()).isZero();
              }
            });
  }

  private static List<String> names(JsonNode services) {
    List<String> names = new ArrayList<>();
    services.path("items").forEach(item -> names.add(item.path("name").asText()));
    return names;
  }

  @Test
  void rulesHoldAndEachHasItsPlaceInTheRunbook() throws Exception {
    Set<String> headings = new HashSet<>();
    Monitoring.read(TestBed.project().resolve("docs/how-to/monitor-penstock.md"))
        .lines()
        .filter(line -> line.startsWith("#"))
        .forEach(line -> headings.add(line.replaceFirst("^#+ ", "").toLowerCase()));
    assertThat(Monitoring.rules()).hasSizeGreaterThan(10);
    for (Monitoring.Rule rule : Monitoring.rules()) {
      assertThat(rule.runbook())
          .isEqualTo("docs/how-to/monitor-penstock.md#" + rule.name().toLowerCase());
      assertThat(headings).contains(rule.name().toLowerCase());
    }

    Optional<Path> promtool = PrometheusServer.program("promtool");
    assumeTrue(promtool.isPresent(), "no promtool here: apt-get install prometheus");
    for (List<String> words :
        List.of(
            List.of("check", "rules", "alerts.yaml"),
            List.of("test", "rules", "alerts.test.yaml"))) {
      List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
      command.addAll(words);
      Path out = Files.createTempFile(bed.data(), "promtool", ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(Monitoring.FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Monitoring.read(out)).isZero();
    }
  }
}
