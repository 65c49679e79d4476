package dev.penstock.step;

import java.util.List;
import java.util.Optional;

/** Where steps are found by name. Thread-safe. */
public interface Steps {
  /** Knows no step. */
  Steps NONE =
      new Steps() {
        @Override
        public List<String> names() {
          return List.of();
        }

        @Override
        public Optional<Found> find(String name) {
          return Optional.empty();
        }
      };

  /** The names of all steps, sorted. */
  List<String> names();

  /** An instance of the step of this name. */
  Optional<Found> find(String name);

  /**
   * An instance for one use.
   *
   * @param release called when it is not needed any more
   */
  record Found(Step step, Runnable release) {}
}
