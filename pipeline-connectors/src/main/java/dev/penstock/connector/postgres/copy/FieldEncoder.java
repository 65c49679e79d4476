package dev.penstock.connector.postgres.copy;

/** Writes one column of a row: the length in bytes (-1 for NULL) and the value. */
@FunctionalInterface
public interface FieldEncoder {
  /**
   * Appends the value of a row.
   *
   * @throws RefusedValue where PostgreSQL has no such value; what was appended is then dropped
   */
  void encode(int row, CopyBuffer out) throws RefusedValue;
}
