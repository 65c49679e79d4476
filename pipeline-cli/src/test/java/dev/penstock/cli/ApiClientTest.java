package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    RunView run = api.startRun("birdstrikes");

    assertThat(fake.received()).isEqualTo("application/yaml name: birdstrikes");
    assertThat(run.id()).isEqualTo("01TEST");
    assertThat(run.state()).isEqualTo("QUEUED");
    assertThat(run.ended()).isFalse();
  }

  @Test
  void aRefusalNamesEveryProblemWithItsPlaceAndAdvice() {
    fake.refuse();

    assertThatThrownBy(() -> api.startRun("birdstrikes"))
        .isInstanceOf(CliException.class)
        .hasMessage(
            """
            The pipeline is not valid (422): 1 mistake
              streams.a.steps[0]: there is no step rnam: did you mean rename?""");
  }

  @Test
  void anApiThatIsAwayIsNamed() {
    fake.close();

    assertThatThrownBy(() -> api.run("01TEST"))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining(fake.address().toString());
  }

  @Test
  void watchingInAPipeWritesWholeLinesUntilTheRunHasEnded() {
    StringWriter text = new StringWriter();
    Console console = new Console(new PrintWriter(text), false);

    RunView run =
        new RunWatcher(api, console, Clock.systemUTC()).watch(api.startRun("birdstrikes"));

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
    Console console = new Console(new PrintWriter(text), true);

    new RunWatcher(api, console, Clock.systemUTC()).watch(api.startRun("birdstrikes"));

    assertThat(text.toString()).contains("\u001b[6A\u001b[J").contains("SUCCEEDED");
  }
}
