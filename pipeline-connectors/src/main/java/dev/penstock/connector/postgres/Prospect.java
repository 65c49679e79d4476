package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables that get rows and keep others, as they will be after the publish: views over the old rows
 * and the staged ones, for the models and checks. They are registered with the run's staging and
 * live as long as the audit.
 */
final class Prospect {
  /** Of a view over all rows. */
  private static final String ALL = "_all";

  /** Of a view over the rows of the run, with the table's columns. */
  private static final String NEW = "_new";

  static final List<String> SUFFIXES = List.of(ALL, NEW, "_in");

  /** Behind the output's name in the register; no output's name has a point. */
  private static final String REGISTERED_ALL = ".all";

  private static final String REGISTERED_NEW = ".new";

  private final Session session;
  private final StagedPipeline pipeline;
  private final String run;

  Prospect(Session session, StagedPipeline pipeline, String run) {
    this.session = session;
    this.pipeline = pipeline;
    this.run = run;
  }

  /** Makes the views of the outputs; answers what speaks against adding the rows. */
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
          grown(item, now, staged.get());
        } else if (now.isPresent()) {
          pipeline.see(item, item.target().quoted());
          if (item.atOnce()) {
            // Nobody knows which of its rows are the run's.
            pipeline.seeFresh(item, item.target().quoted());
          } else {
            nothing(item);
          }
        } else if (staged.isEmpty()) {
          pipeline.seeNothing(item);
        }
      }
    }
    return conflicts;
  }

  /**
   * Lets models and checks see what the run leaves as it is published.
   *
   * @param unmoved names of which a model asks for the rows of the run: there are none
   */
  void stand(Set<String> unmoved) throws SQLException {
    for (Item item : pipeline.standing()) {
      if (Catalog.find(session, item.target()).isEmpty()) {
        pipeline.seeNothing(item);
      } else {
        pipeline.see(item, item.target().quoted());
        if (unmoved.contains(item.name())) {
          nothing(item);
        }
      }
    }
  }

  private void grown(Loaded item, Optional<Catalog.Relation> now, Catalog.Relation staged)
      throws SQLException {
    boolean keyed = item.mode().keyed();
    String time = item.mode() == LoadMode.HISTORY ? History.time(session, item) : "";
    Catalog.Relation comes = keyed ? Brought.of(session, item, staged) : staged;
    String all = view(item, ALL, REGISTERED_ALL, ProspectSql.of(item, now, comes, time));
    pipeline.see(item, all);
    String brought =
        keyed
            ? "SELECT t.* FROM "
                + all
                + " AS t WHERE EXISTS (SELECT FROM "
                + item.staged()
                + " AS s WHERE "
                + ModelMerge.sameKey(item.key())
                + ")"
            : ProspectSql.brought(item, now.orElseThrow(), staged);
    pipeline.seeFresh(item, view(item, NEW, REGISTERED_NEW, brought));
  }

  private void nothing(Item item) throws SQLException {
    String none = "SELECT * FROM " + item.target().quoted() + " WHERE false";
    pipeline.seeFresh(item, view(item, NEW, REGISTERED_NEW, none));
  }

  /** Makes the view of a model's table with what its query gave. */
  void merged(Model model, Catalog.Relation now, Catalog.Relation staged) throws SQLException {
    List<Catalog.Column> columns =
        Stream.concat(now.columns().stream(), ModelMerge.added(now, staged).stream()).toList();
    String sql =
        "SELECT "
            + list(columns, now)
            + " FROM "
            + model.target().quoted()
            + " AS t WHERE NOT EXISTS (SELECT FROM "
            + model.staged()
            + " AS s WHERE "
            + ModelMerge.sameKey(model.key())
            + ") UNION ALL SELECT "
            + list(columns, staged)
            + " FROM "
            + model.staged();
    pipeline.see(model, view(model, ALL, REGISTERED_ALL, sql));
  }

  /** Drops the run's views, and the views of models over them. */
  static void close(Session session, String run) throws SQLException {
    for (Staging.Entry entry : Staging.of(session, run)) {
      if (entry.output().endsWith(REGISTERED_ALL) || entry.output().endsWith(REGISTERED_NEW)) {
        ModelBuilder.drop(session, entry.relation());
        session.update("DELETE FROM _penstock.staging WHERE relation = ?", entry.relation());
      }
    }
  }

  private String view(Item item, String suffix, String registered, String sql) throws SQLException {
    String relation = item.relation() + suffix;
    String view = StagingName.quoted(relation);
    session.execute("CREATE VIEW " + view + " AS " + sql);
    String output = item instanceof Loaded loaded ? loaded.output() : item.name();
    Staging.register(session, run, item.stream(), output + registered, relation, item.target());
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
