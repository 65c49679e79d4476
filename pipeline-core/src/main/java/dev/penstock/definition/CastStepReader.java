package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Cast;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code cast} step: column to type, or to type and formats. */
final class CastStepReader {
  /** What stands behind a {@code %} in DuckDB's strptime; a hyphen may stand between. */
  private static final String CODES = "aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%";

  private static final int MAX_FORMAT = 200;

  private CastStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, List<String>> formats = new LinkedHashMap<>();
    spot.entries("a map of column to type", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (column, target) -> {
              reading.notReserved(column, target);
              if (!target.node().isObject()) {
                reading.type(target).ifPresent(type -> types.put(column, type));
                return;
              }
              Spot.Fields fields = target.fields(Shape.CASTING);
              Optional<String> type = fields.get("type").flatMap(at -> timeType(at, reading));
              List<String> texts =
                  fields.get("format").map(CastStepReader::formats).orElse(List.of());
              type.ifPresent(
                  found -> {
                    types.put(column, found);
                    formats.put(column, texts);
                  });
            });
    return new Cast(types, formats);
  }

  private static Optional<String> timeType(Spot spot, Reading reading) {
    Optional<String> type = reading.type(spot);
    if (type.isPresent() && !CastType.ofTime().contains(type.get())) {
      spot.problem(
          "bad-format",
          "A `" + type.get() + "` has no format; only days and times have one.",
          "Write the type alone, or one of " + Spot.list(CastType.ofTime()) + ".");
      return Optional.empty();
    }
    return type;
  }

  private static List<String> formats(Spot spot) {
    List<Spot> items =
        spot.node().isTextual()
            ? List.of(spot)
            : spot.items("a format or a list of them", 1, DefinitionLimits.FORMATS);
    List<String> formats = new ArrayList<>();
    for (Spot item : items) {
      String format = item.text("a text with a format, for example `%d.%m.%Y`");
      if (!format.isEmpty()) {
        check(format, item);
        formats.add(format);
      }
    }
    return formats;
  }

  private static void check(String format, Spot spot) {
    if (format.length() > MAX_FORMAT) {
      spot.problem("bad-format", "has more than " + MAX_FORMAT + " characters.", "");
      return;
    }
    int codes = 0;
    for (int i = format.indexOf('%'); i >= 0; i = format.indexOf('%', i + 1)) {
      int at = i + 1 < format.length() && format.charAt(i + 1) == '-' ? i + 2 : i + 1;
      if (at >= format.length() || CODES.indexOf(format.charAt(at)) < 0) {
        String code = format.substring(i, Math.min(at + 1, format.length()));
        spot.problem(
            "bad-format",
            "`" + Paths.shown(code) + "` is no part of a format.",
            "A format is for example `%Y-%m-%d`, `%d.%m.%Y %H:%M` or `%m/%d/%y`.");
        return;
      }
      i = at;
      codes++;
    }
    if (codes == 0) {
      spot.problem(
          "bad-format",
          "`" + Paths.shown(format) + "` says nothing of a day or a time.",
          "A format is for example `%Y-%m-%d`: %Y the year, %m the month, %d the day.");
    }
  }
}
