package dev.penstock.service.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.LogLine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogQueueTest {
  private final LogQueue queue = new LogQueue(5, 3);

  @Test
  void theOldestLinesAreGivenUpAndCounted() throws InterruptedException {
    for (int i = 0; i < 7; i++) {
      queue.offer(line("r" + i, "line " + i), 0);
    }

    assertThat(queue.take(10, 1))
        .extracting(LogLine::message)
        .containsExactly("line 2", "line 3", "line 4", "line 5", "line 6");
    assertThat(queue.missing()).isEqualTo(Map.of("r0", 1L, "r1", 1L));
    assertThat(queue.missing()).isEmpty();
  }

  @Test
  void aRunHasSoManyLinesASecond() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      queue.offer(line("loud", "line " + i), 7);
    }
    queue.offer(line("quiet", "here"), 7);
    assertThat(queue.take(10, 1)).hasSize(4);
    assertThat(queue.missing()).isEqualTo(Map.of("loud", 2L));

    queue.offer(line("loud", "again"), 7 + TimeUnit.SECONDS.toNanos(1));
    assertThat(queue.take(10, 1)).hasSize(1);
  }

  @Test
  void whatDidNotArriveIsCountedWithWhatItCounted() {
    queue.lost(new LogLine(0, "INFO", "api", "r", null, null, "", 4));
    queue.lost(line("r", "one"));
    assertThat(queue.missing()).isEqualTo(Map.of("r", 5L));
  }

  @Test
  void warningsAreTakenWithTheirCauseAndWithoutSecrets() throws InterruptedException {
    RunLogHandler handler =
        new RunLogHandler("loader", queue, new Redaction(List.of("pass word", "abc")));
    LogRecord quiet = new LogRecord(Level.INFO, "of no run");
    LogRecord loud = new LogRecord(Level.WARNING, "signed in with pass word and abc");
    loud.setThrown(
        new IllegalStateException("outer", new IllegalArgumentException("with pass+word")));
    handler.publish(quiet);
    handler.publish(loud);

    LogLine line = queue.take(10, 1).getFirst();
    assertThat(line.message())
        .isEqualTo("signed in with *** and abc: IllegalStateException: with ***");
    assertThat(line.level()).isEqualTo("WARN");
    assertThat(queue.take(10, 1)).isEmpty();
    handler.publish(new LogRecord(Level.SEVERE, "x".repeat(5_000)));
    assertThat(queue.take(10, 1).getFirst().message()).hasSize(2_000);
  }

  private static LogLine line(String run, String message) {
    return new LogLine(0, "INFO", "api", run, null, null, message, 0);
  }
}
