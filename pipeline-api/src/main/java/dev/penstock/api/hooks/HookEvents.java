package dev.penstock.api.hooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.runs.Progress;
import dev.penstock.api.runs.Retrying;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEvents;
import dev.penstock.api.runs.Stalled;
import dev.penstock.batch.Stage;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.HookDefinition.When;
import dev.penstock.definition.RejectBudget;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the event that a hook tells: the public event of the run and what else matters. */
final class HookEvents {
  private static final String TYPE = "dev.penstock.run.";

  private final Optional<String> publicUrl;

  HookEvents(Optional<String> publicUrl) {
    this.publicUrl = publicUrl.map(url -> url.replaceFirst("/+$", ""));
  }

  /**
   * The CloudEvent, as JSON.
   *
   * @param id of the delivery
   * @param stage behind which it is; empty for moments of the run as a whole
   */
  String of(String id, Run run, Progress progress, HookDefinition hook, String stage, Instant now) {
    ObjectNode event = Json.read(Json.write(RunEvents.apart(run, progress, now)), ObjectNode.class);
    event.put("id", id);
    event.put("type", TYPE + Hook.word(hook.when()));
    ObjectNode data = event.withObject("/data");
    data.put("moment", Hook.word(hook.when()));
    data.put("attempt", run.attempt());
    if (!stage.isEmpty()) {
      data.put("stage", stage);
    }
    Optional<Problem> problem = problem(run, hook.when());
    problem.ifPresent(
        found ->
            data.putObject("problem")
                .put("code", found.code())
                .put("where", found.where())
                .put("message", found.message())
                .put("advice", found.advice()));
    data.put("summary", summary(run, progress, hook, stage, problem));
    publicUrl.ifPresent(url -> data.put("link", url + "/api/v1/runs/" + run.id()));
    return new String(Json.write(event), StandardCharsets.UTF_8);
  }

  private static Optional<Problem> problem(Run run, When when) {
    List<Problem> problems = run.details().problems();
    Retrying retrying = run.details().retrying();
    Stalled stalled = run.details().stalled();
    return switch (when) {
      case FAILED -> problems.stream().findFirst();
      case RETRYING -> Optional.ofNullable(retrying).map(Retrying::problem);
      case STALLED ->
          Optional.ofNullable(stalled)
              .map(found -> new Problem("stalled", "run", found.reason(), found.advice()));
      default -> Optional.empty();
    };
  }

  private static String summary(
      Run run, Progress progress, HookDefinition hook, String stage, Optional<Problem> problem) {
    String why = problem.map(found -> ": " + found.where() + ": " + found.message()).orElse("");
    String said =
        switch (hook.when()) {
          case BEFORE_RUN -> " is about to start";
          case AFTER_STAGE -> " has finished the stage " + stage;
          case SUCCEEDED ->
              " succeeded, with "
                  + progress.records(Stage.LOAD)
                  + " rows and "
                  + progress.rejected()
                  + " rejects";
          case FAILED -> " failed" + why;
          case CANCELLED -> " was cancelled";
          case RETRYING -> " is tried again" + why;
          case MANY_REJECTS ->
              " has "
                  + progress.rejected()
                  + " rejects, more than "
                  + hook.rejects().map(RejectBudget::text).orElse("expected");
          case SLOW ->
              " is slow: it takes longer than "
                  + hook.after().map(HookEvents::time).orElse("usual");
          case STALLED -> " does not move" + why.replaceFirst(": run: ", ": ");
        };
    return run.pipeline() + (run.dryRun() ? " (dry run)" : "") + said;
  }

  private static String time(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
