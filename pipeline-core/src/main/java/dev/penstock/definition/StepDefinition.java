package dev.penstock.definition;

import java.util.List;
import java.util.Map;

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
   * Keeps a part of the records, chosen by hash; the others count as filtered.
   *
   * @param ratio the part that is kept, above 0 and at most 1
   * @param by columns whose equal values share their fate; the record's place where there are none
   * @param seed another seed chooses other records
   */
  record Sample(double ratio, List<String> by, long seed) implements StepDefinition {
    public Sample {
      by = List.copyOf(by);
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
   * @param train part of the records, as {@code validation} and {@code test}; together 1
   * @param seed another seed chooses other records
   */
  record Split(
      String column, List<String> by, double train, double validation, double test, long seed)
      implements StepDefinition {
    public Split {
      by = List.copyOf(by);
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
    PARTIAL
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

  /** Column to SQL type; a value that does not convert makes its record a reject. */
  record Cast(Map<String, String> types) implements StepDefinition {
    public Cast {
      types = Ordered.copy(types);
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

  /** A record that breaks a rule becomes a reject with the first rule that it broke. */
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
   * A rule of {@link Validate}.
   *
   * @param rule what it demands, in the author's words; shown with each reject
   * @param check a condition; false breaks the rule, true and NULL do not (as in SQL CHECK)
   */
  record Rule(String rule, String check) {}

  /** A query over {@code input} and the stream's lookups. */
  record Sql(String query) implements StepDefinition {
    @Override
    public String name() {
      return "sql";
    }
  }
}
