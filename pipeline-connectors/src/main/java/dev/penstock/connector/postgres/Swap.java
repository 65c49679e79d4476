package dev.penstock.connector.postgres;

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
  private final StagedPipeline pipeline;

  Swap(Session session, StagedPipeline pipeline) {
    this.session = session;
    this.pipeline = pipeline;
  }

  void run() throws SQLException {
    Locks locks = new Locks(session);
    locks.keepMaintenanceOut(pipeline);
    Targets targets = Targets.of(session, pipeline);
    for (Target target : targets.all()) {
      refuseImpossible(target);
    }
    // Readers of these go on; nobody else may write.
    locks.exclusive(targets.kept());
    for (Target target : targets.kept()) {
      if (!target.widens()) {
        putRows(target);
      }
    }
    List<Target> wide = targets.kept().stream().filter(Target::widens).toList();
    locks.alone(Stream.concat(targets.dropped().stream(), wide.stream()).toList());
    for (Target target : wide) {
      putRows(target);
    }
    List<Target> exchanged = targets.exchanged();
    Map<TableName, Traits> traits = new HashMap<>();
    for (Target target : exchanged) {
      traits.put(target.item().target(), traits(target));
    }
    for (Model model : pipeline.models().reversed()) {
      if (model.isView()) {
        ModelBuilder.drop(session, model.relation());
      }
    }
    for (Target target : targets.dropped()) {
      StagingViews.release(session, target.now().orElseThrow().oid());
    }
    drop(targets.dropped());
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
    }
    for (Target target : targets.kept()) {
      if (target.item() instanceof Model model) {
        Descriptions.apply(session, model);
      }
    }
  }

  private void putRows(Target target) throws SQLException {
    if (!target.grows()) {
      new Refill(session, target).run();
    } else if (target.item() instanceof Model model) {
      new ModelMerge(session, model, target.staged().orElseThrow()).run();
      ModelIndexes.complete(session, model);
    } else {
      new Addition(session, target).run();
    }
    if (target.item() instanceof Model model) {
      after(model).kept();
    }
  }

  private AfterStatements after(Model model) {
    return new AfterStatements(session, model, new ModelErrors(pipeline));
  }

  private Traits traits(Target target) throws SQLException {
    return target.now().isPresent()
        ? Traits.of(session, target.now().get().oid())
        : Traits.ofNew(session, target.item().target().schema());
  }

  private void drop(List<Target> targets) throws SQLException {
    drop("VIEW", targets.stream().filter(Target::isView).toList());
    drop("TABLE", targets.stream().filter(t -> !t.isView()).toList());
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
      case Loaded loaded when !loaded.key().isEmpty() ->
          renameIndex(schema, item.relation() + KeyCheck.SUFFIX, item.target().table(), "pkey");
      case Loaded _ -> {}
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
