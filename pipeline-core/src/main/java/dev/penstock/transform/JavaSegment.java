package dev.penstock.transform;

import org.apache.arrow.vector.types.pojo.Schema;

/** A step that runs in Java, over Arrow rows. Not thread-safe. */
interface JavaSegment extends Segment {
  /** The columns that leave it, {@code _place} last where it came. */
  Schema output();
}
