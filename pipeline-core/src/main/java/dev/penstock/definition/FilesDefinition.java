package dev.penstock.definition;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an output's rows are written to files.
 *
 * @param partRows the most rows of one file; the destination's own choice where empty
 * @param members for tar: columns whose bytes are a file of their own beside the record's JSON, and
 *     that file's ending
 * @param dvc whether the folder of files is tracked by DVC, and how; it then holds the files of the
 *     last published run and no others
 */
public record FilesDefinition(
    Format format, OptionalLong partRows, Map<String, String> members, Optional<Tracking> dvc) {
  /** What follows a record's name and a dot in an archive. */
  public static final String ENDING = "^[a-z0-9]{1,16}(\\.[a-z0-9]{1,16})?$";

  public FilesDefinition {
    members = Ordered.copy(members);
  }

  /** Files that are nothing special. */
  public FilesDefinition(Format format, OptionalLong partRows) {
    this(format, partRows, Map.of(), Optional.empty());
  }

  /** A kind of file. */
  public enum Format {
    PARQUET,
    CSV,
    /** A JSON object on each line. */
    JSONL,
    /** A tar archive with a JSON file for each record and, beside it, its members. */
    TAR
  }

  /** How DVC knows of a folder. */
  public enum Tracking {
    /** A {@code .dvc} file beside the folder is written with each publish. */
    FILE,
    /** A stage in the author's {@code dvc.yaml} makes the folder. */
    STAGE
  }
}
