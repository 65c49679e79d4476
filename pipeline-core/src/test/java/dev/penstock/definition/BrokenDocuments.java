package dev.penstock.definition;

import java.util.ArrayList;
import java.util.List;

/**
 * Definitions with one mistake each, made from a sound one by replacing a piece of it. The parser
 * must refuse all of them, the JSON Schema those whose form is wrong.
 */
public final class BrokenDocuments {
  /** A sound definition in which every field and step occurs. */
  public static final String SOUND =
      """
      apiVersion: penstock/v1
      name: orders
      description: Orders
      rejects: { max: 5% }
      streams:
        orders:
          source: { connection: files, path: orders.csv, format: csv }
          bronze: { table: bronze.orders }
          lookups:
            countries: { connection: files, path: countries.csv, format: csv }
          steps:
            - rename: { "Order Id": order_id }
            - select: [order_id, amount]
            - cast: { amount: "decimal(12,2)" }
            - derive: { big: amount > 100 }
            - filter: amount > 0
            - validate:
                - { rule: amount is small, check: amount < 10000 }
                - { not_null: [order_id], severity: warn }
                - { range: { column: amount, min: 0, max: 5000 } }
                - { pattern: { column: name, regex: "^[A-Z]" } }
                - { accepted_values: { column: note, values: [a, 1, true] } }
                - { json_schema: { column: note, schema: { type: string } } }
            - sql: SELECT * FROM input
            - drop: [note]
            - sample: { ratio: 0.5, by: [order_id], seed: 7 }
            - split: { column: part, by: [order_id], train: 0.8, validation: 0.1, test: 0.1, seed: 7 }
            - mask: { name: redact, iban: partial }
          outputs:
            orders: { connection: warehouse, table: silver.orders, mode: replace, key: [order_id] }
          rejects: { max: 100 }
      models:
        totals:
          description: How many orders
          materialized: table
          table: gold.totals
          sql: SELECT count(*) AS n FROM {ref:orders}
          columns: { n: the number }
          key: [n]
          after: ["ANALYZE {this}", "GRANT SELECT ON {this} TO public"]
          indexes: [n]
      checks:
        - { on: orders, not_null: [order_id] }
        - { on: orders, unique: [order_id] }
        - { on: totals, rows: { min: 1, max: 1 } }
      """;

  private static final String OUTPUT =
      "{ connection: warehouse, table: silver.orders, mode: replace, key: [order_id] }";
  private static final String STEPS = "streams.orders.steps";

  private BrokenDocuments() {}

  /**
   * One of them.
   *
   * @param form whether its form is wrong, so that the schema must refuse it too
   * @param says a part of the problem's text
   */
  public record Broken(
      String name, String text, boolean form, String code, String where, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  public static List<Broken> all() {
    Builder b = new Builder();
    b.form("wrong version", "penstock/v1", "penstock/v9", "unknown-version", "apiVersion", "v1");
    b.form("no version", "apiVersion: penstock/v1\n", "", "missing-field", "apiVersion", "missing");
    b.form("capital name", "name: orders", "name: Orders", "bad-name", "name", "lower-case");
    b.form("long name", "name: orders", "name: " + "o".repeat(64), "bad-name", "name", "63");
    b.form("numeric name", "name: orders", "name: 12", "wrong-type", "name", "in quotes");
    b.form("no name", "name: orders\n", "", "missing-field", "name", "missing");
    b.form(
        "list as description",
        "description: Orders",
        "description: [a]",
        "wrong-type",
        "description",
        "a list");
    b.form(
        "misspelt field",
        "description:",
        "descripton:",
        "unknown-field",
        "descripton",
        "Did you mean `description`?");
    b.form(
        "field of a later version",
        "description: Orders",
        "timetable: { cron: x }",
        "unknown-field",
        "timetable",
        "The fields here: apiVersion, name, description, streams, models, checks, rejects, concurrency");
    b.form(
        "streams as a list",
        "streams:\n  orders:",
        "streams:\n  - orders:",
        "wrong-type",
        "streams",
        "a map of streams by name");
    b.form(
        "capital stream",
        "  orders:\n    source",
        "  Orders:\n    source",
        "bad-name",
        "streams.Orders",
        "lower-case");
    b.form(
        "unknown stream field",
        "    bronze:",
        "    bronce:",
        "unknown-field",
        "streams.orders.bronce",
        "Did you mean `bronze`?");
    b.form(
        "source without format",
        ", path: orders.csv, format: csv }",
        ", path: orders.csv }",
        "missing-field",
        "streams.orders.source.format",
        "missing");
    b.meaning(
        "impossible type in a schema",
        "source: { connection: files, ",
        "source: { connection: files, schema: { amount: 'decimal(50,2)' }, ",
        "unknown-type",
        "streams.orders.source.schema.amount",
        "1 to 38 digits");
    b.form(
        "inference that is neither on nor off",
        "source: { connection: files, ",
        "source: { connection: files, infer_types: always, ",
        "wrong-type",
        "streams.orders.source.infer_types",
        "true or false");
    b.form(
        "unknown choice for changes",
        "source: { connection: files, ",
        "source: { connection: files, on_schema_change: evolv, ",
        "unknown-choice",
        "streams.orders.source.on_schema_change",
        "Did you mean `evolve`?");
    b.meaning(
        "incremental source, replaced table",
        "source: { connection: files, ",
        "source: { connection: files, incremental: true, ",
        "replaces-by-news",
        "streams.orders.outputs.orders.mode",
        "mode: append");
    b.form(
        "strange connection",
        "source: { connection: files",
        "source: { connection: ../x",
        "bad-name",
        "streams.orders.source.connection",
        "names a connection");
    b.form(
        "empty bronze",
        "bronze: { table: bronze.orders }",
        "bronze:",
        "wrong-type",
        "streams.orders.bronze",
        "is empty");
    b.form(
        "table without schema",
        "bronze.orders",
        "orders",
        "bad-table",
        "streams.orders.bronze.table",
        "schema.table");
    b.form(
        "table with a quote",
        "bronze.orders",
        "'bronze.or\"ders'",
        "bad-table",
        "streams.orders.bronze.table",
        "schema.table");
    b.form(
        "own schema",
        "bronze.orders",
        "_penstock_x.orders",
        "reserved-name",
        "streams.orders.bronze.table",
        "_penstock");
    b.form(
        "schema of the database",
        "bronze.orders",
        "PG_catalog.orders",
        "reserved-name",
        "streams.orders.bronze.table",
        "pg_");
    b.form(
        "information schema",
        "bronze.orders",
        "information_schema.orders",
        "reserved-name",
        "streams.orders.bronze.table",
        "belongs to");
    b.form(
        "look-up named input",
        "      countries:",
        "      input:",
        "reserved-name",
        "streams.orders.lookups.input",
        "another name");
    b.form(
        "look-up with a dash",
        "      countries:",
        "      coun-tries:",
        "bad-name",
        "streams.orders.lookups.coun-tries",
        "lower-case");
    b.form(
        "budget above the whole",
        "max: 5%",
        "max: 101%",
        "bad-budget",
        "rejects.max",
        "`0%` to `100%`");
    b.form(
        "budget below nothing",
        "max: 100",
        "max: -1",
        "bad-budget",
        "streams.orders.rejects.max",
        "0 to");
    b.form(
        "budget as a fraction",
        "max: 100",
        "max: 0.05",
        "bad-budget",
        "streams.orders.rejects.max",
        "max: 5%");
    b.form(
        "budget in quotes",
        "max: 100",
        "max: '100'",
        "bad-budget",
        "streams.orders.rejects.max",
        "Leave the quotes out.");
    b.form(
        "budget beyond counting",
        "max: 100",
        "max: 1000000000001",
        "bad-budget",
        "streams.orders.rejects.max",
        "1000000000000");
    b.form("budget as a list", "max: 5%", "max: [5]", "wrong-type", "rejects.max", "is a list");
    b.form(
        "budget without a bound", "{ max: 5% }", "{}", "missing-field", "rejects.max", "missing");
    b.form(
        "misspelt bound of a budget",
        "{ max: 5% }",
        "{ max: 5%, maxx: 1 }",
        "unknown-field",
        "rejects.maxx",
        "Did you mean `max`?");
    b.form(
        "unknown step",
        "- filter:",
        "- fliter:",
        "unknown-step",
        STEPS + "[4].fliter",
        "Did you mean `filter`?");
    b.form(
        "far unknown step",
        "- filter:",
        "- dedupe:",
        "unknown-step",
        STEPS + "[4].dedupe",
        "The steps: rename, select, drop, cast, derive, filter, validate, sample, split, mask,"
            + " flatten, lookup, deduplicate, aggregate, branch, java, image, sql.");
    b.form(
        "two steps in one",
        "- filter: amount > 0",
        "- { filter: a > 0, sql: SELECT 1 }",
        "one-step-each",
        STEPS + "[4]",
        "has 2 keys");
    b.form(
        "step without a key",
        "- filter: amount > 0",
        "- {}",
        "one-step-each",
        STEPS + "[4]",
        "has 0 keys");
    b.form(
        "step as a word",
        "- filter: amount > 0",
        "- filter",
        "wrong-type",
        STEPS + "[4]",
        "a map with one step");
    b.form(
        "empty rename",
        "{ \"Order Id\": order_id }",
        "{}",
        "too-few",
        STEPS + "[0].rename",
        "at least 1");
    b.form(
        "rename to a number",
        "\"Order Id\": order_id",
        "\"Order Id\": 5",
        "wrong-type",
        STEPS + "[0].rename[\"Order Id\"]",
        "in quotes");
    b.form(
        "rename to a reserved name",
        "\"Order Id\": order_id",
        "\"Order Id\": _place",
        "reserved-name",
        STEPS + "[0].rename[\"Order Id\"]",
        "_place");
    b.form(
        "rename of a reserved name",
        "\"Order Id\": order_id",
        "_place: order_id",
        "reserved-name",
        STEPS + "[0].rename._place",
        "_place");
    b.meaning(
        "rename two to one",
        "\"Order Id\": order_id",
        "a: x, b: X",
        "duplicate-column",
        STEPS + "[0].rename.b",
        "`a` becomes `X` already");
    b.meaning(
        "rename to a long name",
        "\"Order Id\": order_id",
        "a: " + "é".repeat(32),
        "bad-name",
        STEPS + "[0].rename.a",
        "63 bytes");
    b.form(
        "select of nothing",
        "[order_id, amount]",
        "[]",
        "too-few",
        STEPS + "[1].select",
        "at least 1");
    b.meaning(
        "select twice",
        "[order_id, amount]",
        "[order_id, ORDER_ID]",
        "duplicate-column",
        STEPS + "[1].select[1]",
        "twice");
    b.form(
        "select of a reserved name",
        "[order_id, amount]",
        "[_ingested_at]",
        "reserved-name",
        STEPS + "[1].select[0]",
        "_ingested_at");
    b.form(
        "unknown type",
        "\"decimal(12,2)\"",
        "\"decimel(12,2)\"",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "Did you mean `decimal`?");
    b.form(
        "type of another language",
        "\"decimal(12,2)\"",
        "string",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "Did you mean `varchar`?");
    b.form(
        "precision where none is",
        "\"decimal(12,2)\"",
        "\"bigint(3)\"",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "Only `decimal`");
    b.meaning(
        "scale above precision",
        "\"decimal(12,2)\"",
        "\"decimal(2,3)\"",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "1 to 38 digits");
    b.form(
        "type with SQL",
        "\"decimal(12,2)\"",
        "\"date; DROP TABLE x\"",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "is not a type");
    b.form(
        "derive without expression",
        "big: amount > 100",
        "big:",
        "wrong-type",
        STEPS + "[3].derive.big",
        "is empty");
    b.form(
        "derive a reserved column",
        "big: amount > 100",
        "_batch_id_x: amount > 100",
        "reserved-name",
        STEPS + "[3].derive._batch_id_x",
        "kept for Penstock");
    b.form(
        "blank filter",
        "filter: amount > 0",
        "filter: ' '",
        "empty",
        STEPS + "[4].filter",
        "DuckDB condition");
    b.form(
        "boolean filter",
        "filter: amount > 0",
        "filter: true",
        "wrong-type",
        STEPS + "[4].filter",
        "in quotes");
    b.form(
        "rule without check",
        ", check: amount < 10000",
        "",
        "one-rule-each",
        STEPS + "[5].validate[0]",
        "has none of not_null");
    b.meaning(
        "rule of too many words",
        "rule: amount is small",
        "rule: " + "amount ".repeat(30),
        "too-long",
        STEPS + "[5].validate[0].rule",
        "in a few words");
    b.form(
        "check without words",
        "rule: amount is small, check",
        "check",
        "missing-field",
        STEPS + "[5].validate[0].rule",
        "in your words");
    b.form(
        "two kinds in one rule",
        "{ not_null: [order_id], severity",
        "{ not_null: [order_id], check: amount > 0, rule: r, severity",
        "one-rule-each",
        STEPS + "[5].validate[1]",
        "has 2 of");
    b.form(
        "unknown severity",
        "severity: warn",
        "severity: warm",
        "unknown-severity",
        STEPS + "[5].validate[1].severity",
        "Did you mean `warn`?");
    b.form(
        "not_null without columns",
        "not_null: [order_id], severity",
        "not_null: [], severity",
        "too-few",
        STEPS + "[5].validate[1].not_null",
        "at least 1");
    b.form(
        "range without bounds",
        ", min: 0, max: 5000",
        "",
        "missing-field",
        STEPS + "[5].validate[2].range",
        "expected min, max or both");
    b.form(
        "range without a column",
        "column: amount, min: 0",
        "min: 0",
        "missing-field",
        STEPS + "[5].validate[2].range.column",
        "missing");
    b.meaning(
        "bounds the wrong way round",
        "min: 0, max: 5000",
        "min: 0, max: -1",
        "bad-bounds",
        STEPS + "[5].validate[2].range",
        "min (0) is more than max (-1)");
    b.meaning(
        "bounds of two kinds",
        "min: 0, max: 5000",
        "min: 0, max: 2020-01-01",
        "bad-bounds",
        STEPS + "[5].validate[2].range",
        "One bound is a number");
    b.meaning(
        "bound that is neither number nor date",
        "min: 0, max",
        "min: low, max",
        "wrong-type",
        STEPS + "[5].validate[2].range.min",
        "a date or timestamp such as");
    b.meaning(
        "bound with too many digits",
        "min: 0, max",
        "min: 1e999999999, max",
        "wrong-type",
        STEPS + "[5].validate[2].range.min",
        "expected a number");
    b.form(
        "pattern without an expression",
        ", regex: \"^[A-Z]\"",
        "",
        "missing-field",
        STEPS + "[5].validate[3].pattern.regex",
        "missing");
    b.form(
        "accepted values that are none",
        "values: [a, 1, true]",
        "values: [a, null]",
        "wrong-type",
        STEPS + "[5].validate[4].accepted_values.values[1]",
        "a text, a number, true or false");
    b.form(
        "schema in a text",
        "schema: { type: string }",
        "schema: '{}'",
        "wrong-type",
        STEPS + "[5].validate[5].json_schema.schema",
        "the JSON Schema itself");
    b.meaning(
        "schema that is none",
        "schema: { type: string }",
        "schema: { type: text }",
        "bad-schema",
        STEPS + "[5].validate[5].json_schema.schema",
        "not a valid JSON Schema");
    b.meaning(
        "schema that leads elsewhere",
        "schema: { type: string }",
        "schema: { $ref: 'https://example.com/schema.json' }",
        "bad-schema",
        STEPS + "[5].validate[5].json_schema.schema",
        "leads to https://example.com/schema.json");
    b.form(
        "rules of a source that are no list",
        "path: orders.csv, format: csv }",
        "path: orders.csv, format: csv, validate: { not_null: [note] } }",
        "wrong-type",
        "streams.orders.source.validate",
        "a list of rules");
    b.meaning(
        "rules of a look-up",
        "path: countries.csv, format: csv }",
        "path: countries.csv, format: csv, validate: [{ not_null: [note] }] }",
        "not-here",
        "streams.orders.lookups.countries.validate",
        "not validated");
    b.form(
        "rule of an output without a kind",
        "mode: replace, key: [order_id] }",
        "mode: replace, key: [order_id], validate: [{ severity: warn }] }",
        "one-rule-each",
        "streams.orders.outputs.orders.validate[0]",
        "has none of");
    b.form(
        "unknown field of a rule",
        ", check: amount < 10000",
        ", chek: amount < 1",
        "unknown-field",
        STEPS + "[5].validate[0].chek",
        "Did you mean `check`?");
    b.form(
        "drop without a column",
        "drop: [note]",
        "drop: []",
        "too-few",
        STEPS + "[7].drop",
        "at least 1");
    b.form(
        "sample of nothing",
        "ratio: 0.5",
        "ratio: 0",
        "wrong-type",
        STEPS + "[8].sample.ratio",
        "above 0 and at most 1");
    b.form(
        "sample without a ratio",
        "ratio: 0.5, ",
        "",
        "one-choice",
        STEPS + "[8].sample",
        "`ratio` and `every`");
    b.form(
        "unknown field of a sample",
        "ratio: 0.5, by: [order_id], seed: 7",
        "ratio: 0.5, by: [order_id], sead: 7",
        "unknown-field",
        STEPS + "[8].sample.sead",
        "Did you mean `seed`?");
    b.meaning(
        "parts that are more than all",
        "train: 0.8",
        "train: 0.9",
        "bad-ratio",
        STEPS + "[9].split",
        "train: 0.8");
    b.form(
        "split without a key",
        "column: part, by: [order_id]",
        "column: part",
        "missing-field",
        STEPS + "[9].split.by",
        "a key");
    b.form(
        "masking that does not exist",
        "name: redact",
        "name: redcat",
        "unknown-masking",
        STEPS + "[10].mask.name",
        "Did you mean `redact`?");
    b.form(
        "query as a list",
        "sql: SELECT * FROM input",
        "sql: [SELECT]",
        "wrong-type",
        STEPS + "[6].sql",
        "a list");
    b.meaning(
        "query with a semicolon",
        "FROM input",
        "FROM input;",
        "not-a-query",
        STEPS + "[6].sql",
        "Leave the `;` out");
    b.meaning(
        "two outputs with one table",
        "      orders: " + OUTPUT,
        "      orders: " + OUTPUT + "\n      more: " + OUTPUT,
        "shared-table",
        "streams.orders.outputs.more.table",
        "streams.orders.outputs.orders.table");
    b.form(
        "type with a slip",
        "decimal(12,2)",
        "decimal(12;2)",
        "unknown-type",
        STEPS + "[2].cast.amount",
        "like `decimal(12,2)`");
    b.form(
        "no outputs",
        "      orders: " + OUTPUT,
        "      {}",
        "too-few",
        "streams.orders.outputs",
        "at least 1");
    b.form(
        "output named bronze",
        "      orders: " + OUTPUT,
        "      bronze: " + OUTPUT,
        "reserved-name",
        "streams.orders.outputs.bronze",
        "raw copy");
    b.form(
        "unknown mode",
        "mode: replace",
        "mode: replce",
        "unknown-mode",
        "streams.orders.outputs.orders.mode",
        "Did you mean `replace`?");
    b.form(
        "mode that does not exist",
        "mode: replace",
        "mode: mirror",
        "unknown-mode",
        "streams.orders.outputs.orders.mode",
        "The possible values: replace, append, upsert, history, continuous.");
    b.form(
        "key as a word",
        "key: [order_id]",
        "key: order_id",
        "wrong-type",
        "streams.orders.outputs.orders.key",
        "a list of columns");
    b.meaning(
        "key of a reserved column",
        "key: [order_id]",
        "key: [_place]",
        "reserved-name",
        "streams.orders.outputs.orders.key[0]",
        "_place");
    b.meaning(
        "table of the raw copy",
        "silver.orders",
        "bronze.ORDERS",
        "shared-table",
        "streams.orders.outputs.orders.table",
        "streams.orders.bronze.table");
    b.meaning(
        "table of an output",
        "gold.totals",
        "silver.orders",
        "shared-table",
        "models.totals.table",
        "streams.orders.outputs.orders.table");
    b.meaning(
        "two outputs with one name",
        "models:\n  totals:",
        "models:\n  orders:",
        "duplicate-name",
        "models.orders",
        "streams.orders.outputs.orders");
    b.meaning(
        "two connections",
        "      orders: " + OUTPUT,
        "      orders: " + OUTPUT + "\n      more: { connection: lake, table: silver.more }",
        "mixed-connections",
        "streams.orders.outputs.more.connection",
        "one transaction");
    b.form(
        "unknown materialization",
        "materialized: table",
        "materialized: tabel",
        "unknown-materialization",
        "models.totals.materialized",
        "Did you mean `table`?");
    b.form(
        "index on a view",
        "materialized: table",
        "materialized: view",
        "index-on-view",
        "models.totals.indexes",
        "no indexes");
    b.form(
        "key of a view",
        "materialized: table",
        "materialized: view",
        "key-on-view",
        "models.totals.key",
        "unique");
    b.form(
        "incremental model without key",
        "materialized: table\n    table: gold.totals\n    sql: SELECT count(*) AS n FROM {ref:orders}\n"
            + "    columns: { n: the number }\n    key: [n]\n",
        "materialized: incremental\n    table: gold.totals\n    sql: SELECT count(*) AS n FROM {ref:orders}\n",
        "missing-key",
        "models.totals",
        "`materialized: table`");
    b.form(
        "description of a column that is a number",
        "n: the number",
        "n: 1",
        "wrong-type",
        "models.totals.columns.n",
        "in quotes");
    b.form(
        "index of nothing",
        "indexes: [n]",
        "indexes: [[]]",
        "too-few",
        "models.totals.indexes[0]",
        "at least 1");
    b.form(
        "statement as a text",
        "after: [\"ANALYZE {this}\", \"GRANT SELECT ON {this} TO public\"]",
        "after: ANALYZE {this}",
        "wrong-type",
        "models.totals.after",
        "a list of statements");
    b.form(
        "too many statements",
        "[\"ANALYZE {this}\", \"GRANT SELECT ON {this} TO public\"]",
        "[" + "\"ANALYZE {this}\", ".repeat(20) + "\"ANALYZE {this}\"]",
        "too-many",
        "models.totals.after",
        "at most 20");
    b.meaning(
        "statement over another table",
        "\"ANALYZE {this}\"",
        "\"ANALYZE silver.orders\"",
        "bad-statement",
        "models.totals.after[0]",
        "`{this}` must stand in it once");
    b.meaning(
        "statement of another kind",
        "GRANT SELECT ON {this} TO public",
        "DROP TABLE {this}",
        "bad-statement",
        "models.totals.after[1]",
        "none of the statements");
    b.meaning(
        "statement that is none for views",
        "materialized: table",
        "materialized: view",
        "bad-statement",
        "models.totals.after[0]",
        "COMMENT ON and GRANT");
    b.meaning(
        "rows of the run in a table",
        "{ref:orders}",
        "{new:orders}",
        "not-incremental",
        "models.totals.sql",
        "`materialized: incremental`");
    b.meaning(
        "its own table in a table",
        "FROM {ref:orders}",
        "FROM {ref:orders} WHERE 1 > (SELECT n FROM {this})",
        "not-incremental",
        "models.totals.sql",
        "`{ref:NAME}`");
    b.meaning(
        "its own table outside of its part",
        "materialized: table\n    table: gold.totals\n    sql: SELECT count(*) AS n FROM {ref:orders}",
        "materialized: incremental\n    table: gold.totals\n    sql: SELECT count(*) AS n FROM {this}",
        "bad-incremental",
        "models.totals.sql",
        "`{this}` is not between");
    b.meaning(
        "open part",
        "materialized: table\n    table: gold.totals\n    sql: SELECT count(*) AS n FROM {ref:orders}",
        "materialized: incremental\n    table: gold.totals\n"
            + "    sql: SELECT count(*) AS n FROM {new:orders} {incremental} WHERE true",
        "bad-incremental",
        "models.totals.sql",
        "has no `{end}`");
    b.form(
        "model without SQL",
        "    sql: SELECT count(*) AS n FROM {ref:orders}\n",
        "",
        "missing-field",
        "models.totals.sql",
        "PostgreSQL SELECT");
    b.meaning(
        "model that deletes",
        "SELECT count(*) AS n FROM {ref:orders}",
        "/* SELECT */ DELETE FROM x",
        "not-a-query",
        "models.totals.sql",
        "SELECT or WITH");
    b.meaning(
        "model with a semicolon",
        "{ref:orders}",
        "{ref:orders};",
        "not-a-query",
        "models.totals.sql",
        "Leave the `;` out");
    b.meaning(
        "unknown reference",
        "{ref:orders}",
        "{ref:oders}",
        "unknown-ref",
        "models.totals.sql",
        "Did you mean `orders`?");
    b.meaning(
        "reference with spaces",
        "{ref:orders}",
        "{ref:orders }",
        "bad-ref",
        "models.totals.sql",
        "`{ref:orders}`");
    b.meaning(
        "model that reads itself",
        "{ref:orders}",
        "{ref:totals}",
        "model-cycle",
        "models.totals.sql",
        "totals -> totals");
    b.form(
        "checks as a map",
        "  - { on: orders, not_null: [order_id] }\n",
        "  rest:\n",
        "wrong-type",
        "checks",
        "a list of checks");
    b.form(
        "check without name",
        "{ on: orders, not_null",
        "{ not_null",
        "missing-field",
        "checks[0].on",
        "missing");
    b.meaning(
        "check on nothing",
        "on: orders, not_null",
        "on: oders, not_null",
        "unknown-output",
        "checks[0].on",
        "Did you mean `orders`?");
    b.form(
        "unknown check",
        "{ on: orders, not_null:",
        "{ on: orders, notnull:",
        "unknown-field",
        "checks[0].notnull",
        "Did you mean `not_null`?");
    b.form(
        "two checks in one",
        "unique: [order_id]",
        "unique: [order_id], rows: { min: 1 }",
        "one-check-each",
        "checks[1]",
        "exactly one");
    b.form(
        "check of no columns",
        "unique: [order_id]",
        "unique: []",
        "too-few",
        "checks[1].unique",
        "at least 1");
    b.form(
        "check of SQL without a name",
        "{ on: orders, unique: [order_id] }",
        "{ on: orders, sql: SELECT 1 }",
        "missing-field",
        "checks[1].name",
        "missing");
    b.form(
        "severity of a rule at a check",
        "{ on: orders, unique: [order_id] }",
        "{ on: orders, unique: [order_id], severity: reject }",
        "unknown-severity",
        "checks[1].severity",
        "error, warn");
    b.form(
        "broken threshold",
        "{ on: orders, unique: [order_id] }",
        "{ on: orders, unique: [order_id], fail_above: 101% }",
        "bad-threshold",
        "checks[1].fail_above",
        "100%");
    b.form(
        "change without a sign",
        "{ min: 1, max: 1 }",
        "{ min_change: 5 }",
        "bad-change",
        "checks[2].rows.min_change",
        "percent");
    b.form("no bounds", "{ min: 1, max: 1 }", "{}", "missing-field", "checks[2].rows", "min");
    b.form(
        "negative bound", "min: 1", "min: -1", "wrong-type", "checks[2].rows.min", "not negative");
    b.form("broken bound", "min: 1", "min: 1.5", "wrong-type", "checks[2].rows.min", "whole");
    b.meaning(
        "bounds crossed",
        "min: 1, max: 1",
        "min: 2, max: 1",
        "bad-bounds",
        "checks[2].rows",
        "min (2) is more than max (1)");
    b.form(
        "bounds as a number",
        "rows: { min: 1, max: 1 }",
        "rows: 5",
        "wrong-type",
        "checks[2].rows",
        "a map with the fields min, max");
    return b.documents;
  }

  private static final class Builder {
    final List<Broken> documents = new ArrayList<>();

    void form(String name, String piece, String by, String code, String where, String says) {
      add(name, piece, by, true, code, where, says);
    }

    void meaning(String name, String piece, String by, String code, String where, String says) {
      add(name, piece, by, false, code, where, says);
    }

    private void add(
        String name,
        String piece,
        String by,
        boolean form,
        String code,
        String where,
        String says) {
      int at = SOUND.indexOf(piece);
      if (at < 0) {
        throw new IllegalArgumentException(name + ": not in the sound definition: " + piece);
      }
      String text = SOUND.substring(0, at) + by + SOUND.substring(at + piece.length());
      documents.add(new Broken(name, text, form, code, where, says));
    }
  }
}
