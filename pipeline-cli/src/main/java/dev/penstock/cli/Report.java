package dev.penstock.cli;

import dev.penstock.cli.RunView.BookEntry;
import dev.penstock.cli.RunView.Books;
import dev.penstock.cli.RunView.Changes;
import dev.penstock.cli.RunView.CheckView;
import dev.penstock.cli.RunView.ProblemView;
import dev.penstock.cli.RunView.RejectedByRule;
import dev.penstock.cli.RunView.TableView;
import dev.penstock.cli.RunView.WarningView;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is told about a run that has ended, as lines. Stateless. */
final class Report {
  private Report() {}

  static String headline(RunView run) {
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

  static List<String> tables(RunView run) {
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
    return titled(run.dryRun() ? "Tables, as they would be" : "Tables", table);
  }

  /** The statements that changed, or would change, more than rows. */
  static List<String> ddl(RunView run) {
    if (run.ddl().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(run.dryRun() ? "Statements, as they would be" : "Statements");
    run.ddl().forEach(statement -> lines.add("  " + statement));
    return lines;
  }

  static List<String> books(@Nullable Books books) {
    if (books == null) {
      return List.of();
    }
    TextTable table =
        new TextTable(
            "stream",
            "output",
            "read:",
            "rejected:",
            "filtered:",
            "expanded:",
            "merged:",
            "loaded:",
            "removed:",
            "published:",
            "difference:");
    for (BookEntry entry : books.entries()) {
      table.row(
          entry.stream(),
          text(entry.output()),
          Numbers.count(entry.read()),
          Numbers.count(entry.extractRejected() + entry.transformRejected() + entry.loadRejected()),
          Numbers.count(entry.filtered()),
          Numbers.count(entry.expanded()),
          Numbers.count(entry.merged()),
          Numbers.count(entry.loaded()),
          Numbers.count(entry.removed()),
          entry.published() == null ? "-" : Numbers.count(entry.published()),
          Numbers.count(entry.difference()));
    }
    return titled("Books: " + (books.balanced() ? "balanced" : "NOT BALANCED"), table);
  }

  static List<String> rejects(RunView.@Nullable Rejects rejects) {
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
    return titled("Rejects: " + Numbers.count(rejects.total()), table);
  }

  static List<String> warnings(List<WarningView> warnings) {
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
    return titled("Warnings", table);
  }

  static List<String> checks(List<CheckView> checks) {
    TextTable table = new TextTable("check", "on", "result", "failing:");
    for (CheckView check : checks) {
      table.row(
          check.check(),
          check.on(),
          check.warned() ? "warned" : check.passed() ? "passed" : "FAILED",
          Numbers.count(check.failing()));
    }
    List<String> lines = new ArrayList<>(titled("Checks", table));
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

  static List<String> problems(List<ProblemView> problems) {
    return problems.stream().map(problem -> "  " + problem(problem)).toList();
  }

  /** A problem in one line: the place, what is wrong there, and what to do. */
  static String problem(ProblemView problem) {
    return Stream.of(problem.where(), problem.message(), problem.advice())
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining(": "));
  }

  static List<String> addresses(URI run, URI openapi) {
    return List.of("The run:  " + run, "The API:  " + openapi);
  }

  /** The first table of a layer, to show some of its rows. */
  static List<TableView> examples(RunView run) {
    return Stream.of("gold", "silver")
        .flatMap(layer -> run.tables().stream().filter(one -> one.layer().equals(layer)).limit(1))
        .toList();
  }

  private static List<String> titled(String title, TextTable table) {
    if (table.isEmpty()) {
      return List.of(title);
    }
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.addAll(table.lines());
    return lines;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
