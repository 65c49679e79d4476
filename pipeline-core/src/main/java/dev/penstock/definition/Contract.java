package dev.penstock.definition;

/** What may become of a table's columns when those of its output change. */
public enum Contract {
  /** New columns are added, types are widened; all else fails before the first row. */
  EVOLVE,

  /** Nothing: a table that would have to change fails the run before the first row. */
  FREEZE
}
