package dev.penstock.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the authors' expressions against the columns at hand, before they are part of a query. */
final class Expressions {
  private static final int SHOWN_COLUMNS = 5;

  private final Compilation compilation;

  Expressions(Compilation compilation) {
    this.compilation = compilation;
  }

  RecordQuery.Expression condition(String text, String where, String step, String rule) {
    RecordQuery.Expression condition = expression(text, where, step, rule, "condition");
    String type = bound(Quoted.operand(text), where).type();
    if (!type.equals("BOOLEAN")) {
      throw Compilation.problem(
          "bad-sql",
          where,
          "A condition is true or false, but this gives " + type + ".",
          "Compare it with something, for example `<> ''` or `> 0`.");
    }
    return condition;
  }

  RecordQuery.Expression expression(
      String text, String where, String step, String rule, String what) {
    check(text, where);
    String sql =
        bound(Quoted.operand(text), where).type().equals("\"NULL\"")
            ? "CAST(" + Quoted.operand(text) + " AS VARCHAR)"
            : text;
    return raising(sql, step, rule, what);
  }

  RecordQuery.Expression raising(String sql, String step, String rule, String what) {
    return new RecordQuery.Expression(
        sql, tryable(sql), new Outcome.Raised(step, rule, what, compilation.records().probe(sql)));
  }

  void check(String text, String where) {
    syntax(
        () -> {
          SqlTree tree = SqlSyntax.expressionTree(text);
          noParameters(tree);
          SqlSyntax.checkGrowth(Growth.of(tree.expression(), compilation.sizes()::of));
          // As a column this name would be the whole row, with what Penstock adds to it.
          if (tree.columns().contains(List.of(Compilation.INPUT))
              && compilation.find(Compilation.INPUT) == null) {
            throw new SqlSyntax.Refused("there is no column named input.");
          }
        },
        where);
  }

  /** The same for TRY, which takes nothing volatile; null where there is no such thing. */
  private @Nullable String tryable(String sql) {
    if (canTry(sql)) {
      return sql;
    }
    return ErrorCalls.replaced(sql, compilation.hidden().flag()).filter(this::canTry).orElse(null);
  }

  private boolean canTry(String sql) {
    try {
      compilation
          .database()
          .columns(
              "SELECT TRY(["
                  + Quoted.operand(sql)
                  + "]) FROM (SELECT *, CAST(NULL AS INTEGER) AS "
                  + compilation.hidden().flag()
                  + " FROM "
                  + Compilation.INPUT
                  + ") AS "
                  + Compilation.INPUT);
      return true;
    } catch (SqlFailure e) {
      return false;
    }
  }

  /** SQL for the values of the columns that a check looks at. */
  String shown(String check) {
    Set<Column> read = new LinkedHashSet<>();
    try {
      for (List<String> reference : SqlSyntax.expressionTree(check).columns()) {
        Column column = compilation.find(reference.getLast());
        if (column != null) {
          read.add(column);
        }
      }
    } catch (SqlSyntax.Refused e) {
      throw new IllegalStateException("checked before", e);
    }
    return shown(read);
  }

  static String shown(Collection<Column> columns) {
    List<String> parts = new ArrayList<>();
    columns.stream()
        .limit(SHOWN_COLUMNS)
        .forEach(
            column -> {
              parts.add(Quoted.text(column.name() + " = "));
              parts.add("coalesce(left(CAST(" + column.quoted() + " AS VARCHAR), 100), 'NULL')");
              parts.add("', '");
            });
    return parts.isEmpty()
        ? "'this record'"
        : "concat(" + String.join(", ", parts.subList(0, parts.size() - 1)) + ")";
  }

  /** The one column that an expression over {@code input} gives. */
  Column bound(String sql, String where) {
    return compilation.columnsOf("SELECT " + sql + " FROM " + Compilation.INPUT, where).getFirst();
  }

  interface Check {
    void run() throws SqlSyntax.Refused;
  }

  static void syntax(Check check, String where) {
    try {
      check.run();
    } catch (SqlSyntax.Refused e) {
      throw Compilation.problem("bad-sql", where, String.valueOf(e.getMessage()), "");
    }
  }

  static void noParameters(SqlTree tree) throws SqlSyntax.Refused {
    if (!tree.parameters().isEmpty()) {
      throw new SqlSyntax.Refused(
          "the parameter $" + tree.parameters().iterator().next() + " has no value.");
    }
  }
}
