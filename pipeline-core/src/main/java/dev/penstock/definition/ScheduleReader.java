package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cron.CronTimes;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.definition.ScheduleDefinition.Trigger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads when runs start by themselves. */
final class ScheduleReader {
  private static final List<String> TRIGGERS = List.of("cron", "every", "after", "arrival");
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(366);
  private static final Duration USUAL_LOOK = Duration.ofSeconds(30);

  private final Reading reading;
  private final String pipeline;
  private final Map<String, ParameterDefinition> known;

  /**
   * @param pipeline name of the pipeline at hand
   * @param known its parameters
   */
  ScheduleReader(Reading reading, String pipeline, Map<String, ParameterDefinition> known) {
    this.reading = reading;
    this.pipeline = pipeline;
    this.known = known;
  }

  /** The schedule; empty where it is wrong, which is then reported. */
  Optional<ScheduleDefinition> read(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.SCHEDULE);
    Optional<Trigger> trigger = trigger(spot, fields);
    CatchUp catchUp =
        fields
            .get("catch_up")
            .flatMap(word -> reading.word(word, CatchUp.values(), "choice"))
            .orElse(CatchUp.NONE);
    Optional<RunMode> mode =
        fields
            .get("mode")
            .flatMap(
                word ->
                    reading.word(word, new RunMode[] {RunMode.INCREMENTAL, RunMode.FULL}, "mode"));
    Optional<String> environment =
        fields
            .get("environment")
            .map(
                word ->
                    reading.matching(word, Names.PART_PATTERN, "a text that names an environment"))
            .filter(name -> !name.isEmpty());
    Map<String, String> parameters =
        fields.get("parameters").map(this::parameters).orElseGet(Map::of);
    return trigger.map(
        found -> new ScheduleDefinition(found, catchUp, mode, environment, parameters));
  }

  private Optional<Trigger> trigger(Spot spot, Spot.Fields fields) {
    List<String> given = TRIGGERS.stream().filter(name -> fields.get(name).isPresent()).toList();
    if (given.size() != 1 && spot.node().isObject()) {
      spot.problem(
          given.isEmpty() ? "missing-field" : "two-triggers",
          (given.isEmpty() ? "says nothing of what starts a run" : "has " + Spot.list(given))
              + "; expected exactly one of "
              + Spot.list(TRIGGERS)
              + ".",
          "Write, for example, `schedule: { cron: \"0 2 * * *\" }`.");
    }
    Optional<ZoneId> zone = fields.get("timezone").flatMap(ScheduleReader::zone);
    if (!given.contains("cron")) {
      fields
          .get("timezone")
          .ifPresent(
              at ->
                  at.problem(
                      "unknown-option", "is only for `cron`.", "Leave it out, or use `cron`."));
    }
    Optional<Trigger> cron =
        fields.get("cron").flatMap(at -> cron(at, zone.orElse(ZoneOffset.UTC)));
    Optional<Trigger> every =
        fields.get("every").flatMap(ScheduleReader::interval).map(ScheduleDefinition.Every::new);
    Optional<Trigger> after = fields.get("after").flatMap(this::after);
    Optional<Trigger> arrival = fields.get("arrival").flatMap(this::arrival);
    return given.size() == 1
        ? cron.or(() -> every).or(() -> after).or(() -> arrival)
        : Optional.empty();
  }

  private static Optional<ZoneId> zone(Spot spot) {
    String text = spot.text("a text with a time zone, for example `Europe/Berlin`");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      spot.problem(
          "unknown-timezone",
          "`" + Paths.shown(text) + "` is not a time zone that exists.",
          NearMiss.of(text, List.copyOf(ZoneId.getAvailableZoneIds()))
              .map(near -> "Did you mean `" + near + "`?")
              .orElse("Write it as in `Europe/Berlin` or `UTC`."));
      return Optional.empty();
    }
  }

  private static Optional<Trigger> cron(Spot spot, ZoneId zone) {
    String text = spot.text("a text with " + CronTimes.EXPECTED);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      CronTimes times = CronTimes.of(text, zone);
      return Optional.of(new ScheduleDefinition.Cron(text.strip(), times.zone()));
    } catch (IllegalArgumentException e) {
      spot.problem(
          "bad-cron",
          "`"
              + Paths.shown(text)
              + "` is not a cron expression. "
              + Objects.requireNonNullElse(e.getMessage(), ""),
          "Write " + CronTimes.EXPECTED + ".");
      return Optional.empty();
    }
  }

  private static Optional<Duration> interval(Spot spot) {
    Optional<Duration> found = Durations.read(spot);
    if (found.filter(time -> time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0).isPresent()) {
      spot.problem(
          "bad-duration",
          "is not a time that runs can start at; expected at least `1s` and at most `366d`.",
          "");
      return Optional.empty();
    }
    return found;
  }

  private Optional<Trigger> after(Spot spot) {
    String name =
        reading.matching(spot, Names.PIPELINE_PATTERN, "a text that names another pipeline");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.equals(pipeline)) {
      spot.problem(
          "schedule-cycle",
          "is the pipeline itself, which would never come to an end; expected another one.",
          "");
    }
    return Optional.of(new ScheduleDefinition.After(name));
  }

  private Optional<Trigger> arrival(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.ARRIVAL);
    String connection = fields.get("connection").map(reading::connection).orElse("");
    String path = fields.text("path", "a text with a path or pattern of files");
    Duration every =
        fields.get("every").map(at -> interval(at).orElse(USUAL_LOOK)).orElse(USUAL_LOOK);
    if (connection.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode source = JsonNodeFactory.instance.objectNode();
    source.put("path", path);
    reading
        .surroundings()
        .source(new SourceDefinition(connection, "", source), spot.path(), reading.problems()::add);
    source.put("connection", connection);
    return Optional.of(new ScheduleDefinition.Arrival(source, every));
  }

  private Map<String, String> parameters(Spot spot) {
    Map<String, String> parameters = new LinkedHashMap<>();
    spot.entries("a map of parameter to value", 0, DefinitionLimits.COLUMNS)
        .forEach(
            (name, value) -> {
              if (!known.containsKey(name)) {
                value.problem(
                    "unknown-parameter",
                    "The pipeline has no parameter `" + Paths.shown(name) + "`.",
                    NearMiss.advice(name, known.keySet(), "The parameters"));
              }
              if (value.node().isValueNode() && !value.node().isNull()) {
                parameters.put(name, value.node().asText());
              } else {
                value.wrongType("a text, a number, true or false");
              }
            });
    return parameters;
  }
}
