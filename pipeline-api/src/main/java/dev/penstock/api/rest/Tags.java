package dev.penstock.api.rest;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.Precondition;
import dev.penstock.error.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entity tags in headers (RFC 9110, section 8.8.3). */
final class Tags {
  private Tags() {}

  /** What a changing request demands. */
  static Precondition condition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    Optional<String> match = Parameters.text(ifMatch).map(String::strip);
    Optional<String> none = Parameters.text(ifNoneMatch).map(String::strip);
    if (none.filter(given -> !given.equals("*")).isPresent()) {
      throw new Refusal(
          Refusal.Kind.BAD_REQUEST,
          new Problem(
              "bad-header",
              "If-None-Match",
              "A request that changes something takes only `*` here.",
              "`If-None-Match: *` makes a pipeline that is not there yet; `If-Match` changes one."));
    }
    boolean any = match.filter("*"::equals).isPresent();
    return new Precondition(
        any ? Optional.empty() : match.map(Tags::strong), any, none.isPresent());
  }

  /** Whether one of the tags is this one; a weak tag is as good as a strong one here. */
  static boolean among(@Nullable String header, String tag) {
    return Parameters.text(header)
        .map(
            given ->
                given.strip().equals("*")
                    || split(given).stream()
                        .anyMatch(one -> one.replaceFirst("^W/", "").equals('"' + tag + '"')))
        .orElse(false);
  }

  private static List<String> strong(String header) {
    return split(header).stream()
        .filter(tag -> tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\""))
        .map(tag -> tag.substring(1, tag.length() - 1))
        .toList();
  }

  private static List<String> split(String header) {
    return Arrays.stream(header.split(",")).map(String::strip).toList();
  }
}
