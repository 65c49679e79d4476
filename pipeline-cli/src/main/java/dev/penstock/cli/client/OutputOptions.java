package dev.penstock.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Option;

/** How data are shown. */
public final class OutputOptions {
  /** The ways. */
  public enum Format {
    table,
    wide,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table (if not given), wide (more columns) or json (as the server answers).")
  private Format format = Format.table;

  public boolean json() {
    return format == Format.json;
  }

  public boolean wide() {
    return format == Format.wide;
  }

  /** Shows the answer as the server gave it, or its items as a table. */
  public void show(Console console, Answer answer, Listing listing) {
    if (json()) {
      console.raw(answer.text());
      return;
    }
    JsonNode items = answer.json();
    items = items.isArray() ? items : items.path("items");
    console.lines(listing.lines(items, wide(), console.width()));
    if (answer.json().hasNonNull("next")) {
      console.note("There is more: --after " + answer.json().path("next").asText());
    }
  }

  /** Shows one thing as the server gave it, or as lines. */
  public void show(Console console, Answer answer, java.util.List<String> lines) {
    if (json()) {
      console.raw(answer.text());
    } else {
      console.lines(lines);
    }
  }
}
