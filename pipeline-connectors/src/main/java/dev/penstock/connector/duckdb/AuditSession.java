package dev.penstock.connector.duckdb;

import dev.penstock.connector.audit.AuditDatabase;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What checks need of the audit's transaction. */
final class AuditSession implements AuditDatabase {
  private final Session session;
  private final Items items;
  private final Clock clock;

  AuditSession(Session session, Items items, Clock clock) {
    this.session = session;
    this.items = items;
    this.clock = clock;
  }

  @Override
  public String relation(String name, String where) {
    return items.seen(item(name, where), where);
  }

  @Override
  public Optional<String> order(String name, String where) throws SQLException {
    Item item = item(name, where);
    boolean table =
        items.seen(item, where).equals(item.staged())
            && Table.staged(session, item.relation()).filter(t -> !t.view()).isPresent();
    return table ? Optional.of("rowid") : Optional.empty();
  }

  @Override
  public OptionalLong rowsBefore(String name) throws SQLException {
    Optional<Item> item = items.named(name);
    if (item.isEmpty() || Table.find(session, item.get().target()).isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(session.number("SELECT count(*) FROM " + item.get().target().quoted()));
  }

  @Override
  public void demandQuery(String sql, String where) {
    Models.demandQuery(items, sql, where, "check");
  }

  @Override
  public List<String> columns(String query) throws SQLException {
    return List.copyOf(session.columns(query).keySet());
  }

  @Override
  public List<List<@Nullable String>> rows(String query) throws SQLException {
    return session.query(
        query,
        row -> {
          List<@Nullable String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getString(i));
          }
          return values;
        });
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  private Item item(String name, String where) {
    return items
        .named(name)
        .orElseThrow(
            () ->
                new PermanentException(
                    new Problem(
                        "check",
                        where,
                        name + " is neither an output nor a model.",
                        "Correct the name.")));
  }
}
