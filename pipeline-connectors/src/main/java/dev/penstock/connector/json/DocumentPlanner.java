package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.files.Compression;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.rows.SchemaInference;
import dev.penstock.definition.SourceDefinition;
import java.util.ArrayList;
import java.util.List;

/** Plans documents: the columns, and a split for each file. */
final class DocumentPlanner {
  private DocumentPlanner() {}

  static SourcePlan plan(
      FileStore store,
      SourceDefinition definition,
      JsonOptions options,
      PlanRequest request,
      Cancellation cancellation) {
    SchemaInference inference = new SchemaInference(definition.schema(), request.known());
    FileSelection selection = FileSelection.find(store, options.files(), request, cancellation);
    List<FileStore.FileEntry> files = selection.files();
    if (files.isEmpty()) {
      return selection.nothingNew(request, inference.schema().getFields());
    }
    Sample sample = new Sample(inference, options.sample());
    List<Split> splits = new ArrayList<>();
    boolean enough = false;
    for (int i = 0; i < files.size() && !enough; i++) {
      if (!Sample.chosen(i, files.size()) && options.files().checksum().isEmpty()) {
        splits.add(split(i, files.get(i).path(), files.get(i).stamp()));
        continue;
      }
      try (OpenFile file = selection.open(files.get(i), cancellation)) {
        learn(file, options, sample.share(Math.min(Sample.MAX_FILES, files.size())), cancellation);
        splits.add(split(i, file.path(), file.stamp()));
        enough = request.sample() && file.stamp().size() > 0;
      }
    }
    return new SourcePlan(
        new SourcePlan.Stream(inference.schema()), splits, selection.state(), List.of());
  }

  /** The bytes of a file from its beginning, without a byte-order mark. */
  static FileBytes bytes(
      OpenFile file, JsonOptions options, FileStamp stamp, Cancellation cancellation) {
    Compression compression = Compression.of(file, options.files().compression());
    byte[] head = new byte[3];
    int count = 0;
    try (FileBytes start =
        new FileBytes(file, compression, stamp, 0, FileBytes.TO_THE_END, cancellation)) {
      for (int read = 0; read >= 0 && count < 3; count += Math.max(read, 0)) {
        read = start.read(head, count, 3 - count);
      }
    }
    boolean marked =
        count == 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF;
    return new FileBytes(
        file, compression, stamp, marked ? 3 : 0, FileBytes.TO_THE_END, cancellation);
  }

  private static void learn(
      OpenFile file, JsonOptions options, Sample.Share share, Cancellation cancellation) {
    try (DocumentRecords records =
        new DocumentRecords(
            file, bytes(file, options, file.stamp(), cancellation), options.records())) {
      while (!share.full() && records.next()) {
        share.add(records.bytes(), 0, records.kept());
      }
    }
  }

  private static Split split(int index, String path, FileStamp stamp) {
    return new Split(
        Integer.toString(index),
        path,
        JsonNodeFactory.instance
            .objectNode()
            .put("size", stamp.size())
            .put("version", stamp.version()),
        stamp.size());
  }
}
