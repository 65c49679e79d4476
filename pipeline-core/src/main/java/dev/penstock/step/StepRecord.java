package dev.penstock.step;

import dev.penstock.definition.NearMiss;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as a step sees it: a copy, so that it may be kept and read by any thread.
 *
 * <p>Values by the column's type: Boolean, Integer (of up to 32 bits), Long, Double, BigDecimal,
 * String (JSON too), LocalDate, LocalTime, LocalDateTime (timestamp), Instant (timestamptz), UUID,
 * byte[], List; null for NULL.
 */
public final class StepRecord {
  private final Map<String, @Nullable Object> values;
  private final String place;

  private StepRecord(Map<String, ?> values, String place) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.place = place;
  }

  /** A record with these values, for tests. */
  public static StepRecord of(Map<String, ?> values) {
    return new StepRecord(values, "");
  }

  /**
   * A record.
   *
   * @param place where it stands in its source, as a person reads it
   */
  public static StepRecord of(Map<String, ?> values, String place) {
    return new StepRecord(values, place);
  }

  /**
   * The value of a column, null for NULL. Upper and lower case are the same, as in SQL.
   *
   * @throws IllegalArgumentException where there is no such column
   */
  public @Nullable Object get(String column) {
    if (values.containsKey(column)) {
      return values.get(column);
    }
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      if (value.getKey().equalsIgnoreCase(column)) {
        return value.getValue();
      }
    }
    throw new IllegalArgumentException(
        "There is no column "
            + column
            + ". "
            + NearMiss.advice(column, values.keySet(), "The columns"));
  }

  /** The value as text, null for NULL. */
  public @Nullable String text(String column) {
    Object value = get(column);
    return value == null ? null : value.toString();
  }

  /** All values by column, in the columns' order. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** Where the record stands in its source, for example {@code birdstrikes.csv:812}. */
  public String place() {
    return place;
  }
}
