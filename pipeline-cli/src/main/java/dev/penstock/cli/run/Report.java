package dev.penstock.cli.run;

import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.RunView.BookEntry;
import dev.penstock.cli.client.RunView.Books;
import dev.penstock.cli.client.RunView.Changes;
import dev.penstock.cli.client.RunView.CheckView;
import dev.penstock.cli.client.RunView.ProblemView;
import dev.penstock.cli.client.RunView.RejectedByRule;
import dev.penstock.cli.client.RunView.TableView;
import dev.penstock.cli.client.RunView.WarningView;
import dev.penstock.cli.terminal.Numbers;
import dev.penstock.cli.terminal.TextTable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is told about a run that has ended, as lines. Stateless. */
public final class Report {
  private Report() {}

  public static String headline(RunView run) {
    return (run.dryRun() ? "Dry run " : "Run ")
        + run.id()
        + " of "
        + run.pipeline()
        + " (version "
        + run.version()
        + ") "
        + run.state()
        + " after "
        + Numbers.duration(Duration.ofMillis(run.durationMillis()));
  }

  public static List<String> tables(RunView run, int width) {
    TextTable table = new TextTable("layer", "table", "rows:", "inserted:", "updated:", "deleted:");
    for (String layer : List.of("bronze", "silver", "gold")) {
      run.tables().stream()
          .filter(one -> one.layer().equals(layer))
          .forEach(
              one -> {
                Changes changes =
                    one.changes() == null ? new Changes(one.rows(), 0, 0) : one.changes();
                table.row(
                    layer,
                    one.table(),
                    Numbers.count(one.rows()),
                    Numbers.count(changes.inserted()),
                    Numbers.count(changes.updated()),
                    Numbers.count(changes.deleted()));
              });
    }
    return titled(run.dryRun() ? "Tables, as they would be" : "Tables", table, width);
  }

  /** The statements that changed, or would change, more than rows. */
  public static List<String> ddl(RunView run) {
    if (run.ddl().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(run.dryRun() ? "Statements, as they would be" : "Statements");
    run.ddl().forEach(statement -> lines.add("  " + statement));
    return lines;
  }

  public static List<String> books(@Nullable Books books, int width) {
    if (books == null) {
      return List.of();
    }
    TextTable whole = books(books.entries(), true);
    boolean fits = whole.lines(width).stream().allMatch(line -> line.length() < width);
    TextTable table = fits ? whole : books(books.entries(), false);
    return titled("Books: " + (books.balanced() ? "balanced" : "NOT BALANCED"), table, width);
  }

  /**
   * The books as a table.
   *
   * @param all whether it shows columns of which every number is 0
   */
  private static TextTable books(List<BookEntry> entries, boolean all) {
    Map<String, Function<BookEntry, String>> columns = new LinkedHashMap<>();
    columns.put("stream", BookEntry::stream);
    columns.put("output", entry -> text(entry.output()));
    columns.put("read:", entry -> Numbers.count(entry.read()));
    columns.put(
        "rejected:",
        entry ->
            Numbers.count(
                entry.extractRejected() + entry.transformRejected() + entry.loadRejected()));
    column(columns, "filtered:", BookEntry::filtered, entries, all);
    column(columns, "expanded:", BookEntry::expanded, entries, all);
    column(columns, "merged:", BookEntry::merged, entries, all);
    columns.put("loaded:", entry -> Numbers.count(entry.loaded()));
    column(columns, "removed:", BookEntry::removed, entries, all);
    columns.put(
        "published:", entry -> entry.published() == null ? "-" : Numbers.count(entry.published()));
    columns.put("difference:", entry -> Numbers.count(entry.difference()));
    TextTable table = new TextTable(columns.keySet().toArray(String[]::new));
    entries.forEach(
        entry -> table.row(columns.values().stream().map(one -> one.apply(entry)).toList()));
    return table;
  }

  private static void column(
      Map<String, Function<BookEntry, String>> columns,
      String title,
      ToLongFunction<BookEntry> number,
      List<BookEntry> entries,
      boolean all) {
    if (all || entries.stream().anyMatch(entry -> number.applyAsLong(entry) != 0)) {
      columns.put(title, entry -> Numbers.count(number.applyAsLong(entry)));
    }
  }

  public static List<String> rejects(RunView.@Nullable Rejects rejects, int width) {
    if (rejects == null) {
      return List.of();
    }
    TextTable table = new TextTable("stage", "rule", "count:", "first place", "what was wrong");
    for (RejectedByRule one : rejects.byRule()) {
      table.row(
          one.stage(),
          one.rule() == null ? text(one.step()) : one.rule(),
          Numbers.count(one.count()),
          text(one.examplePlace()),
          text(one.exampleMessage()));
    }
    return titled("Rejects: " + Numbers.count(rejects.total()), table, width);
  }

  public static List<String> warnings(List<WarningView> warnings, int width) {
    if (warnings.isEmpty()) {
      return List.of();
    }
    TextTable table = new TextTable("stream", "rule", "count:", "first place", "what was found");
    for (WarningView one : warnings) {
      table.row(
          one.stream(),
          one.rule(),
          Numbers.count(one.count()),
          text(one.examplePlace()),
          text(one.exampleMessage()));
    }
    return titled("Warnings", table, width);
  }

  public static List<String> checks(List<CheckView> checks, int width) {
    TextTable table = new TextTable("check", "on", "result", "failing:");
    for (CheckView check : checks) {
      table.row(
          check.check(),
          check.on(),
          check.warned() ? "warned" : check.passed() ? "passed" : "FAILED",
          Numbers.count(check.failing()));
    }
    List<String> lines = new ArrayList<>(titled("Checks", table, width));
    checks.stream()
        .filter(check -> check.warned() || !check.passed())
        .forEach(
            check -> {
              lines.add("  " + check.check() + " on " + check.on() + ": " + text(check.message()));
              samples(check).forEach(row -> lines.add("    " + row));
            });
    return lines;
  }

  private static Stream<String> samples(CheckView check) {
    List<Map<String, @Nullable Object>> rows = check.sample() == null ? List.of() : check.sample();
    return rows.stream()
        .map(
            row ->
                row.entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue())
                    .collect(Collectors.joining(", ")));
  }

  public static List<String> problems(List<ProblemView> problems) {
    return problems.stream().map(problem -> "  " + problem.text()).toList();
  }

  public static List<String> addresses(URI run, URI openapi) {
    return List.of("The run:  " + run, "The API:  " + openapi);
  }

  /** The first table of a layer, to show some of its rows. */
  public static List<TableView> examples(RunView run) {
    return Stream.of("gold", "silver")
        .flatMap(layer -> run.tables().stream().filter(one -> one.layer().equals(layer)).limit(1))
        .toList();
  }

  private static List<String> titled(String title, TextTable table, int width) {
    if (table.isEmpty()) {
      return List.of(title);
    }
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.addAll(table.lines(width));
    return lines;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
