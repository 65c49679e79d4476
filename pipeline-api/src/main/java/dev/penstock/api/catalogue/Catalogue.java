package dev.penstock.api.catalogue;

import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.catalogue.TableView.CheckView;
import dev.penstock.api.catalogue.TableView.ColumnView;
import dev.penstock.api.catalogue.TableView.TrendPoint;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.quality.CheckOutcome;
import dev.penstock.api.quality.QualityPoint;
import dev.penstock.api.store.Transactions;
import dev.penstock.connector.PublishResult.Column;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of all pipelines and how they come about. Thread-safe. */
public final class Catalogue {
  /** The most tables of a page. */
  public static final int MAX_LISTED = 500;

  /** The most nodes of a lineage. */
  public static final int MAX_NODES = 2_000;

  private static final int TREND = 30;
  private static final int RUNS = 10;

  private final Definitions definitions;
  private final CatalogueStore store;
  private final Transactions transactions;
  private final Clock clock;

  public Catalogue(
      Pipelines pipelines, CatalogueStore store, Transactions transactions, Clock clock) {
    this.definitions = new Definitions(pipelines);
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Tables in the order of their names; one more than asked for where there are more. */
  public List<TableSummary> list(TableFilter filter) {
    Inventory inventory = definitions.all();
    Known known = known();
    Instant now = clock.instant();
    return tables(inventory, known).values().stream()
        .filter(table -> filter.fits(table, known.published().get(table.at())))
        .limit(filter.limit() + 1L)
        .map(table -> summary(table, known, now))
        .toList();
  }

  /**
   * One table.
   *
   * @throws Refusal where no current pipeline writes it
   */
  public TableView table(TableKey at) {
    Inventory inventory = definitions.all();
    Known known = known();
    DefinedTable table = find(tables(inventory, known), at);
    Publication last = known.published().get(at);
    LineageGraph graph = new LineageGraph(inventory);
    return transactions.read(
        () -> {
          List<CheckOutcome> found = last == null ? List.of() : store.checks(last.run());
          TableSummary summary = summary(table, known, clock.instant());
          return new TableView(
              at.table(),
              at.connection(),
              summary.layer(),
              summary.kind(),
              table.pipeline(),
              table.name(),
              table.stream().isEmpty() ? null : table.stream(),
              table.mode(),
              table.key(),
              table.description(),
              summary.rows(),
              summary.updatedAt(),
              summary.run(),
              summary.quality(),
              summary.freshness(),
              table.rowLineage(),
              columns(table, last),
              checks(table, found),
              trend(table),
              graph.upstream(at),
              graph.downstream(at),
              store.runs(table.pipeline(), at.table(), RUNS));
        });
  }

  /**
   * How data go from sources to tables.
   *
   * @param table only what this one is made of and what is made of it; empty for all
   * @param connection of the table; empty for each that has it
   * @param depth how many steps away from the table
   * @throws Refusal where no current pipeline writes the table
   */
  public LineageView lineage(
      Optional<String> table, Optional<String> connection, int depth, int limit) {
    Inventory inventory = definitions.all();
    LineageGraph graph = new LineageGraph(inventory);
    if (table.isEmpty()) {
      return graph.all(limit);
    }
    Set<TableKey> meant =
        inventory.tables().stream()
            .map(DefinedTable::at)
            .filter(at -> at.table().equals(table.get()))
            .filter(at -> connection.map(at.connection()::equals).orElse(true))
            .collect(Collectors.toSet());
    if (meant.isEmpty()) {
      throw unknown(
          table.get(),
          connection,
          inventory.tables().stream().map(one -> one.at().table()).distinct().toList());
    }
    return graph.around(meant, depth, limit);
  }

  private record Known(Map<TableKey, Publication> published, Map<String, Due> due) {}

  private Known known() {
    return transactions.read(
        () -> {
          Map<TableKey, Publication> published = new HashMap<>();
          store
              .publications(Definitions.MAX_TABLES)
              .forEach(publication -> published.put(publication.at(), publication));
          return new Known(published, store.due());
        });
  }

  /** Each table once: as the pipeline tells of it that published it last. */
  private static Map<TableKey, DefinedTable> tables(Inventory inventory, Known known) {
    Map<TableKey, DefinedTable> tables = new TreeMap<>();
    for (DefinedTable table : inventory.tables()) {
      Publication last = known.published().get(table.at());
      boolean its = last != null && last.pipeline().equals(table.pipeline());
      DefinedTable other = tables.get(table.at());
      if (other == null || (its && !other.pipeline().equals(table.pipeline()))) {
        tables.put(table.at(), table);
      }
    }
    return tables;
  }

  private static DefinedTable find(Map<TableKey, DefinedTable> tables, TableKey at) {
    DefinedTable table = tables.get(at);
    if (table == null) {
      throw unknown(
          at.table(),
          Optional.of(at.connection()),
          tables.keySet().stream().map(TableKey::table).distinct().toList());
    }
    return table;
  }

  private static Refusal unknown(String table, Optional<String> connection, List<String> tables) {
    return new Refusal(
        NOT_FOUND,
        new Problem(
            "unknown-table",
            "catalogue",
            "No pipeline writes the table "
                + table
                + connection.map(name -> " over the connection " + name).orElse("")
                + ".",
            NearMiss.of(table, tables)
                .map(near -> "Did you mean `" + near + "`?")
                .orElse("Write it as the definition does; the case of letters matters.")));
  }

  private static TableSummary summary(DefinedTable table, Known known, Instant now) {
    Publication last = known.published().get(table.at());
    Due due = known.due().get(table.pipeline());
    return new TableSummary(
        table.at().table(),
        table.at().connection(),
        table.layer().name().toLowerCase(Locale.ROOT),
        last == null || last.kind() == null ? table.kind() : last.kind(),
        table.pipeline(),
        table.name(),
        table.description(),
        last == null || last.columns().isEmpty() ? null : Integer.valueOf(last.columns().size()),
        last == null ? null : last.rows(),
        last == null ? null : last.publishedAt(),
        last == null ? null : last.run(),
        last == null || table.checks().isEmpty() ? null : last.quality(),
        table.checks().size(),
        Freshness.of(last, due, now));
  }

  private static List<ColumnView> columns(DefinedTable table, @Nullable Publication last) {
    Map<String, @Nullable String> types = new LinkedHashMap<>();
    if (last != null) {
      for (Column column : last.columns()) {
        types.put(column.name(), column.type());
      }
    }
    if (types.isEmpty()) {
      table.key().forEach(name -> types.put(name, null));
      table.descriptions().keySet().forEach(name -> types.putIfAbsent(name, null));
    }
    List<ColumnView> columns = new ArrayList<>();
    types.forEach(
        (name, type) ->
            columns.add(
                new ColumnView(
                    name,
                    type,
                    table.descriptions().getOrDefault(name, ""),
                    table.key().contains(name),
                    table.checks().stream()
                        .filter(check -> InventoryReader.columns(check).contains(name))
                        .map(Catalogue::words)
                        .toList())));
    return columns;
  }

  private static String words(CheckDefinition check) {
    return check.terms().name().isEmpty() ? check.demand() : check.terms().name();
  }

  private static List<CheckView> checks(DefinedTable table, List<CheckOutcome> found) {
    return table.checks().stream()
        .map(
            check ->
                new CheckView(
                    words(check),
                    check.terms().description(),
                    check.terms().severity().name().toLowerCase(Locale.ROOT),
                    InventoryReader.columns(check),
                    found.stream()
                        .filter(one -> one.check().equals(check.text()))
                        .findFirst()
                        .orElse(null)))
        .toList();
  }

  private List<TrendPoint> trend(DefinedTable table) {
    if (table.checks().isEmpty()) {
      return List.of();
    }
    List<TrendPoint> trend = new ArrayList<>();
    for (QualityPoint point : store.trend(table.pipeline(), TREND)) {
      point.quality().tables().stream()
          .filter(one -> one.name().equals(table.name()))
          .findFirst()
          .ifPresent(
              one ->
                  trend.add(
                      new TrendPoint(
                          point.run(),
                          point.createdAt(),
                          point.state(),
                          one.score().doubleValue())));
    }
    return trend;
  }
}
