package dev.penstock.definition;

import java.util.List;
import java.util.Optional;

/**
 * A value that each run may bring.
 *
 * @param type what values it takes
 * @param fallback the value of a run that brings none, as text; where there is none, a run must
 *     bring one
 * @param values the only values that it takes, as text; empty where all of the type are taken
 * @param description for the form that asks for it, may be empty
 */
public record ParameterDefinition(
    ParameterType type, Optional<String> fallback, List<String> values, String description) {
  public ParameterDefinition {
    values = List.copyOf(values);
  }

  public boolean required() {
    return fallback.isEmpty();
  }
}
