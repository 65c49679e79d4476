package dev.penstock.definition;

import java.util.OptionalLong;

/**
 * How an output's rows are written to files.
 *
 * @param partRows the most rows of one file; the destination's own choice where empty
 */
public record FilesDefinition(Format format, OptionalLong partRows) {
  /** A kind of file. */
  public enum Format {
    PARQUET,
    CSV,
    /** A JSON object on each line. */
    JSONL
  }
}
