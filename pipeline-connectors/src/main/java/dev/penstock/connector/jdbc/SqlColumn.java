package dev.penstock.connector.jdbc;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column as the server describes it.
 *
 * @param type the server's word for its type
 * @param field what it becomes
 * @param sized whether its values have no small upper bound, so that they are measured before they
 *     are sent
 * @param nullable whether it may hold NULL, as far as the server says
 */
record SqlColumn(String name, String type, Field field, boolean sized, boolean nullable) {
  /** Whether its ranges can be splits. */
  boolean wholeNumber() {
    return switch (field.getType()) {
      case ArrowType.Int _ -> true;
      case ArrowType.Decimal decimal -> decimal.getScale() == 0;
      default -> false;
    };
  }

  boolean binary() {
    return field.getType() instanceof ArrowType.Binary;
  }
}
