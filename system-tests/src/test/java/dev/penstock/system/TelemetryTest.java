package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.local.StackOptions;
import dev.penstock.system.SpanReceiver.Seen;
import dev.penstock.system.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What all four processes tell others of a run. They are a stack of their own, since all other
 * tests run as most people do: with traces and lineage off.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LINEAGE_KEY = "planted-lineage-key-4711";
  private static final String LINEAGE_TOPIC = "lineage.events";
  private static final String CALLER = "00f067aa0ba902b7";

  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: %1$s
      streams:
        rows:
          source: { connection: data, path: '%1$s/*.csv', format: csv }
          bronze: { table: bronze.%1$s }
          steps:
            - cast: { id: bigint }
          outputs:
            rows: { connection: warehouse, table: silver.%1$s, mode: replace }
      models:
        %1$s_count: { sql: "SELECT count(*) AS n FROM {ref:rows}" }
      hooks:
        - { on: succeeded, notify: listener }
      """;

  private final SpanReceiver receiver = new SpanReceiver();
  private Stack stack;
  private PenstockClient client;
  private Path data;

  @BeforeAll
  void startAll() throws Exception {
    Path target = TestBed.project().resolve("system-tests/target");
    Path home = target.resolve("telemetry-stack");
    data = target.resolve("telemetry-data");
    for (Path old : List.of(home, data)) {
      if (Files.exists(old)) {
        try (Stream<Path> files = Files.walk(old)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
    Files.createDirectories(data);
    StackOptions options =
        StackOptions.defaults(home, TestBed.project())
            .withConnection("data", Map.of("type", "files", "root", data.toString()))
            .withSetting(Component.API, "penstock.notifiers.listener.type", "webhook")
            .withSetting(
                Component.API, "penstock.notifiers.listener.url", receiver.url() + "/post/hook")
            .withSetting(
                Component.API, "penstock.openlineage.url", receiver.url() + "/post/lineage")
            .withSetting(Component.API, "penstock.openlineage.api-key", LINEAGE_KEY)
            .withSetting(Component.API, "penstock.openlineage.topic", LINEAGE_TOPIC);
    for (Component service : Component.services()) {
      options =
          options
              .withSetting(service, "penstock.otel.endpoint", receiver.url())
              .withSetting(service, "quarkus.otel.bsp.schedule.delay", "200ms");
    }
    stack = Stack.start(options);
    client = new PenstockClient(stack::api);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(LINEAGE_TOPIC, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  void stopAll() {
    if (stack != null) {
      stack.close();
    }
    receiver.close();
  }

  @Test
  void aRunIsOneTraceFromTheRequestToItsHook() throws IOException {
    String trace = UUID.randomUUID().toString().replace("-", "");
    write("whole/a.csv", 10);
    write("whole/b.csv", 20);
    String run = submit("whole", trace);
    client.succeed(run);

    Awaitility.await("the hook").atMost(PATIENCE).until(() -> !told(receiver.of(trace)).isEmpty());
    await(trace, "clean", 1);
    await(trace, "load split", 4);
    await(trace, "read split", 2);
    await(trace, "transform split", 2);
    for (String name : List.of("plan stream", "publish", "build model", "submit run")) {
      await(trace, name, 1);
    }
    List<Seen> spans = receiver.of(trace);
    Seen submit = one(spans, "submit run");
    assertThat(submit.service()).isEqualTo("penstock-api");
    Seen request = byId(spans, submit.parent());
    assertThat(request.service()).isEqualTo("penstock-api");
    assertThat(request.parent()).isEqualTo(CALLER);

    assertThat(told(spans)).allMatch(span -> span.parent().equals(submit.id()));
    for (String name : List.of("plan stream", "audit", "publish", "clean")) {
      assertThat(one(spans, name).parent()).as(name).isEqualTo(submit.id());
    }
    assertThat(services(spans, "plan stream", "read split")).containsExactly("penstock-extractor");
    assertThat(services(spans, "transform split")).containsExactly("penstock-transformer");
    assertThat(services(spans, "load split", "audit", "publish", "clean"))
        .containsExactly("penstock-loader");
    assertThat(one(spans, "build model").parent()).isEqualTo(one(spans, "audit").id());

    List<Seen> reads = all(spans, "read split");
    assertThat(reads).hasSize(2).allMatch(read -> read.parent().equals(submit.id()));
    assertThat(reads).extracting(read -> read.attribute("penstock.records")).contains("10", "20");
    for (Seen read : reads) {
      Predicate<Seen> sameSplit =
          span -> span.attribute("penstock.split").equals(read.attribute("penstock.split"));
      Seen transform =
          all(spans, "transform split").stream().filter(sameSplit).findFirst().orElseThrow();
      assertThat(transform.parent()).isEqualTo(read.id());
      assertThat(transform.attribute("penstock.records"))
          .isEqualTo(read.attribute("penstock.records"));
      List<Seen> loads = all(spans, "load split").stream().filter(sameSplit).toList();
      assertThat(loads)
          .extracting(Seen::parent)
          .containsExactlyInAnyOrder(read.id(), transform.id());
      assertThat(loads)
          .extracting(load -> load.attribute("penstock.records"))
          .containsOnly(read.attribute("penstock.records"));
    }
    assertThat(spans.stream().filter(span -> !span.equals(request)))
        .allMatch(span -> span.attribute("penstock.run").equals(run) || isModel(span));
    assertThat(receiver.posts())
        .filteredOn(post -> post.body().contains(run) && post.path().equals("/post/hook"))
        .isNotEmpty()
        .allMatch(post -> post.traceparent().contains(trace));
  }

  @Test
  void theTraceGoesOnWhereServicesAreKilled() throws IOException {
    String trace = UUID.randomUUID().toString().replace("-", "");
    write("killed/a.csv", 400_000);
    stack.suspend(Component.TRANSFORMER);
    String run = submit("killed", trace);
    client.await(
        run,
        PATIENCE,
        "being read",
        now -> now.json().path("stages").path(0).path("records").asLong() > 0);
    stack.kill(Component.EXTRACTOR);
    stack.kill(Component.TRANSFORMER);
    stack.start(Component.EXTRACTOR);
    stack.start(Component.TRANSFORMER);
    client.succeed(run);

    await(trace, "clean", 1);
    await(trace, "load split", 2);
    for (String name : List.of("read split", "transform split", "publish", "submit run")) {
      await(trace, name, 1);
    }
    List<Seen> spans = receiver.of(trace);
    Seen submit = one(spans, "submit run");
    Seen read = all(spans, "read split").getLast();
    assertThat(read.parent()).isEqualTo(submit.id());
    // The span that it goes on with died with its process.
    assertThat(read.links()).hasSize(1).doesNotContain(read.id());
    Seen transform = all(spans, "transform split").getLast();
    assertThat(Stream.concat(Stream.of(transform.parent()), transform.links().stream()))
        .contains(read.id(), read.links().getFirst());
    assertThat(one(spans, "publish").attribute("penstock.run")).isEqualTo(run);
  }

  @Test
  void theRunOfTheExampleTellsItsLineage() throws IOException {
    client.store(
        "birdstrikes", Files.readString(TestBed.project().resolve("examples/birdstrikes.yaml")));
    String run = client.run("birdstrikes");
    client.succeed(run);

    for (String type : List.of("START", "RUNNING", "COMPLETE")) {
      Awaitility.await(type).atMost(PATIENCE).until(() -> lineage(run, type).isPresent());
    }
    SpanReceiver.Posted last = lineage(run, "COMPLETE").orElseThrow();
    assertThat(last.authorization()).isEqualTo("Bearer " + LINEAGE_KEY);
    assertThat(last.body())
        .contains(
            "\"name\":\"warehouse.silver.strikes\"", "\"name\":\"warehouse.gold.strikes_by_month\"")
        .contains("/examples/data/birdstrikes.csv", "/examples/data/airports.csv")
        .contains("\"rowCount\"", "\"field\":\"Wildlife Species\"")
        .doesNotContain(stack.warehouse().password(), LINEAGE_KEY, "password");
    Awaitility.await("the topic")
        .atMost(PATIENCE)
        .until(() -> client.get("/api/v1/runs/" + run + "/hooks").text(), this::allDelivered);
  }

  private boolean allDelivered(String hooks) {
    return hooks.contains("openlineage topic") && !hooks.contains("\"waiting\"");
  }

  private Optional<SpanReceiver.Posted> lineage(String run, String type) {
    return receiver.posts().stream()
        .filter(post -> post.path().equals("/post/lineage") && post.body().contains(run))
        .filter(post -> post.body().contains("\"eventType\":\"" + type + "\""))
        .findFirst();
  }

  private String submit(String pipeline, String trace) {
    client.store(pipeline, YAML.formatted(pipeline));
    PenstockClient.Answer answer =
        client.start(pipeline, "traceparent", "00-" + trace + "-" + CALLER + "-01");
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("id").asText();
  }

  private void write(String name, int rows) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(",name-").append(i).append('\n');
    }
    Files.writeString(file, text);
  }

  private void await(String trace, String name, int count) {
    Awaitility.await(count + " " + name)
        .atMost(PATIENCE)
        .until(() -> all(receiver.of(trace), name).size() >= count);
  }

  /** Deliveries to the pipeline's hook; those of lineage are others. */
  private static List<Seen> told(List<Seen> spans) {
    return all(spans, "deliver hook").stream()
        .filter(span -> span.attribute("penstock.notifier").equals("listener"))
        .toList();
  }

  private static boolean isModel(Seen span) {
    return span.name().equals("build model");
  }

  private static List<Seen> all(List<Seen> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Seen one(List<Seen> spans, String name) {
    List<Seen> found = all(spans, name);
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private static Seen byId(List<Seen> spans, String id) {
    return spans.stream().filter(span -> span.id().equals(id)).findFirst().orElseThrow();
  }

  private static Set<String> services(List<Seen> spans, String... names) {
    Set<String> wanted = Set.of(names);
    return spans.stream()
        .filter(span -> wanted.contains(span.name()))
        .map(Seen::service)
        .collect(Collectors.toSet());
  }
}
