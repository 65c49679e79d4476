package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.UnreachableException;
import dev.penstock.cli.run.RunWatcher;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiClientTest {
  private FakeApi fake;
  private ApiClient api;

  @BeforeEach
  void start() throws IOException {
    fake = FakeApi.start();
    api = new ApiClient(fake.address());
  }

  @AfterEach
  void stop() {
    api.close();
    fake.close();
  }

  @Test
  void putsTheDefinitionAsYamlAndStartsARun() {
    api.putPipeline("birdstrikes", "name: birdstrikes".getBytes(StandardCharsets.UTF_8));
    RunView run = startRun();

    assertThat(fake.received()).isEqualTo("application/yaml name: birdstrikes");
    assertThat(run.id()).isEqualTo("01TEST");
    assertThat(run.state()).isEqualTo("QUEUED");
    assertThat(run.ended()).isFalse();
  }

  @Test
  void aRefusalNamesEveryProblemWithItsPlaceAndAdvice() {
    fake.refuse();

    assertThatThrownBy(() -> startRun())
        .isInstanceOf(CliException.class)
        .hasMessage(
            """
            The pipeline is not valid (422)
              streams.a.steps[0]: there is no step rnam did you mean rename?""");
  }

  @Test
  void anApiThatIsAwayIsNamed() {
    fake.close();

    assertThatThrownBy(() -> api.run("01TEST"))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining(fake.address().toString());
  }

  @Test
  void noRequestAsksForAnotherProtocolWhoseAnswerCouldBeMissed() throws IOException {
    String id = "0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e";
    try (FakeServer server = new FakeServer();
        ApiClient client = new ApiClient(server.address())) {
      assertThatThrownBy(() -> client.run(id)).isInstanceOf(CliException.class);

      assertThat(server.requests("GET /runs/" + id))
          .singleElement()
          .satisfies(request -> assertThat(request.headers()).doesNotContainKey("Upgrade"));
    }
  }

  @Test
  void watchingInAPipeWritesWholeLinesUntilTheRunHasEnded() {
    StringWriter text = new StringWriter();
    Console console = console(text, Look.PIPE);

    RunView run = new RunWatcher(api, console, Clock.systemUTC()).watch(startRun());

    assertThat(run.succeeded()).isTrue();
    assertThat(text.toString().lines())
        .hasSizeBetween(3, 6)
        .noneMatch(line -> line.contains("\u001b"))
        .last()
        .asString()
        .contains("SUCCEEDED")
        .contains("extract 100 % 10,000 records");
  }

  @Test
  void watchingOnATerminalRedrawsInPlace() {
    StringWriter text = new StringWriter();
    Console console = console(text, new Look(true, true, false, () -> 100));

    new RunWatcher(api, console, Clock.systemUTC()).watch(startRun());

    assertThat(text.toString()).contains("\u001b[6A\u001b[J").contains("SUCCEEDED");
  }

  private RunView startRun() {
    return api.run(
        api.post(
            Query.of("pipelines", "birdstrikes", "runs"), JsonNodeFactory.instance.objectNode()));
  }

  private static Console console(StringWriter text, Look look) {
    PrintWriter to = new PrintWriter(text);
    return new Console(to, to, look);
  }
}
