package dev.penstock.connector.files;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells a file from a changed one.
 *
 * @param size in bytes
 * @param modified time of the last change, ISO 8601, as precise as the file system has it
 */
public record FileStamp(long size, String modified) {
  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(attributes.size(), attributes.lastModifiedTime().toString());
  }
}
