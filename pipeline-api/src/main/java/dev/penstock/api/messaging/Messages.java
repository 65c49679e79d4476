package dev.penstock.api.messaging;

import dev.penstock.messaging.Json;
import dev.penstock.messaging.LogLine;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Reads messages; one that cannot be read is logged and left out. */
final class Messages {
  private static final Logger LOG = Logger.getLogger(Messages.class);

  private Messages() {}

  static List<Report> reports(List<ConsumerRecord<String, byte[]>> messages) {
    return read(messages, message -> Json.read(message.value(), Report.class));
  }

  static List<RejectMessage> rejects(List<ConsumerRecord<String, byte[]>> messages) {
    return read(messages, RejectMessage::from);
  }

  static List<LogLine> logs(List<ConsumerRecord<String, byte[]>> messages) {
    return read(messages, message -> Json.read(message.value(), LogLine.class));
  }

  private static <T> List<T> read(
      List<ConsumerRecord<String, byte[]>> messages,
      Function<ConsumerRecord<String, byte[]>, T> reader) {
    return messages.stream()
        .flatMap(
            message -> {
              try {
                return Stream.of(reader.apply(message));
              } catch (RuntimeException e) {
                LOG.errorf(
                    "%s-%d@%d cannot be read and is skipped: %s",
                    message.topic(), message.partition(), message.offset(), e.getMessage());
                return Stream.empty();
              }
            })
        .toList();
  }
}
