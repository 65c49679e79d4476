package dev.penstock.connector;

import java.util.List;

/** What became visible. */
public record PublishResult(List<PublishedTable> tables) {
  public PublishResult {
    tables = List.copyOf(tables);
  }

  /**
   * A table or view that readers now see.
   *
   * @param layer {@code bronze}, {@code silver} or {@code gold}
   * @param name the output's or model's name; for bronze the stream's
   * @param table {@code schema.table}
   * @param rows the rows that the run put there: all of them where the table was replaced or built;
   *     where it was added to, those that were added
   */
  public record PublishedTable(String layer, String name, String table, long rows) {}
}
