package dev.penstock.connector.postgres;

import dev.penstock.connector.audit.AuditDatabase;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Model;
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

/** A run's staged data as the checks see them, in the transaction of its audit. */
final class AuditSession implements AuditDatabase {
  private final Session session;
  private final StagedPipeline pipeline;
  private final Clock clock;

  AuditSession(Session session, StagedPipeline pipeline, Clock clock) {
    this.session = session;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  @Override
  public String relation(String name, String where) {
    return pipeline.seen(item(name, where), where);
  }

  /** Rows of a table have a place, those of a view have none. */
  @Override
  public Optional<String> order(String name, String where) {
    Item item = item(name, where);
    boolean table =
        pipeline.seen(item, where).equals(item.staged())
            && !(item instanceof Model model && model.isView());
    return table ? Optional.of("ctid") : Optional.empty();
  }

  @Override
  public OptionalLong rowsBefore(String name) throws SQLException {
    Item item = item(name, name);
    if (Catalog.find(session, item.target()).isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(session.number("SELECT count(*) FROM " + item.target().quoted()));
  }

  @Override
  public void demandQuery(String sql, String where) throws SQLException {
    OneQuery.demand(session, sql);
  }

  @Override
  public List<String> columns(String query) throws SQLException {
    return session.labels(query);
  }

  @Override
  public List<List<@Nullable String>> rows(String query) throws SQLException {
    return session.queryPlain(
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
    return pipeline
        .named(name)
        .orElseThrow(
            () ->
                new PermanentException(
                    new Problem(
                        "check",
                        where,
                        name + " is neither an output nor a model.",
                        "Correct the check.")));
  }
}
