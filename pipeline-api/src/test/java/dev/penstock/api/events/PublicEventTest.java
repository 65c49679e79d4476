package dev.penstock.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicEventTest {
  @Test
  void anEventIsReadBackAsItWasWritten() {
    byte[] json =
        Json.write(
            CloudEvent.ofRun(
                CloudEvent.RUN_UPDATED,
                "orders",
                "r",
                7,
                Instant.EPOCH,
                Map.of("runId", "r", "revision", 7, "last", true)));

    assertThat(PublicEvent.parse(42, json))
        .contains(new PublicEvent(42, "run.updated", "r", 7, true, new String(json, UTF_8)));
  }

  @Test
  void whatIsNoEventOfOursIsLeftOut() {
    for (String foreign :
        new String[] {
          "", "{", "[]", "null", "{\"type\":\"other\"}", "{\"type\":\"dev.penstock.run.updated\"}"
        }) {
      assertThat(PublicEvent.parse(0, foreign.getBytes(UTF_8))).as(foreign).isEmpty();
    }
  }
}
