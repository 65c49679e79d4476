package dev.penstock.messaging;

import dev.penstock.batch.SplitId;
import dev.penstock.messaging.trace.Traced;
import org.jspecify.annotations.Nullable;

/** The span of a task. */
final class TaskSpan {
  private TaskSpan() {}

  /** On the thread that does the task. */
  static Traced of(Task task, @Nullable String parent) {
    return switch (task) {
      case Task.PlanStream plan ->
          Traced.continued("plan stream", parent).of(plan.run(), plan.epoch()).of(plan.stream());
      case Task.ReadSplit read ->
          Traced.continued("read split", parent)
              .of(new SplitId(read.run(), read.stream(), read.split().id()), read.epoch());
      case Task.Audit audit -> Traced.continued("audit", parent).of(audit.run(), audit.epoch());
      case Task.Publish publish ->
          Traced.continued("publish", parent).of(publish.run(), publish.epoch());
      case Task.Clean clean -> Traced.continued("clean", parent).of(clean.run(), clean.epoch());
    };
  }
}
