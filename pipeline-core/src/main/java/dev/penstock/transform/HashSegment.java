package dev.penstock.transform;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.batch.ArrowBatches;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Puts the keyed hash of each text in its place; NULL stays NULL. In Java, as the key must not be
 * where SQL runs.
 */
final class HashSegment implements JavaSegment {
  private final Schema columns;
  private final Set<String> hashed;
  private final Mac mac;

  /**
   * @param hashed text columns
   */
  HashSegment(Schema columns, Set<String> hashed, MaskKey key) {
    this.columns = columns;
    this.hashed = Set.copyOf(hashed);
    this.mac = key.mac();
  }

  @Override
  public Schema output() {
    return columns;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    VectorSchemaRoot result = ArrowBatches.slice(input, 0, input.getRowCount());
    try {
      for (String column : hashed) {
        hash((VarCharVector) input.getVector(column), (VarCharVector) result.getVector(column));
      }
      return result;
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private void hash(VarCharVector from, VarCharVector to) {
    int rows = from.getValueCount();
    to.clear();
    to.allocateNew(2L * mac.getMacLength() * rows, rows);
    HexFormat hex = HexFormat.of();
    for (int row = 0; row < rows; row++) {
      if (from.isNull(row)) {
        to.setNull(row);
      } else {
        to.setSafe(row, hex.formatHex(mac.doFinal(from.get(row))).getBytes(US_ASCII));
      }
    }
    to.setValueCount(rows);
  }
}
