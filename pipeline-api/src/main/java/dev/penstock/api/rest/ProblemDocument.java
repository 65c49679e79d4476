package dev.penstock.api.rest;

import dev.penstock.error.Problem;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of every error answer: problem details of RFC 9457, with all that is wrong. */
@Schema(name = "Problem", description = "Problem details (RFC 9457) with everything that is wrong")
public record ProblemDocument(
    @Schema(examples = "urn:penstock:problem:unknown-step") String type,
    @Schema(examples = "The definition is not valid") String title,
    @Schema(examples = "422") int status,
    @Schema(examples = "streams.orders.steps[2]: There is no step `valdate`.") String detail,
    @Schema(examples = "/api/v1/pipelines/orders") String instance,
    List<Problem> problems) {
  /** The media type of error answers. */
  public static final String TYPE = "application/problem+json";

  public ProblemDocument {
    problems = List.copyOf(problems);
  }

  static ProblemDocument of(int status, String title, String instance, List<Problem> problems) {
    Problem first = problems.getFirst();
    return new ProblemDocument(
        "urn:penstock:problem:" + first.code(), title, status, first.text(), instance, problems);
  }
}
