package dev.penstock.api.openlineage;

import java.util.Map;

/** What is kept of a run that its lineage needs. Works in the caller's transaction. */
@FunctionalInterface
public interface LineageStore {
  /** The columns of the run's sources by stream, as Arrow schemas in JSON, as far as planned. */
  Map<String, String> columns(String run);
}
