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
      optional("rejects", "How many rejects each stream bears that has no budget of its own."),
      optional(
          "concurrency",
          "What becomes of a run that is asked for while another one is not over: `queue` (if not"
              + " given), it waits; `refuse`, it is refused; `skip`, it is accepted and left out;"
              + " `cancel_older`, the others are cancelled; `allow`, it goes on beside them."),
      optional("parameters", "What each run may bring, by name, at most 100."),
      optional("environments", "What is different where it runs, by name, at most 50."),
      optional("settings", "How its runs are carried out."),
      optional("hooks", "Who is told of runs, and when; at most 50."),
      optional("retry", "What becomes of a run that something passing made fail."),
      optional("schedule", "When runs start by themselves."),
      optional("backfill", "Which parameters are the window of a backfill's runs.")),
  PARAMETER(
      "A value that a run may bring. `name: date` is short for one that it must bring.",
      required("type", "`text`, `integer`, `decimal`, `boolean`, `date` or `timestamp`."),
      optional("default", "The value of a run that brings none; without it a run must bring one."),
      optional("values", "The only values that it takes, at most 1000."),
      optional("description", "What it is for, for people who start runs."),
      optional("required", "`true` says that a run must bring it; so it is without `default`.")),
  ENVIRONMENT(
      "What is different in a place where the pipeline runs.",
      optional(
          "connections", "Other connections by the name of those that they take the place of."),
      optional("parameters", "Values of parameters that a run does not bring."),
      optional(
          "set",
          "Other values by their path in this definition, for example `settings.parallelism`;"
              + " `null` takes away what is there.")),
  SETTINGS(
      "How runs are carried out. None of it changes what they make.",
      optional("parallelism", "The most splits of a run that are read at a time, at most 1000."),
      optional(
          "runs",
          "The most runs of the pipeline at a time where `concurrency` lets several go on, at most"
              + " 1000."),
      optional(
          "priority",
          "Of runs that bring none, -100 to 100; the higher, the sooner. 0 if not given."),
      optional(
          "stalled_after",
          "Without any progress for so long a run is marked as stalled, for example `15m`."),
      optional("slow_after", "A run that takes longer is slow, for example `1h`.")),
  SCHEDULE(
      "When runs start by themselves: by exactly one of `cron`, `every`, `after` and `arrival`.",
      optional(
          "cron",
          "Certain times: five fields as `crontab` has them (minute, hour, day of month, month, day"
              + " of week), for example `0 2 * * *`, or `@hourly`, `@daily`, `@weekly`, `@monthly`,"
              + " `@yearly`."),
      optional("timezone", "Zone of `cron`, for example `Europe/Berlin`; `UTC` if not given."),
      optional(
          "every", "A fixed time after the last one was due, for example `15m`; at least `1s`."),
      optional("after", "Name of another pipeline: a run of it that publishes starts one here."),
      optional("arrival", "A new or changed file."),
      optional(
          "catch_up",
          "What becomes of times that passed while nobody could start runs, or the schedule was"
              + " paused: `none` (if not given), nothing; `last`, one run for all of them; `all`, a"
              + " run for each, at most the last 1,000."),
      optional("mode", "Mode of these runs: `incremental` (if not given) or `full`."),
      optional("environment", "Environment of these runs."),
      optional(
          "parameters",
          "Values of parameters of these runs; `${scheduled_at}` and `${scheduled_date}` stand for"
              + " when the run was due.")),
  ARRIVAL(
      "Files that start a run once they have not changed between two looks.",
      required("connection", "Name of a connection that holds files."),
      required("path", "A path or pattern of files, as sources have it."),
      optional("every", "How often is looked; `30s` if not given, at least `1s`.")),
  BACKFILL(
      "The parameters that are the window of each run of a backfill, which reads what is not before"
          + " `from` and before `to`; both of the type `date` or both `timestamp`.",
      required("from", "Name of the parameter with the window's start."),
      required("to", "Name of the parameter with the window's end.")),
  RETRY(
      "A run that fails for a reason that may pass is tried again from the point of failure.",
      required("attempts", "How often it is tried in all, 1 to 100."),
      optional("delay", "How long to wait before the second attempt; `30s` if not given."),
      optional(
          "backoff",
          "`exponential` (if not given): each further wait is twice as long; `fixed`: all are as"
              + " long as the first."),
      optional("max_delay", "No wait is longer; `1h` if not given."),
      optional(
          "jitter",
          "Whether a random part of up to a half is taken off each wait, so that runs do not all"
              + " begin at once; `true` if not given.")),
  STREAM(
      "One flow of records: a source, the steps, one or more outputs.",
      required("source", "Where the records are read from."),
      optional("bronze", "Keeps a raw copy of the records with ingestion metadata."),
      optional("lookups", "Tables by name that `sql` steps may join, at most 50."),
      optional("steps", "What is done to the records, in this order, at most 200 steps."),
      optional(
          "outputs",
          "The tables that the result feeds, by name, 1 to 200 in a pipeline; required unless the"
              + " last step is a `branch`."),
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
              + " `evolve` (if not given), `fail` or `ignore`."),
      optional(
          "validate", "Rules for the records as they were read; not in look-ups. At most 2000.")),
  BRONZE(
      "The raw copy of a stream.", required("table", "Table of the raw copy, as `schema.table`.")),
  OUTPUT(
      "A table that a stream feeds.",
      required(
          "connection",
          "Name of the connection to write to; the same for all outputs of a pipeline."),
      required("table", "Table to write, as `schema.table`; no other output may use it."),
      optional("description", "What the table holds, for the catalogue."),
      optional("columns", "Descriptions of columns by name, for the catalogue."),
      optional("mode", "How the run's rows meet the table's rows; `replace` if not given."),
      optional(
          "key",
          "Columns of the primary key; none if not given. `upsert`, `history` and `continuous` need"
              + " one."),
      optional(
          "order",
          "Of `upsert`, `history` and `continuous`: the column whose greatest value wins between"
              + " rows of one key; then, and if not given, the row that stands last in its source."),
      optional(
          "valid_from",
          "Of `history`: the column that says since when a row is true; the time of the run if"
              + " not given."),
      optional(
          "missing",
          "Of `history`: what becomes of keys that a run lacks which reads everything: `keep` (if"
              + " not given) or `close`."),
      optional(
          "contract",
          "`evolve` (if not given): the table gets new columns and wider types; `freeze`: it stays"
              + " as it is."),
      optional("indexes", "A column, or a list of columns, for each index beside the key."),
      optional("partition", "How the rows are divided."),
      optional("files", "How files are written, at a destination of files."),
      optional(
          "lineage",
          "`true`: each row notes where it came from, so that it can be looked up; `false` if not"
              + " given."),
      optional("validate", "Rules for the records right before they are loaded. At most 2000.")),
  PARTITION(
      "Rows with the same value lie in one partition of the table, or folder of files.",
      required("by", "The column."),
      optional("every", "Of a date or timestamp: `day`, `month` or `year`.")),
  FILES(
      "How files are written.",
      optional("format", "`parquet` (if not given), `csv`, `jsonl` or `tar`."),
      optional("part_rows", "The most rows of one file."),
      optional(
          "members",
          "Of `tar`: columns of bytes or text that are files beside the record's JSON, each with"
              + " the ending of that file."),
      optional(
          "dvc",
          "How DVC tracks the folder: `file` (a `.dvc` file beside it) or `stage` (a stage of your"
              + " `dvc.yaml`). Needs `mode: replace`.")),
  RULE(
      "A rule that each record must keep; exactly one of the fields from `not_null` to `check`.",
      optional(
          "rule", "What it demands, in your words, for each reject; must be given with `check`."),
      optional("not_null", "Columns that are never NULL."),
      optional("range", "Bounds for a number, date or timestamp."),
      optional("pattern", "A regular expression for a text."),
      optional("accepted_values", "The values that there may be."),
      optional("json_schema", "A JSON Schema for a nested column."),
      optional("check", "DuckDB condition. False breaks the rule; true and NULL do not."),
      optional(
          "severity",
          "`reject` (if not given): the record becomes a reject; `warn`: it goes on and is counted.")),
  RANGE(
      "Bounds, both inclusive; at least one is given. NULL passes.",
      required("column", "Column with a number, date or timestamp."),
      optional("min", "The least value: a number, or a date or timestamp as text."),
      optional("max", "The greatest value.")),
  PATTERN(
      "A regular expression (RE2) that is found in the value. NULL passes.",
      required("column", "Column with a text; another value is matched as text."),
      required("regex", "May match anywhere in the text; `^` and `$` stand for its ends.")),
  ACCEPTED_VALUES(
      "The values that a column may have. NULL passes.",
      required("column", "Column with the value."),
      required("values", "Texts, numbers, true or false, as the column has them.")),
  JSON_SCHEMA(
      "A JSON Schema for the documents in a column. NULL passes.",
      required("column", "Nested or JSON column, or a text column with JSON in it."),
      required(
          "schema",
          "The schema itself, draft 2020-12 where `$schema` does not say otherwise; `$ref` leads"
              + " to places in it alone.")),
  SAMPLE(
      "Keeps a part of the records, chosen by hash or by place; `ratio` or `every` is given.",
      optional("ratio", "The part of the records that is kept, above 0 and at most 1."),
      optional("every", "Instead of `ratio`: keeps the records whose place is a multiple of this."),
      optional("by", "Columns whose equal values share their fate; the place if not given."),
      optional("seed", "Whole number; another one chooses other records. 0 if not given.")),
  SPLIT(
      "Puts each record into `train`, `validation` or `test`, chosen by hash.",
      optional("column", "Name of the new column; `split` if not given."),
      required("by", "Columns whose equal values get into the same part: a key."),
      optional("stratify", "Columns whose values make strata, in each of which parts are drawn."),
      optional("train", "Part of the records; the parts make 1 together."),
      optional("validation", "Part of the records; none if not given."),
      optional("test", "Part of the records; none if not given."),
      optional("seed", "Whole number; another one chooses other records. 0 if not given.")),
  BRANCH(
      "One of the ways that records take; its name is the name of its output.",
      optional("steps", "What is done to the records on this way alone; nothing if not given."),
      required("output", "The table that this way feeds.")),
  AGGREGATE(
      "One record for each group of the whole run.",
      optional("by", "Columns that make a group; one group of all records if not given."),
      required(
          "values",
          "New column to `count`, `sum`, `min`, `max` or `avg` of an expression, or `count(*)`.")),
  DEDUPLICATE(
      "One record of each key in the whole run.",
      required("key", "Columns that are the same in duplicates."),
      optional(
          "order",
          "Columns, or `column: desc`: the first record in this order stays; then by place.")),
  CASTING(
      "A type with the formats of its texts.",
      required("type", "`date`, `time`, `timestamp` or `timestamptz`."),
      required(
          "format", "Format of DuckDB's `strptime`, or a list of them that are tried in order.")),
  FLATTEN(
      "Takes a nested column apart.",
      required("column", "The column: a list, a struct or JSON."),
      optional("as", "Name of the elements' column, or prefix of the columns that fields become."),
      optional("fields", "Of JSON objects: field to type; each becomes a column."),
      optional(
          "keep_empty",
          "Whether a record without elements stays, with NULL; `false` if not given.")),
  LOOKUP(
      "Adds columns of a look-up, found by key.",
      required("from", "Name of one of the stream's look-ups."),
      required("on", "Column of the record to column of the look-up; all must agree."),
      required("take", "New column to column of the look-up, or a list of its columns."),
      optional(
          "on_miss", "What becomes of a record without a find: `keep` (if not given), `reject`."),
      optional("default", "Of a record without a find: new column to a DuckDB expression.")),
  JAVA(
      "A step in Java, found by name in the transformer.",
      required("step", "Name of the step."),
      optional(
          "columns",
          "New or replaced column to type, as `cast` knows them, or `binary`; the step's own if not"
              + " given."),
      optional("options", "Handed to the step, which says what it takes.")),
  IMAGE(
      "Changes pictures: crop, resize, grayscale, normalise, encode, in this order.",
      required("column", "Holds the pictures as bytes: PNG, JPEG, GIF or BMP."),
      optional("as", "New column for the result; it replaces the picture if not given."),
      optional("crop", "The part of the picture that is kept."),
      optional("resize", "The size to which it is brought."),
      optional("grayscale", "Whether colours become levels of gray; `false` if not given."),
      optional(
          "normalise",
          "Whether each channel is stretched to the whole range of brightness; `false` if not"
              + " given."),
      optional(
          "encode",
          "`png` or `jpeg`; a changed picture is written as it came if not given, GIF and BMP as"
              + " PNG."),
      optional("facts", "New columns for what the picture was before.")),
  CROP(
      "A part of a picture, in pixels.",
      optional("x", "Pixels to its left; 0 if not given."),
      optional("y", "Pixels above it; 0 if not given."),
      required("width", "Its width, at most 10,000."),
      required("height", "Its height, at most 10,000.")),
  RESIZE(
      "The size to which a picture is brought, in pixels.",
      required("width", "The width, at most 10,000."),
      required("height", "The height, at most 10,000."),
      optional(
          "fit",
          "`contain`: the whole picture inside the size; `cover`: the size is filled and what stands"
              + " out is cut off; `stretch`: the size is filled and the picture is distorted."
              + " `contain` if not given.")),
  FACTS(
      "Names of new columns for what a picture was before it was changed.",
      optional("width", "Column for its width in pixels."),
      optional("height", "Column for its height in pixels."),
      optional("format", "Column for its format: `png`, `jpeg`, `gif` or `bmp`.")),
  MODEL(
      "SQL that builds a gold table or view from the outputs.",
      optional("description", "What it is for, in free text; becomes its comment."),
      optional("materialized", "`table`, `view` or `incremental`; `table` if not given."),
      optional("table", "Where it goes, as `schema.table`; `gold.NAME` if not given."),
      required("sql", "One PostgreSQL SELECT; `{ref:NAME}` stands for an output or another model."),
      optional("columns", "Descriptions of columns by name; they become the columns' comments."),
      optional("key", "Columns in which no two rows agree; required for `incremental`."),
      optional(
          "indexes", "Indexes, each a column or a list of columns; at most 20, not for a view."),
      optional("after", "Statements over `{this}` when it is built, at most 20.")),
  CHECK(
      "An assertion on staged data; exactly one of the fields from `not_null` to `sql`.",
      required("on", "Name of the output or model that is checked."),
      optional("not_null", "Columns that are never NULL."),
      optional("unique", "Columns in which no two rows agree."),
      optional("accepted_values", "The values that there may be."),
      optional("range", "Bounds for a number, date or timestamp."),
      optional("relationships", "Columns whose values another output or model has."),
      optional("rows", "Bounds for the number of rows."),
      optional("freshness", "How old the newest row may be."),
      optional(
          "sql",
          "One PostgreSQL SELECT that finds no rows; `{ref:NAME}` stands for an output or a model."
              + " Needs a `name`."),
      optional(
          "severity",
          "`error` (if not given): a run that breaks the check fails; `warn`: it is published and"
              + " shows it."),
      optional(
          "fail_above",
          "The most failing rows that a run bears, for example `10`, or their part of all rows, for"
              + " example `1%`; 0 if not given."),
      optional(
          "warn_above",
          "The most failing rows, or their part, that are no warning; 0 if not given."),
      optional("name", "What the check demands, in your words; its name in results."),
      optional("description", "More about it, for people.")),
  RELATIONSHIPS(
      "Columns whose values are those of a row of another output or model. A row passes where one"
          + " of them is NULL.",
      required("columns", "Columns of the table that is checked."),
      required("to", "Name of the output or model that has the values."),
      optional(
          "key", "Its columns, in the order of `columns`; those of the same names if not given.")),
  FRESHNESS(
      "The age of the newest row.",
      required("column", "Column with a date, which counts from its start in UTC, or a timestamp."),
      required("max_age", "The oldest that its greatest value may be, for example `36h` or `2d`.")),
  ROWS(
      "Bounds for a number of rows, all inclusive; at least one is given.",
      optional("min", "The fewest rows."),
      optional("max", "The most rows."),
      optional(
          "min_change",
          "The least change from the rows that readers see before the run, for example `-20%`; not"
              + " judged where they see none."),
      optional("max_change", "The greatest change, for example `50%`.")),
  HOOK(
      "Somebody to be told of a run.",
      required(
          "on",
          "The moment: `before_run`, `after_stage`, `succeeded`, `failed`, `cancelled`, `retrying`,"
              + " `many_rejects`, `slow` or `stalled`."),
      required("notify", "Name of a notifier that the operator configured."),
      optional(
          "blocking",
          "Of `before_run` and `after_stage`: `true` lets the run wait for the answer, and fail"
              + " without one; `false` if not given."),
      optional(
          "stage",
          "Of `after_stage`: `extract`, `transform`, `load`, `audit` or `publish`; each of them if"
              + " not given."),
      optional(
          "more_than",
          "Of `many_rejects`: how many rejects of a run are not yet many, for example `100`, or"
              + " their part of the records read, for example `5%`."),
      optional("after", "Of `slow`: how long a run takes that is not yet slow, for example `30m`."),
      optional(
          "timeout",
          "Of one that is `blocking`: the longest that the run waits; `10m` if not given."));

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
