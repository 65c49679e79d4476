package dev.penstock.connector;

import java.util.Set;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A look-up that is not read whole but asked for keys. It may keep a bounded number of answers.
 * Used by one thread at a time.
 */
public interface KeyedLookup {
  /** The columns of its rows; the same ones always. */
  Schema schema();

  /** The column that holds the key. */
  String key();

  /**
   * Hands over the rows of these keys, at most one for each. A key without a row is a miss. Each
   * batch is valid only during the call.
   *
   * @param keys as text; not NULL
   * @throws dev.penstock.error.TransientException where a later try may succeed; what was found is
   *     kept, so that it goes on there
   * @throws dev.penstock.error.PermanentException where the other side refuses or its answer is no
   *     good
   */
  void find(Set<String> keys, Consumer<VectorSchemaRoot> batches);
}
