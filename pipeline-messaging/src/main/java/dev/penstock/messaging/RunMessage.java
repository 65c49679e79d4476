package dev.penstock.messaging;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import java.util.List;

/**
 * What every service knows of a run.
 *
 * @param revision grows with each change; an older revision that comes late is ignored
 * @param epoch work that carries a lower epoch is dropped and fenced
 * @param mode how much of its sources it reads
 * @param from where its records come from
 * @param until how far it goes
 * @param dryRun whether the publish is taken back
 * @param streams those that it reads and loads, in the definition's order; the outputs of others
 *     stand as they are published
 * @param priority the higher, the sooner its work is taken up; 0 is usual
 * @param definition the text, YAML or JSON: the pipeline version's, or what the run's parameters,
 *     environment and overrides made of it
 */
public record RunMessage(
    String run,
    String pipeline,
    int version,
    int epoch,
    long revision,
    RunState state,
    RunMode mode,
    RunFrom from,
    RunUntil until,
    boolean dryRun,
    List<String> streams,
    int priority,
    String definition) {
  public RunMessage {
    streams = List.copyOf(streams);
    // Messages of an earlier version do not say it.
    until = until == null ? RunUntil.GOLD : until;
  }

  /** Of a run that goes to its models. */
  public RunMessage(
      String run,
      String pipeline,
      int version,
      int epoch,
      long revision,
      RunState state,
      RunMode mode,
      RunFrom from,
      boolean dryRun,
      List<String> streams,
      int priority,
      String definition) {
    this(
        run,
        pipeline,
        version,
        epoch,
        revision,
        state,
        mode,
        from,
        RunUntil.GOLD,
        dryRun,
        streams,
        priority,
        definition);
  }
}
