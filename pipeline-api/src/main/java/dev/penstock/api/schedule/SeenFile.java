package dev.penstock.api.schedule;

/**
 * A file as it was found.
 *
 * @param size in bytes
 * @param version changes with each change of the file: a time or an entity tag
 */
public record SeenFile(String path, long size, String version) {}
