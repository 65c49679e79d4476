package dev.penstock.connector.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyBufferTest {
  @Test
  void growsWhereverItIsFull() {
    int full = new CopyBuffer().capacity();
    for (int before = full - 8; before <= full; before++) {
      CopyBuffer buffer = new CopyBuffer();
      buffer.putBytes(new byte[before]);
      for (int i = 1; i <= 10; i++) {
        buffer.putByte(i);
      }
      assertThat(buffer.size()).isEqualTo(before + 10);
      for (int i = 1; i <= 10; i++) {
        assertThat(buffer.array()[before + i - 1]).isEqualTo((byte) i);
      }
    }
  }
}
