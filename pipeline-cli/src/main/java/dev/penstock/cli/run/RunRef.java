package dev.penstock.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a person names a run: by its id, by the beginning of it that no other recent run has, by
 * {@code last}, or by its pipeline, whose latest run is meant. Stateless.
 */
public final class RunRef {
  /** What help says of such a parameter. */
  public static final String HELP =
      "A run's id or its beginning, a pipeline (its latest run), or `last`.";

  private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9A-Za-z-]{3,35}");
  private static final int RECENT = 500;
  private static final int SHORT = 8;

  private RunRef() {}

  /**
   * The run's id.
   *
   * @throws CliException with {@link Exit#NOT_FOUND} where nothing fits, {@link Exit#USAGE} where
   *     several runs do
   */
  public static String resolve(ApiClient api, String named) {
    if (WHOLE.matcher(named).matches()) {
      return named;
    }
    if ("last".equals(named)) {
      JsonNode runs = api.get(Query.of("runs").with("limit", 1)).items();
      if (runs.isEmpty()) {
        throw new CliException(
            Exit.NOT_FOUND, "There is no run yet. Start one: penstock run PIPELINE");
      }
      return runs.get(0).path("id").asText();
    }
    if (BEGINNING.matcher(named).matches()) {
      List<JsonNode> fitting = new ArrayList<>();
      api.get(Query.of("runs").with("limit", RECENT))
          .items()
          .forEach(
              run -> {
                if (run.path("id").asText().startsWith(named)) {
                  fitting.add(run);
                }
              });
      if (fitting.size() == 1) {
        return fitting.getFirst().path("id").asText();
      }
      if (fitting.size() > 1) {
        throw new CliException(
            Exit.USAGE,
            fitting.size()
                + " runs begin with "
                + named
                + ", the latest is "
                + fitting.getFirst().path("id").asText()
                + ". Write more of the id.");
      }
    }
    return api.find(Query.of("runs").with("pipeline", named).with("limit", 1))
        .map(answer -> answer.items().path(0).path("id").asText())
        .filter(id -> !id.isEmpty())
        .orElseThrow(
            () ->
                new CliException(
                    Exit.NOT_FOUND,
                    "There is no recent run that begins with "
                        + named
                        + ", and no pipeline of this name that was run. Which there are: penstock"
                        + " runs"));
  }

  /** As much of an id as tables show; enough to name the run. */
  public static String shortened(String id) {
    return WHOLE.matcher(id).matches() ? id.substring(0, SHORT) : id;
  }
}
