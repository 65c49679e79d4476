package dev.penstock.definition;

/** Where a run takes its records from. */
public enum RunFrom {
  /** From the sources of its streams. */
  SOURCE,

  /**
   * From the raw copies that earlier runs kept: the sources are not touched, nor are the raw
   * copies. Such a run is a {@link RunMode#FULL full} one.
   */
  BRONZE,

  /**
   * From the tables as they are published: no stream is read or loaded, only models are built and
   * checked. Such a run is a {@link RunMode#FULL full} one.
   */
  SILVER
}
