package dev.penstock.connector.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.files.OpenFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The records of one document as text, one after the other. Not thread-safe. */
final class DocumentRecords implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

  private static final int BUFFER = 256 * 1024;

  private final OpenFile file;
  private final RecordPath path;
  private final Recording recording;
  private final JsonParser parser;
  private final RecordWalker walker;
  private long number;
  private long start;
  private long end;
  private byte[] text = {};
  private int kept;

  /**
   * @param bytes from the beginning of the file; closed with this
   */
  DocumentRecords(OpenFile file, FileBytes bytes, RecordPath path) {
    this.file = file;
    this.path = path;
    this.recording = new Recording(new BufferedInputStream(bytes, BUFFER));
    try {
      this.parser = FACTORY.createParser(recording);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.walker = new RecordWalker(parser, path);
  }

  /**
   * Goes to the next record; {@code false} at the end.
   *
   * @throws dev.penstock.error.PermanentException where the document is not sound up to there
   */
  boolean next() {
    try {
      if (!walker.next()) {
        finish();
        return false;
      }
      number++;
      start = parser.currentTokenLocation().getByteOffset();
      if (parser.currentToken().isScalarValue()) {
        // No record; its reject shows it.
        text = parser.getText().getBytes(UTF_8);
        kept = Math.min(text.length, SourceBatch.MAX_RECORD_BYTES);
        end = start + kept;
      } else {
        recording.start(start);
        parser.skipChildren();
        end = parser.currentLocation().getByteOffset();
        kept = recording.stop(end - start);
        text = recording.bytes();
      }
      return true;
    } catch (JsonProcessingException e) {
      throw JsonErrors.malformed(file, e);
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /** The number of the record, counted from 1. */
  long number() {
    return number;
  }

  /** Holds the record's text from 0 on. */
  byte[] bytes() {
    return text;
  }

  /** How many bytes of the record {@link #bytes} holds. */
  int kept() {
    return kept;
  }

  /** The record's bytes. */
  long length() {
    return end - start;
  }

  /** Where the record ends in the document's bytes. */
  long end() {
    return end;
  }

  @Override
  public void close() {
    try (recording) {
      parser.close();
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  private void finish() throws IOException {
    if (parser.nextToken() != null) {
      throw JsonErrors.more(file, parser.currentTokenLocation());
    }
    int missing = walker.missing();
    if (missing >= 0) {
      throw JsonErrors.noRecords(file, path, missing, walker.names());
    }
    end = parser.currentLocation().getByteOffset();
  }
}
