package dev.penstock.definition;

/** What happens when a source's columns are no longer those of the last published run. */
public enum SchemaChange {
  /** New columns are added, types widened; a missing column is NULL. */
  EVOLVE,

  /** The run fails. */
  FAIL,

  /** The columns stay as they were: new ones are left out, missing ones are NULL. */
  IGNORE
}
