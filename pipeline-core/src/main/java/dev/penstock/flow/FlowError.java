package dev.penstock.flow;

import org.jspecify.annotations.Nullable;

/**
 * One error of a run: a record that failed, or a whole stage. Its text never holds the record.
 *
 * @param stage the stage's path, for example {@code validate} or {@code branch/revenue}
 * @param position which record of the stage's input, counted from 0 over all its inputs of the run;
 *     -1 where it is not about one record
 * @param record the record itself, for review; null where it is not about one record
 * @param cause what went wrong
 */
public record FlowError(String stage, long position, @Nullable Object record, Throwable cause) {
  /** An error of a whole stage. */
  static FlowError of(String stage, Throwable cause) {
    return new FlowError(stage, -1, null, cause);
  }

  /** One line for a person. */
  public String message() {
    String message = cause.getMessage();
    String told = message == null ? cause.getClass().getSimpleName() : message;
    return position < 0 ? stage + ": " + told : stage + ": record " + position + ": " + told;
  }

  @Override
  public String toString() {
    return "FlowError[" + message() + "]";
  }
}
