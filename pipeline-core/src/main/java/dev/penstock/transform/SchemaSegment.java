package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.definition.Severity;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.jsonschema.DocumentSchema;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A {@code json_schema} rule. */
final class SchemaSegment implements JavaSegment {
  private final DocumentSchema schema;
  private final String column;
  private final Told told;
  private final Severity severity;
  private final String where;
  private final Schema columns;
  private final BufferAllocator allocator;

  /**
   * @param column as the rows name it
   * @param where the rule's path in the definition
   * @param columns that come and leave
   */
  SchemaSegment(
      DocumentSchema schema,
      String column,
      Told told,
      Severity severity,
      String where,
      Schema columns,
      BufferAllocator allocator) {
    this.schema = schema;
    this.column = column;
    this.told = told;
    this.severity = severity;
    this.where = where;
    this.columns = columns;
    this.allocator = allocator;
  }

  @Override
  public Schema output() {
    return columns;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    FieldVector documents = input.getVector(column);
    int rows = input.getRowCount();
    int[] passed =
        IntStream.range(0, rows)
            .filter(row -> !broken(input, documents, row, book, deadline))
            .toArray();
    return passed.length == rows
        ? ArrowBatches.slice(input, 0, rows)
        : Rows.take(input, input.getFieldVectors().size(), passed, allocator);
  }

  /** Whether the record ends here. */
  private boolean broken(
      VectorSchemaRoot input, FieldVector documents, int row, BatchBook book, Deadline deadline) {
    if (documents.isNull(row)) {
      return false;
    }
    String text =
        documents instanceof VarCharVector texts
            ? texts.getObject(row).toString()
            : JsonValues.value(documents, row);
    Optional<String> mistake;
    try {
      mistake = schema.mistake(text, deadline::passed);
    } catch (DocumentSchema.OutOfTime e) {
      throw new PermanentException(
          new Problem(
              "rule-timeout",
              where,
              "The JSON Schema took too long on one batch and was stopped.",
              "Make it simpler: fewer alternatives that refer to each other."),
          e);
    }
    if (mistake.isEmpty()) {
      return false;
    }
    String message = told.message(mistake.get());
    switch (severity) {
      case REJECT -> book.reject(input, row, ErrorClass.RULE, told.step(), told.rule(), message);
      case WARN -> book.warn(input, row, 1, told, message);
    }
    return severity == Severity.REJECT;
  }
}
