package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables that rows are added to, as they will be after the publish: views over the old rows and the
 * staged ones, for the models and checks. They live as long as the audit, so that nothing in
 * staging depends on a table that readers see.
 */
final class Prospect {
  static final String SUFFIX = "_all";

  private final Session session;
  private final StagedPipeline pipeline;
  private final List<String> views = new ArrayList<>();

  Prospect(Session session, StagedPipeline pipeline) {
    this.session = session;
    this.pipeline = pipeline;
  }

  /** Makes the views; answers what speaks against adding the rows. */
  List<CheckResult> open() throws SQLException {
    List<CheckResult> conflicts = new ArrayList<>();
    for (Loaded item : pipeline.loaded()) {
      if (item.mode().keeps()) {
        Optional<Catalog.Relation> now = Catalog.find(session, item.target());
        Optional<Catalog.Relation> staged =
            Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation());
        if (now.isPresent() && !now.get().isTable()) {
          throw notATable(item);
        }
        if (now.isPresent() && staged.isPresent()) {
          Widening.check(item, now.get(), staged.get());
          OldKeys.find(session, item, now.get()).ifPresent(conflicts::add);
          pipeline.see(item, view(item, now.get(), staged.get()));
        } else if (now.isPresent()) {
          pipeline.see(item, item.target().quoted());
        } else if (staged.isEmpty()) {
          pipeline.seeNothing(item);
        }
      }
    }
    return conflicts;
  }

  /** Drops the views, and the views of models over them. */
  void close() throws SQLException {
    for (String view : views) {
      session.execute("DROP VIEW " + view + " CASCADE");
    }
  }

  private String view(Loaded item, Catalog.Relation now, Catalog.Relation staged)
      throws SQLException {
    String view = StagingName.quoted(item.relation() + SUFFIX);
    List<Catalog.Column> columns =
        Stream.concat(now.columns().stream(), Widening.added(now, staged).stream()).toList();
    session.execute(
        "CREATE VIEW "
            + view
            + " AS SELECT "
            + list(columns, now)
            + " FROM "
            + item.target().quoted()
            + " UNION ALL SELECT "
            + list(columns, staged)
            + " FROM "
            + item.staged());
    views.add(view);
    return view;
  }

  private static String list(List<Catalog.Column> columns, Catalog.Relation in) {
    return columns.stream()
        .map(
            column -> {
              String name = Session.quoted(column.name());
              return in.column(column.name()).isPresent()
                  ? name
                  : "CAST(NULL AS " + column.type().sql() + ") AS " + name;
            })
        .collect(Collectors.joining(", "));
  }

  static PermanentException notATable(StagedPipeline.Item item) {
    return new PermanentException(
        new Problem(
            "not-a-table",
            "table " + item.target(),
            item.target() + " exists and is not a table.",
            "Drop it or write to another table."));
  }
}
