package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables that rows are added to, as they will be after the publish: views over the old rows and the
 * staged ones, for the models and checks. They live as long as the audit, so that nothing in
 * staging depends on a table that readers see.
 */
final class Prospect {
  private static final String SUFFIX = "_all";

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
        boolean history = item.mode() == LoadMode.HISTORY;
        if (staged.isPresent() && (now.isPresent() || history)) {
          if (now.isPresent()) {
            Widening.check(item, now.get(), staged.get());
          }
          if (item.mode() == LoadMode.APPEND) {
            OldKeys.find(session, item, now.orElseThrow()).ifPresent(conflicts::add);
          }
          String time = history ? History.time(session, item) : "";
          Catalog.Relation comes =
              item.mode().keyed() ? Brought.of(session, item, staged.get()) : staged.get();
          pipeline.see(item, view(item, ProspectSql.of(item, now, comes, time)));
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

  private String view(Loaded item, String query) throws SQLException {
    String view = StagingName.quoted(item.relation() + SUFFIX);
    session.execute("CREATE VIEW " + view + " AS " + query);
    views.add(view);
    return view;
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
