package dev.penstock.definition;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads how an output's rows are written to files. */
final class FilesReader {
  private static final Pattern ENDING_PATTERN = Pattern.compile(FilesDefinition.ENDING);
  private static final String JSON = "json";

  private final Reading reading;

  FilesReader(Reading reading) {
    this.reading = reading;
  }

  /**
   * Reads the files of an output.
   *
   * @param key the output's key, which names the records of an archive
   */
  FilesDefinition read(Spot spot, LoadMode mode, List<String> key) {
    Spot.Fields fields = spot.fields(Shape.FILES);
    FilesDefinition.Format format =
        fields
            .get("format")
            .flatMap(word -> reading.word(word, FilesDefinition.Format.values(), "format"))
            .orElse(FilesDefinition.Format.PARQUET);
    OptionalLong rows = fields.get("part_rows").map(Spot::count).orElse(OptionalLong.empty());
    Map<String, String> members = fields.get("members").map(this::members).orElseGet(Map::of);
    Optional<FilesDefinition.Tracking> dvc =
        fields
            .get("dvc")
            .flatMap(word -> reading.word(word, FilesDefinition.Tracking.values(), "choice"));
    if (format == FilesDefinition.Format.TAR) {
      archive(spot, mode, key);
    } else {
      fields
          .get("members")
          .ifPresent(
              at ->
                  at.problem(
                      "not-here",
                      "has no meaning in this format: only a tar archive has members.",
                      "Leave it out or write `format: tar`."));
    }
    if (mode != LoadMode.REPLACE) {
      fields
          .get("dvc")
          .ifPresent(
              at ->
                  at.problem(
                      "not-here",
                      "needs an output that each run replaces, so that a version of the folder is"
                          + " a whole dataset.",
                      "Write `mode: replace`, or leave it out."));
    }
    return new FilesDefinition(format, rows, members, dvc);
  }

  private static void archive(Spot spot, LoadMode mode, List<String> key) {
    if (key.isEmpty()) {
      spot.problem(
          "missing-key",
          "writes tar archives, in which each record's files have its key as their name, and the"
              + " output has no key.",
          "Give the columns of its `key`.");
    }
    if (mode != LoadMode.REPLACE) {
      spot.problem(
          "not-here",
          "writes tar archives, which are never read back to add rows to what is there.",
          "Write `mode: replace`, or choose another `format`.");
    }
  }

  private Map<String, String> members(Spot spot) {
    Map<String, String> members = new LinkedHashMap<>();
    Map<String, String> columns = new HashMap<>();
    spot.entries("a map of column to ending", 1, DefinitionLimits.MEMBERS)
        .forEach(
            (column, at) -> {
              reading.notReserved(column, at);
              String ending =
                  reading.matching(
                      at,
                      ENDING_PATTERN,
                      "a text with the ending of a file's name without the dot, for example `jpg`,"
                          + " of lower-case letters and digits");
              if (ending.equals(JSON)) {
                at.problem("reserved-name", "`json` is the ending of the record itself.", "");
              }
              String other = columns.putIfAbsent(ending, column);
              if (other != null && !ending.isEmpty()) {
                at.problem(
                    "duplicate-member",
                    "Column `" + Paths.shown(other) + "` has the ending `" + ending + "` too.",
                    "Give each column an ending of its own, for example `mask.png`.");
              }
              members.put(column, ending);
            });
    return members;
  }
}
