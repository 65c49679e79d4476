package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.audit.KeyResults;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds staged rows whose key is already in the table that they shall be added to. */
final class OldKeys {
  private OldKeys() {}

  /** Empty where all keys are new (or none is declared). */
  static Optional<CheckResult> find(Session session, Loaded item, Catalog.Relation now)
      throws SQLException {
    boolean comparable =
        !item.key().isEmpty() && item.key().stream().allMatch(c -> now.column(c).isPresent());
    if (!comparable) {
      return Optional.empty();
    }
    String rows =
        item.staged()
            + " AS s WHERE EXISTS (SELECT FROM "
            + item.target().quoted()
            + " AS t WHERE "
            + item.key().stream()
                .map(Session::quoted)
                .map(column -> "t." + column + " = s." + column)
                .collect(Collectors.joining(" AND "))
            + ")";
    long failing = session.number("SELECT count(*) FROM " + rows);
    if (failing == 0) {
      return Optional.empty();
    }
    String columns = Session.quoted(item.key());
    List<Map<String, String>> sample =
        session.query(
            "SELECT " + columns + " FROM " + rows + " ORDER BY " + columns + " LIMIT 5",
            Texts::row);
    return Optional.of(KeyResults.notNew(item.output(), item.key(), failing, sample));
  }
}
