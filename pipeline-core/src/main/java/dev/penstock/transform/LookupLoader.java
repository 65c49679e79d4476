package dev.penstock.transform;

import dev.penstock.definition.SourceDefinition;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Reads a look-up's rows from its connection. */
@FunctionalInterface
public interface LookupLoader {
  /** Hands over batch after batch, at least one; each is valid only during the call. */
  void load(String name, SourceDefinition lookup, Consumer<VectorSchemaRoot> batches);
}
