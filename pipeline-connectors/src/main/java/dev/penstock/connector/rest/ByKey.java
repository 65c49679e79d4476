package dev.penstock.connector.rest;

import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import java.util.List;
import java.util.Optional;

/**
 * How a look-up is asked for keys.
 *
 * @param parameter gets the keys; empty where the path holds one
 * @param field of a record in the response, which holds its key
 * @param batch the most keys of a request
 * @param separator between the keys of a request
 * @param cache the most keys whose answers are kept
 */
record ByKey(Optional<String> parameter, String field, int batch, String separator, int cache) {
  static final String OPTION = "by_key";

  /** Stands for the key in a path. */
  static final String PLACE = "{key}";

  static final int BATCH = 50;
  static final int MAX_BATCH = 100;
  static final int MIN_CACHE = 1_000;
  static final int CACHE = 50_000;
  static final int MAX_CACHE = 1_000_000;

  static final List<Option> SPEC =
      List.of(
          text(
              "parameter",
              false,
              "",
              "The query parameter that gets the keys. Without it, `path` holds `{key}` in the key's"
                  + " place, and each request asks for one key."),
          text("field", true, "", "The field of a record in the response that holds its key."),
          number("batch", BATCH + "", "The most keys of a request, at most " + MAX_BATCH + "."),
          text(
              "separator",
              false,
              ",",
              "Between the keys of a request. A key that holds it is not asked for and finds nothing;"
                  + " with `batch: 1` there is no separator."),
          number(
              "cache",
              CACHE + "",
              "Keys whose answers, misses too, are kept for the run: "
                  + MIN_CACHE
                  + " to "
                  + MAX_CACHE
                  + "."));

  private static Option text(String name, boolean required, String otherwise, String description) {
    return new Option(name, OptionType.TEXT, required, otherwise, description, List.of());
  }

  private static Option number(String name, String otherwise, String description) {
    return new Option(name, OptionType.NUMBER, false, otherwise, description, List.of());
  }
}
