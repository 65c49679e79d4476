package dev.penstock.connector.files;

/**
 * What tells a file from a changed one.
 *
 * @param size in bytes
 * @param version what the store changes with each change of the file: for a local file the time of
 *     the last change, ISO 8601, as precise as the file system has it; else an entity tag or a
 *     digest
 */
public record FileStamp(long size, String version) {}
