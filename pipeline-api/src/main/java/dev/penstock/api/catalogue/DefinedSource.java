package dev.penstock.api.catalogue;

/**
 * Where a stream or a look-up reads.
 *
 * @param connection empty where the format needs none
 * @param what a path, table, topic or address in it
 */
record DefinedSource(String connection, String format, String what) {
  /** Its node in the lineage, unless it is a table that a pipeline writes. */
  String node() {
    return "source:" + connection + "/" + what;
  }
}
