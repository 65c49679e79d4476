package dev.penstock.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An assertion on staged data that must hold before a run is published. */
public sealed interface CheckDefinition {
  /** Name of the output or model that is checked. */
  String on();

  /** Name, severity and thresholds. */
  CheckTerms terms();

  /** What it demands, in one line, as a person would say it. */
  String demand();

  /**
   * The check in one line: what it is on, then its name or what it demands. The only one in its
   * pipeline, so that results of different runs can be compared.
   */
  default String text() {
    return on() + ": " + (terms().name().isEmpty() ? demand() : terms().name());
  }

  /** None of these columns is NULL in any row. */
  record NotNull(String on, List<String> columns, CheckTerms terms) implements CheckDefinition {
    public NotNull {
      columns = List.copyOf(columns);
    }

    /** One such row fails the run. */
    public NotNull(String on, List<String> columns) {
      this(on, columns, CheckTerms.STRICT);
    }

    @Override
    public String demand() {
      return "not_null " + String.join(", ", columns);
    }
  }

  /** No two rows agree in all these columns; NULL agrees with nothing. */
  record Unique(String on, List<String> columns, CheckTerms terms) implements CheckDefinition {
    public Unique {
      columns = List.copyOf(columns);
    }

    /** One such value fails the run. */
    public Unique(String on, List<String> columns) {
      this(on, columns, CheckTerms.STRICT);
    }

    @Override
    public String demand() {
      return "unique " + String.join(", ", columns);
    }
  }

  /** A column has one of some values; NULL passes. */
  record AcceptedValues(String on, Demand.AcceptedValues values, CheckTerms terms)
      implements CheckDefinition {
    @Override
    public String demand() {
      return "accepted_values " + values.words();
    }
  }

  /** A number, date or timestamp lies between bounds, which are inclusive; NULL passes. */
  record Range(String on, Demand.Range range, CheckTerms terms) implements CheckDefinition {
    @Override
    public String demand() {
      return "range " + range.words();
    }
  }

  /**
   * The values of columns are those of a row of another output or model. A row passes where one of
   * them is NULL.
   *
   * @param to the output or model that has the values; may be the same
   * @param key its columns, as many as {@code columns} and in their order
   */
  record Relationships(
      String on, List<String> columns, String to, List<String> key, CheckTerms terms)
      implements CheckDefinition {
    public Relationships {
      columns = List.copyOf(columns);
      key = List.copyOf(key);
      if (columns.size() != key.size()) {
        throw new IllegalArgumentException("as many columns as the key has");
      }
    }

    @Override
    public String demand() {
      return "relationships "
          + String.join(", ", columns)
          + " to "
          + to
          + " "
          + String.join(", ", key);
    }
  }

  /**
   * The number of rows lies between bounds, and so does its change since the rows that readers see;
   * bounds are inclusive, at least one is given.
   *
   * @param minChange in percent, for example -20
   */
  record Rows(
      String on,
      OptionalLong min,
      OptionalLong max,
      Optional<BigDecimal> minChange,
      Optional<BigDecimal> maxChange,
      CheckTerms terms)
      implements CheckDefinition {
    /** Bounds of the number alone. */
    public Rows(String on, OptionalLong min, OptionalLong max) {
      this(on, min, max, Optional.empty(), Optional.empty(), CheckTerms.STRICT);
    }

    /** Whether it asks for the rows that readers see. */
    public boolean compares() {
      return minChange.isPresent() || maxChange.isPresent();
    }

    @Override
    public String demand() {
      return "rows"
          + (min.isPresent() ? " min " + min.getAsLong() : "")
          + (max.isPresent() ? " max " + max.getAsLong() : "")
          + minChange.map(change -> " min_change " + percent(change)).orElse("")
          + maxChange.map(change -> " max_change " + percent(change)).orElse("");
    }

    private static String percent(BigDecimal change) {
      return change.toPlainString() + "%";
    }
  }

  /**
   * The newest time in a column is not older than this at the audit.
   *
   * @param column a date, which counts from its first moment in UTC, or a timestamp
   */
  record Freshness(String on, String column, Duration maxAge, CheckTerms terms)
      implements CheckDefinition {
    @Override
    public String demand() {
      return "freshness " + column + " max_age " + CheckReader.words(maxAge);
    }
  }

  /**
   * A query finds no rows.
   *
   * @param sql one SELECT of the destination; <code>{ref:NAME}</code> stands for an output or model
   */
  record Sql(String on, String sql, CheckTerms terms) implements CheckDefinition {
    @Override
    public String demand() {
      return "sql " + Paths.shown(sql.strip());
    }
  }
}
