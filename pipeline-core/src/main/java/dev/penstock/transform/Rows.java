package dev.penstock.transform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;
import org.apache.arrow.vector.util.VectorSchemaRootAppender;

/** Moves and copies Arrow rows. What a method gives, the caller closes. */
final class Rows {
  private Rows() {}

  /** All batches of a reader as one, without copying where there is only one. */
  static VectorSchemaRoot drain(ArrowReader reader, BufferAllocator allocator) throws IOException {
    VectorSchemaRoot source = reader.getVectorSchemaRoot();
    VectorSchemaRoot all = VectorSchemaRoot.create(source.getSchema(), allocator);
    try {
      boolean first = true;
      while (reader.loadNextBatch()) {
        if (source.getRowCount() == 0) {
          continue;
        }
        if (first) {
          all.close();
          all = move(source, source.getFieldVectors().size(), allocator);
          first = false;
        } else {
          VectorSchemaRootAppender.append(all, source);
        }
      }
      return Bool8.undo(all, allocator);
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** Takes the first columns out of a root. */
  static VectorSchemaRoot move(VectorSchemaRoot from, int columns, BufferAllocator allocator) {
    List<FieldVector> moved = new ArrayList<>(columns);
    for (FieldVector vector : from.getFieldVectors().subList(0, columns)) {
      TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
      pair.transfer();
      moved.add((FieldVector) pair.getTo());
    }
    VectorSchemaRoot root = new VectorSchemaRoot(moved);
    root.setRowCount(from.getRowCount());
    return root;
  }

  /** Copies the chosen rows of the first columns; {@code rows} ascend. */
  static VectorSchemaRoot take(
      VectorSchemaRoot from, int columns, int[] rows, BufferAllocator allocator) {
    List<FieldVector> taken = new ArrayList<>(columns);
    try {
      for (FieldVector vector : from.getFieldVectors().subList(0, columns)) {
        FieldVector target = vector.getField().createVector(allocator);
        taken.add(target);
        switch (vector) {
          case BitVector bits -> takeEach(bits, target, rows);
          case BaseFixedWidthVector fixed -> takeFixed(fixed, (BaseFixedWidthVector) target, rows);
          case BaseVariableWidthVector variable ->
              takeVariable(variable, (BaseVariableWidthVector) target, rows);
          case FieldVector nested -> takeRuns(nested, target, rows, allocator);
        }
        target.setValueCount(rows.length);
      }
    } catch (RuntimeException e) {
      taken.forEach(FieldVector::close);
      throw e;
    }
    VectorSchemaRoot root = new VectorSchemaRoot(taken);
    root.setRowCount(rows.length);
    return root;
  }

  /** Lists and what else has vectors below it. */
  private static void takeRuns(
      FieldVector from, FieldVector to, int[] rows, BufferAllocator allocator) {
    to.allocateNew();
    VectorAppender appender = new VectorAppender(to);
    for (int i = 0; i < rows.length; ) {
      int end = endOfRun(rows, i);
      TransferPair run = from.getTransferPair(from.getField(), allocator);
      try (ValueVector part = run.getTo()) {
        run.splitAndTransfer(rows[i], end - i);
        part.accept(appender, null);
      }
      i = end;
    }
  }

  private static void takeEach(FieldVector from, FieldVector to, int[] rows) {
    to.setInitialCapacity(rows.length);
    to.allocateNew();
    for (int i = 0; i < rows.length; i++) {
      to.copyFromSafe(rows[i], i, from);
    }
  }

  private static void takeFixed(BaseFixedWidthVector from, BaseFixedWidthVector to, int[] rows) {
    to.allocateNew(rows.length);
    takeValidity(from, to, rows);
    int width = from.getTypeWidth();
    ArrowBuf source = from.getDataBuffer();
    ArrowBuf target = to.getDataBuffer();
    for (int i = 0; i < rows.length; ) {
      int end = endOfRun(rows, i);
      target.setBytes((long) i * width, source, (long) rows[i] * width, (long) (end - i) * width);
      i = end;
    }
  }

  private static void takeVariable(
      BaseVariableWidthVector from, BaseVariableWidthVector to, int[] rows) {
    ArrowBuf offsets = from.getOffsetBuffer();
    long bytes = 0;
    for (int row : rows) {
      bytes += offsets.getInt((row + 1) * 4L) - offsets.getInt(row * 4L);
    }
    to.allocateNew(bytes, rows.length);
    takeValidity(from, to, rows);
    ArrowBuf targetOffsets = to.getOffsetBuffer();
    targetOffsets.setInt(0, 0);
    int at = 0;
    for (int i = 0; i < rows.length; ) {
      int end = endOfRun(rows, i);
      int start = offsets.getInt(rows[i] * 4L);
      for (int j = i; j < end; j++) {
        targetOffsets.setInt((j + 1) * 4L, at + offsets.getInt((rows[j] + 1) * 4L) - start);
      }
      int length = offsets.getInt((rows[end - 1] + 1) * 4L) - start;
      to.getDataBuffer().setBytes(at, from.getDataBuffer(), start, length);
      at += length;
      i = end;
    }
    to.setLastSet(rows.length - 1);
  }

  private static void takeValidity(FieldVector from, FieldVector to, int[] rows) {
    ArrowBuf target = to.getValidityBuffer();
    if (from.getNullCount() == 0) {
      target.setOne(0, (rows.length + 7) / 8);
      return;
    }
    target.setZero(0, (rows.length + 7) / 8);
    for (int i = 0; i < rows.length; i++) {
      if (!from.isNull(rows[i])) {
        BitVectorHelper.setBit(target, i);
      }
    }
  }

  private static int endOfRun(int[] rows, int start) {
    int end = start + 1;
    while (end < rows.length && rows[end] == rows[end - 1] + 1) {
      end++;
    }
    return end;
  }
}
