package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadTarget;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The modes in which outputs go to a DuckDB file. */
final class Modes {
  static final Set<LoadMode> POSSIBLE =
      EnumSet.of(LoadMode.REPLACE, LoadMode.APPEND, LoadMode.UPSERT);

  private Modes() {}

  static void refuse(String where, LoadTarget target) {
    if (!POSSIBLE.contains(target.mode())) {
      throw new PermanentException(
          new Problem(
              "mode-unsupported",
              where,
              "A DuckDB file has no mode `" + target.mode().name().toLowerCase(Locale.ROOT) + "`.",
              "Write replace, append or upsert, or let the output go to PostgreSQL."));
    }
  }
}
