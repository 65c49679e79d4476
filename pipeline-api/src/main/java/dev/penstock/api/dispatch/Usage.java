package dev.penstock.api.dispatch;

import dev.penstock.api.dispatch.PlacesView.ConnectionUse;
import dev.penstock.api.dispatch.PlacesView.PipelineUse;
import dev.penstock.api.dispatch.PlacesView.Used;
import dev.penstock.api.dispatch.PlacesView.WaitingRun;
import dev.penstock.messaging.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts together what is shown of the places. */
final class Usage {
  private static final int SHOWN = 200;

  private Usage() {}

  static PlacesView of(Limits limits, Queue queue, List<Flow> flows) {
    Map<String, Integer> connections = new TreeMap<>();
    limits.connections().keySet().forEach(name -> connections.put(name, 0));
    for (Flow flow : flows) {
      if (!flow.connection().isEmpty()) {
        connections.merge(flow.connection(), flow.given(), Integer::sum);
      }
    }
    return new PlacesView(
        new Used((int) queue.runs().stream().filter(QueuedRun::hasPlace).count(), limits.runs()),
        new Used(flows.stream().mapToInt(Flow::given).sum(), limits.splits()),
        limits.splitsPerRun(),
        connections.entrySet().stream()
            .map(
                use ->
                    new ConnectionUse(
                        use.getKey(), use.getValue(), limits.connections().get(use.getKey())))
            .toList(),
        pipelines(queue),
        waiting(queue));
  }

  private static List<PipelineUse> pipelines(Queue queue) {
    Map<String, List<QueuedRun>> pipelines = new TreeMap<>();
    queue
        .runs()
        .forEach(
            run -> pipelines.computeIfAbsent(run.pipeline(), name -> new ArrayList<>()).add(run));
    return pipelines.entrySet().stream()
        .map(
            pipeline ->
                new PipelineUse(
                    pipeline.getKey(),
                    (int) pipeline.getValue().stream().filter(QueuedRun::hasPlace).count(),
                    in(pipeline.getValue(), RunState.PAUSED),
                    in(pipeline.getValue(), RunState.QUEUED)))
        .toList();
  }

  private static int in(List<QueuedRun> runs, RunState state) {
    return (int) runs.stream().filter(run -> run.state() == state).count();
  }

  private static List<WaitingRun> waiting(Queue queue) {
    return queue.waiting().stream()
        .limit(SHOWN)
        .map(
            run ->
                new WaitingRun(
                    run.id(),
                    run.pipeline(),
                    run.priority(),
                    run.createdAt(),
                    queue.reason(run.id())))
        .toList();
  }
}
