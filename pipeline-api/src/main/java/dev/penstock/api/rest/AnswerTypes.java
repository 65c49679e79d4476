package dev.penstock.api.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Says once for all operations in the OpenAPI document what their answers have in common: an error
 * is a problem document, and answers of an operation that say yes say it in the same form. Works
 * when the service is built; used by the extension alone.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class AnswerTypes implements OASFilter {
  private static final String ROOT = "/api/v1/";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (path.startsWith(ROOT)) {
                item.getOperations().values().forEach(operation -> say(path, operation));
              }
            });
  }

  private static void say(String path, Operation operation) {
    APIResponses answers = operation.getResponses();
    declare(answers, "400", "The request is wrong; all mistakes are listed");
    if (path.contains("{")) {
      declare(answers, "404", "There is no such thing");
    }
    declare(answers, "default", "What else went wrong");
    Optional<Content> fine =
        answers.getAPIResponses().entrySet().stream()
            .filter(one -> one.getKey().startsWith("2") && said(one.getValue()))
            .map(one -> one.getValue().getContent())
            .findFirst();
    answers.getAPIResponses().forEach((status, answer) -> fill(status, answer, fine));
  }

  private static void fill(String status, APIResponse answer, Optional<Content> fine) {
    if (said(answer)) {
      return;
    }
    if (status.startsWith("4") || status.startsWith("5") || status.equals("default")) {
      answer.setContent(
          OASFactory.createContent()
              .addMediaType(
                  ProblemDocument.TYPE,
                  OASFactory.createMediaType()
                      .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
    } else if (status.startsWith("2") && !status.equals("204")) {
      fine.ifPresent(answer::setContent);
    }
  }

  /** Whether it has a schema; where a method answers in any form, there is an empty one. */
  private static boolean said(APIResponse answer) {
    Content content = answer.getContent();
    return answer.getRef() != null
        || (content != null
            && content.getMediaTypes().values().stream()
                .map(MediaType::getSchema)
                .anyMatch(schema -> schema != null && !schema.equals(OASFactory.createSchema())));
  }

  private static void declare(APIResponses answers, String status, String description) {
    Map<String, APIResponse> there = answers.getAPIResponses();
    if (there == null || !there.containsKey(status)) {
      answers.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
    }
  }
}
