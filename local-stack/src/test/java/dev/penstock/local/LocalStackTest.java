package dev.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalStackTest {
  private final Set<Component> heard = ConcurrentHashMap.newKeySet();
  private Path home;
  private Path project;
  private LocalStack stack;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    home = folder.resolve("a home, with a blank");
    project = StubService.project(folder.resolve("a project"));
    stack =
        LocalStack.start(
            StackOptions.defaults(home, project)
                .withConnection("more", Map.of("type", "files", "root", "/a\\b"))
                .withSetting(Component.EXTRACTOR, "penstock.window", "3")
                .withSetting(Component.POSTGRES, "work_mem", "5MB")
                .withJvmArgument(Component.LOADER, "-Xmx99m"),
            (component, port, duration) -> heard.add(component));
  }

  @AfterAll
  void stop() {
    List<Component> all = List.of(Component.values());
    List<ManagedProcess> processes = all.stream().map(stack::process).toList();
    stack.close();
    assertThat(processes).noneMatch(ManagedProcess::alive);
    assertThat(StackState.read(home)).isEmpty();
  }

  @Test
  void everyComponentIsReadyAndHeardOf() throws Exception {
    assertThat(heard).containsExactlyInAnyOrder(Component.values());
    for (Component service : Component.services()) {
      assertThat(get(service, "/q/health/ready")).isEqualTo("{}");
    }
    try (var connection =
            DriverManager.getConnection(
                stack.warehouseUrl(), stack.warehouseUser(), stack.warehousePassword());
        var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT current_setting('work_mem')")) {
      result.next();
      assertThat(result.getString(1)).isEqualTo("5MB");
    }
  }

  @Test
  void configurationReachesTheServicesAndSecretsOnlyTheirEnvironment() throws Exception {
    assertThat(get(Component.EXTRACTOR, "/env?PENSTOCK_INSTANCE")).isEqualTo("extractor-1");
    assertThat(get(Component.EXTRACTOR, "/property?penstock.window")).isEqualTo("3");
    assertThat(get(Component.LOADER, "/env?KAFKA_BOOTSTRAP_SERVERS"))
        .isEqualTo(stack.bootstrapServers());
    assertThat(get(Component.API, "/env?QUARKUS_DATASOURCE_JDBC_URL"))
        .isEqualTo(stack.apiDatabaseUrl());
    assertThat(get(Component.LOADER, "/env?QUARKUS_DATASOURCE_PASSWORD")).isEmpty();
    assertThat(get(Component.LOADER, "/env?PENSTOCK_WAREHOUSE_PASSWORD"))
        .isEqualTo(stack.warehousePassword());
    Path file = Path.of(URI.create(get(Component.LOADER, "/env?SMALLRYE_CONFIG_LOCATIONS")));
    Properties connections = new Properties();
    try (InputStream input = Files.newInputStream(file)) {
      connections.load(input);
    }
    assertThat(connections)
        .containsEntry("penstock.connections.more.root", "/a\\b")
        .containsEntry(
            "penstock.connections.examples.root", project.resolve("examples/data").toString())
        .containsEntry("penstock.connections.kafka.bootstrap-servers", stack.bootstrapServers())
        .containsEntry("penstock.connections.warehouse.url", stack.warehouseUrl())
        .containsEntry("penstock.connections.warehouse.password", "${PENSTOCK_WAREHOUSE_PASSWORD}");
    for (Component component : Component.values()) {
      assertThat(ProcFs.commandLine(stack.process(component).pid()))
          .doesNotContain(stack.warehousePassword(), stack.postgres().password());
    }
    assertThat(ProcFs.commandLine(stack.process(Component.LOADER).pid())).contains("-Xmx99m");
  }

  @Test
  void aKilledServiceComesBackOnItsPort() throws Exception {
    int port = stack.port(Component.TRANSFORMER);
    long before = stack.process(Component.TRANSFORMER).pid();

    stack.kill(Component.TRANSFORMER);

    assertThatThrownBy(() -> get(Component.TRANSFORMER, "/q/health/ready"))
        .isInstanceOf(ConnectException.class);
    stack.start(Component.TRANSFORMER);
    assertThat(stack.port(Component.TRANSFORMER)).isEqualTo(port);
    assertThat(stack.process(Component.TRANSFORMER).pid()).isNotEqualTo(before);
    assertThat(get(Component.TRANSFORMER, "/q/health/ready")).isEqualTo("{}");
    assertThat(StackState.read(home).orElseThrow().alive()).containsExactly(Component.values());
  }

  @Test
  void aSuspendedServiceStandsStillUntilItIsResumed() throws Exception {
    stack.suspend(Component.LOADER);
    assertThat(
            ManagedProcess.await(
                Duration.ofSeconds(10), () -> stack.process(Component.LOADER).suspended()))
        .isTrue();

    stack.resume(Component.LOADER);

    assertThat(stack.process(Component.LOADER).suspended()).isFalse();
    assertThat(get(Component.LOADER, "/q/health/ready")).isEqualTo("{}");
  }

  @Test
  void memoryAndProcessorTimeAreThoseOfTheProcesses() throws Exception {
    for (Component component : Component.values()) {
      assertThat(stack.residentBytes(component)).as("%s", component).isBetween(8L << 20, 2L << 30);
      assertThat(stack.peakResidentBytes(component))
          .isGreaterThanOrEqualTo(stack.residentBytes(component) / 2);
    }
    Duration before = stack.cpu(Component.POSTGRES);
    try (var connection =
            DriverManager.getConnection(
                stack.warehouseUrl(), stack.warehouseUser(), stack.warehousePassword());
        var statement = connection.createStatement()) {
      statement.execute("SELECT sum(sqrt(i)) FROM generate_series(1, 3000000) i");
    }
    // The backend that did the work has ended or ends now; its time has to stay in the sum.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(stack.cpu(Component.POSTGRES).minus(before))
                    .isGreaterThan(Duration.ofMillis(100)));
  }

  @Test
  void aSecondStackInTheSameHomeIsRefused() {
    assertThatThrownBy(() -> LocalStack.start(StackOptions.defaults(home, project)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("already");
  }

  @Test
  void aReusedPidIsNotTakenForAProcessOfTheStack() {
    long own = ProcessHandle.current().pid();
    ManagedProcess other = ManagedProcess.of("loader", own, 1, home.resolve("none.log"));

    assertThat(other.alive()).isFalse();
    other.kill();
    assertThat(ProcFs.running(own)).isTrue();
  }

  @Test
  void aServiceThatEndsWhileItStartsIsNamedWithItsLogAndNothingIsLeftRunning(@TempDir Path other) {
    assertThatThrownBy(
            () ->
                LocalStack.start(
                    StackOptions.defaults(other, project)
                        .withSetting(Component.LOADER, "stub.fails", "true")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("The loader ended while it started")
        .hasMessageContaining("loader.log")
        .hasMessageContaining("The stub was told to fail.");
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(process -> ProcFs.commandLine(process.pid()).contains(other.toString()));
  }

  @Test
  void aPortInUseIsNamedBeforeAnythingStarts(@TempDir Path other) throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(
              () ->
                  LocalStack.start(
                      StackOptions.defaults(other, project).withApiPort(taken.getLocalPort())))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
    assertThat(other.resolve("postgres")).doesNotExist();
  }

  @Test
  void aProjectThatIsNotBuiltIsRefusedWithTheCommandThatBuildsIt(@TempDir Path empty) {
    assertThatThrownBy(() -> LocalStack.start(StackOptions.defaults(empty, empty)))
        .hasMessageContaining("not built")
        .hasMessageContaining("mvn -Dquick package");
  }

  @Test
  void theStateNamesEveryProcess() {
    StackState state = StackState.read(home).orElseThrow();

    assertThat(state.processes().keySet()).isEqualTo(EnumSet.allOf(Component.class));
    assertThat(state.api()).isEqualTo(stack.api());
    assertThat(state.warehouse(home)).isEqualTo(stack.warehouse());
    assertThat(state.warehouse(home).toString()).doesNotContain(stack.warehousePassword());
  }

  private String get(Component service, String path) throws IOException {
    URI address = URI.create("http://127.0.0.1:" + stack.port(service) + path);
    try (InputStream body = address.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
