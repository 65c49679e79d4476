package dev.penstock.api.catalogue;

import dev.penstock.connector.PublishResult.Column;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as the last run left it that published it.
 *
 * @param name of the output or model
 * @param kind {@code table}, {@code view}, {@code files}; null where the destination did not say
 * @param orderedAt when the run was asked for
 * @param rows all rows that readers see; null where nobody has counted them
 * @param quality of the table, 0 to 100; null where it has no check
 */
public record Publication(
    TableKey at,
    String pipeline,
    String name,
    @Nullable String kind,
    String run,
    int version,
    Instant publishedAt,
    Instant orderedAt,
    @Nullable Long rows,
    List<Column> columns,
    @Nullable Double quality) {
  public Publication {
    columns = List.copyOf(columns);
  }
}
