package dev.penstock.definition;

import java.util.List;
import java.util.OptionalLong;

/** An assertion on staged data that must hold before a run is published. */
public sealed interface CheckDefinition {
  /** Name of the output or model that is checked. */
  String on();

  /** The check in one line, as a person would say it; also its name in results. */
  String text();

  /** None of these columns is NULL in any row. */
  record NotNull(String on, List<String> columns) implements CheckDefinition {
    public NotNull {
      columns = List.copyOf(columns);
    }

    @Override
    public String text() {
      return on + ": not_null " + String.join(", ", columns);
    }
  }

  /** No two rows agree in all these columns. */
  record Unique(String on, List<String> columns) implements CheckDefinition {
    public Unique {
      columns = List.copyOf(columns);
    }

    @Override
    public String text() {
      return on + ": unique " + String.join(", ", columns);
    }
  }

  /** The number of rows lies between the bounds, which are inclusive; at least one is given. */
  record Rows(String on, OptionalLong min, OptionalLong max) implements CheckDefinition {
    @Override
    public String text() {
      return on
          + ": rows"
          + (min.isPresent() ? " min " + min.getAsLong() : "")
          + (max.isPresent() ? " max " + max.getAsLong() : "");
    }
  }
}
