package dev.penstock.api.schedule;

import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/** Checks that files can arrive where a schedule waits for them. */
public final class ArrivalCheck {
  private ArrivalCheck() {}

  /**
   * Passes the definition on.
   *
   * @throws PermanentException where no files can be there
   */
  public static PipelineDefinition check(PipelineDefinition pipeline, FileListing files) {
    pipeline
        .operation()
        .schedule()
        .map(ScheduleDefinition::trigger)
        .filter(ScheduleDefinition.Arrival.class::isInstance)
        .map(ScheduleDefinition.Arrival.class::cast)
        .ifPresent(arrival -> check(arrival, files));
    return pipeline;
  }

  private static void check(ScheduleDefinition.Arrival arrival, FileListing files) {
    String connection = arrival.source().path("connection").asText();
    try {
      files.check(connection, arrival.source().path("path").asText());
    } catch (PermanentException e) {
      Problem problem = e.problem();
      throw new PermanentException(
          new Problem(problem.code(), "schedule.arrival", problem.message(), problem.advice()));
    }
  }
}
