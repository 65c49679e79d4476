package dev.penstock.api.hooks;

import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunStore;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.Operation;
import dev.penstock.definition.Settings;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each run is to tell, by the text that it goes by and the operator's configuration. A run's
 * text never changes, so what was read of it is kept for a while. Thread-safe.
 */
public final class HookPlans {
  private static final int KEPT = 1_000;

  private final RunStore runs;
  private final List<Hook> everywhere;
  private final DefinitionParser parser = new DefinitionParser();
  private final Map<String, Plan> plans =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Plan> eldest) {
              return size() > KEPT;
            }
          });

  /**
   * @param everywhere hooks of all pipelines
   */
  public HookPlans(RunStore runs, List<HookDefinition> everywhere) {
    this.runs = runs;
    List<Hook> numbered = new ArrayList<>();
    for (HookDefinition hook : everywhere) {
      numbered.add(
          new Hook("penstock.hooks." + Hook.word(hook.when()) + "." + hook.notifier(), hook));
    }
    this.everywhere = List.copyOf(numbered);
  }

  /** What the run is to tell. Reads the run's text in the caller's transaction. */
  Plan of(Run run) {
    Plan known = plans.get(run.id());
    if (known != null) {
      return known;
    }
    Plan plan = read(runs.definition(run));
    plans.put(run.id(), plan);
    return plan;
  }

  private Plan read(String text) {
    List<Hook> hooks = new ArrayList<>();
    Settings settings = Settings.NONE;
    try {
      Operation operation = parser.parse(text).operation();
      settings = operation.settings();
      for (HookDefinition hook : operation.hooks()) {
        hooks.add(new Hook("hooks[" + hooks.size() + "]", hook));
      }
    } catch (PermanentException e) {
      // A text of an earlier version that this one does not take has no hooks.
    }
    hooks.addAll(everywhere);
    return new Plan(hooks, settings);
  }

  /** What a run is to tell. */
  record Plan(List<Hook> hooks, Settings settings) {
    Plan {
      hooks = List.copyOf(hooks);
    }

    /** Whether time or counts alone can be a moment. */
    boolean watched() {
      return hooks.stream()
          .anyMatch(
              hook ->
                  hook.is(HookDefinition.When.SLOW) || hook.is(HookDefinition.When.MANY_REJECTS));
    }
  }
}
