package dev.penstock.definition;

import dev.penstock.definition.HookDefinition.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads who is told of runs. */
final class HooksReader {
  private static final String TIME = "a length of time above zero and at most 7 days";
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Fields that belong to one moment. */
  private static final Map<String, When> OWNERS =
      Map.of("stage", When.AFTER_STAGE, "more_than", When.MANY_REJECTS, "after", When.SLOW);

  private final Reading reading;
  private final Settings settings;

  HooksReader(Reading reading, Settings settings) {
    this.reading = reading;
    this.settings = settings;
  }

  List<HookDefinition> read(Spot spot) {
    List<HookDefinition> hooks = new ArrayList<>();
    for (Spot item : spot.items("a list of hooks", 0, DefinitionLimits.HOOKS)) {
      hook(item).ifPresent(hooks::add);
    }
    return hooks;
  }

  private Optional<HookDefinition> hook(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.HOOK);
    Optional<When> when =
        fields.get("on").flatMap(word -> reading.word(word, When.values(), "moment"));
    String notifier = fields.get("notify").map(this::notifier).orElse("");
    Optional<String> stage = fields.get("stage").flatMap(this::stage);
    Optional<RejectBudget> rejects =
        fields.get("more_than").flatMap(many -> RejectBudgetReader.value(many, "more_than"));
    Optional<Duration> after = fields.get("after").flatMap(HooksReader::time);
    boolean blocking = fields.get("blocking").map(Spot::truth).orElse(false);
    Optional<Duration> timeout = fields.get("timeout").flatMap(HooksReader::time);
    when.ifPresent(moment -> fitting(moment, fields, blocking, stage));
    return when.map(
        moment ->
            new HookDefinition(
                moment,
                notifier,
                blocking,
                stage,
                rejects,
                after.or(settings::slowAfter),
                timeout.orElse(HookDefinition.USUAL_TIMEOUT)));
  }

  private void fitting(When when, Spot.Fields fields, boolean blocking, Optional<String> stage) {
    OWNERS.forEach(
        (field, owner) -> {
          if (when != owner) {
            fields
                .get(field)
                .ifPresent(
                    spot ->
                        spot.problem(
                            "not-here",
                            "belongs to `on: " + word(owner) + "` alone.",
                            "Leave it out."));
          }
        });
    if (when == When.MANY_REJECTS && fields.get("more_than").isEmpty()) {
      missing(fields, "more_than", "Say how many are many, for example `100` or `5%`.");
    }
    if (when == When.SLOW && fields.get("after").isEmpty() && settings.slowAfter().isEmpty()) {
      missing(fields, "after", "Say what is slow, for example `30m`.");
    }
    if (blocking) {
      blocking(when, fields, stage);
    } else {
      fields
          .get("timeout")
          .ifPresent(
              spot ->
                  spot.problem("not-here", "belongs to `blocking: true` alone.", "Leave it out."));
    }
  }

  private static void blocking(When when, Spot.Fields fields, Optional<String> stage) {
    Spot spot = fields.get("blocking").orElseThrow();
    if (when != When.BEFORE_RUN && when != When.AFTER_STAGE) {
      spot.problem(
          "cannot-block",
          "A run cannot wait at `" + word(when) + "`.",
          "Only `before_run` and `after_stage` may block; leave it out.");
    } else if (stage.filter("publish"::equals).isPresent()) {
      spot.problem(
          "cannot-block",
          "A run cannot wait behind its stage `publish`: it is over then.",
          "Block behind another stage, or leave it out.");
    } else if (when == When.AFTER_STAGE && fields.get("stage").isEmpty()) {
      missing(fields, "stage", "Name the stage behind which the run waits.");
    }
  }

  private String notifier(Spot spot) {
    String name =
        reading.matching(
            spot,
            Names.CONNECTION_PATTERN,
            "a text that names a notifier (letters, digits, `_`, `.`, `-`; at most 63)");
    if (!name.isEmpty()) {
      reading.surroundings().notifier(name, spot.path(), reading.problems()::add);
    }
    return name;
  }

  private Optional<String> stage(Spot spot) {
    String text = spot.text("a text, one of " + Spot.list(HookDefinition.STAGES));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!HookDefinition.STAGES.contains(text)) {
      spot.problem(
          "unknown-stage",
          "`" + Paths.shown(text) + "` is not a stage that exists.",
          NearMiss.advice(text, HookDefinition.STAGES, "The stages"));
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static Optional<Duration> time(Spot spot) {
    Optional<Duration> found = Durations.read(spot);
    if (found.filter(time -> time.isZero() || time.compareTo(LONGEST) > 0).isPresent()) {
      spot.problem("bad-duration", "is not " + TIME + ".", "");
      return Optional.empty();
    }
    return found;
  }

  private static void missing(Spot.Fields fields, String field, String advice) {
    fields
        .parent()
        .problems()
        .add("missing-field", Paths.child(fields.parent().path(), field), "is missing.", advice);
  }

  private static String word(When when) {
    return when.name().toLowerCase(Locale.ROOT);
  }
}
