package dev.penstock.api.pipelines;

import java.util.List;
import java.util.Optional;

/**
 * What a client knows of a pipeline that it changes, so that two do not overwrite each other.
 *
 * @param match digests of versions of which one must be the current one; empty where none was named
 * @param exists whether the pipeline must be there, whichever its version
 * @param missing whether it must not be there
 */
public record Precondition(Optional<List<String>> match, boolean exists, boolean missing) {
  /** A client that does not say. */
  public static final Precondition NONE = new Precondition(Optional.empty(), false, false);

  /** Whether it holds of the current version. */
  boolean holds(Optional<PipelineVersion> current) {
    if (missing && current.isPresent()) {
      return false;
    }
    if (exists && current.isEmpty()) {
      return false;
    }
    return match.isEmpty()
        || current.filter(version -> match.get().contains(version.tag())).isPresent();
  }
}
