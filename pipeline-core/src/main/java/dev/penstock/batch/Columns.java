package dev.penstock.batch;

/** Columns that Penstock adds to the author's. */
public final class Columns {
  /**
   * Where the record stands in its split's origin, a nullable int64; for text files the line on
   * which it starts, counted from 1. Present in every extracted batch, and in transformed batches
   * unless a {@code sql} step left it out.
   */
  public static final String PLACE = "_place";

  private Columns() {}

  /** A place as a person reads it, for example {@code birdstrikes.csv:812}. */
  public static String place(String origin, long place) {
    return origin + ":" + place;
  }
}
