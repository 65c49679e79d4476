package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One step of a stream. Expressions and queries are DuckDB SQL. */
public sealed interface StepDefinition {
  /** The word that names the step in a definition. */
  String name();

  /** Old name to new name; other columns stay, in place. */
  record Rename(Map<String, String> columns) implements StepDefinition {
    public Rename {
      columns = Ordered.copy(columns);
    }

    @Override
    public String name() {
      return "rename";
    }
  }

  /** Keeps these columns, in this order. */
  record Select(List<String> columns) implements StepDefinition {
    public Select {
      columns = List.copyOf(columns);
    }

    @Override
    public String name() {
      return "select";
    }
  }

  /** Leaves these columns out; the others stay, in place. */
  record Drop(List<String> columns) implements StepDefinition {
    public Drop {
      columns = List.copyOf(columns);
    }

    @Override
    public String name() {
      return "drop";
    }
  }

  /**
   * Keeps a part of the records, chosen by hash or by place; the others count as filtered.
   *
   * @param ratio the part that is kept, above 0 and at most 1; 1 where {@code every} chooses
   * @param every keeps the records whose place is a multiple of this; 0 where {@code ratio} chooses
   * @param by columns whose equal values share their fate; the record's place where there are none
   * @param seed another seed chooses other records
   */
  record Sample(double ratio, long every, List<String> by, long seed) implements StepDefinition {
    public Sample {
      by = List.copyOf(by);
    }

    /** A part of the records, by hash. */
    public Sample(double ratio, List<String> by, long seed) {
      this(ratio, 0, by, seed);
    }

    @Override
    public String name() {
      return "sample";
    }
  }

  /**
   * Adds a column that says which part of a machine-learning data set the record belongs to.
   *
   * @param column the new column
   * @param by columns whose equal values get into the same part
   * @param stratify columns whose values make strata, in each of which the parts are drawn anew
   * @param train part of the records, as {@code validation} and {@code test}; together 1
   * @param seed another seed chooses other records
   */
  record Split(
      String column,
      List<String> by,
      List<String> stratify,
      double train,
      double validation,
      double test,
      long seed)
      implements StepDefinition {
    public Split {
      by = List.copyOf(by);
      stratify = List.copyOf(stratify);
    }

    /** A split without strata. */
    public Split(
        String column, List<String> by, double train, double validation, double test, long seed) {
      this(column, by, List.of(), train, validation, test, seed);
    }

    @Override
    public String name() {
      return "split";
    }
  }

  /** How {@link Mask} hides a value. */
  enum Masking {
    /** Nothing of it is left. */
    REDACT,
    /** Its last four characters are left, where it has more than eight. */
    PARTIAL,
    /** Its HMAC-SHA-256 with the installation's key: equal values stay equal. */
    HASH
  }

  /** Hides values of columns, which become text; NULL stays NULL. */
  record Mask(Map<String, Masking> columns) implements StepDefinition {
    public Mask {
      columns = Ordered.copy(columns);
    }

    @Override
    public String name() {
      return "mask";
    }
  }

  /**
   * Column to SQL type; a value that does not convert makes its record a reject.
   *
   * @param formats column to the formats of its texts, tried in this order; as DuckDB's strptime
   *     knows them, for days and times only
   */
  record Cast(Map<String, String> types, Map<String, List<String>> formats)
      implements StepDefinition {
    public Cast {
      types = Ordered.copy(types);
      formats = Ordered.copy(formats);
    }

    /** A cast by DuckDB's own rules. */
    public Cast(Map<String, String> types) {
      this(types, Map.of());
    }

    @Override
    public String name() {
      return "cast";
    }
  }

  /** New or replaced column to expression over the step's input. */
  record Derive(Map<String, String> expressions) implements StepDefinition {
    public Derive {
      expressions = Ordered.copy(expressions);
    }

    @Override
    public String name() {
      return "derive";
    }
  }

  /** Keeps records for which the condition is true; the others count as filtered. */
  record Filter(String condition) implements StepDefinition {
    @Override
    public String name() {
      return "filter";
    }
  }

  /**
   * A record that breaks a rule becomes a reject with the first rule that it broke, and counts for
   * each rule before it that only warns.
   */
  record Validate(List<Rule> rules) implements StepDefinition {
    public Validate {
      rules = List.copyOf(rules);
    }

    @Override
    public String name() {
      return "validate";
    }
  }

  /**
   * A rule that records must keep.
   *
   * @param rule what it demands, in the author's words; empty where the demand speaks for itself
   */
  record Rule(String rule, Demand demand, Severity severity) {
    /** A rule in SQL whose breach makes a reject. */
    public Rule(String rule, String check) {
      this(rule, new Demand.Check(check), Severity.REJECT);
    }
  }

  /**
   * Takes a list, struct or JSON column apart: a list into records, a struct into columns.
   *
   * @param column the nested column; a JSON column is a list where {@code fields} is empty
   * @param as name of the column that holds the elements, or the prefix of the struct's or the
   *     fields' columns; empty where the author gave none
   * @param fields for JSON objects, alone or in a list: field to type, each becomes a column
   * @param keepEmpty whether a record whose list is NULL or empty stays, with NULL in its place
   */
  record Flatten(String column, String as, Map<String, String> fields, boolean keepEmpty)
      implements StepDefinition {
    public Flatten {
      fields = Ordered.copy(fields);
    }

    @Override
    public String name() {
      return "flatten";
    }
  }

  /** What {@link Lookup} does with a record whose key the look-up has not. */
  enum Miss {
    /** The columns are NULL, or as {@code defaults} say. */
    KEEP,
    REJECT
  }

  /**
   * Adds columns of one of the stream's look-ups, found by key; the look-up has each key once.
   *
   * @param from name of the look-up
   * @param on column of the record to column of the look-up; all must agree
   * @param take new column to column of the look-up
   * @param defaults new column to a DuckDB expression for a record that finds nothing
   */
  record Lookup(
      String from,
      Map<String, String> on,
      Map<String, String> take,
      Miss miss,
      Map<String, String> defaults)
      implements StepDefinition {
    public Lookup {
      on = Ordered.copy(on);
      take = Ordered.copy(take);
      defaults = Ordered.copy(defaults);
    }

    @Override
    public String name() {
      return "lookup";
    }
  }

  /**
   * Gives the records to several outputs, each with steps of its own. The last step of its stream.
   *
   * @param branches steps by the name of their output, which is one of the stream's
   */
  record Branch(Map<String, List<StepDefinition>> branches) implements StepDefinition {
    public Branch {
      branches = Ordered.copy(branches);
    }

    @Override
    public String name() {
      return "branch";
    }
  }

  /** What {@link Aggregate} computes; each can be combined from the parts of a stream. */
  enum Aggregation {
    COUNT,
    SUM,
    MIN,
    MAX,
    AVG
  }

  /**
   * An aggregate of one column.
   *
   * @param of a DuckDB expression; {@code *} for a count of records
   */
  record Aggregated(Aggregation function, String of) {}

  /**
   * One record for each group of the whole run. The last step of its stream or branch: batches are
   * aggregated on their own, and the destination combines what they give.
   *
   * @param by columns that make a group; empty for one group
   * @param values new column to its aggregate
   */
  record Aggregate(List<String> by, Map<String, Aggregated> values) implements StepDefinition {
    public Aggregate {
      by = List.copyOf(by);
      values = Ordered.copy(values);
    }

    @Override
    public String name() {
      return "aggregate";
    }
  }

  /**
   * Keeps one record of each key in the whole run. The last step of its stream or branch: the
   * destination chooses when everything is staged.
   *
   * @param key columns that are the same in duplicates; NULL is equal to NULL
   * @param order columns by which the winner is chosen, {@code true} for the greatest; then the
   *     record's place: the first in its origin wins
   */
  record Deduplicate(List<String> key, Map<String, Boolean> order) implements StepDefinition {
    public Deduplicate {
      key = List.copyOf(key);
      order = Ordered.copy(order);
    }

    @Override
    public String name() {
      return "deduplicate";
    }
  }

  /**
   * A step in Java, found by name.
   *
   * @param step name of the step
   * @param columns new or replaced column to type
   * @param options handed to the step; the receiver must not change them
   */
  record Java(String step, Map<String, String> columns, ObjectNode options)
      implements StepDefinition {
    public Java {
      columns = Ordered.copy(columns);
      options = options.deepCopy();
    }

    @Override
    public String name() {
      return "java";
    }
  }

  /** How a picture is brought to a size. */
  enum Fit {
    /** The whole picture inside the size; one side may be smaller. */
    CONTAIN,
    /** The size is filled; what stands out is cut off on both sides. */
    COVER,
    /** The size is filled; the picture is distorted. */
    STRETCH
  }

  /** What a picture is written as. */
  enum ImageFormat {
    PNG,
    JPEG
  }

  /**
   * Width and height in pixels, and how the picture gets there.
   *
   * @param fit how a picture of another shape is treated
   */
  record Size(int width, int height, Fit fit) {}

  /** A part of a picture, in pixels from its upper left corner. */
  record Crop(int x, int y, int width, int height) {}

  /**
   * Changes pictures of a binary column, in this order: crop, resize, grayscale, normalise, encode.
   *
   * @param column holds the pictures: PNG, JPEG, GIF or BMP
   * @param as column that gets the result; empty to replace {@code column}
   * @param normalise whether each channel is stretched to the whole range of brightness
   * @param encode what the result is written as; empty leaves the picture's bytes as they came
   *     where nothing else is done
   * @param facts new columns for {@code width}, {@code height} and {@code format} of the picture as
   *     it came, by these words
   */
  record Image(
      String column,
      String as,
      Optional<Crop> crop,
      Optional<Size> resize,
      boolean grayscale,
      boolean normalise,
      Optional<ImageFormat> encode,
      Map<String, String> facts)
      implements StepDefinition {
    public Image {
      facts = Ordered.copy(facts);
    }

    @Override
    public String name() {
      return "image";
    }
  }

  /** A query over {@code input} and the stream's lookups. */
  record Sql(String query) implements StepDefinition {
    @Override
    public String name() {
      return "sql";
    }
  }
}
