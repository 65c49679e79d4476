package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With what a stream of a run starts.
 *
 * @param state what its source noted for the last published run; {@code null} to read everything
 * @param known its columns as they were last published, an Arrow schema in Arrow's JSON form
 * @param pushed the records that came with the request, split; empty where they are to be planned
 */
public record StreamStart(
    String stream,
    @Nullable JsonNode state,
    @Nullable String known,
    List<PushedSplits.PushedSplit> pushed) {
  public StreamStart {
    pushed = List.copyOf(pushed);
  }

  /** Everything of the stream, with nothing known. */
  public static StreamStart anew(String stream) {
    return new StreamStart(stream, null, null, List.of());
  }

  /** What the extractor is to do. */
  List<Task> tasks(Run run) {
    if (pushed.isEmpty()) {
      return List.of(new Task.PlanStream(run.id(), run.epoch(), stream, state, known));
    }
    return pushed.stream()
        .<Task>map(
            piece ->
                new Task.ReadSplit(
                    run.id(),
                    run.epoch(),
                    stream,
                    piece.split(),
                    piece.columns(),
                    piece.sourceColumns()))
        .toList();
  }
}
