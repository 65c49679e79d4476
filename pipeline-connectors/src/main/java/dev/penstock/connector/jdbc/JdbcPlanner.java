package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.jdbc.JdbcOptions.Cursor;
import dev.penstock.connector.jdbc.JdbcOptions.Query;
import dev.penstock.connector.jdbc.JdbcOptions.Table;
import dev.penstock.connector.jdbc.Part.Mode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one plan: the columns, the window of an incremental source, and the splits. */
final class JdbcPlanner {
  private final Session session;
  private final Dialect dialect;
  private final JdbcOptions options;
  private final Optional<Snapshot> snapshot;
  private final List<String> notes = new ArrayList<>();

  JdbcPlanner(Session session, Dialect dialect, JdbcOptions options, Optional<Snapshot> snapshot) {
    this.session = session;
    this.dialect = dialect;
    this.options = options;
    this.snapshot = snapshot;
  }

  SourcePlan plan(PlanRequest request) {
    TableFacts facts =
        switch (options.what()) {
          case Table table -> dialect.table(session, table);
          case Query _ -> new TableFacts(List.of(), Set.of(), 0);
        };
    Relation relation = Relation.of(session, dialect, options);
    SourcePlan.Stream stream = new SourcePlan.Stream(relation.schema());
    Optional<SqlColumn> splitBy = splitBy(relation, facts);
    Optional<Window> window =
        options.cursor().map(cursor -> lower(cursor, relation, request.state()));
    if (request.sample()) {
      return new SourcePlan(stream, splits(List.of(sample(splitBy, facts, window))));
    }
    if (window.isEmpty()) {
      return new SourcePlan(stream, splits(parts(relation, facts, splitBy, window)));
    }
    Optional<Window> whole = upper(window.get(), relation);
    if (whole.isEmpty()) {
      return new SourcePlan(stream, List.of(), request.state(), notes);
    }
    return new SourcePlan(
        stream,
        splits(parts(relation, facts, splitBy, whole)),
        state(whole.get(), relation),
        notes);
  }

  private Optional<SqlColumn> splitBy(Relation relation, TableFacts facts) {
    if (options.splitBy().isPresent()) {
      SqlColumn column = relation.column(options.splitBy().get(), "split_by");
      if (!column.wholeNumber()) {
        throw Mistakes.option(
            "split_by",
            "A column of whole numbers was expected, but "
                + column.name()
                + " is of type "
                + column.type()
                + ".");
      }
      return Optional.of(column);
    }
    return facts.key().size() == 1
        ? Optional.of(relation.column(facts.key().getFirst(), "split_by"))
            .filter(SqlColumn::wholeNumber)
        : Optional.empty();
  }

  private Window lower(Cursor cursor, Relation relation, @Nullable JsonNode state) {
    SqlColumn column = relation.column(cursor.column(), "cursor.column");
    CursorKind kind = CursorKind.of(column);
    if (state == null) {
      String start = cursor.start().orElse(null);
      if (start != null && !kind.holds(start)) {
        throw Mistakes.option(
            "cursor.start", "A " + kind.word() + " was expected, but it is " + start + ".");
      }
      return new Window(cursor.column(), null, start, null);
    }
    String value = state.path("value").asText();
    if (!state.path("column").asText().equals(cursor.column())
        || !state.path("type").asText().equals(kind.word())
        || !kind.holds(value)) {
      throw new PermanentException(
          new Problem(
              "cursor-changed",
              "cursor.column",
              "The last run noted how far it read by the column "
                  + state.path("column").asText()
                  + " of type "
                  + state.path("type").asText()
                  + "; now it is "
                  + cursor.column()
                  + " of type "
                  + kind.word()
                  + ".",
              "Start a full run."));
    }
    return new Window(cursor.column(), value, null, null);
  }

  /** The window up to the largest value; empty where there is nothing (new). */
  private Optional<Window> upper(Window window, Relation relation) {
    SqlColumn column = relation.column(window.column(), "cursor.column");
    String name = relation.quoted(column);
    Optional<String> max =
        session.text(
            "SELECT "
                + dialect.asText("max(" + name + ")")
                + " FROM "
                + relation.from()
                + " WHERE "
                + relation.condition(window));
    if (max.isPresent() && !CursorKind.of(column).holds(max.get())) {
      throw new PermanentException(
          new Problem(
              "cursor-value",
              "cursor.column",
              "The largest value of "
                  + column.name()
                  + " is "
                  + max.get()
                  + ", behind which nothing new could ever come.",
              "Correct that row, or leave it out with a query."));
    }
    if (column.nullable()
        && session
            .text("SELECT 1 FROM " + relation.from() + " WHERE " + name + " IS NULL LIMIT 1")
            .isPresent()) {
      notes.add(
          "There are rows without a value in "
              + column.name()
              + "; a source with a cursor never reads them.");
    }
    return max.map(window::through);
  }

  private static JsonNode state(Window window, Relation relation) {
    SqlColumn column = relation.column(window.column(), "cursor.column");
    return JsonNodeFactory.instance
        .objectNode()
        .put("column", window.column())
        .put("type", CursorKind.of(column).word())
        .put("value", window.through());
  }

  private Part sample(Optional<SqlColumn> splitBy, TableFacts facts, Optional<Window> window) {
    boolean keyed = splitBy.filter(column -> unique(column, facts)).isPresent();
    return keyed
        ? part(Mode.KEY, splitBy.get().name(), Part.Range.ALL, List.of(), window)
        : part(Mode.NATURAL, null, Part.Range.ALL, List.of(), window);
  }

  private List<Part> parts(
      Relation relation, TableFacts facts, Optional<SqlColumn> splitBy, Optional<Window> window) {
    if (splitBy.isPresent()) {
      return ranges(relation, facts, splitBy.get(), window);
    }
    if (facts.pages() > 0 && snapshot.isPresent()) {
      return new Ranges(session, relation, options.splitRows(), "1 = 1")
          .pages(facts.pages()).stream()
              .map(range -> part(Mode.PAGES, null, range, List.of(), window))
              .toList();
    }
    if (!facts.key().isEmpty()) {
      return List.of(part(Mode.COUNTED, null, Part.Range.ALL, facts.key(), window));
    }
    boolean inOrderOfItself = options.what() instanceof Table && !dialect.sharesSnapshots();
    return List.of(
        inOrderOfItself
            ? part(Mode.NATURAL, null, Part.Range.ALL, List.of(), window)
            : part(Mode.COUNTED, null, Part.Range.ALL, names(relation), window));
  }

  private List<Part> ranges(
      Relation relation, TableFacts facts, SqlColumn column, Optional<Window> window) {
    boolean unique = unique(column, facts);
    String condition = window.map(relation::condition).orElse("1 = 1");
    Ranges ranges = new Ranges(session, relation, options.splitRows(), condition);
    List<Part.Range> found = unique ? ranges.walked(column) : ranges.equal(column);
    if (found.isEmpty()) {
      return List.of(part(Mode.NOTHING, null, Part.Range.ALL, List.of(), window));
    }
    if (unique) {
      return found.stream()
          .map(range -> part(Mode.KEY, column.name(), range, List.of(), window))
          .toList();
    }
    List<String> order = new ArrayList<>(List.of(column.name()));
    names(relation).stream().filter(name -> !name.equals(column.name())).forEach(order::add);
    return found.stream()
        .map(range -> part(Mode.COUNTED, column.name(), range, order, window))
        .toList();
  }

  private static boolean unique(SqlColumn column, TableFacts facts) {
    return facts.unique().contains(column.name());
  }

  private static List<String> names(Relation relation) {
    return relation.chosen().stream().map(SqlColumn::name).toList();
  }

  private Part part(
      Mode mode,
      @Nullable String column,
      Part.Range range,
      List<String> order,
      Optional<Window> window) {
    return new Part(mode, column, range, order, window, snapshot);
  }

  private List<Split> splits(List<Part> parts) {
    List<Split> splits = new ArrayList<>();
    for (Part part : parts) {
      String id = parts.size() == 1 ? "all" : "part-%04d".formatted(splits.size());
      splits.add(new Split(id, options.what().origin(), part.toJson(), 0));
    }
    return splits;
  }
}
