package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult.Column;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.PublishResult.TableFacts;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.definition.LoadMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tables of a run look like, read in the transaction that makes them visible. */
final class Appearance {
  private Appearance() {}

  static List<TableFacts> of(
      Session session, StagedPipeline pipeline, List<PublishedTable> tables, List<String> ddl)
      throws SQLException {
    List<TableFacts> facts = new ArrayList<>();
    for (Item item : pipeline.items()) {
      Optional<PublishedTable> published =
          tables.stream().filter(one -> one.table().equals(item.target().toString())).findFirst();
      Optional<Catalog.Relation> relation = Catalog.find(session, item.target());
      if (published.isEmpty() || relation.isEmpty()) {
        continue;
      }
      facts.add(
          new TableFacts(
              item.target().toString(),
              relation.get().isTable() ? "table" : "view",
              rows(item, published.get(), ddl),
              relation.get().columns().stream()
                  .filter(column -> !Lineage.COLUMNS.contains(column.name()))
                  .map(column -> new Column(column.name(), column.type().sql()))
                  .toList()));
    }
    return facts;
  }

  /** All rows, where the run put all of them there; to count others would take too long. */
  private static @Nullable Long rows(Item item, PublishedTable published, List<String> ddl) {
    boolean all =
        switch (item) {
          case Loaded loaded -> loaded.mode() == LoadMode.REPLACE;
          case Model model -> !model.merges();
        };
    String created = "CREATE TABLE " + item.target().quoted();
    boolean fresh = ddl.stream().anyMatch(statement -> statement.startsWith(created));
    return all || fresh ? Long.valueOf(published.rows()) : null;
  }
}
