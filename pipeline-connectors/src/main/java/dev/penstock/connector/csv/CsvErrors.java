package dev.penstock.connector.csv;

import dev.penstock.batch.Columns;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/** What can be wrong with a whole file; none of it passes by waiting. */
final class CsvErrors {
  private CsvErrors() {}

  static PermanentException shorter(OpenFile file) {
    return problem(
        "file-changed",
        file.path(),
        "This file of %s ended earlier than when it was planned.".formatted(file.connection()),
        "Start a new run when the file is complete.");
  }

  static PermanentException unclosedQuote(OpenFile file, long line, byte quote) {
    return problem(
        "unclosed-quote",
        Columns.place(file.path(), line),
        "The file ends inside the quoted field that opens on this line; a closing %c was expected."
            .formatted((char) quote),
        "Close the field. If %c is an ordinary character in this file, set quote to another one."
            .formatted((char) quote));
  }

  static PermanentException header(OpenFile file, long line, String message, String advice) {
    return problem("bad-header", Columns.place(file.path(), line), message, advice);
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
