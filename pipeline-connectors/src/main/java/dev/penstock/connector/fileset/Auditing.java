package dev.penstock.connector.fileset;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.PublishResult.TableFacts;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.connector.fileset.Item.Model;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Audits a run: puts it together in a workbench, judges it, and writes its files where nobody looks
 * for them. One that breaks off leaves files that the next audit writes again and a clean removes.
 * Thread-safe; few audits are at work at once, the others wait.
 */
final class Auditing {
  private static final int AT_ONCE = 2;

  private final FileTree tree;
  private final Runs runs;
  private final Manifests manifests;
  private final StagedBatches staged;
  private final BufferAllocator allocator;
  private final Clock clock;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  Auditing(
      FileTree tree,
      Runs runs,
      Manifests manifests,
      StagedBatches staged,
      BufferAllocator allocator,
      Clock clock) {
    this.tree = tree;
    this.runs = runs;
    this.manifests = manifests;
    this.staged = staged;
    this.allocator = allocator;
    this.clock = clock;
  }

  AuditResult audit(RunWork work, Cancellation cancellation) {
    RunNote note = runs.pass(work.run(), work.epoch());
    if (note.published() != null) {
      throw new PermanentException(
          Problem.of(
              Destination.PUBLISHED,
              "run " + work.run(),
              "The run was published; there is nothing left to audit."));
    }
    await(cancellation);
    try (Workbench bench = Workbench.open(cancellation)) {
      return new Audit(work, bench).run();
    } catch (SQLException e) {
      throw Workbench.failure("run " + work.run(), e);
    } finally {
      places.release();
    }
  }

  private void await(Cancellation cancellation) {
    try {
      while (!places.tryAcquire(250, TimeUnit.MILLISECONDS)) {
        cancellation.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Runs.conflict("audit");
    }
  }

  /** One audit. */
  private final class Audit {
    private final RunWork work;
    private final Workbench bench;
    private final Manifest before;
    private final Importing importing;
    private final List<Loaded> loaded;
    private final List<Model> models;
    private final List<Item> standing;
    private final RunScope scope;

    Audit(RunWork work, Workbench bench) {
      this.work = work;
      this.bench = bench;
      this.before = manifests.find(work.pipeline().name()).manifest();
      this.importing = new Importing(bench, tree, staged, allocator);
      this.loaded = Item.loaded(work);
      this.models = Item.models(work);
      this.standing = Item.standing(work);
      this.scope = work.scope();
    }

    AuditResult run() throws SQLException {
      refuseOthers();
      List<StagedOutput> outputs = new ArrayList<>();
      boolean asked =
          !models.isEmpty() || work.pipeline().checks().stream().anyMatch(scope::concerns);
      Prospect prospect = new Prospect(bench, importing, before, asked);
      for (Loaded item : loaded) {
        if (importing.staged(work.run(), item)) {
          long arrived = bench.number("SELECT count(*) FROM " + item.work("in"));
          Finishing.run(bench, item);
          long left = bench.number("SELECT count(*) FROM " + item.work("out"));
          outputs.add(new StagedOutput(item.stream(), item.output(), arrived, left));
          prospect.staged(item);
        } else {
          outputs.add(new StagedOutput(item.stream(), item.output(), 0, 0));
          prospect.idle(item);
        }
      }
      List<TablePlan> plans = new ArrayList<>(prospect.plans());
      Models.Relations relations = relations(plans);
      for (Item item : standing) {
        relations.there().put(item.name(), prospect.standing(item));
      }
      Models builder = new Models(bench, relations, before);
      for (Model model : models) {
        plans.add(builder.build(model));
        relations.there().put(model.name(), true);
      }
      List<CheckResult> results = new ArrayList<>(prospect.conflicts());
      results.addAll(
          new Checks(bench, relations, before, clock.instant())
              .run(work.pipeline().checks(), scope));
      AuditResult result = new AuditResult(results, outputs);
      if (result.passed()) {
        write(plans);
      } else {
        tree.delete(List.of(AuditNote.path(work.run())));
      }
      return result;
    }

    private Models.Relations relations(List<TablePlan> plans) {
      Map<String, TableName> names = new HashMap<>();
      Map<String, Boolean> there = new HashMap<>();
      for (Loaded item : loaded) {
        if (!item.definition().bronze()) {
          names.put(item.output(), item.target());
        }
      }
      models.forEach(model -> names.put(model.name(), model.target()));
      Map<String, String> stands = new HashMap<>();
      for (Item item : standing) {
        names.put(item.name(), item.target());
        stands.put(item.name(), item instanceof Loaded output ? output.stream() : "");
      }
      for (TablePlan plan : plans) {
        if (plan.item() instanceof Loaded item && !item.definition().bronze()) {
          there.put(item.output(), true);
        }
      }
      return new Models.Relations(names, there, stands);
    }

    private void write(List<TablePlan> plans) throws SQLException {
      Set<String> folders = new LinkedHashSet<>();
      plans.forEach(plan -> folders.add(plan.item().target().toString().replace('.', '/') + "/"));
      // Said before the first file is there, so that a clean finds them all.
      runs.change(
          work.run(),
          work.epoch(),
          note -> note.audited(work.pipeline().name(), List.copyOf(folders)));
      PartWriter writer = new PartWriter(bench, tree, work.run());
      List<Table> tables = new ArrayList<>();
      List<PublishedTable> published = new ArrayList<>();
      List<String> ddl = new ArrayList<>();
      for (TablePlan plan : plans) {
        Table table = writer.write(plan);
        tables.add(table);
        published.add(
            new PublishedTable(
                table.layer(), table.name(), table.table(), plan.rows(), plan.changes()));
        ddl.addAll(plan.evolution().ddl());
      }
      runs.pass(work.run(), work.epoch());
      new AuditNote(before.run(), tables, new PublishResult(published, ddl, facts(tables)))
          .keep(tree, work.run());
    }

    private static List<TableFacts> facts(List<Table> tables) {
      return tables.stream()
          .map(
              table ->
                  new TableFacts(
                      table.table(),
                      "files",
                      table.rows(),
                      table.columns().stream()
                          .map(c -> new PublishResult.Column(c.name(), c.type()))
                          .toList()))
          .toList();
    }

    /** A table belongs to one pipeline, whose manifest tells of it. */
    private void refuseOthers() {
      List<Item> items = new ArrayList<>(loaded);
      items.addAll(models);
      for (Manifest other : manifests.all()) {
        for (Item item : items) {
          if (!other.pipeline().equals(work.pipeline().name())
              && other.table(item.target().toString()).isPresent()) {
            throw new PermanentException(
                new Problem(
                    "target-in-use",
                    item.where(),
                    "The table "
                        + item.target()
                        + " belongs to the pipeline "
                        + other.pipeline()
                        + ".",
                    "Write to another table."));
          }
        }
      }
    }
  }
}
