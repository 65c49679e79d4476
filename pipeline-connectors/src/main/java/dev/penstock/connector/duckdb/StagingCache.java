package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Staging tables that were used lately, so that a batch need not ask the catalogue. Thread-safe.
 */
final class StagingCache {
  private static final int MAX = 256;

  private final Map<Key, StagingTable> tables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, StagingTable> eldest) {
          return size() > MAX;
        }
      };

  private record Key(String run, String stream, String output) {
    static Key of(LoadBatch batch) {
      return new Key(batch.split().run(), batch.split().stream(), batch.output());
    }
  }

  synchronized @Nullable StagingTable get(LoadBatch batch) {
    StagingTable table = tables.get(Key.of(batch));
    return table != null && table.schema().equals(batch.rows().getSchema()) ? table : null;
  }

  synchronized void put(LoadBatch batch, StagingTable table) {
    tables.put(Key.of(batch), table);
  }

  synchronized void forget(String run) {
    tables.keySet().removeIf(key -> key.run().equals(run));
  }
}
