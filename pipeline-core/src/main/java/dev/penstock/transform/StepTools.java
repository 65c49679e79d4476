package dev.penstock.transform;

import dev.penstock.step.Steps;

/**
 * What the steps of a stream use beside its records.
 *
 * @param lookups reads the stream's look-ups
 * @param steps finds steps in Java by name
 * @param maskKey the key of {@code mask}; no SQL can read it
 */
public record StepTools(LookupLoader lookups, Steps steps, MaskKey maskKey) {
  /** No steps in Java, and no key. */
  public static StepTools of(LookupLoader lookups) {
    return new StepTools(lookups, Steps.NONE, MaskKey.NONE);
  }

  /** The same with another key. */
  public StepTools with(MaskKey key) {
    return new StepTools(lookups, steps, key);
  }

  /** The same with other steps in Java. */
  public StepTools with(Steps others) {
    return new StepTools(lookups, others, maskKey);
  }
}
