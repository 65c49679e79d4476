package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts staged relations in the place of those that readers see. Tables that must stay get their
 * rows first, while readers go on; then everything else is locked at once and exchanged.
 */
final class Swap {
  private final Session session;
  private final Ddl ddl;
  private final StagedPipeline pipeline;

  Swap(Session session, Ddl ddl, StagedPipeline pipeline) {
    this.session = session;
    this.ddl = ddl;
    this.pipeline = pipeline;
  }

  /** What became of rows, by the table; nothing for views and for what stayed as it was. */
  Map<TableName, Changes> run() throws SQLException {
    Map<TableName, Changes> changes = new HashMap<>();
    Locks locks = new Locks(session);
    locks.keepMaintenanceOut(pipeline);
    Targets targets = Targets.of(session, pipeline);
    for (Target target : targets.all()) {
      refuseImpossible(target);
      Partitions.refuseOther(target);
    }
    // Readers of these go on; nobody else may write.
    locks.exclusive(
        Stream.concat(targets.kept().stream(), targets.dropped().stream().filter(t -> !t.isView()))
            .toList());
    for (Target target : targets.moved()) {
      changes.put(target.item().target(), exchange(target));
    }
    for (Target target : targets.kept()) {
      if (!target.alters()) {
        changes.put(target.item().target(), putRows(target));
      }
    }
    for (Target target : targets.all()) {
      if (target.divided()) {
        changes.put(target.item().target(), exchange(target));
        Partitions.create(session, ddl, target);
      } else if (target.idle() && target.now().isPresent()) {
        // Rows that were visible at once came without the indexes.
        Layouts.after(session, ddl, target);
      }
    }
    List<Target> altered = targets.kept().stream().filter(Target::alters).toList();
    locks.alone(Stream.concat(targets.dropped().stream(), altered.stream()).toList());
    List<Target> exchanged = targets.exchanged().stream().filter(t -> !t.divided()).toList();
    Map<TableName, Traits> traits = new HashMap<>();
    Map<TableName, Looks> before = new HashMap<>();
    for (Target target : exchanged) {
      TableName name = target.item().target();
      traits.put(name, traits(target));
      Looks.of(session, name).ifPresent(looks -> before.put(name, looks));
    }
    for (Model model : pipeline.models().reversed()) {
      if (model.isView()) {
        ModelBuilder.drop(session, model.relation());
      }
    }
    for (Target target : targets.dropped()) {
      StagingViews.release(session, target.now().orElseThrow().oid());
    }
    // Views first: a column that one reads does not become wider.
    drop("VIEW", targets.dropped().stream().filter(Target::isView).toList());
    for (Target target : altered) {
      StagingViews.release(session, target.now().orElseThrow().oid());
      changes.put(target.item().target(), putRows(target));
    }
    drop("TABLE", targets.dropped().stream().filter(t -> !t.isView()).toList());
    for (Target target : targets.moved()) {
      move(target.item());
    }
    for (Model model : pipeline.models()) {
      if (model.isView()) {
        createView(model);
      }
    }
    for (Target target : exchanged) {
      TableName name = target.item().target();
      Catalog.Relation relation = Catalog.find(session, name).orElseThrow();
      Optional.ofNullable(traits.get(name)).orElseThrow().apply(session, relation, name.quoted());
      if (target.item() instanceof Model model) {
        Descriptions.apply(session, model);
        after(model).swapped();
      }
      ddl.note(name, Optional.ofNullable(before.get(name)), Looks.of(session, name).orElseThrow());
    }
    for (Target target : targets.kept()) {
      if (target.item() instanceof Model model) {
        Descriptions.apply(session, model);
      }
    }
    return changes;
  }

  /** Counts what goes and what comes, while readers go on. */
  private Changes exchange(Target target) throws SQLException {
    long comes = session.number("SELECT count(*) FROM " + target.item().staged());
    boolean table = target.now().isPresent() && !target.isView();
    long goes =
        table ? session.number("SELECT count(*) FROM " + target.item().target().quoted()) : 0;
    return new Changes(comes, 0, goes);
  }

  private Changes putRows(Target target) throws SQLException {
    Layouts.before(session, ddl, target);
    Changes changed = changed(target);
    Layouts.after(session, ddl, target);
    if (target.item() instanceof Model model) {
      after(model).kept();
    }
    return changed;
  }

  private Changes changed(Target target) throws SQLException {
    if (!target.grows()) {
      return new Refill(session, ddl, target).run();
    }
    return switch (target.item()) {
      case Model model -> {
        Changes merged = new ModelMerge(session, ddl, model, target.staged().orElseThrow()).run();
        ModelIndexes.complete(session, model);
        yield merged;
      }
      case Loaded loaded ->
          switch (loaded.mode()) {
            case REPLACE -> throw new IllegalStateException("rows of a replaced table stay");
            case APPEND -> new Addition(session, ddl, target).run();
            case UPSERT, CONTINUOUS -> new Merge(session, ddl, target).run();
            case HISTORY -> new History(session, ddl, target).run();
          };
    };
  }

  private AfterStatements after(Model model) {
    return new AfterStatements(session, model, new ModelErrors(pipeline));
  }

  private Traits traits(Target target) throws SQLException {
    return target.now().isPresent()
        ? Traits.of(session, target.now().get().oid())
        : Traits.ofNew(session, target.item().target().schema());
  }

  private void drop(String kind, List<Target> targets) throws SQLException {
    if (!targets.isEmpty()) {
      session.execute(
          "DROP "
              + kind
              + " "
              + targets.stream()
                  .map(t -> t.item().target().quoted())
                  .collect(Collectors.joining(", ")));
    }
  }

  private void move(Item item) throws SQLException {
    String schema = item.target().schema();
    String moved = Session.quoted(schema) + "." + Session.quoted(item.relation());
    session.execute("ALTER TABLE " + item.staged() + " RESET (autovacuum_enabled)");
    session.execute("ALTER TABLE " + item.staged() + " SET SCHEMA " + Session.quoted(schema));
    session.execute("ALTER TABLE " + moved + " RENAME TO " + Session.quoted(item.target().table()));
    switch (item) {
      case Loaded loaded -> {
        if (!loaded.key().isEmpty()) {
          renameIndex(schema, item.relation() + KeyCheck.SUFFIX, item.target().table(), "pkey");
        }
        Indexes.rename(session, loaded);
        Indexes.make(session, loaded);
      }
      case Model model -> {
        if (!model.key().isEmpty()) {
          renameIndex(schema, item.relation() + KeyCheck.SUFFIX, item.target().table(), "pkey");
        }
        List<List<String>> indexes = model.definition().indexes();
        for (int i = 0; i < indexes.size(); i++) {
          renameIndex(
              schema,
              ModelIndexes.staged(model, i),
              item.target().table() + "_" + String.join("_", indexes.get(i)),
              "idx");
        }
      }
    }
  }

  /**
   * A constraint's index takes the constraint's name with it. The old name stays where it is taken.
   */
  private void renameIndex(String schema, String from, String name, String suffix)
      throws SQLException {
    String to = ModelIndexes.name(name, suffix);
    if (Catalog.find(session, schema, to).isEmpty()) {
      session.execute(
          "ALTER INDEX "
              + Session.quoted(schema)
              + "."
              + Session.quoted(from)
              + " RENAME TO "
              + Session.quoted(to));
    }
  }

  private void createView(Model model) throws SQLException {
    try {
      session.execute(
          "CREATE OR REPLACE VIEW "
              + model.target().quoted()
              + " AS SELECT * FROM (\n"
              + ModelSql.published(pipeline, model)
              + "\n) AS model");
    } catch (SQLException e) {
      // 42P16: CREATE OR REPLACE VIEW cannot drop, rename or retype a column.
      if (SqlErrors.state(e).equals("42P16")) {
        throw pinned("view", model.target());
      }
      throw e;
    }
  }

  private static void refuseImpossible(Target target) {
    if (target.grows() && target.isView()) {
      throw Prospect.notATable(target.item());
    }
    boolean other =
        target.now().isPresent() && target.pinned() && target.isView() != target.becomesView();
    if (other) {
      throw pinned(target.isView() ? "view" : "table", target.item().target());
    }
  }

  static PermanentException pinned(String kind, TableName name) {
    return new PermanentException(
        new Problem(
            "target-in-use",
            "table " + name,
            "The "
                + kind
                + " must change its columns or its kind, but other objects depend on it"
                + " or it belongs to another role.",
            "Drop what depends on it, or write to another table."));
  }
}
