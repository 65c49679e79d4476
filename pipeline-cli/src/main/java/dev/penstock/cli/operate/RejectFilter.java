package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rejects are meant; several conditions hold together. */
final class RejectFilter {
  @Option(names = "--stream", paramLabel = "NAME", description = "Only of this stream.")
  private @Nullable String stream;

  @Option(names = "--stage", paramLabel = "STAGE", description = "extract, transform or load.")
  private @Nullable String stage;

  @Option(names = "--step", paramLabel = "STEP", description = "Only of this step.")
  private @Nullable String step;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those that broke this rule.")
  private @Nullable String rule;

  @Option(names = "--class", paramLabel = "CLASS", description = "Only this kind of mistake.")
  private @Nullable String errorClass;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "open, replaying, replayed, failed_again or dismissed.")
  private @Nullable String status;

  @Option(names = "--of-output", paramLabel = "NAME", description = "Only missing at this output.")
  private @Nullable String output;

  @Option(names = "-q", paramLabel = "TEXT", description = "Only those that have the text.")
  private @Nullable String text;

  private Map<String, @Nullable String> all() {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    all.put("stream", stream);
    all.put("stage", stage);
    all.put("step", step);
    all.put("rule", rule);
    all.put("error_class", errorClass);
    all.put("status", status);
    all.put("output", output);
    all.put("q", text);
    return all;
  }

  Query on(Query query) {
    all().forEach(query::with);
    return query;
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    all()
        .forEach(
            (name, value) -> {
              if (value != null) {
                body.put(name, value);
              }
            });
    return body;
  }
}
