package dev.penstock.connector;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a row of a warehouse came from.
 *
 * @param row the row itself, a JSON object
 * @param run the run that wrote it as it is
 * @param pipeline empty where rows were visible at once and their run has not ended well
 * @param version of the pipeline; empty where it is
 * @param origin what the split is a part of
 * @param place in the origin; empty where the record had none
 * @param source the raw record
 */
public record RowOrigin(
    String row,
    String run,
    Optional<String> pipeline,
    OptionalInt version,
    String stream,
    String output,
    String split,
    String origin,
    OptionalLong place,
    Source source) {

  /** The record as it was read. */
  public sealed interface Source {
    /**
     * It is in the raw copy.
     *
     * @param table the raw copy
     * @param record a JSON object, with the metadata columns
     */
    record Raw(String table, String record) implements Source {}

    /**
     * It cannot be shown.
     *
     * @param why a sentence
     */
    record Missing(String why) implements Source {}
  }
}
