package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The author's options, checked.
 *
 * @param body of a POST; empty for a GET
 * @param inBody whether the parameters of pages and of the cursor go into the body
 * @param records where the array of records stands
 * @param byKey how a look-up is asked for keys; empty for what is read whole
 */
record RestOptions(
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    Optional<ObjectNode> body,
    boolean inBody,
    JsonPath records,
    Paging paging,
    Optional<Incremental> cursor,
    Optional<ByKey> byKey) {
  static final String PAGINATION = "pagination";

  static final List<Option> SPEC =
      List.of(
          new Option(
              "path",
              OptionType.TEXT,
              true,
              "",
              "What to ask for, relative to the connection's URL, for example `orders`. Without a query.",
              List.of()),
          new Option(
              "method",
              OptionType.TEXT,
              false,
              "GET",
              "`POST` is for searches; it must change nothing on the server.",
              List.of("GET", "POST")),
          map("query", "Query parameters of each request."),
          map(
              "headers",
              "Headers of each request. Those that sign in are the connection's and are refused here."),
          map("body", "Fields of the JSON object that a `POST` sends."),
          new Option(
              "parameters_in",
              OptionType.TEXT,
              false,
              "query",
              "Where the parameters of `pagination` and `cursor` go: into the query, or as fields into"
                  + " the body of a `POST`.",
              List.of("query", "body")),
          text(
              "records",
              "",
              "The way to the array of records in the response, for example `data.items`, or as a JSON"
                  + " pointer (`/data/my.items`). Without it the response itself is the array."),
          Option.object(PAGINATION, "How the next page is found.", pagingOptions()),
          Option.object(
              SourceDefinition.CURSOR,
              "Reads only records that are new since the last published run, by a value that grows.",
              cursorOptions()),
          Option.object(
              ByKey.OPTION,
              "Of a look-up: it is not read whole, but asked for the keys of each batch of records."
                  + " Needs `schema`; only `lookup` steps can use it.",
              ByKey.SPEC));

  RestOptions {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  private static List<Option> pagingOptions() {
    return List.of(
        new Option(
            "type",
            OptionType.TEXT,
            false,
            "none",
            "`none`: one page. `link`: the response tells the URL of the next page. `cursor`: it tells"
                + " a text or number that the next request sends back. `page`: pages have numbers."
                + " `offset`: records are counted.",
            List.of("none", "link", "cursor", "page", "offset")),
        text(
            "link_path",
            "",
            "Of `link`: the way to the URL in the response. Without it, the `Link` header with the"
                + " relation `next` is followed."),
        text("cursor_path", "", "Of `cursor`, and needed there: the way to it in the response."),
        text("cursor_param", "cursor", "Of `cursor`: the parameter that sends it back."),
        text("page_param", "page", "Of `page`: the parameter for the page's number."),
        number(
            "start", "", "Of `page` and `offset`: the first number; 1 and 0 where it is missing."),
        text("size_param", "", "Of `page` and `cursor`: the parameter that gets `size`."),
        number("size", "", "Records to ask for at once; needed with `size_param`."),
        text("offset_param", "offset", "Of `offset`: the parameter for the records to skip."),
        text("limit_param", "limit", "Of `offset`: the parameter that gets `limit`."),
        number("limit", "100", "Of `offset`: records to ask for at once."),
        text(
            "total_path",
            "",
            "The way to the number of all records; reading ends when so many were read."),
        text(
            "has_more_path",
            "",
            "The way to a value that is true while there are further pages; false ends the reading."),
        new Option(
            "stop_on_empty",
            OptionType.BOOLEAN,
            false,
            "",
            "Whether a page without records is the last one; true for `page` and `offset`, false for"
                + " the others where it is missing.",
            List.of()),
        number("max_pages", "10000", "More pages fail the run; at most 1000000."));
  }

  private static List<Option> cursorOptions() {
    return List.of(
        new Option(
            "field",
            OptionType.TEXT,
            true,
            "",
            "The way to the value in a record, for example `updated_at`: a number, or a text that"
                + " grows, such as an ISO 8601 time.",
            List.of()),
        new Option(
            "param",
            OptionType.TEXT,
            true,
            "",
            "The parameter that gets the greatest value of the runs before.",
            List.of()),
        text(
            "start",
            "",
            "What the parameter gets in the first run, and in a full one; without it the"
                + " parameter is left out."),
        text(
            "until_param",
            "",
            "A parameter that gets an upper bound, so that all pages of a run see the same records."),
        new Option(
            "until",
            OptionType.TEXT,
            false,
            "now",
            "What `until_param` gets: the time at which the run is planned, in UTC, as"
                + " `2026-01-31T12:00:00Z`.",
            List.of("now")));
  }

  private static Option text(String name, String otherwise, String description) {
    return new Option(name, OptionType.TEXT, false, otherwise, description, List.of());
  }

  private static Option number(String name, String otherwise, String description) {
    return new Option(name, OptionType.NUMBER, false, otherwise, description, List.of());
  }

  private static Option map(String name, String description) {
    return new Option(name, OptionType.TEXT_MAP, false, "", description, List.of());
  }
}
