package dev.penstock.api.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.api.replay.ReplayStore.Kept;
import dev.penstock.api.runs.PushedSplits;
import dev.penstock.api.runs.PushedSplits.PushedSplit;
import dev.penstock.api.runs.RunDetails.Skipped;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.batch.ReplayRoute;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Split;
import dev.penstock.connector.replay.ReplaySplits;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a replay takes up and what not, as splits and as words. Not thread-safe. */
final class ReplayPlan {
  /** Splits of finished rows, which skip the steps, begin so. */
  static final String FINISHED = "rows";

  private static final String THROUGH_STEPS = "records";
  private static final int SHOWN_IDS = 20;

  private final String origin;
  private final Map<String, Map<Way, ReplaySplits>> byStream = new LinkedHashMap<>();
  private final Map<Problem, List<Long>> skipped = new LinkedHashMap<>();
  private final Map<String, Schema> columns = new HashMap<>();
  private final List<Long> taken = new ArrayList<>();

  /** Records that go the same way. */
  private record Way(List<String> outputs, boolean finished) {}

  ReplayPlan(String run) {
    this.origin = origin(run);
  }

  /** What the places of a run's replayed rejects are in. */
  static String origin(String run) {
    return "run " + run + " reject";
  }

  void take(Kept reject, String record, List<String> outputs, Schema columnsOfStream) {
    boolean finished = reject.stage() == Stage.LOAD;
    Map<Way, ReplaySplits> ways =
        byStream.computeIfAbsent(reject.stream(), stream -> new LinkedHashMap<>());
    ways.computeIfAbsent(
            new Way(outputs, finished),
            way ->
                new ReplaySplits(
                    (finished ? FINISHED : THROUGH_STEPS) + "-" + ways.size() + "-", origin))
        .add(reject.id(), finished ? wrapped(record) : record);
    columns.put(reject.stream(), columnsOfStream);
    taken.add(reject.id());
  }

  void skip(Kept reject, Problem why) {
    skipped.computeIfAbsent(why, problem -> new ArrayList<>()).add(reject.id());
  }

  List<Long> taken() {
    return taken;
  }

  List<Skipped> skipped() {
    return skipped.entrySet().stream()
        .map(
            entry ->
                new Skipped(
                    entry.getKey(),
                    entry.getValue().size(),
                    entry.getValue().stream().limit(SHOWN_IDS).toList()))
        .toList();
  }

  /** The streams that it feeds, each with the outputs that get something. */
  List<StreamOutputs> streams(List<StreamOutputs> all) {
    List<StreamOutputs> fed = new ArrayList<>();
    for (StreamOutputs stream : all) {
      Map<Way, ReplaySplits> ways = byStream.getOrDefault(stream.stream(), Map.of());
      if (!ways.isEmpty()) {
        List<String> outputs =
            stream.outputs().stream()
                .filter(output -> ways.keySet().stream().anyMatch(w -> w.outputs.contains(output)))
                .toList();
        // Without a budget: that many are rejected again is no news.
        fed.add(new StreamOutputs(stream.stream(), stream.source(), outputs, Optional.empty()));
      }
    }
    return fed;
  }

  List<PushedSplits> splits() {
    List<PushedSplits> all = new ArrayList<>();
    byStream.forEach(
        (stream, ways) -> {
          Schema schema = Objects.requireNonNull(columns.get(stream));
          List<PushedSplit> splits = new ArrayList<>();
          ways.forEach(
              (way, records) -> {
                String route = new ReplayRoute(way.outputs, schema, way.finished).schema().toJson();
                for (Split split : records.splits()) {
                  splits.add(new PushedSplit(split, route, route, way.outputs));
                }
              });
          all.add(new PushedSplits(stream, splits, schema.toJson(), null, List.of()));
        });
    return all;
  }

  private static String wrapped(String row) {
    return JsonNodeFactory.instance.objectNode().put(ReplayRoute.RECORD, row).toString();
  }
}
