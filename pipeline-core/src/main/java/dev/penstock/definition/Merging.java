package dev.penstock.definition;

import java.util.Optional;

/**
 * How rows with a key meet those that the table has, in the modes {@link LoadMode#UPSERT}, {@link
 * LoadMode#HISTORY} and {@link LoadMode#CONTINUOUS}.
 *
 * @param order column whose greatest value wins, NULL being the least; a row that has less than the
 *     table's row does not change it. Between equal ones the row wins that stands last in its
 *     source. Empty: the place alone decides
 * @param validFrom column of a history that says since when a row is true; the time of the run
 *     where empty
 * @param missing what becomes of keys of a history that a run lacks which read everything
 */
public record Merging(Optional<String> order, Optional<String> validFrom, Missing missing) {
  /** The place decides, and nothing ends that is not there any more. */
  public static final Merging BY_PLACE =
      new Merging(Optional.empty(), Optional.empty(), Missing.KEEP);

  /** Column of a history: since when the row is true, inclusive. */
  public static final String VALID_FROM = "valid_from";

  /** Column of a history: until when the row was true, exclusive; NULL while it is. */
  public static final String VALID_TO = "valid_to";

  /** Column of a history: whether the row is true now; one row of each key at most. */
  public static final String CURRENT = "current";

  /** What becomes of a key that is not at the source any more. */
  public enum Missing {
    /** Its row stays current. */
    KEEP,

    /** Its row ends. */
    CLOSE
  }
}
