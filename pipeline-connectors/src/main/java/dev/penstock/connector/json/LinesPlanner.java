package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plans files of JSON Lines: the columns, and where the files are cut. Used once. */
final class LinesPlanner {
  private static final int BUFFER = 256 * 1024;

  /** The most splits of one file; a greater one gets greater splits. */
  private static final int MAX_SPLITS = 10_000;

  private final FileStore store;
  private final JsonOptions options;
  private final PlanRequest request;
  private final Cancellation cancellation;
  private final SchemaInference inference;
  private final Sample sample;
  private final List<Split> splits = new ArrayList<>();

  LinesPlanner(
      FileStore store,
      SourceDefinition definition,
      JsonOptions options,
      PlanRequest request,
      Cancellation cancellation) {
    this.store = store;
    this.options = options;
    this.request = request;
    this.cancellation = cancellation;
    this.inference = new SchemaInference(definition.schema(), request.known());
    this.sample = new Sample(inference, options.sample());
  }

  SourcePlan plan() {
    FileSelection selection = FileSelection.find(store, options.files(), request, cancellation);
    List<FileStore.FileEntry> files = selection.files();
    if (files.isEmpty()) {
      return selection.nothingNew(request, inference.schema().getFields());
    }
    boolean enough = false;
    for (int i = 0; i < files.size() && !enough; i++) {
      try (OpenFile file = selection.open(files.get(i), cancellation)) {
        Compression compression = Compression.of(file, options.files().compression());
        if (Sample.chosen(i, files.size())) {
          learn(file, compression, Math.min(Sample.MAX_FILES, files.size()));
        }
        boolean whole = request.sample() || compression != Compression.NONE;
        cut(i, file, whole ? Long.MAX_VALUE : splitSize(file), compression);
        enough = request.sample() && file.stamp().size() > 0;
      }
    }
    return new SourcePlan(
        new SourcePlan.Stream(inference.schema()), splits, selection.state(), List.of());
  }

  private long splitSize(OpenFile file) {
    return Math.max(options.files().splitSize(), file.stamp().size() / MAX_SPLITS);
  }

  /** Takes the sample from the beginning of the file and, where it is seekable, from its end. */
  private void learn(OpenFile file, Compression compression, int files) {
    boolean seekable = compression == Compression.NONE && !request.sample();
    Sample.Share head = sample.share(seekable ? files * 2 : files);
    long size = file.stamp().size();
    long end = learn(file, compression, head, LinePosition.START);
    Sample.Share tail = head.again();
    if (seekable && head.full() && end < size) {
      LinePosition start = new LinePosition(Math.max(end, size - tail.bytes()), 0);
      learn(file, compression, tail, start);
    }
  }

  private long learn(
      OpenFile file, Compression compression, Sample.Share share, LinePosition start) {
    long to = compression == Compression.NONE ? file.stamp().size() : FileBytes.TO_THE_END;
    try (FileBytes bytes = bytes(file, compression, start.offset(), to)) {
      Lines lines = new Lines(file, bytes, start);
      if (start.offset() > 0) {
        // Most likely the middle of a line.
        lines.next();
      }
      while (!share.full() && lines.next()) {
        share.add(lines.bytes(), lines.from(), lines.to());
      }
      return lines.position().offset();
    }
  }

  private FileBytes bytes(OpenFile file, Compression compression, long from, long to) {
    return new FileBytes(file, compression, file.stamp(), from, to, cancellation);
  }

  private void cut(int index, OpenFile file, long splitSize, Compression compression) {
    long size = file.stamp().size();
    if (size <= splitSize) {
      long to = compression == Compression.NONE ? size : FileBytes.TO_THE_END;
      splits.add(split(index, 0, file, LinePosition.START, to));
      return;
    }
    byte[] buffer = new byte[BUFFER];
    LinePosition from = LinePosition.START;
    int number = 0;
    long offset = 0;
    long line = 1;
    try (FileBytes bytes = bytes(file, compression, 0, size)) {
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] != '\n') {
            continue;
          }
          line++;
          long end = offset + i + 1;
          if (end - from.offset() >= splitSize) {
            splits.add(split(index, number++, file, from, end));
            from = new LinePosition(end, line);
          }
        }
        offset += count;
      }
    } catch (IOException e) {
      throw file.failure(e);
    }
    if (offset > from.offset()) {
      splits.add(split(index, number, file, from, offset));
    }
  }

  private static Split split(int file, int number, OpenFile open, LinePosition from, long to) {
    FileStamp stamp = open.stamp();
    ObjectNode position =
        from.toJson().put("to", to).put("size", stamp.size()).put("version", stamp.version());
    long bytes = to == FileBytes.TO_THE_END ? stamp.size() : to - from.offset();
    return new Split(file + "-" + number, open.path(), position, bytes);
  }
}
