package dev.penstock.connector.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Learns columns from sample records. Not thread-safe. */
public final class SchemaInference {
  /**
   * Starts from what is known.
   *
   * @param declared types by column, as a definition has them; they win over what is found
   * @param known the columns as they were last published; their types are widened where the sample
   *     asks for it
   */
  public SchemaInference(Map<String, String> declared, @Nullable Schema known) {
    throw new UnsupportedOperationException();
  }

  /** Takes one record into account. */
  public void add(ObjectNode record) {
    throw new UnsupportedOperationException();
  }

  /** The columns in the order in which they were met, and last the place. */
  public Schema schema() {
    throw new UnsupportedOperationException();
  }
}
