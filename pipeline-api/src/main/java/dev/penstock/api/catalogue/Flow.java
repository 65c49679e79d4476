package dev.penstock.api.catalogue;

/**
 * That data go from a source or table into a table.
 *
 * @param to the table that gets them
 * @param by what of the pipeline brings them, for example {@code stream orders}
 */
record Flow(From from, TableKey to, String pipeline, String by) {

  /** Where the data come from. */
  sealed interface From {
    /** A table of the same pipeline. */
    record Table(TableKey at) implements From {}

    /** A source, which may be a table of another pipeline. */
    record Read(DefinedSource source) implements From {}
  }
}
