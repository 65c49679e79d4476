package dev.penstock.connector.csv;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.csv.RecordRun.Fault;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a split. A batch is all records that lie whole in the {@link SourceBatch#TARGET_BYTES}
 * bytes behind the batch before, at most {@link SourceBatch#TARGET_ROWS} of them; so it depends on
 * nothing but where it starts, and reading again from a checkpoint gives the same batches. A record
 * that is too long to lie in them is skipped in a batch of its own, piece by piece.
 */
final class TextSplitReader implements SplitReader {
  /** Holds any batch and, since a record may take half of it, always a whole record. */
  private static final int CAPACITY = SourceBatch.TARGET_BYTES;

  /** More than enough: text of a batch, three times over in UTF-8, and offsets of many columns. */
  private static final long MAX_ARROW_BYTES = 64L << 20;

  private static final String STEP = "source";

  private final TextInput input;
  private final TextFormat format;
  private final Cancellation cancellation;
  private final int columns;
  private final byte[] buffer = new byte[CAPACITY];
  private final RecordRun records = new RecordRun();
  private final TextFormat.Rows rows;
  private final CharsetDecoder decoder;
  private final CharBuffer text;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private List<RejectedRecord> rejects = new ArrayList<>();

  /** Where {@code buffer[0]} stands. */
  private Position position;

  private long counted;

  private int filled;
  private boolean closed;

  TextSplitReader(
      TextInput input,
      Position start,
      TextFormat format,
      Schema schema,
      BufferAllocator parent,
      Cancellation cancellation) {
    this.input = input;
    this.position = start;
    this.counted = start.offset();
    this.format = format;
    this.cancellation = cancellation;
    this.columns = schema.getFields().size() - 1;
    this.decoder =
        input
            .form()
            .charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.text = CharBuffer.allocate((int) (CAPACITY * (double) decoder.maxCharsPerByte()));
    this.rows = format.rows(columns, records, this::rejectMisfit);
    this.allocator = parent.newChildAllocator("text " + input.file().path(), 0, MAX_ARROW_BYTES);
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  @Override
  public @Nullable SourceBatch next() {
    rejects = new ArrayList<>();
    rows.clear();
    while (true) {
      cancellation.check();
      filled = input.fill(buffer, filled, CAPACITY);
      boolean atEnd = filled < CAPACITY;
      RecordScanner scanner = format.scanner(position);
      Position end = scan(scanner, atEnd);
      if (records.count() > 0) {
        build();
        return finish(end);
      }
      if (atEnd) {
        return null;
      }
      // Blank lines only, or a record that is not whole behind them.
      Position open = firstOpen(scanner);
      if (scanner.offset() - open.offset() > SourceBatch.MAX_RECORD_BYTES) {
        return finish(skipLongRecord(scanner));
      }
      advance(open);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (allocator;
        root;
        OpenFile file = input.file()) {
      input.close();
    }
  }

  /** Finds the records of the next batch and the place behind them. */
  private Position scan(RecordScanner scanner, boolean atEnd) {
    records.clear();
    Position end = position;
    int at = scanner.scan(buffer, 0, filled);
    while (at >= 0) {
      addRecord(scanner, at);
      end = new Position(scanner.offset(), scanner.line());
      if (records.full()) {
        return end;
      }
      at = scanner.scan(buffer, at, filled);
    }
    if (atEnd) {
      switch (scanner.finish()) {
        case BETWEEN_RECORDS -> {}
        case RECORD -> {
          addRecord(scanner, filled);
          end = new Position(scanner.offset(), scanner.line());
        }
        case IN_QUOTES -> throw unclosed(scanner);
      }
    }
    return end;
  }

  private void addRecord(RecordScanner scanner, int end) {
    int start = (int) (scanner.recordStart() - position.offset());
    Fault fault = scanner.misquoted() ? Fault.MISQUOTED : Fault.NONE;
    if (end - start > SourceBatch.MAX_RECORD_BYTES) {
      fault = Fault.TOO_LONG;
    }
    records.add(start, end, scanner.recordLine(), fault);
  }

  /** Parses the sound records in runs as long as possible and rejects the others between them. */
  private void build() {
    int from = 0;
    while (from < records.count()) {
      int to = from;
      while (to < records.count() && records.fault(to) == Fault.NONE) {
        to++;
      }
      if (to == from) {
        reject(from);
        from++;
      } else if (decodes(records.start(from), records.end(to - 1))) {
        rows.add(text, from, to);
        from = to;
      } else {
        faultUndecodable(from, to);
      }
    }
  }

  private void faultUndecodable(int from, int to) {
    boolean found = false;
    for (int record = from; record < to; record++) {
      if (!decodes(records.start(record), records.end(record))) {
        records.fault(record, Fault.NOT_DECODED);
        found = true;
      }
    }
    if (!found) {
      throw new IllegalStateException("records decode one by one, but not together");
    }
  }

  /** Fills {@link #text}; on failure its place is where the decoder stopped. */
  private boolean decodes(int from, int to) {
    return decode(ByteBuffer.wrap(buffer, from, to - from));
  }

  private boolean decode(ByteBuffer bytes) {
    decoder.reset();
    text.clear();
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isUnderflow()) {
      result = decoder.flush(text);
    }
    text.flip();
    return result.isUnderflow();
  }

  private void reject(int record) {
    int start = records.start(record);
    int end = records.end(record);
    switch (records.fault(record)) {
      case NONE -> throw new IllegalStateException("a sound record is not rejected");
      case TOO_LONG -> rejectLong(records.line(record), start, end, end - start);
      case MISQUOTED ->
          reject(
              records.line(record),
              ErrorClass.MALFORMED,
              "quotes",
              format.misquoted(),
              original(start, end));
      case NOT_DECODED ->
          reject(
              records.line(record),
              ErrorClass.MALFORMED,
              "encoding",
              badByte(start, end),
              original(start, end));
    }
  }

  private void rejectMisfit(int record, String rule, String message) {
    reject(
        records.line(record),
        ErrorClass.MALFORMED,
        rule,
        message,
        original(records.start(record), records.end(record)));
  }

  private void rejectLong(long line, int start, int end, long bytes) {
    reject(
        line,
        ErrorClass.TOO_LARGE,
        "record size",
        "The record has %d bytes, at most %d are taken; is a quote left open?"
            .formatted(bytes, SourceBatch.MAX_RECORD_BYTES),
        original(start, end));
  }

  private void reject(
      long line, ErrorClass errorClass, String rule, String message, String original) {
    String place = Columns.place(input.file().path(), line);
    rejects.add(
        new RejectedRecord(Stage.EXTRACT, errorClass, STEP, rule, message, place, original));
  }

  private String badByte(int start, int end) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, end - start);
    decode(bytes);
    int at = bytes.position();
    int original = input.form().transcoded() ? Utf8Transcoder.badByte(buffer, at, end) : -1;
    return "The byte 0x%02X behind %d characters is not valid %s. Declare encoding, for example windows-1252."
        .formatted(
            original < 0 ? buffer[at] & 0xFF : original,
            text.remaining(),
            input.form().declared().name());
  }

  /** The record's text as far as it is kept, without its line end, whatever its bytes are. */
  private String original(int start, int end) {
    int to = end;
    while (to > start && (buffer[to - 1] == '\n' || buffer[to - 1] == '\r')) {
      to--;
    }
    int kept = Math.min(to - start, RejectedRecord.MAX_ORIGINAL * 4);
    return new String(buffer, start, kept, input.form().charset());
  }

  /** Reads on to the end of a record that began in the buffer and is too long for it. */
  private Position skipLongRecord(RecordScanner scanner) {
    int start = (int) (scanner.recordStart() - position.offset());
    long line = scanner.recordLine();
    long from = scanner.recordStart();
    int keep = Math.min(CAPACITY, start + RejectedRecord.MAX_ORIGINAL * 4);
    int at = -1;
    while (at < 0) {
      filled = input.fill(buffer, keep, CAPACITY);
      at = scanner.scan(buffer, keep, filled);
      if (at < 0 && filled < CAPACITY) {
        if (scanner.finish() == RecordScanner.End.IN_QUOTES) {
          throw unclosed(scanner);
        }
        at = filled;
      }
    }
    rejectLong(line, start, keep, scanner.offset() - from);
    // What follows comes to where finish() expects it: the buffer starts behind the record.
    Position end = new Position(scanner.offset(), scanner.line());
    position = new Position(end.offset() - at, end.line());
    return end;
  }

  private SourceBatch finish(Position end) {
    rows.copyTo(root);
    advance(end);
    long bytes = end.offset() - counted;
    counted = end.offset();
    return new SourceBatch(root, rejects, end.toJson(), bytes);
  }

  /** Moves the bytes behind {@code to} to the front of the buffer. */
  private void advance(Position to) {
    int gone = (int) (to.offset() - position.offset());
    filled -= gone;
    System.arraycopy(buffer, gone, buffer, 0, filled);
    position = to;
  }

  /** The place before the record or line that has not ended. */
  private static Position firstOpen(RecordScanner scanner) {
    return scanner.betweenRecords()
        ? new Position(scanner.offset(), scanner.line())
        : new Position(scanner.recordStart(), scanner.recordLine());
  }

  private PermanentException unclosed(RecordScanner scanner) {
    return format.unclosed(input.file(), scanner.quoteLine());
  }
}
