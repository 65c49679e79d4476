package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * When runs start by themselves.
 *
 * @param trigger what starts them
 * @param catchUp what becomes of times that passed while nobody could start them
 * @param mode of these runs; the usual one if empty
 * @param environment of these runs
 * @param parameters of these runs, as text; {@code ${scheduled_at}} and {@code ${scheduled_date}}
 *     stand for the time that the run was due
 */
public record ScheduleDefinition(
    Trigger trigger,
    CatchUp catchUp,
    Optional<RunMode> mode,
    Optional<String> environment,
    Map<String, String> parameters) {
  public ScheduleDefinition {
    parameters = Ordered.copy(parameters);
  }

  /** What starts a run. */
  public sealed interface Trigger {}

  /**
   * Certain times.
   *
   * @param expression five fields as {@code crontab} has them, or {@code @daily} and the like
   */
  public record Cron(String expression, ZoneId zone) implements Trigger {}

  /** A fixed time after the last one was due. */
  public record Every(Duration interval) implements Trigger {}

  /** A successful run, one that publishes, of another pipeline. */
  public record After(String pipeline) implements Trigger {}

  /**
   * A new or changed file.
   *
   * @param source where it is looked for: the fields of a stream's source, {@code connection} and
   *     {@code path} at least
   * @param every how often is looked
   */
  public record Arrival(ObjectNode source, Duration every) implements Trigger {}

  /** What becomes of times that passed while nobody could start runs. */
  public enum CatchUp {
    /** Nothing. */
    NONE,
    /** One run for all of them. */
    LAST,
    /** A run for each. */
    ALL
  }
}
