package dev.penstock.api.persistence;

import dev.penstock.api.store.Offsets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Offsets in the table {@code consumed}. */
@ApplicationScoped
class JdbcOffsets implements Offsets {
  private final Database database;

  JdbcOffsets(Database database) {
    this.database = database;
  }

  @Override
  public Map<Integer, Long> stored(String topic, Set<Integer> partitions) {
    Map<Integer, Long> stored = new HashMap<>();
    database
        .query(
            "select partition, next_offset from consumed where topic = ?",
            row -> Map.entry(row.getInt(1), row.getLong(2)),
            topic)
        .forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
    stored.keySet().retainAll(partitions);
    return stored;
  }

  @Override
  public void advance(String topic, int partition, @Nullable Long expected, long next) {
    int moved =
        expected == null
            ? database.update(
                "insert into consumed (topic, partition, next_offset) values (?, ?, ?)"
                    + " on conflict do nothing",
                topic,
                partition,
                next)
            : database.update(
                "update consumed set next_offset = ?"
                    + " where topic = ? and partition = ? and next_offset = ?",
                next,
                topic,
                partition,
                expected);
    if (moved != 1) {
      throw new StaleOffset(topic, partition);
    }
  }
}
