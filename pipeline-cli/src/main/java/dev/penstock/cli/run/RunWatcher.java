package dev.penstock.cli.run;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.EventFeed;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.UnreachableException;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Farewell;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Follows a run until it has ended and shows how far it is: a block that is redrawn on a terminal,
 * lines in a pipe. Not thread-safe.
 */
public final class RunWatcher {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration ASK_WITHOUT_EVENTS = Duration.ofMillis(500);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);
  private static final Duration UNREACHABLE = Duration.ofSeconds(60);

  private final ApiClient api;
  private final Console console;
  private final Clock clock;

  public RunWatcher(ApiClient api, Console console, Clock clock) {
    this.api = api;
    this.console = console;
    this.clock = clock;
  }

  /** Returns the run as it ended; an API that is away for a while is waited for. */
  public RunView watch(RunView submitted) {
    String id = RunRef.shortened(submitted.id());
    String hint =
        "The run goes on. Follow it: penstock watch " + id + "    End it: penstock cancel " + id;
    try (Farewell farewell = new Farewell(console, hint);
        EventFeed events = new EventFeed(api, Query.of("runs", submitted.id(), "events"))) {
      return watch(submitted, events);
    }
  }

  private RunView watch(RunView submitted, EventFeed events) {
    Instant begin = clock.instant();
    RunView run = submitted;
    Instant answered = begin;
    Instant asked = begin;
    Instant shown = Instant.MIN;
    String state = "";
    while (true) {
      Instant now = clock.instant();
      if (console.terminal()) {
        console.block(ProgressView.lines(run, now, console.noteWidth()));
      } else if (!state.equals(run.state()) || !shown.plus(PLAIN_INTERVAL).isAfter(now)) {
        console.note(ProgressView.line(run, Duration.between(begin, now)));
        shown = now;
        state = run.state();
      }
      if (run.ended()) {
        return run;
      }
      boolean told = events.await(REDRAW);
      Duration pause = events.connected() ? ASK : ASK_WITHOUT_EVENTS;
      if (!told && asked.plus(pause).isAfter(clock.instant())) {
        continue;
      }
      try {
        asked = clock.instant();
        run = api.run(submitted.id());
        answered = clock.instant();
      } catch (UnreachableException e) {
        if (answered.plus(UNREACHABLE).isBefore(clock.instant())) {
          throw e;
        }
      }
    }
  }
}
