package dev.penstock.connector.staging;

import dev.penstock.connector.LoadBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Staging tables that were used lately, so that a batch need not ask the catalogue. Thread-safe.
 *
 * @param <T> what a destination knows of a staging table
 */
public final class StagingCache<T> {
  private static final int MAX = 256;

  private final Map<Key, T> tables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, T> eldest) {
          return size() > MAX;
        }
      };

  private final Function<T, Schema> schema;

  /**
   * Prepares.
   *
   * @param schema the columns of a staging table
   */
  public StagingCache(Function<T, Schema> schema) {
    this.schema = schema;
  }

  private record Key(String run, String stream, String output) {
    static Key of(LoadBatch batch) {
      return new Key(batch.split().run(), batch.split().stream(), batch.output());
    }
  }

  /** The table that the batch goes to, if its columns are the batch's. */
  public synchronized @Nullable T get(LoadBatch batch) {
    T table = tables.get(Key.of(batch));
    return table != null && schema.apply(table).equals(batch.rows().getSchema()) ? table : null;
  }

  public synchronized void put(LoadBatch batch, T table) {
    tables.put(Key.of(batch), table);
  }

  public synchronized void forget(String run) {
    tables.keySet().removeIf(key -> key.run().equals(run));
  }
}
