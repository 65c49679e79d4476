package dev.penstock.cli.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a long list is shown. */
public final class PageOptions {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "The most entries (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--after", paramLabel = "CURSOR", description = "Goes on where a list ended.")
  private @Nullable String after;

  public Query on(Query query) {
    return query.with("limit", limit).with("after", after);
  }
}
