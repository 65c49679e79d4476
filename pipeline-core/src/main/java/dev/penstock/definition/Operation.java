package dev.penstock.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a pipeline is run; nothing of it changes what a run makes of its records.
 *
 * @param concurrency what becomes of a run while another one is not over
 * @param parameters what each run may bring, by name
 * @param environments where it runs, by name
 * @param settings how its runs are carried out
 * @param retry what becomes of a run that something passing made fail
 * @param schedule when runs start by themselves
 * @param hooks who is told of runs
 * @param backfill the parameters that are a backfill's windows
 */
public record Operation(
    Concurrency concurrency,
    Map<String, ParameterDefinition> parameters,
    Map<String, EnvironmentDefinition> environments,
    Settings settings,
    RetryDefinition retry,
    Optional<ScheduleDefinition> schedule,
    List<HookDefinition> hooks,
    Optional<BackfillDefinition> backfill) {
  /** Runs are started by hand and wait for each other. */
  public static final Operation USUAL = of(Concurrency.QUEUE);

  public Operation {
    parameters = Ordered.copy(parameters);
    environments = Ordered.copy(environments);
    hooks = List.copyOf(hooks);
  }

  /** Runs are started by hand. */
  public static Operation of(Concurrency concurrency) {
    return new Operation(
        concurrency,
        Map.of(),
        Map.of(),
        Settings.NONE,
        RetryDefinition.NONE,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
