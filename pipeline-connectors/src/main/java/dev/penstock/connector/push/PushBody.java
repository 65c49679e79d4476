package dev.penstock.connector.push;

import dev.penstock.connector.SourceBatch;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** Takes the body of a request apart, whole or not at all. */
public final class PushBody {
  /** Mistakes that are told at once. */
  private static final int MAX_PROBLEMS = 20;

  private final List<PushedRecord> records = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private PushBody() {}

  /** How the records are written. */
  public enum Form {
    /** An array of objects. */
    JSON,
    /** An object a line. */
    JSON_LINES,
    /** With a header line. */
    CSV
  }

  /**
   * Takes a body apart.
   *
   * @param text the whole body
   * @throws PermanentException with what is wrong, each with its line or position
   */
  public static PushBody parse(Form form, String text) {
    PushBody body = new PushBody();
    switch (form) {
      case JSON -> JsonBody.array(text, body);
      case JSON_LINES -> JsonBody.lines(text, body);
      case CSV -> CsvBody.read(text, body);
    }
    if (!body.problems.isEmpty()) {
      throw new PermanentException(body.problems);
    }
    return body;
  }

  List<PushedRecord> records() {
    return records;
  }

  void add(PushedRecord record) {
    if (record.bytes() > SourceBatch.MAX_RECORD_BYTES) {
      wrong(
          "record " + record.place(),
          "The record has "
              + record.bytes()
              + " bytes; at most "
              + SourceBatch.MAX_RECORD_BYTES
              + " are allowed.");
    } else {
      records.add(record);
    }
  }

  void wrong(String where, String message) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(
          new Problem(
              "malformed-records",
              "body, " + where,
              message,
              "Nothing of the body was taken; correct it and send it again."));
    }
  }

  /** Whether going on makes no sense: enough was found. */
  boolean hopeless() {
    return problems.size() >= MAX_PROBLEMS;
  }
}
