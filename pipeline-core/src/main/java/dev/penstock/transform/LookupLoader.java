package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.SourceDefinition;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Reads a look-up's rows from its connection. */
@FunctionalInterface
public interface LookupLoader {
  /** Hands over batch after batch, at least one; each is valid only during the call. */
  void load(String name, SourceDefinition lookup, Consumer<VectorSchemaRoot> batches);

  /** The look-up where it is asked for keys instead of being read whole. */
  default Optional<KeyedLookup> keyed(String name, SourceDefinition lookup) {
    return Optional.empty();
  }
}
