package dev.penstock.connector.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.util.List;

/** What can be wrong with a response; none of it passes by waiting. */
final class RestErrors {
  private static final int NAME = 40;

  private RestErrors() {}

  static PermanentException malformed(String where, IOException e) {
    // The library's text would repeat the response.
    String place =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " (line %d, column %d)"
                .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr())
            : "";
    return problem(
        "malformed-response",
        where,
        "The response is not sound JSON in UTF-8" + place + ".",
        "Check that the path leads to the API and not to a page for people.");
  }

  static PermanentException noRecords(String where, JsonPath path, List<String> names) {
    String fields =
        names.isEmpty()
            ? ""
            : " The fields there: "
                + String.join(", ", names.stream().map(RestErrors::shortened).toList())
                + ".";
    return problem(
        "records-missing",
        where,
        "An array of records was expected at " + path + " of the response." + fields,
        "Correct the option records.");
  }

  static PermanentException badCursor(String where, JsonPath path) {
    return problem(
        "bad-cursor",
        where,
        "A text or a number was expected at " + path + " of the response.",
        "Correct cursor_path or link_path of the option pagination.");
  }

  static PermanentException cursorMissing(String where) {
    return problem(
        "bad-cursor",
        where,
        "The response says that there are further pages, but not how to get them.",
        "Correct cursor_path, link_path or has_more_path of the option pagination.");
  }

  static PermanentException repeated(String where) {
    return problem(
        "page-repeated",
        where,
        "The server gave a page again that was read before, so that reading would not end.",
        "Check the parameters of the option pagination; for pages that are counted, set total_path or"
            + " has_more_path.");
  }

  static PermanentException tooManyPages(String where, long most) {
    return problem(
        "too-many-pages",
        where,
        "There are more than " + most + " pages.",
        "Ask for more records at once, or raise max_pages of the option pagination.");
  }

  static PermanentException changed(String where) {
    return problem(
        "page-changed",
        where,
        "Reading was to go on inside of a page, but the page is another one now.",
        "Start a new run; ask for fewer records at once, so that a page is one batch.");
  }

  static PermanentException mixed(String place, JsonPath field) {
    return problem(
        "bad-cursor-field",
        place,
        "The field " + field + " was expected to hold numbers only, or texts only.",
        "Name another field in the option cursor.");
  }

  private static String shortened(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= NAME ? clean : clean.substring(0, NAME) + "…";
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
