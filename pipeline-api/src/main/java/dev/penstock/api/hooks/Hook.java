package dev.penstock.api.hooks;

import dev.penstock.api.runs.Gate;
import dev.penstock.batch.Stage;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.HookDefinition.When;
import java.util.Locale;
import java.util.Optional;

/**
 * A hook of a run.
 *
 * @param id where it stands: {@code hooks[0]} in the definition, {@code penstock.hooks.failed} in
 *     the operator's configuration
 */
record Hook(String id, HookDefinition definition) {
  /** Whether the run waits for it at the gate. */
  boolean guards(Gate gate) {
    return definition.blocking() && gate().filter(gate::equals).isPresent();
  }

  boolean is(When when) {
    return definition.when() == when;
  }

  boolean isBehind(Stage stage) {
    return is(When.AFTER_STAGE)
        && definition.stage().filter(name -> !name.equals(word(stage))).isEmpty();
  }

  private Optional<Gate> gate() {
    return switch (definition.when()) {
      case BEFORE_RUN -> Optional.of(Gate.START);
      case AFTER_STAGE ->
          definition
              .stage()
              .map(stage -> stage.equals(word(Stage.AUDIT)) ? Gate.PUBLISH : Gate.AUDIT);
      default -> Optional.empty();
    };
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
