package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectPage;
import dev.penstock.api.rejects.RejectView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes all rejects that a filter means, page by page: memory holds one page, whatever the number.
 * Pages are read one after the other; a status that changes meanwhile is shown as it is when its
 * page is read.
 *
 * @param pages reads a page
 */
record RejectDownload(
    RejectFilter filter, Function<RejectFilter, RejectPage> pages, ObjectMapper json) {
  /** Originals may have 16,384 characters each. */
  private static final int PAGE = 200;

  private static final List<String> COLUMNS =
      List.of(
          "id",
          "place",
          "stage",
          "step",
          "rule",
          "message",
          "error_class",
          "version",
          "output",
          "original",
          "stream",
          "split",
          "sequence",
          "status",
          "reason",
          "replay_run",
          "attempts",
          "changed_at");

  /** One JSON object a line. */
  void jsonLines(OutputStream out) throws IOException {
    each(
        reject -> {
          out.write(json.writeValueAsBytes(reject));
          out.write('\n');
        });
    out.flush();
  }

  /** A header, then one record each (RFC 4180); the original is one column. */
  void csv(OutputStream out) throws IOException {
    // Not closed: an answer that breaks off must not look as if it were whole.
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    CsvWriter csv = CsvWriter.builder().build(text);
    csv.writeRecord(COLUMNS);
    each(reject -> csv.writeRecord(cells(reject)));
    csv.flush();
  }

  private void each(Consumer consumer) throws IOException {
    long after = 0;
    RejectPage page;
    do {
      page = pages.apply(filter.page(after, PAGE));
      for (RejectView reject : page.items()) {
        consumer.accept(reject);
        after = reject.id();
      }
    } while (page.next() != null);
  }

  private static List<String> cells(RejectView reject) {
    return List.of(
        Long.toString(reject.id()),
        cell(reject.place()),
        reject.stage(),
        cell(reject.step()),
        cell(reject.rule()),
        cell(reject.message()),
        reject.errorClass(),
        Integer.toString(reject.version()),
        cell(reject.output()),
        cell(reject.original()),
        cell(reject.stream()),
        cell(reject.split()),
        Long.toString(reject.sequence()),
        reject.status(),
        cell(reject.reason()),
        cell(reject.replayRun()),
        Integer.toString(reject.attempts()),
        Objects.toString(reject.changedAt(), ""));
  }

  /**
   * A text that no spreadsheet takes for a formula: one that begins like a formula gets an
   * apostrophe in front (OWASP, CSV injection).
   */
  private static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    return "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private interface Consumer {
    void accept(RejectView reject) throws IOException;
  }
}
