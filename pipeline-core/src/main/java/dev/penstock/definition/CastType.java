package dev.penstock.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types that a {@code cast} step and the {@code schema} of a source know. */
public final class CastType {
  /** What a type's text looks like; the schema adds the list of names. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z_]+)(?:\\( ?(\\d{1,3}) ?(?:, ?(\\d{1,3}) ?)?\\))?");

  private static final int MAX_PRECISION = 38;

  private static final Map<String, String> TYPES = types();

  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("long", "bigint"),
          Map.entry("string", "varchar"),
          Map.entry("char", "varchar"),
          Map.entry("float", "double"),
          Map.entry("real", "double"),
          Map.entry("number", "decimal(18,3)"),
          Map.entry("numeric", "decimal"),
          Map.entry("bool", "boolean"),
          Map.entry("datetime", "timestamp"),
          Map.entry("jsonb", "json"));

  private CastType() {}

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("boolean", "true or false");
    types.put("integer", "whole number of 32 bits");
    types.put("bigint", "whole number of 64 bits");
    types.put("double", "floating point number of 64 bits");
    types.put("decimal", "exact number; `decimal(p,s)` has p digits, s of them behind the point");
    types.put("varchar", "text");
    types.put("text", "the same as `varchar`");
    types.put("date", "day, for example 2026-01-31");
    types.put("timestamp", "day and time without a time zone");
    types.put("timestamptz", "point in time");
    types.put("time", "time of day");
    types.put("uuid", "UUID, for example 01890a5d-ac96-774b-bcce-b302099a8057");
    types.put("json", "JSON document");
    return types;
  }

  /** The names of the types, each with what it is, in the order of the reference page. */
  public static Map<String, String> known() {
    return Ordered.copy(TYPES);
  }

  /** The types that a text in a format of its own can have. */
  public static List<String> ofTime() {
    return List.of("date", "time", "timestamp", "timestamptz");
  }

  /** A regular expression that every valid type matches. */
  public static String pattern() {
    return "^(" + String.join("|", TYPES.keySet()) + "|decimal\\( ?\\d{1,2} ?(, ?\\d{1,2} ?)?\\))$";
  }

  /**
   * A type as the rest of the program uses it: no spaces, {@code varchar} for {@code text}.
   *
   * @throws IllegalArgumentException with a message for the author
   */
  static String normalise(String text) {
    Matcher form = FORM.matcher(text);
    boolean formed = form.matches();
    String start = text.replaceFirst("\\(.*", "").strip();
    if (!formed && TYPES.containsKey(start)) {
      throw new IllegalArgumentException("Write a type like `decimal(12,2)` or `date`.");
    }
    if (!formed || !TYPES.containsKey(form.group(1))) {
      String word = formed ? form.group(1) : start;
      String other = OTHER_WORDS.get(word);
      throw new IllegalArgumentException(
          other != null
              ? "Did you mean `" + other + "`?"
              : NearMiss.advice(word, TYPES.keySet(), "The types"));
    }
    String name = form.group(1);
    String precision = form.group(2);
    if (precision == null) {
      return name.equals("text") ? "varchar" : name;
    }
    if (!name.equals("decimal")) {
      throw new IllegalArgumentException("Only `decimal` has a precision; write `" + name + "`.");
    }
    int digits = Integer.parseInt(precision);
    int scale = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    if (digits < 1 || digits > MAX_PRECISION || scale > digits) {
      throw new IllegalArgumentException(
          "A decimal has 1 to 38 digits, of which at most all are behind the point.");
    }
    return "decimal(" + digits + "," + scale + ")";
  }
}
