package dev.penstock.api.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.api.catalogue.TableKey;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.RunFilter.By;
import dev.penstock.api.runs.RunFilter.Place;
import dev.penstock.api.runs.RunFilter.Sort;
import dev.penstock.api.runs.RunSummary;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Places in lists, as clients get them: not to be read by them. */
final class Cursor {
  private static final String NAME = "name";
  private static final String TABLE = "table";

  private Cursor() {}

  static String of(Sort sort, RunSummary run) {
    return write(word(sort) + " " + value(sort.by(), run) + " " + run.id());
  }

  static String ofName(String name) {
    return write(NAME + " 0 " + name);
  }

  static String of(TableKey table) {
    return write(TABLE + " 0 " + table.connection() + " " + table.table());
  }

  static TableKey table(String cursor) {
    String[] parts = read(cursor, TABLE).id().split(" ", 2);
    return parts.length == 2 ? new TableKey(parts[0], parts[1]) : new TableKey("", parts[0]);
  }

  static Place place(String cursor, Sort sort) {
    return read(cursor, word(sort));
  }

  static String name(Optional<String> cursor) {
    return cursor.map(given -> read(given, NAME).id()).orElse("");
  }

  private static long value(By by, RunSummary run) {
    Instant start = run.startedAt();
    Instant end = run.finishedAt();
    return switch (by) {
      case CREATED -> run.createdAt().toEpochMilli();
      case DURATION -> start == null || end == null ? -1 : Duration.between(start, end).toMillis();
    };
  }

  private static Place read(String cursor, String word) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(" ", 3);
      if (parts.length == 3 && parts[0].equals(word)) {
        return new Place(Long.parseLong(parts[1]), parts[2]);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as a place in another list is.
    }
    throw new Refusal(
        Refusal.Kind.BAD_REQUEST,
        new Problem(
            "bad-parameter",
            "query parameter after",
            "`" + Parameters.shown(cursor) + "` is no place in this list.",
            "Pass `next` of the page before, with the same `sort`."));
  }

  private static String word(Sort sort) {
    return (sort.descending() ? "-" : "") + sort.by();
  }

  private static String write(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
