package dev.penstock.api;

import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import java.util.List;
import java.util.stream.LongStream;

/** The rejects that stand behind the counts of a report. */
final class FakeRejects {
  private FakeRejects() {}

  /** All of the split's so far where the report tells totals, else those of its batch. */
  static List<RejectMessage> of(Report report) {
    return switch (report) {
      case Report.Extracted e ->
          rejects(
              new SplitId(e.run(), e.stream(), e.split()),
              e.epoch(),
              0,
              "",
              Stage.EXTRACT,
              e.rejected());
      case Report.Transformed t ->
          rejects(
              new SplitId(t.run(), t.stream(), t.split()),
              t.epoch(),
              t.sequence(),
              "",
              Stage.TRANSFORM,
              t.rejected());
      case Report.Loaded l ->
          rejects(
              new SplitId(l.run(), l.stream(), l.split()),
              l.epoch(),
              0,
              l.output(),
              Stage.LOAD,
              l.rejected());
      default -> List.of();
    };
  }

  private static List<RejectMessage> rejects(
      SplitId split, int epoch, long sequence, String output, Stage stage, long count) {
    return LongStream.range(0, count)
        .mapToObj(index -> reject(split, epoch, sequence, output, index, stage))
        .toList();
  }

  private static RejectMessage reject(
      SplitId split, int epoch, long sequence, String output, long index, Stage stage) {
    return new RejectMessage(
        split,
        epoch,
        "p",
        1,
        sequence,
        output,
        index,
        new RejectedRecord(
            stage,
            ErrorClass.RULE,
            "of " + stage,
            "rule of " + stage,
            "is bad",
            "s.csv:" + (sequence * 10 + index),
            "{}"));
  }
}
