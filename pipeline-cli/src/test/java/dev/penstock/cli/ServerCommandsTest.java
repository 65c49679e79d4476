package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.Cli.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command asks of a server, what it writes and how it ends. */
class ServerCommandsTest {
  private static final String ID = "0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e";
  private static final String OTHER = "0b7c1a99-5c4f-4b57-a8c1-0a4e2a5f1d9e";
  private static final String DEFINITION =
      """
      apiVersion: penstock/v1
      name: orders
      streams:
        orders:
          source: { connection: shop, path: orders.csv, format: csv }
          outputs:
            orders: { connection: warehouse, table: silver.orders }
      """;

  private FakeServer server;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path temp) throws IOException {
    folder = temp;
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String run(String id, String state) {
    return """
    {"id":"%s","pipeline":"orders","version":3,"state":"%s","createdAt":"2026-01-05T08:00:00Z",
     "durationMillis":1234,"stages":[],"streams":[],"tables":[],"checks":[],"problems":[],
     "rejects":{"total":2,"kept":2,"byRule":[]},"books":{"balanced":true,"entries":[]}}\
    """
        .formatted(id, state);
  }

  private static String items(String... all) {
    return "{\"items\":[" + String.join(",", all) + "],\"next\":null}";
  }

  @Test
  void aRunIsOrderedWithEverythingThatTheCommandLineSays() {
    server.on("POST /pipelines/orders/runs", 202, run(ID, "QUEUED"));

    Outcome outcome =
        Cli.run(
            server,
            "run",
            "orders",
            "--no-wait",
            "--mode",
            "full",
            "--stage",
            "extract",
            "--streams",
            "a,b",
            "--set",
            "settings.parallelism=16",
            "--set",
            "x.y=007",
            "-p",
            "day=2026-01-01",
            "-e",
            "dev",
            "--limit",
            "10",
            "--priority",
            "5",
            "--dry-run",
            "--key",
            "k1");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo(ID + "\n");
    assertThat(outcome.err()).contains("Run " + ID + " of orders");
    FakeServer.Request request = server.requests("POST").getFirst();
    assertThat(request.body())
        .isEqualTo(
            "{\"mode\":\"full\",\"until\":\"bronze\",\"dry_run\":true,"
                + "\"parameters\":{\"day\":\"2026-01-01\"},"
                + "\"set\":{\"settings.parallelism\":16,\"x.y\":\"007\"},"
                + "\"environment\":\"dev\",\"streams\":[\"a\",\"b\"],\"limit\":10,\"priority\":5}");
    assertThat(request.header("Idempotency-key")).isEqualTo("k1");
  }

  @Test
  void onlyModelsMeansFromSilver() {
    server.on("POST /pipelines/orders/runs", 202, run(ID, "QUEUED"));

    assertThat(Cli.run(server, "run", "orders", "--no-wait", "--stage", "models").code()).isZero();
    assertThat(server.requests("POST").getFirst().body()).isEqualTo("{\"from\":\"silver\"}");
    assertThat(Cli.run(server, "run", "orders", "--stage", "models", "--from", "bronze").code())
        .isEqualTo(2);
  }

  @Test
  void aRunThatFailsEndsTheCommandWithOneAndSaysWhatToDo() {
    server.on("POST /pipelines/orders/runs", 202, run(ID, "QUEUED"));
    server.on("GET /runs/" + ID, 200, run(ID, "FAILED"));

    Outcome outcome = Cli.run(server, "run", "orders");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("FAILED after 1.2 s");
    assertThat(outcome.err())
        .contains("penstock logs 0b7c1a52", "penstock retry 0b7c1a52", "penstock rejects list");
  }

  @Test
  void jsonIsTheServersDocumentAndNothingElse() {
    String document = run(ID, "SUCCEEDED");
    server.on("POST /pipelines/orders/runs", 202, run(ID, "QUEUED"));
    server.on("GET /runs/" + ID, 200, document);

    Outcome outcome = Cli.run(server, "run", "orders", "-o", "json");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo(document + "\n");
  }

  @Test
  void runsAreListedAsATableWithFilters() {
    server.on("GET /runs", 200, items(run(ID, "SUCCEEDED"), run(OTHER, "FAILED")));

    Outcome outcome =
        Cli.run(server, "runs", "orders", "--state", "succeeded,failed", "--since", "2026-01-01");

    assertThat(outcome.out())
        .isEqualTo(
            """
              run       pipeline  state      created              duration  rejects
              --------  --------  ---------  -------------------  --------  -------
              0b7c1a52  orders    SUCCEEDED  2026-01-05 08:00:00     1.2 s        2
              0b7c1a99  orders    FAILED     2026-01-05 08:00:00     1.2 s        2
            """);
    assertThat(server.requests("GET").getFirst().line())
        .isEqualTo("GET /runs?pipeline=orders&state=SUCCEEDED%2CFAILED&since=2026-01-01&limit=20");
    assertThat(Cli.run(server, "runs", "-o", "wide").out()).contains(ID).contains("version");
  }

  @Test
  void aRunIsNamedByItsBeginningByLastOrByItsPipeline() {
    server.on("GET /runs", 200, items(run(ID, "SUCCEEDED"), run(OTHER, "FAILED")));
    server.on("GET /runs/" + ID, 200, run(ID, "SUCCEEDED"));
    server.on("GET /runs/" + OTHER, 200, run(OTHER, "FAILED"));

    assertThat(Cli.run(server, "status", "last").out()).contains("Run " + ID);
    assertThat(Cli.run(server, "status", "0b7c1a9").out()).contains("Run " + OTHER);
    assertThat(Cli.run(server, "status", "orders").out()).contains("Run " + ID);
    Outcome several = Cli.run(server, "status", "0b7c1a");
    assertThat(several.code()).isEqualTo(2);
    assertThat(several.err())
        .isEqualTo("2 runs begin with 0b7c1a, the latest is " + ID + ". Write more of the id.\n");
  }

  @Test
  void whatIsNotThereEndsWithFour() {
    server.on("GET /runs", 200, items());

    Outcome outcome = Cli.run(server, "logs", "nothing");

    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.err()).contains("no pipeline of this name").contains("penstock runs");
  }

  @Test
  void runsAreSteered() {
    for (String action : List.of("cancel", "pause", "resume", "retry", "rerun")) {
      server.on("POST /runs/" + ID + "/" + action, 202, run(ID, "QUEUED"));

      Outcome outcome = Cli.run(server, action, ID);

      assertThat(outcome.code()).isZero();
      assertThat(outcome.out()).startsWith("Run " + ID + " of orders is QUEUED.");
    }
    server.on("POST /runs/" + ID + "/priority", 200, run(ID, "QUEUED"));
    assertThat(Cli.run(server, "priority", ID, "9").code()).isZero();
    assertThat(server.requests("POST /runs/" + ID + "/priority").getFirst().body())
        .isEqualTo("{\"priority\":9}");
  }

  @Test
  void aRunThatIsOrderedAgainIsFollowedOnlyWhereSomebodySaysSo() {
    server.on("POST /runs/" + ID + "/rerun", 202, run(OTHER, "QUEUED"));
    server.on("GET /runs/" + OTHER, 200, run(OTHER, "CANCELLED"));

    assertThat(Cli.run(server, "rerun", ID, "--no-wait").out())
        .isEqualTo("Run %s of orders is QUEUED. Follow it: penstock watch %1$s\n".formatted(OTHER));
    assertThat(server.requests("GET /runs/" + OTHER)).isEmpty();
    assertThat(Cli.run(server, "rerun", ID, "--watch").code()).isEqualTo(1);
    assertThat(Cli.run(server, "rerun", ID, "--watch", "--no-wait").code()).isEqualTo(2);
    assertThat(server.requests("POST")).hasSize(2);
  }

  @Test
  void whoWasToldAndWhoDidWhatIsListed() {
    server.on(
        "GET /runs/" + ID + "/hooks",
        200,
        items(
            """
            {"id":"h1","hook":"hooks[0]","when":"failed","notifier":"ops","blocking":false,
             "state":"waiting","attempts":2,"lastError":"status 503",
             "nextAttemptAt":"2026-01-05T08:05:00Z","createdAt":"2026-01-05T08:00:00Z",
             "deliveredAt":null}"""));
    server.on(
        "GET /runs/" + ID + "/actions",
        200,
        items(
            """
            {"at":"2026-01-05T08:00:00Z","who":"ada","origin":"127.0.0.1","action":"run.cancel",
             "subject":"runs/0b7c1a52","detail":"was RUNNING"}"""));

    Outcome hooks = Cli.run(server, "hooks", ID);
    assertThat(hooks.code()).isZero();
    assertThat(hooks.out().lines())
        .hasSize(3)
        .last()
        .asString()
        .containsSubsequence("failed", "ops", "waiting", "2", "2026-01-05 08:05:00", "status 503");

    Outcome actions = Cli.run(server, "actions", ID);
    assertThat(actions.code()).isZero();
    assertThat(actions.out().lines())
        .hasSize(3)
        .last()
        .asString()
        .containsSubsequence("2026-01-05 08:00:00", "ada", "run.cancel", "was RUNNING");
  }

  @Test
  void placesInUseAndWhatWaitsForOneAreShown() {
    server.on(
        "GET /limits",
        200,
        """
        {"runs":{"used":2,"limit":50},"splits":{"used":7,"limit":256},"splitsPerRun":32,
         "connections":[{"connection":"shop","used":2,"limit":2}],"pipelines":[],
         "waiting":[{"run":"0b7c1a52","pipeline":"orders","priority":0,
                     "since":"2026-01-05T08:00:00Z","reason":"connection shop is full"}]}""");

    Outcome outcome = Cli.run(server, "limits");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("used 2", "limit 50", "shop", "connection shop is full")
        .doesNotContain("pipelines");
  }

  @Test
  void aBackfillIsFollowedToItsEndAndFailsWithIt() {
    server.on("POST /pipelines/orders/backfills", 202, "{\"id\":\"b1\",\"state\":\"RUNNING\"}");
    server.on("GET /backfills/b1", 200, "{\"id\":\"b1\",\"state\":\"RUNNING\"}");
    server.on("GET /backfills/b1", 200, "{\"id\":\"b1\",\"state\":\"FAILED\"}");

    Outcome outcome =
        Cli.run(
            server,
            "backfill",
            "orders",
            "--from",
            "2026-01-01",
            "--to",
            "2026-02-01",
            "--watch",
            "--reprocess=failed");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("Backfill b1 FAILED\n");
    assertThat(outcome.err()).containsSubsequence("state RUNNING", "state FAILED");
    assertThat(server.requests("POST").getFirst().body()).contains("\"reprocess\":\"failed\"");
  }

  @Test
  void aRefusalIsToldWithItsReasonAndEndsWithFive() {
    server.on(
        "POST /runs/" + ID + "/cancel",
        409,
        """
        {"title":"Too late","status":409,"detail":"The run is published.",
         "problems":[{"code":"publish-ordered","where":"run","message":"It is being published.",
         "advice":"Wait for its end."}]}\
        """);

    Outcome outcome = Cli.run(server, "cancel", ID, "--yes");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            """
            Too late (409)
              run: It is being published. Wait for its end.
            """);
  }

  @Test
  void aServerThatCannotBeReachedEndsWithSix() throws IOException {
    FakeServer gone = new FakeServer();
    gone.close();

    Outcome outcome = Cli.run(gone, "runs");

    assertThat(outcome.code()).isEqualTo(6);
    assertThat(outcome.err()).contains(gone.address().toString()).contains("PENSTOCK_URL");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void aServerThatIsNotReadyIsNoRefusal() {
    server.on("GET /runs", 503, "{\"title\":\"The database is away\",\"status\":503}");

    assertThat(Cli.run(server, "runs").code()).isEqualTo(6);
  }

  @Test
  void logsArePagedAndFiltered() {
    String line =
        "{\"at\":\"2026-01-05T08:00:01Z\",\"level\":\"%s\",\"service\":\"loader\",\"stream\":\"s\","
            + "\"split\":null,\"message\":\"%s\"}";
    String path = "GET /runs/" + ID + "/logs";
    server.on(
        path,
        200,
        "{\"items\":[" + line.formatted("INFO", "one") + "],\"next\":\"c1\",\"dropped\":0}");
    server.on(
        path,
        200,
        "{\"items\":[" + line.formatted("WARN", "two") + "],\"next\":null,\"dropped\":0}");

    Outcome outcome = Cli.run(server, "logs", ID, "--level", "info", "--service", "loader");

    assertThat(outcome.out())
        .isEqualTo(
            """
            2026-01-05 08:00:01  INFO   loader       [s] one
            2026-01-05 08:00:01  WARN   loader       [s] two
            """);
    assertThat(server.requests(path).getLast().line()).contains("level=info").contains("after=c1");
  }

  @Test
  void rejectsAreListedReplayedAndDismissed() {
    String reject =
        "{\"id\":7,\"place\":\"orders.csv:9\",\"stream\":\"orders\",\"step\":\"steps[0].cast\","
            + "\"rule\":\"amount is a number\",\"message\":\"amount: x\",\"status\":\"open\","
            + "\"original\":\"{\\\"amount\\\":\\\"x\\\"}\"}";
    server.on("GET /runs/" + ID + "/rejects", 200, items(reject));
    server.on("POST /runs/" + ID + "/rejects/dismiss", 200, "{\"matched\":3,\"changed\":2}");
    server.on("POST /runs/" + ID + "/replay", 202, run(OTHER, "QUEUED"));

    assertThat(Cli.run(server, "rejects", "list", ID, "--rule", "amount is a number").out())
        .contains("orders.csv:9", "orders.steps[0].cast");
    assertThat(Cli.run(server, "rejects", "show", ID, "7").out()).contains("amount: \"x\"");
    assertThat(Cli.run(server, "rejects", "show", ID, "8").code()).isEqualTo(4);
    assertThat(
            Cli.run(server, "rejects", "dismiss", ID, "--status", "open", "--reason", "old").out())
        .isEqualTo("2 of 3 rejects are dismissed now.\n");
    assertThat(Cli.run(server, "rejects", "replay", ID, "--ids", "7,9", "--no-wait").code())
        .isZero();
    assertThat(server.requests("POST /runs/" + ID + "/replay").getFirst().body())
        .isEqualTo("{\"ids\":[7,9]}");
    Outcome none = Cli.run(server, "rejects", "replay", ID);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--all");
  }

  @Test
  void aConnectionThatIsNotInOrderEndsWithOne() {
    server.on(
        "POST /connections/shop/check",
        200,
        """
        {"name":"shop","type":"files","ok":false,"durationMillis":12,
         "findings":[{"what":"reach","ok":false,"message":"no such folder"}],"problems":[]}\
        """);

    Outcome outcome = Cli.run(server, "connections", "check", "shop");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("no such folder").contains("NOT in order");
  }

  @Test
  void schedulesAndBackfillsAreLookedAfter() {
    server.on(
        "GET /pipelines/orders/schedule",
        200,
        """
        {"pipeline":"orders","trigger":{"cron":"0 2 * * *","timezone":"UTC"},"paused":true,
         "next":["2026-01-06T02:00:00Z"],"last":null}\
        """);
    server.on("POST /pipelines/orders/schedule/pause", 200, "{}");
    server.on("POST /pipelines/orders/backfills", 202, "{\"id\":\"b1\",\"state\":\"RUNNING\"}");
    server.on("GET /backfills/b1", 200, "{\"id\":\"b1\",\"state\":\"SUCCEEDED\",\"runs\":[1,2]}");

    assertThat(Cli.run(server, "schedule", "pause", "orders").out())
        .isEqualTo(
            """
            orders: cron 0 2 * * *, timezone UTC  PAUSED
              next  2026-01-06 02:00:00
            """);
    Outcome outcome =
        Cli.run(
            server,
            "backfill",
            "orders",
            "--from",
            "2026-01-01",
            "--to",
            "2026-02-01",
            "--step",
            "1d",
            "--parallel",
            "2",
            "-p",
            "a=1",
            "--watch");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo("Backfill b1 SUCCEEDED\n");
    assertThat(server.requests("POST /pipelines/orders/backfills").getFirst().body())
        .isEqualTo(
            "{\"from\":\"2026-01-01\",\"to\":\"2026-02-01\",\"step\":\"1d\",\"parallel\":2,"
                + "\"parameters\":{\"a\":\"1\"}}");
    assertThat(Cli.run(server, "backfill", "orders").code()).isEqualTo(2);
    assertThat(Cli.run(server, "backfill", "show", "b1").out()).contains("2 in all");
  }

  @Test
  void definitionsAreAppliedOnConditionAndOnlyWhereTheyDiffer() throws IOException {
    Files.writeString(folder.resolve("orders.yaml"), DEFINITION);
    Files.writeString(
        folder.resolve("more.yaml"), DEFINITION.replace("name: orders", "name: more"));
    Files.writeString(folder.resolve("orders.test.yaml"), "no definition");
    server.on(
        "GET /pipelines/orders",
        200,
        "{\"name\":\"orders\",\"version\":3,\"definition\":\"old\"}",
        Map.of("ETag", "\"3\""));
    server.on("PUT /pipelines/orders", 200, "{\"name\":\"orders\",\"version\":4}");
    server.on("PUT /pipelines/more", 201, "{\"name\":\"more\",\"version\":1}");

    Outcome dry = Cli.run(server, "apply", "-f", folder.toString(), "--dry-run");
    assertThat(dry.out()).contains("would be changed (version 3)").contains("would be new");
    assertThat(server.requests("PUT")).isEmpty();

    Outcome outcome = Cli.run(server, "apply", "-f", folder.toString());

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("more                      new (version 1)")
        .contains("orders                    changed (version 4)");
    assertThat(server.requests("PUT /pipelines/orders").getFirst().header("If-match"))
        .isEqualTo("\"3\"");
    assertThat(server.requests("PUT /pipelines/more").getFirst().header("If-none-match"))
        .isEqualTo("*");
  }

  @Test
  void somebodyElsesChangeIsNotOverwritten() throws IOException {
    Files.writeString(folder.resolve("orders.yaml"), DEFINITION);
    server.on(
        "PUT /pipelines/orders",
        412,
        "{\"title\":\"Changed\",\"status\":412,\"problems\":[{\"code\":\"changed-meanwhile\","
            + "\"where\":\"orders\",\"message\":\"m\",\"advice\":\"\"}]}");

    Outcome outcome = Cli.run(server, "apply", "-f", folder.toString());

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.err()).contains("nothing was overwritten").contains("penstock diff -f");
  }

  @Test
  void oneMistakeInAnyFileKeepsAllFromTheServer() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), DEFINITION);
    Files.writeString(folder.resolve("b.yaml"), DEFINITION.replace("source:", "sorce:"));

    Outcome outcome = Cli.run(server, "apply", "-f", folder.toString());

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).contains("b.yaml:5:5 streams.orders.sorce");
    assertThat(server.requests("")).isEmpty();
  }

  @Test
  void whatTheFolderLacksIsDeletedOnlyWhereSomebodySaysSo() throws IOException {
    Files.writeString(folder.resolve("orders.yaml"), DEFINITION);
    server.on(
        "GET /pipelines/orders",
        200,
        "{\"name\":\"orders\",\"version\":3,\"definition\":\""
            + DEFINITION.replace("\n", "\\n")
            + "\"}");
    server.on("GET /pipelines", 200, items("{\"name\":\"orders\"}", "{\"name\":\"old\"}"));
    server.on("DELETE /pipelines/old", 204, "");

    Outcome asked = Cli.run(server, "apply", "-f", folder.toString(), "--prune");
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.err()).contains("would delete old");
    assertThat(server.requests("DELETE")).isEmpty();

    Outcome done = Cli.run(server, "apply", "-f", folder.toString(), "--prune", "--yes");
    assertThat(done.code()).isZero();
    assertThat(done.out()).contains("same (version 3)").contains("deleted");
    assertThat(server.requests("DELETE")).hasSize(1);
  }

  @Test
  void aDifferenceIsShownWithWhatIsAroundItAndEndsWithOne() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      lines.append("{\"op\":\" \",\"text\":\"line ").append(i).append("\"},");
    }
    lines.append("{\"op\":\"-\",\"text\":\"old\"},{\"op\":\"+\",\"text\":\"new\"}");
    server.on("GET /pipelines/orders", 200, "{\"name\":\"orders\",\"version\":2}");
    server.on(
        "GET /pipelines/orders/diff",
        200,
        "{\"from\":1,\"to\":2,\"same\":false,\"changes\":[],\"lines\":[" + lines + "]}");

    Outcome outcome = Cli.run(server, "diff", "orders");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .isEqualTo(
            """
            orders version 1 → 2
            @@
             line 17
             line 18
             line 19
            -old
            +new
            """);
    Files.writeString(folder.resolve("new.yaml"), DEFINITION.replace("name: orders", "name: new"));
    Outcome added = Cli.run(server, "diff", "-f", folder.resolve("new.yaml").toString());
    assertThat(added.code()).isEqualTo(1);
    assertThat(added.out()).contains("+name: new");
  }

  @Test
  void pipelinesAreExportedAndNoNameLeadsOutOfTheFolder() throws IOException {
    Path out = folder.resolve("a/out");
    server.on("GET /pipelines/export", 200, zip("orders.yaml"), Map.of());
    server.on("GET /pipelines/export", 200, zip("../evil.yaml"), Map.of());

    Outcome outcome = Cli.run(server, "export", "-o", out.toString());
    assertThat(outcome.out()).isEqualTo("1 pipeline written to " + out + "\n");
    assertThat(out.resolve("orders.yaml")).hasContent(DEFINITION);

    assertThat(Cli.run(server, "export", "-o", out.toString()).code()).isEqualTo(1);
    assertThat(folder.resolve("a/evil.yaml")).doesNotExist();
  }

  private static byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(DEFINITION.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aKeyIsShownOnceOnALineOfItsOwn() {
    server.on(
        "POST /keys",
        201,
        "{\"id\": \"0f3a5c7e9b1d\", \"name\": \"job\", \"key\": \"psk_0f3a5c7e9b1d_secret\"}");

    Outcome outcome =
        Cli.run(
            server,
            "keys",
            "create",
            "job",
            "--role",
            "operator",
            "--pipeline",
            "shop-*",
            "--expires-in-days",
            "90");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().toList().getFirst()).isEqualTo("psk_0f3a5c7e9b1d_secret");
    assertThat(server.requests("POST /keys").getFirst().body())
        .isEqualTo(
            "{\"name\":\"job\",\"role\":\"operator\",\"pipelines\":[\"shop-*\"],"
                + "\"expiresInDays\":90}");
  }

  @Test
  void keysAreListedAndRevoked() {
    server.on(
        "GET /keys",
        200,
        "{\"items\": [{\"id\": \"0f3a5c7e9b1d\", \"name\": \"job\", \"role\": \"viewer\","
            + " \"pipelines\": [\"shop-*\"], \"revokedAt\": null}]}");
    server.on("DELETE /keys/0f3a5c7e9b1d", 204, "");

    assertThat(Cli.run(server, "keys", "list").out()).contains("0f3a5c7e9b1d", "viewer", "shop-*");
    assertThat(Cli.run(server, "keys", "revoke", "0f3a5c7e9b1d").code()).isZero();
    assertThat(server.requests("DELETE /keys/0f3a5c7e9b1d")).hasSize(1);
  }

  @Test
  void whoeverIsNotKnownIsToldHowToSayWhoTheyAre() {
    server.on(
        "GET /keys",
        401,
        "{\"title\": \"Who asks?\", \"status\": 401, \"problems\": [{\"code\":"
            + " \"unauthenticated\", \"where\": \"header Authorization\", \"message\":"
            + " \"The key is unknown, revoked or expired.\", \"advice\": \"\"}]}");

    Outcome outcome = Cli.run(server, "keys", "list");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.err()).contains("unknown, revoked or expired", "PENSTOCK_TOKEN_FILE");
  }
}
