package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.preview.PreviewView.ColumnView;
import dev.penstock.api.runs.StreamStates.StreamState;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a stream noted at its last published run.
 *
 * @param environment where it ran; {@code null} for none
 * @param state the source's own note; {@code null} for a source that is always read whole
 */
public record StateView(
    @Nullable String environment,
    String stream,
    List<ColumnView> columns,
    @Nullable JsonNode state,
    String run,
    Instant savedAt) {
  static StateView of(StreamState state) {
    try {
      List<ColumnView> columns =
          Schema.fromJSON(state.columns()).getFields().stream()
              .filter(field -> !field.getName().equals(Columns.PLACE))
              .map(field -> new ColumnView(field.getName(), ColumnTypes.word(field)))
              .toList();
      String place = state.environment();
      return new StateView(
          place.isEmpty() ? null : place,
          state.stream(),
          columns,
          state.state(),
          state.run(),
          state.savedAt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
