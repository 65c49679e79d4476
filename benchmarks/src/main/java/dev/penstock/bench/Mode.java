package dev.penstock.bench;

import java.util.Locale;

/** A load mode, as a pipeline says it, and as SQL would be written by hand. */
enum Mode {
  REPLACE("key: [order_id]", true),
  APPEND("", false),
  UPSERT("key: [order_id]", true),
  HISTORY("key: [order_id]", false),
  CONTINUOUS("key: [order_id]", true);

  private final String fields;
  private final boolean keyed;

  Mode(String fields, boolean keyed) {
    this.fields = fields;
    this.keyed = keyed;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The output's fields, in YAML. */
  String output() {
    return "mode: " + word() + (fields.isEmpty() ? "" : ", " + fields);
  }

  /** Whether the table's primary key is the order's number. */
  boolean keyed() {
    return keyed;
  }

  /** Table of the run. */
  String table() {
    return "silver.orders_" + word();
  }

  /** Table of the SQL that is written by hand. */
  String twin() {
    return "public.orders_" + word();
  }
}
