package dev.penstock.connector.fileset;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.files.FileTree;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Batches that wait for their audit: one file each, named by its split and sequence, written whole
 * and never over another. It is an Arrow IPC stream whose schema carries the split's books as of
 * this batch, so rows and books cannot fall apart. Thread-safe.
 */
final class StagedBatches {
  static final String FOLDER = "_penstock/staging/";
  private static final String ENDING = ".arrow";

  private final FileTree tree;
  private final BufferAllocator allocator;

  StagedBatches(FileTree tree, BufferAllocator allocator) {
    this.tree = tree;
    this.allocator = allocator;
  }

  /**
   * A split's books as of a batch.
   *
   * @param epoch in which the split is loaded; 0 before the first batch
   * @param sequence of the last batch that is staged, -1 before the first
   * @param rows up to and with it
   * @param done whether it was the end of the split
   */
  record Position(String split, int epoch, long sequence, long rows, boolean done) {
    static Position start(String split, int epoch) {
      return new Position(split, epoch, -1, 0, false);
    }

    /** Whether the batch was loaded before. */
    boolean has(LoadBatch batch) {
      return batch.epoch() == epoch && batch.sequence() <= sequence;
    }

    Position next(long more, boolean end) {
      return new Position(split, epoch, sequence + 1, rows + more, end);
    }
  }

  /**
   * Where and when a batch came from.
   *
   * @param at when it was staged
   */
  record Origin(String batch, String origin, String sourceSystem, String at) {}

  static String folder(String run) {
    return FOLDER + Names.file(run) + "/";
  }

  static String folder(String run, String stream, String output) {
    return folder(run) + Names.file(stream) + "." + Names.file(output) + "/";
  }

  private static String folder(SplitId split, String output) {
    return folder(split.run(), split.stream(), output);
  }

  /** Those of higher epochs stand behind those of lower ones, which they take the place of. */
  private static String path(SplitId split, String output, int epoch, long sequence) {
    return folder(split, output)
        + Names.hash16(split.split())
        + (epoch == 1 ? "-" : "-e%06d-".formatted(epoch))
        + "%010d".formatted(sequence)
        + ENDING;
  }

  /** What names of one split have in common within an epoch. */
  private static String lane(String path) {
    return path.substring(0, path.lastIndexOf('-'));
  }

  /** What names of one split have in common. */
  private static String split(String path) {
    return path.substring(0, path.indexOf('-', path.lastIndexOf('/')));
  }

  /** The last batch of a split that is staged. */
  Position last(SplitId split, String output) {
    String folder = folder(split, output);
    String prefix = folder + Names.hash16(split.split()) + "-";
    Optional<String> last =
        tree.list(folder).stream()
            .filter(path -> path.startsWith(prefix))
            .reduce((_, later) -> later);
    return last.map(this::position).orElseGet(() -> Position.start(split.split(), 0));
  }

  private Position position(String path) {
    try (Staged staged = open(path)) {
      return staged.position();
    }
  }

  /** Stages a batch, unless somebody did so before; the position is then as that one says. */
  Position stage(LoadBatch batch, Position next, Instant now) {
    String path = path(batch.split(), batch.output(), batch.epoch(), batch.sequence());
    Map<String, String> notes = new HashMap<>();
    notes.put("penstock.split", next.split());
    notes.put("penstock.epoch", Integer.toString(next.epoch()));
    notes.put("penstock.sequence", Long.toString(next.sequence()));
    notes.put("penstock.rows", Long.toString(next.rows()));
    notes.put("penstock.done", Boolean.toString(next.done()));
    notes.put("penstock.batch", batch.split().key() + "/" + batch.sequence());
    notes.put("penstock.origin", batch.origin());
    notes.put("penstock.source_system", batch.sourceSystem());
    notes.put("penstock.at", now.toString());
    Schema schema = new Schema(batch.rows().getSchema().getFields(), notes);
    // The vectors stay the batch's, so this root is not closed.
    VectorSchemaRoot rows =
        new VectorSchemaRoot(schema, batch.rows().getFieldVectors(), batch.rows().getRowCount());
    return tree.replace(path, ArrowBatches.encode(rows), null) ? next : position(path);
  }

  /**
   * The staged batches of an output in order: by split, then as they came; of a split that was
   * loaded again those of the last time.
   */
  List<String> of(String run, String stream, String output) {
    List<String> paths =
        tree.list(folder(run, stream, output)).stream()
            .filter(path -> path.endsWith(ENDING))
            .toList();
    Map<String, String> lanes = new HashMap<>();
    paths.forEach(path -> lanes.put(split(path), lane(path)));
    return paths.stream().filter(path -> lane(path).equals(lanes.get(split(path)))).toList();
  }

  /** A staged batch that is open for reading. Not thread-safe. */
  static final class Staged implements AutoCloseable {
    private final String path;
    private final ArrowStreamReader reader;
    private final Map<String, String> notes;

    private Staged(String path, ArrowStreamReader reader) throws IOException {
      this.path = path;
      this.reader = reader;
      this.notes = reader.getVectorSchemaRoot().getSchema().getCustomMetadata();
    }

    ArrowStreamReader reader() {
      return reader;
    }

    Position position() {
      try {
        return new Position(
            note("split"),
            Integer.parseInt(notes.getOrDefault("penstock.epoch", "1")),
            Long.parseLong(note("sequence")),
            Long.parseLong(note("rows")),
            Boolean.parseBoolean(note("done")));
      } catch (NumberFormatException e) {
        throw damaged(path);
      }
    }

    Origin origin() {
      return new Origin(note("batch"), note("origin"), note("source_system"), note("at"));
    }

    private String note(String name) {
      String value = notes.get("penstock." + name);
      if (value == null) {
        throw damaged(path);
      }
      return value;
    }

    @Override
    public void close() {
      Workbench.close(reader);
    }
  }

  Staged open(String path) {
    byte[] bytes =
        tree.read(path)
            .orElseThrow(
                () ->
                    new PermanentException(
                        new Problem(
                            "books",
                            path,
                            "A staged batch is gone.",
                            "Nothing was published; start the run again and report this.")))
            .bytes();
    ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator);
    try {
      return new Staged(path, reader);
    } catch (IOException | RuntimeException e) {
      Workbench.close(reader);
      throw damaged(path);
    }
  }

  private static PermanentException damaged(String path) {
    return new PermanentException(
        new Problem(
            "books",
            path,
            "A staged batch is not what Penstock wrote there.",
            "Nothing was published; start the run again and report this."));
  }
}
