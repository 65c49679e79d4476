package dev.penstock.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.EventFeed;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.client.UnreachableException;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Style;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs}: what all services said of a run. */
@Command(name = "logs", description = "Shows what all services logged of a run, the oldest first.")
public final class LogsCommand extends ServerCommand {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PAGE = 500;

  @Parameters(paramLabel = "RUN", defaultValue = "last", description = RunRef.HELP)
  private String run = "last";

  @Option(
      names = {"-f", "--follow"},
      description = "Shows new lines as they come, until the run is over.")
  private boolean follow;

  @Option(names = "--level", paramLabel = "LEVEL", description = "At least info, warn or error.")
  private @Nullable String level;

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "Only of extractor, transformer, loader or api.")
  private @Nullable String service;

  @Option(names = "-q", paramLabel = "TEXT", description = "Only lines that have the text.")
  private @Nullable String text;

  @Override
  protected Exit call(ApiClient api, Console console) {
    String id = RunRef.resolve(api, run);
    if (!follow) {
      pages(api, console, id, null);
      return Exit.FINE;
    }
    try (EventFeed events = new EventFeed(api, Query.of("runs", id, "events"))) {
      String after = null;
      while (true) {
        // Asked before the lines are: those of a run that was over then are all there.
        boolean over;
        try {
          over = api.run(id).ended();
          after = pages(api, console, id, after);
        } catch (UnreachableException e) {
          over = false;
          console.note(e.getMessage());
        }
        if (over) {
          return Exit.FINE;
        }
        boolean unused = events.await(PAUSE);
      }
    }
  }

  /** Shows all pages behind the cursor; answers the last cursor. */
  private @Nullable String pages(
      ApiClient api, Console console, String id, @Nullable String begin) {
    String after = begin;
    while (true) {
      Answer answer =
          api.get(
              Query.of("runs", id, "logs")
                  .with("level", level)
                  .with("service", service)
                  .with("q", text)
                  .with("limit", PAGE)
                  .with("after", after));
      if (output().json()) {
        if (!follow || !answer.items().isEmpty()) {
          console.raw(answer.text());
        }
      } else {
        answer.items().forEach(line -> console.line(line(console, line)));
      }
      if (answer.json().path("dropped").asLong() > 0 && after == null) {
        console.note(
            Listing.text(answer.json().path("dropped")) + " lines were too many and are not kept.");
      }
      String next = answer.json().path("next").asText("");
      boolean more = !next.isEmpty() && !answer.items().isEmpty();
      after = more ? next : after;
      if (!more || (output().json() && !follow)) {
        return after;
      }
    }
  }

  private static String line(Console console, JsonNode line) {
    String word = line.path("level").asText();
    Style style =
        switch (word) {
          case "ERROR" -> Style.BAD;
          case "WARN" -> Style.CARE;
          default -> Style.DIM;
        };
    String place =
        Stream.of("stream", "split")
            .map(field -> line.path(field).asText(""))
            .filter(part -> !part.isEmpty() && !"null".equals(part))
            .collect(Collectors.joining("/"));
    return Listing.time(line.path("at"))
        + "  "
        + console.paint(style, "%-5s".formatted(word))
        + "  "
        + "%-11s".formatted(line.path("service").asText())
        + (place.isEmpty() ? "  " : "  [" + place + "] ")
        + line.path("message").asText().replaceAll("\\p{Cntrl}", " ");
  }
}
