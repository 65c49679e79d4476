package dev.penstock.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.SplitId;
import dev.penstock.messaging.trace.TraceContext;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a message on {@link Topics#EXTRACTED} and {@link Topics#TRANSFORMED}, all UTF-8
 * text: {@code run, stream, split, sequence, epoch, kind, origin, output, content-type}, and where
 * the run has a trace {@code traceparent}, of whatever the writing thread is at.
 *
 * @param sequence 0, 1, 2 … in the split; the end of the split carries the next number
 * @param end {@code kind} is {@code end-of-split} instead of {@code batch}: a schema, no rows
 * @param origin what the split is a part of, for people
 * @param output the output that the rows go to; empty in {@link Topics#EXTRACTED}
 */
public record BatchHeaders(
    SplitId split, long sequence, int epoch, boolean end, String origin, String output) {

  public BatchHeaders forOutput(String name) {
    return new BatchHeaders(split, sequence, epoch, end, origin, name);
  }

  public Headers toHeaders() {
    Headers headers = new RecordHeaders();
    put(headers, "run", split.run());
    put(headers, "stream", split.stream());
    put(headers, "split", split.split());
    put(headers, "sequence", Long.toString(sequence));
    put(headers, "epoch", Integer.toString(epoch));
    put(headers, "kind", end ? "end-of-split" : "batch");
    put(headers, "origin", origin);
    put(headers, "content-type", ArrowBatches.CONTENT_TYPE);
    if (!output.isEmpty()) {
      put(headers, "output", output);
    }
    TraceContext.note(headers);
    return headers;
  }

  /**
   * Reads them back.
   *
   * @throws IllegalArgumentException where one is missing or not of its form
   */
  public static BatchHeaders from(Headers headers) {
    Header output = headers.lastHeader("output");
    return new BatchHeaders(
        new SplitId(text(headers, "run"), text(headers, "stream"), text(headers, "split")),
        Long.parseLong(text(headers, "sequence")),
        Integer.parseInt(text(headers, "epoch")),
        text(headers, "kind").equals("end-of-split"),
        text(headers, "origin"),
        output == null ? "" : new String(output.value(), UTF_8));
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null) {
      throw new IllegalArgumentException("the message has no header " + name);
    }
    return new String(header.value(), UTF_8);
  }
}
