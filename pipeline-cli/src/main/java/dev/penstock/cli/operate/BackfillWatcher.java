package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.UnreachableException;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Farewell;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Follows a backfill to its end by asking. Not thread-safe. */
final class BackfillWatcher {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PATIENCE = 60;
  private static final Set<String> GOOD = Set.of("SUCCEEDED", "DONE", "FINISHED", "COMPLETED");
  private static final Set<String> BAD = Set.of("FAILED", "CANCELLED");

  private final ApiClient api;
  private final Console console;
  private final OutputOptions output;

  BackfillWatcher(ApiClient api, Console console, OutputOptions output) {
    this.api = api;
    this.console = console;
    this.output = output;
  }

  Exit watch(String id) {
    String hint =
        "The backfill goes on. Look at it: penstock backfill show "
            + id
            + "    End it: penstock backfill cancel "
            + id;
    try (Farewell farewell = new Farewell(console, hint)) {
      return follow(id);
    }
  }

  private Exit follow(String id) {
    String shown = "";
    int away = 0;
    while (true) {
      try {
        Answer answer = api.get(Query.of("backfills", id));
        away = 0;
        JsonNode backfill = answer.json();
        List<String> lines = BackfillCommand.lines(backfill);
        if (console.terminal()) {
          console.block(lines);
        } else if (!String.join("\n", lines).equals(shown)) {
          shown = String.join("\n", lines);
          console.note(
              String.join("  ", lines.stream().map(l -> l.replaceAll(" +", " ")).toList()));
        }
        String state = backfill.path("state").asText();
        if (GOOD.contains(state) || BAD.contains(state)) {
          output.show(console, answer, List.of("Backfill " + id + " " + state));
          return GOOD.contains(state) ? Exit.FINE : Exit.FAILED;
        }
      } catch (UnreachableException e) {
        away++;
        if (away > PATIENCE) {
          throw e;
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(Exit.INTERRUPTED, "Interrupted.");
    }
  }
}
