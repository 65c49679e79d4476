package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.step.StepRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One step over the rows of a batch: copies some rows into Java values, has them looked at in the
 * step's own thread, goes on to the next. Rows keep their order and their place.
 */
final class StepSegment implements JavaSegment {
  private final BufferAllocator allocator;
  private final Work work;
  private final Schema output;

  /**
   * What it runs.
   *
   * @param seen the columns that the step gets; empty for all
   * @param fields the columns that it fills
   */
  record Work(
      Place place,
      ErrorClass errorClass,
      StepCall call,
      StepThread thread,
      List<String> seen,
      List<Field> fields) {}

  StepSegment(Schema input, Work work, BufferAllocator allocator) {
    this.allocator = allocator;
    this.work = work;
    this.output = output(input, work.fields());
  }

  /** A filled column takes the place of one of its name, or stands in front of {@code _place}. */
  private static Schema output(Schema input, List<Field> filled) {
    Map<String, Field> fields = new LinkedHashMap<>();
    input.getFields().forEach(field -> fields.put(Quoted.key(field.getName()), field));
    Field place = fields.remove(Quoted.key(Columns.PLACE));
    filled.forEach(field -> fields.put(Quoted.key(field.getName()), field));
    if (place != null) {
      fields.put(Quoted.key(Columns.PLACE), place);
    }
    return new Schema(fields.values());
  }

  @Override
  public Schema output() {
    return output;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    List<StepColumn> columns = new ArrayList<>();
    try {
      work.fields().forEach(field -> columns.add(new StepColumn(field, allocator)));
      int[] passed = new int[input.getRowCount()];
      int next = 0;
      int size = work.call().size();
      for (int from = 0; from < input.getRowCount(); from += size) {
        int to = Math.min(input.getRowCount(), from + size);
        List<StepAnswer> answers = ask(records(input, from, to, book), deadline);
        for (int row = from; row < to; row++) {
          switch (answers.get(row - from)) {
            case StepAnswer.Passed(@Nullable Object[] values) -> {
              for (int i = 0; i < values.length; i++) {
                columns.get(i).set(next, values[i]);
              }
              passed[next++] = row;
            }
            case StepAnswer.Dropped _ -> book.filtered(1);
            case StepAnswer.Rejected(String rule, String message) ->
                book.reject(input, row, work.errorClass(), work.place().inStream(), rule, message);
          }
        }
      }
      return assemble(input, Arrays.copyOf(passed, next), columns);
    } catch (RuntimeException e) {
      columns.forEach(StepColumn::close);
      throw e;
    } catch (OutOfMemoryError e) {
      columns.forEach(StepColumn::close);
      throw failure(work.place().where(), e);
    }
  }

  private List<StepAnswer> ask(List<StepRecord> records, Deadline deadline) {
    try {
      return work.thread().call(() -> work.call().apply(records), deadline);
    } catch (ExecutionException e) {
      throw failure(work.place().where(), e.getCause());
    }
  }

  /** What fails the batch where the step's thread threw something. */
  static PenstockException failure(String where, @Nullable Throwable cause) {
    if (cause instanceof PenstockException known) {
      return known;
    }
    String message = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    String kind = cause == null ? "an error" : cause.getClass().getSimpleName();
    String text = kind + message;
    return new PermanentException(
        new Problem(
            "step-failed",
            where,
            "The Java step failed as a whole: "
                + (text.length() <= 500 ? text : text.substring(0, 500) + "…"),
            cause instanceof OutOfMemoryError
                ? "It needs more memory than the transformer has."
                : "This is a mistake in the step or in what it was packed with."),
        cause);
  }

  private List<StepRecord> records(VectorSchemaRoot input, int from, int to, BatchBook book) {
    List<StepRecord> records = new ArrayList<>(to - from);
    for (int row = from; row < to; row++) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (FieldVector vector : input.getFieldVectors()) {
        String name = vector.getName();
        boolean seen = work.seen().isEmpty() || work.seen().contains(name);
        if (seen && !name.equalsIgnoreCase(Columns.PLACE)) {
          values.put(name, StepValues.of(vector, row));
        }
      }
      records.add(StepRecord.of(values, book.place(input, row)));
    }
    return records;
  }

  private VectorSchemaRoot assemble(
      VectorSchemaRoot input, int[] passed, List<StepColumn> columns) {
    Map<String, FieldVector> vectors = new LinkedHashMap<>();
    output.getFields().forEach(field -> vectors.put(field.getName(), null));
    List<FieldVector> kept = new ArrayList<>();
    for (FieldVector vector : input.getFieldVectors()) {
      if (!filled(vector.getName())) {
        kept.add(vector);
      }
    }
    VectorSchemaRoot taken = Rows.take(new VectorSchemaRoot(kept), kept.size(), passed, allocator);
    taken.getFieldVectors().forEach(vector -> vectors.put(vector.getName(), vector));
    for (int i = 0; i < columns.size(); i++) {
      vectors.put(work.fields().get(i).getName(), columns.get(i).finish(passed.length));
    }
    VectorSchemaRoot root = new VectorSchemaRoot(new ArrayList<>(vectors.values()));
    root.setRowCount(passed.length);
    return root;
  }

  private boolean filled(String column) {
    return work.fields().stream().anyMatch(field -> field.getName().equalsIgnoreCase(column));
  }
}
