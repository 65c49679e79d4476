package dev.penstock.connector.bronze;

import dev.penstock.connector.Connection;
import dev.penstock.definition.TableName;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a destination noted of its raw copies. Thread-safe. */
@FunctionalInterface
public interface RawNotes {
  /**
   * The columns that the records of a raw copy had, without their place; empty where nothing was
   * noted.
   *
   * @throws dev.penstock.error.PenstockException where the destination does not answer
   */
  Optional<Schema> columns(Connection connection, TableName table);
}
