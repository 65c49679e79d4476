package dev.penstock.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Follows a run until it has ended and shows how far it is. Not thread-safe. */
final class RunWatcher {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(2);
  private static final Duration UNREACHABLE = Duration.ofSeconds(60);

  private final ApiClient api;
  private final Console console;
  private final Clock clock;

  RunWatcher(ApiClient api, Console console, Clock clock) {
    this.api = api;
    this.console = console;
    this.clock = clock;
  }

  /** Returns the run as it ended; an API that is away for a while is waited for. */
  RunView watch(RunView submitted) {
    Instant begin = clock.instant();
    RunView run = submitted;
    Instant answered = begin;
    Instant shown = Instant.MIN;
    String state = "";
    while (true) {
      boolean due = !shown.plus(PLAIN_INTERVAL).isAfter(clock.instant());
      if (console.terminal()) {
        console.block(ProgressView.lines(run, clock.instant()));
      } else if (due || !state.equals(run.state())) {
        console.line(ProgressView.line(run, Duration.between(begin, clock.instant())));
        shown = clock.instant();
        state = run.state();
      }
      if (run.ended()) {
        return run;
      }
      pause();
      try {
        run = api.run(submitted.id());
        answered = clock.instant();
      } catch (UnreachableException e) {
        if (answered.plus(UNREACHABLE).isBefore(clock.instant())) {
          throw e;
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("Interrupted.");
    }
  }
}
