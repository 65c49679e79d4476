package dev.penstock.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.trace.TraceContext;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A reject on {@link Topics#REJECTS}: the value is the original record, everything else stands in
 * headers, so that any tool can read it. {@code (split, sequence, output, index)} names a reject;
 * one that comes again has the same name.
 *
 * @param version of the pipeline that rejected it
 * @param output the only output that lacks the record; empty where every output of the stream does
 * @param index its number among the rejects of its batch, stage and output, or of its split where
 *     it was rejected while reading; always grows
 */
public record RejectMessage(
    SplitId split,
    int epoch,
    String pipeline,
    int version,
    long sequence,
    String output,
    long index,
    RejectedRecord reject) {

  public ProducerRecord<String, byte[]> toRecord() {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topics.REJECTS, split.key(), reject.original().getBytes(UTF_8));
    Headers headers = message.headers();
    put(headers, "run", split.run());
    put(headers, "stream", split.stream());
    put(headers, "split", split.split());
    put(headers, "epoch", Integer.toString(epoch));
    put(headers, "pipeline", pipeline);
    put(headers, "version", Integer.toString(version));
    put(headers, "sequence", Long.toString(sequence));
    put(headers, "output", output);
    put(headers, "index", Long.toString(index));
    put(headers, "stage", reject.stage().name().toLowerCase(Locale.ROOT));
    put(headers, "error-class", reject.errorClass().word());
    put(headers, "step", reject.step());
    put(headers, "rule", reject.rule());
    put(headers, "message", reject.message());
    put(headers, "place", reject.place());
    TraceContext.note(headers);
    return message;
  }

  public static RejectMessage from(ConsumerRecord<String, byte[]> message) {
    Headers headers = message.headers();
    return new RejectMessage(
        new SplitId(text(headers, "run"), text(headers, "stream"), text(headers, "split")),
        Integer.parseInt(text(headers, "epoch")),
        text(headers, "pipeline"),
        Integer.parseInt(text(headers, "version")),
        Long.parseLong(text(headers, "sequence")),
        text(headers, "output"),
        Long.parseLong(text(headers, "index")),
        new RejectedRecord(
            Stage.valueOf(text(headers, "stage").toUpperCase(Locale.ROOT)),
            ErrorClass.of(text(headers, "error-class")),
            text(headers, "step"),
            text(headers, "rule"),
            text(headers, "message"),
            text(headers, "place"),
            new String(message.value(), UTF_8)));
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null) {
      throw new IllegalArgumentException("the reject has no header " + name);
    }
    return new String(header.value(), UTF_8);
  }
}
