package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a run: the fence of its writers.
 *
 * @param epoch the highest that was told
 * @param endedAt ISO 8601; when it was closed or published
 * @param pipeline whose manifest an audit of the run was made for; {@code null} before the first
 * @param folders where the audit writes files
 * @param published what it was answered; {@code null} before
 */
record RunNote(
    String run,
    int epoch,
    boolean closed,
    @Nullable String endedAt,
    @Nullable String pipeline,
    List<String> folders,
    @Nullable PublishResult published) {
  RunNote {
    folders = folders == null ? List.of() : List.copyOf(folders);
  }

  static RunNote first(String run, int epoch) {
    return new RunNote(run, epoch, false, null, null, List.of(), null);
  }

  RunNote withEpoch(int next) {
    return new RunNote(run, next, closed, endedAt, pipeline, folders, published);
  }

  RunNote closed(int next, String at) {
    return new RunNote(
        run, next, true, endedAt == null ? at : endedAt, pipeline, folders, published);
  }

  RunNote audited(String of, List<String> into) {
    return new RunNote(run, epoch, closed, endedAt, of, into, published);
  }

  RunNote published(PublishResult result, String at) {
    return new RunNote(
        run, epoch, closed, endedAt == null ? at : endedAt, pipeline, folders, result);
  }
}
