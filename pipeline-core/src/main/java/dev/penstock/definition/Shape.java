package dev.penstock.definition;

import java.util.List;

/**
 * The objects of a definition and their fields: the one list from which the parser, the JSON Schema
 * and the reference page work.
 */
public enum Shape {
  PIPELINE(
      "A pipeline: where records come from, what is done to them, where they go.",
      required("apiVersion", "Version of this format: `penstock/v1`."),
      required("name", "Name of the pipeline: lower-case letters, digits, `-` and `_`."),
      optional("description", "What the pipeline is for, in free text."),
      required("streams", "The streams by name, 1 to 100."),
      optional("models", "Gold models by name, at most 200."),
      optional("checks", "What must hold before a run is published, at most 500."),
      optional("rejects", "How many rejects each stream bears that has no budget of its own.")),
  STREAM(
      "One flow of records: a source, the steps, one or more outputs.",
      required("source", "Where the records are read from."),
      optional("bronze", "Keeps a raw copy of the records with ingestion metadata."),
      optional("lookups", "Tables by name that `sql` steps may join, at most 50."),
      optional("steps", "What is done to the records, in this order, at most 200 steps."),
      required("outputs", "The tables that the result feeds, by name, 1 to 200 in a pipeline."),
      optional("rejects", "How many rejects the stream bears; the pipeline's if not given.")),
  REJECTS(
      "A budget of rejects: a run that passes it fails.",
      required(
          "max",
          "The most rejects of a stream, for example `100`, or their part of the records read, for"
              + " example `5%`; `0` for none.")),
  SOURCE(
      "A place to read from. The format decides which other options there are.",
      optional(
          "connection",
          "Name of a connection that the operator configured; only a few formats need none."),
      required("format", "Name of the source connector, for example `csv`."),
      optional(
          "schema", "Types by column, as `cast` knows them; a value without its type is a reject."),
      optional(
          "infer_types",
          "Whether the types of text columns are learned from the first records; `false` if not given."),
      optional(
          "on_schema_change",
          "What happens when the source's columns are no longer those of the last published run:"
              + " `evolve` (if not given), `fail` or `ignore`.")),
  BRONZE(
      "The raw copy of a stream.", required("table", "Table of the raw copy, as `schema.table`.")),
  OUTPUT(
      "A table that a stream feeds.",
      required(
          "connection",
          "Name of the connection to write to; the same for all outputs of a pipeline."),
      required("table", "Table to write, as `schema.table`; no other output may use it."),
      optional("mode", "How the run's rows meet the table's rows; `replace` if not given."),
      optional("key", "Columns of the primary key; none if not given.")),
  RULE(
      "A rule that each record must keep.",
      required("rule", "What the rule demands, in your words; shown with each reject."),
      required("check", "DuckDB condition. False rejects the record; true and NULL let it pass.")),
  SAMPLE(
      "Keeps a part of the records, chosen by hash.",
      required("ratio", "The part of the records that is kept, above 0 and at most 1."),
      optional("by", "Columns whose equal values share their fate; the place if not given."),
      optional("seed", "Whole number; another one chooses other records. 0 if not given.")),
  SPLIT(
      "Puts each record into `train`, `validation` or `test`, chosen by hash.",
      optional("column", "Name of the new column; `split` if not given."),
      required("by", "Columns whose equal values get into the same part: a key."),
      optional("train", "Part of the records; the parts make 1 together."),
      optional("validation", "Part of the records; none if not given."),
      optional("test", "Part of the records; none if not given."),
      optional("seed", "Whole number; another one chooses other records. 0 if not given.")),
  MODEL(
      "SQL that builds a gold table or view from the outputs.",
      optional("materialized", "`table` or `view`; `table` if not given."),
      optional("table", "Where it goes, as `schema.table`; `gold.NAME` if not given."),
      required("sql", "One PostgreSQL SELECT; `{ref:NAME}` stands for an output or another model."),
      optional("indexes", "Columns of the table that get an index each; not for a view.")),
  CHECK(
      "An assertion on staged data; exactly one of `not_null`, `unique` and `rows`.",
      required("on", "Name of the output or model that is checked."),
      optional("not_null", "Columns that are never NULL."),
      optional("unique", "Columns in which no two rows agree."),
      optional("rows", "Bounds for the number of rows.")),
  ROWS(
      "Bounds for a number of rows, both inclusive; at least one is given.",
      optional("min", "The fewest rows."),
      optional("max", "The most rows."));

  private final String description;
  private final List<Field> fields;

  Shape(String description, Field... fields) {
    this.description = description;
    this.fields = List.of(fields);
  }

  /** One sentence for editors and the reference page. */
  public String description() {
    return description;
  }

  /** The fields, in the order in which people write them. */
  public List<Field> fields() {
    return fields;
  }

  List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /**
   * A field of such an object.
   *
   * @param description one sentence for editors and the reference page
   */
  public record Field(String name, boolean required, String description) {}

  private static Field required(String name, String description) {
    return new Field(name, true, description);
  }

  private static Field optional(String name, String description) {
    return new Field(name, false, description);
  }
}
