package dev.penstock.api.catalogue;

import java.util.Comparator;

/**
 * Which table of all destinations is meant.
 *
 * @param table {@code schema.table}
 */
public record TableKey(String connection, String table) implements Comparable<TableKey> {
  private static final Comparator<TableKey> ORDER =
      Comparator.comparing(TableKey::table).thenComparing(TableKey::connection);

  /** By table, then by connection. */
  @Override
  public int compareTo(TableKey other) {
    return ORDER.compare(this, other);
  }

  /** Its node in the lineage. */
  String node() {
    return "table:" + connection + "/" + table;
  }
}
