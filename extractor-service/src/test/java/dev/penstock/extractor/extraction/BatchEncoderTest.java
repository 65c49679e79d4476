package dev.penstock.extractor.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.DecodedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchEncoderTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingLeaks() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  @Test
  void rowsThatFitAreOneMessage() {
    assertThat(messages(100, 1 << 20)).hasSize(1);
  }

  @Test
  void noRowsAreNoMessage() {
    assertThat(messages(0, 1 << 20)).isEmpty();
  }

  @Test
  void rowsThatDoNotFitAreCutAndStayInOrder() {
    List<byte[]> messages = messages(10_000, 16_000);
    assertThat(messages).hasSizeGreaterThan(4).allMatch(message -> message.length <= 16_000);
    List<Long> rows = new ArrayList<>();
    for (byte[] message : messages) {
      try (DecodedBatch batch = ArrowBatches.decode(message, allocator)) {
        BigIntVector numbers = (BigIntVector) batch.root().getVector("n");
        for (int row = 0; row < batch.root().getRowCount(); row++) {
          rows.add(numbers.get(row));
        }
      }
    }
    assertThat(rows).isEqualTo(LongStream.range(0, 10_000).boxed().toList());
  }

  @Test
  void aRowThatIsTooLargeAloneIsStillSent() {
    assertThat(messages(2, 1)).hasSize(2);
  }

  private List<byte[]> messages(int rows, int maxBytes) {
    BigIntVector numbers = new BigIntVector("n", allocator);
    numbers.allocateNew(Math.max(1, rows));
    for (int row = 0; row < rows; row++) {
      numbers.set(row, row);
    }
    numbers.setValueCount(rows);
    try (VectorSchemaRoot root = VectorSchemaRoot.of(numbers)) {
      root.setRowCount(rows);
      return new BatchEncoder(maxBytes).encode(root);
    }
  }
}
