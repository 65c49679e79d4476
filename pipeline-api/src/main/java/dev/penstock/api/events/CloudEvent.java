package dev.penstock.api.events;

import java.time.Instant;

/**
 * A public event in the structured JSON form of CloudEvents 1.0
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 *
 * @param id the same where an event is sent again
 * @param source the pipeline's address
 * @param subject id of the run
 * @param time RFC 3339
 */
public record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    String time,
    String datacontenttype,
    Object data) {
  public static final String CONTENT_TYPE = "application/cloudevents+json";

  public static final String RUN_CREATED = "dev.penstock.run.created";

  public static final String RUN_UPDATED = "dev.penstock.run.updated";

  /** An event of a run; run and revision together name it. */
  public static CloudEvent ofRun(
      String type, String pipeline, String run, long revision, Instant time, Object data) {
    return new CloudEvent(
        "1.0",
        run + "-" + revision,
        "/api/v1/pipelines/" + pipeline,
        type,
        run,
        time.toString(),
        "application/json",
        data);
  }
}
