package dev.penstock.connector;

import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of destination can do of all that a definition may ask for.
 *
 * @param modes how it can keep rows
 * @param models what it can make of models
 * @param indexes whether its tables can have indexes
 * @param keysAcrossPartitions whether a key can be unique in more than one partition
 * @param statements whether models can have statements behind them, and descriptions
 * @param lineage whether rows can note where they came from
 * @param permission setting of a connection that must be {@code true} before outputs may go there;
 *     empty where none is needed
 */
public record DestinationAbilities(
    Set<LoadMode> modes,
    Set<Materialized> models,
    boolean indexes,
    boolean keysAcrossPartitions,
    boolean statements,
    boolean lineage,
    Optional<String> permission) {
  /** All that there is. */
  public static final DestinationAbilities ALL =
      new DestinationAbilities(
          EnumSet.allOf(LoadMode.class),
          EnumSet.allOf(Materialized.class),
          true,
          true,
          true,
          true,
          Optional.empty());

  public DestinationAbilities {
    modes = Set.copyOf(modes);
    models = Set.copyOf(models);
  }
}
