package dev.penstock.transform;

import java.util.Optional;

/**
 * One of the lists that a {@code flatten} step makes of JSON: the elements themselves, or a field
 * of each.
 *
 * @param name column that gets the list
 * @param field name of the field; empty for the elements themselves
 * @param type what the values become; JSON travels as text in the list
 * @param failed for a value that does not convert; empty where every value does
 */
record Nested(String name, String field, String type, Optional<Outcome.NotCast> failed) {
  /** Quoted. */
  String quoted() {
    return Quoted.name(name);
  }

  boolean isJson() {
    return type.equalsIgnoreCase("json");
  }

  /** The list's type. */
  String listType() {
    return (isJson() ? "VARCHAR" : type) + "[]";
  }

  /** The JSON type of a value; NULL where there is none. */
  static String kind(String json) {
    return "CASE WHEN "
        + json
        + " IS NOT NULL THEN coalesce(TRY(json_type("
        + json
        + ")), '?') END";
  }

  /** A list of JSON. */
  static String elements(String json, String kind, boolean objects) {
    String one = objects ? " WHEN 'OBJECT' THEN [" + json + "]" : "";
    return "CASE " + kind + " WHEN 'ARRAY' THEN json_extract(" + json + ", '$[*]')" + one + " END";
  }

  /** What stands in the place of a list or an object; NULL where all is well. */
  static String wrong(String json, String kind, String elements, boolean objects) {
    String whole =
        "WHEN " + kind + " NOT IN ('ARRAY', 'NULL'" + (objects ? ", 'OBJECT'" : "") + ") THEN ";
    String found =
        "CASE "
            + kind
            + " WHEN 'OBJECT' THEN 'an object' ELSE left(CAST("
            + json
            + " AS VARCHAR), 100) END";
    String strange =
        "list_filter(" + elements + ", lambda e: json_type(e) NOT IN ('OBJECT', 'NULL'))[1]";
    String each =
        objects ? " ELSE 'a list with ' || left(CAST(" + strange + " AS VARCHAR), 90)" : "";
    return "CASE " + whole + found + each + " END";
  }

  /** The values as text. */
  String texts(String elements) {
    String value =
        isJson()
            ? "nullif(CAST("
                + (field.isEmpty() ? "e" : at("json_extract"))
                + " AS VARCHAR), 'null')"
            : at("json_extract_string");
    return "list_transform(" + elements + ", lambda e: " + value + ")";
  }

  /** The values. */
  String values(String texts) {
    return isJson() || type.equalsIgnoreCase("varchar")
        ? texts
        : "list_transform(" + texts + ", lambda e: TRY_CAST(e AS " + type + "))";
  }

  /** The first value that does not convert; NULL where all do. */
  String bad(String texts) {
    return "list_filter("
        + texts
        + ", lambda e: e IS NOT NULL AND TRY_CAST(e AS "
        + type
        + ") IS NULL)[1]";
  }

  private String at(String function) {
    String pointer = "/" + field.replace("~", "~0").replace("/", "~1");
    return function + "(e, " + Quoted.text(pointer) + ")";
  }
}
