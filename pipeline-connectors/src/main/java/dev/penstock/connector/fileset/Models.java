package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.fileset.Item.Model;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.Contract;
import dev.penstock.definition.Layout;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.transform.SqlSyntax;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the models over the outputs as they will be, in the order of the definition. */
final class Models {
  private static final Pattern REF = Pattern.compile("\\{ref:([^{}]*)}");
  private static final Pattern TAIL = Pattern.compile("[\\s;]+\\z");

  private final Workbench bench;
  private final Relations relations;
  private final Manifest before;

  Models(Workbench bench, Relations relations, Manifest before) {
    this.bench = bench;
    this.relations = relations;
    this.before = before;
  }

  /**
   * What models and checks may read: names of outputs and models to their tables.
   *
   * @param standing of those that the run only reads to their streams; empty for a model's
   */
  record Relations(
      Map<String, TableName> names, Map<String, Boolean> there, Map<String, String> standing) {
    /** Whether there is something behind the name. */
    boolean readable(String name) {
      return !standing.containsKey(name) || there.getOrDefault(name, false);
    }

    /**
     * The relation behind a name, quoted.
     *
     * @param where who asks, for the error
     */
    String find(String name, String where) {
      TableName table = names.get(name);
      if (table == null) {
        throw new PermanentException(
            Problem.of(
                "unknown-reference",
                where,
                "{ref:" + name + "} is neither an output nor a model of this pipeline."));
      }
      String stream = standing.get(name);
      if (stream != null && !there.getOrDefault(name, false)) {
        throw RunScope.missing(table, name, stream, where);
      }
      if (!there.getOrDefault(name, false)) {
        throw new PermanentException(
            new Problem(
                "nothing-there",
                where,
                "The table "
                    + table
                    + " of "
                    + name
                    + " does not exist yet, and the run brought no rows for it.",
                "Run the pipeline again when the source has records."));
      }
      return table.quoted();
    }
  }

  TablePlan build(Model model) {
    if (model.definition().materialized() != Materialized.TABLE) {
      throw new PermanentException(
          new Problem(
              "not-here",
              "models." + model.name() + ".materialized",
              "A destination of files builds models as tables only.",
              "Say `materialized: table`."));
    }
    String sql =
        REF.matcher(TAIL.matcher(model.definition().sql()).replaceAll(""))
            .replaceAll(
                ref ->
                    Matcher.quoteReplacement(relations.find(ref.group(1).strip(), model.where())));
    Optional<Problem> wrong = SqlSyntax.query(sql, model.where());
    if (wrong.isPresent()) {
      throw new PermanentException(
          new Problem(
              "model-sql",
              model.where(),
              wrong.get().message(),
              "Correct the model's SQL; it is one SELECT in the words of DuckDB."));
    }
    try {
      return plan(model, sql);
    } catch (SQLException e) {
      throw explain(model, e);
    }
  }

  private TablePlan plan(Model model, String sql) throws SQLException {
    TableName name = model.target();
    bench.execute("CREATE SCHEMA IF NOT EXISTS " + Workbench.quoted(name.schema()));
    // As a subquery, so that nothing but a query is possible.
    bench.execute("CREATE TABLE " + name.quoted() + " AS SELECT * FROM (\n" + sql + "\n) AS model");
    List<Column> built = bench.columns(name.quoted());
    List<Column> stored =
        built.stream().map(column -> FileTypes.stored(column, model.where())).toList();
    Optional<Table> table = before.table(name.toString());
    long rows = bench.number("SELECT count(*) FROM " + name.quoted());
    return new TablePlan(
        model,
        table,
        Layout.PLAIN,
        Evolution.of(table, stored, false, Contract.EVOLVE, name, model.where()),
        // A query has no order of its own; the same rows shall give the same files.
        Optional.of(Prospect.selected(stored, built, name.quoted()) + " ORDER BY ALL"),
        false,
        rows,
        new Changes(rows, 0, table.map(Table::rows).orElse(0L)));
  }

  private static RuntimeException explain(Model model, SQLException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left")
        || text.contains("Out of Memory")
        || text.contains("max_temp_directory_size")) {
      return Workbench.failure(model.where(), e);
    }
    if (text.startsWith("INTERRUPT")) {
      return new PermanentException(
          new Problem(
              "model-timeout",
              model.where(),
              "The query did not end within 30 minutes.",
              "Make it cheaper or split the model."),
          e);
    }
    return new PermanentException(
        new Problem(
            "model-sql",
            model.where(),
            "DuckDB answers: " + Workbench.message(e) + ".",
            "Correct the model's SQL; it is one SELECT in the words of DuckDB."),
        e);
  }
}
