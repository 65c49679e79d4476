package dev.penstock.api.persistence;

import dev.penstock.api.openlineage.LineageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Collectors;

/** Columns as the plans of the streams told them. */
@ApplicationScoped
class JdbcLineageStore implements LineageStore {
  private final Database database;

  JdbcLineageStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, String> columns(String run) {
    return database
        .query(
            "select stream, columns from run_stream where run_id = ? and columns is not null",
            row -> Map.entry(row.getString(1), row.getString(2)),
            run)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
