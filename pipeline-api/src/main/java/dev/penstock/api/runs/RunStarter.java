package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.RunMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks for the runs that nobody sends a request for: those of schedules and backfills. Thread-safe.
 */
public final class RunStarter {
  private final Submissions submissions;

  public RunStarter(Submissions submissions) {
    this.submissions = submissions;
  }

  /**
   * Starts a run of the pipeline's current version, in a transaction of its own.
   *
   * @param added what else is to be done in that transaction; not where the key's run is there
   *     already
   * @throws dev.penstock.api.error.Refusal as a request for the same run is refused
   */
  public RunView start(Asked asked, Consumer<Run> added) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    asked.mode().ifPresent(mode -> body.put("mode", mode.name().toLowerCase(Locale.ROOT)));
    asked.environment().ifPresent(name -> body.put("environment", name));
    if (!asked.parameters().isEmpty()) {
      ObjectNode parameters = body.putObject("parameters");
      asked.parameters().forEach(parameters::put);
    }
    return submissions.start(
        asked.pipeline(), RunRequest.of(body), asked.key(), asked.trigger(), added);
  }

  /**
   * What is asked for.
   *
   * @param key the same key gives the same run
   * @param mode the usual one if empty
   * @param parameters as text
   */
  public record Asked(
      String pipeline,
      String key,
      Optional<RunMode> mode,
      Optional<String> environment,
      Map<String, String> parameters,
      RunTrigger trigger) {
    public Asked {
      parameters = Map.copyOf(parameters);
    }
  }
}
