package dev.penstock.connector.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Names of staging relations: the output's name, for people, and 128 bits of a hash of run, stream
 * and output, for uniqueness.
 */
final class StagingName {
  private static final int READABLE = 24;
  private static final int HASH_BYTES = 16;

  /** What is behind the name of a relation and of those that belong to it, the longest first. */
  static final List<String> SUFFIXES = List.of("_all", "_in", "");

  private StagingName() {}

  /** The same name for the same run, stream and output; {@code stream} is empty for models. */
  static String of(String run, String stream, String output) {
    String plain = output.replaceAll("[^A-Za-z0-9_]", "_");
    String readable = plain.substring(0, Math.min(READABLE, plain.length()));
    return readable + "_" + hash(run + '\0' + stream + '\0' + output);
  }

  /** Where rows arrive that are finished into the relation when all are there. */
  static String arrivals(String relation) {
    return relation + "_in";
  }

  /** Where models and checks see the table as it will be. */
  static String prospect(String relation) {
    return relation + "_all";
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** {@code "_penstock_staging"."name"}. */
  static String quoted(String relation) {
    return Sql.quoted(Books.STAGING_SCHEMA) + "." + Sql.quoted(relation);
  }
}
