package dev.penstock.messaging;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;

/**
 * What every service knows of a run.
 *
 * @param revision grows with each change; an older revision that comes late is ignored
 * @param epoch work that carries a lower epoch is dropped and fenced
 * @param mode how much of its sources it reads
 * @param from where its records come from
 * @param dryRun whether the publish is taken back
 * @param definition the pipeline version's text, YAML or JSON
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
    boolean dryRun,
    String definition) {}
