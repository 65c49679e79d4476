package dev.penstock.column;

/** Days, times of day or points in time. */
final class TimeColumn extends FixedColumn {
  /** One of the ways of {@link TimeText}. */
  @FunctionalInterface
  interface Form {
    boolean read(TimeText times, char[] chars, int from, int count);
  }

  private final TimeText times = new TimeText();
  private final Form form;

  TimeColumn(int width, Form form) {
    super(width);
    this.form = form;
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    if (!form.read(times, chars, from, count)) {
      return false;
    }
    set(row, times.value);
    return true;
  }
}
