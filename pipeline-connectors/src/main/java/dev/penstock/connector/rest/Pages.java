package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.http.HttpAccess;
import dev.penstock.connector.http.HttpAnswer;
import dev.penstock.connector.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Asks for pages and finds out which one is next. */
final class Pages {
  private static final int NO_CONTENT = 204;

  private final HttpAccess access;
  private final RestOptions options;
  private final Incremental.Window window;
  private final Cancellation cancellation;

  Pages(
      HttpAccess access,
      RestOptions options,
      Incremental.Window window,
      Cancellation cancellation) {
    this.access = access;
    this.options = options;
    this.window = window;
    this.cancellation = cancellation;
  }

  /** Asks for a page. */
  Page get(PageRef ref) {
    HttpCall call = call(ref);
    return access.exchange(call, cancellation, answer -> read(call, answer));
  }

  /** The page behind one; empty where it is the last. */
  Optional<PageRef> next(PageRef ref, Page page, int records, long ordinal) {
    Paging paging = options.paging();
    Optional<Boolean> more = page.value(paging.hasMore()).map(Pages::isTrue);
    boolean last =
        paging.type() == Paging.Type.NONE
            || more.equals(Optional.of(false))
            || records == 0 && paging.stopOnEmpty()
            || page.value(paging.total())
                .map(total -> total.asLong(Long.MAX_VALUE) <= ordinal)
                .orElse(false);
    if (last) {
      return Optional.empty();
    }
    Optional<PageRef> next =
        switch (paging.type()) {
          case NONE -> Optional.empty();
          case LINK -> link(page).map(PageRef.Link::new);
          case CURSOR -> told(page).map(PageRef.Token::new);
          case PAGE -> Optional.of(new PageRef.Number(number(ref) + 1));
          case OFFSET ->
              records == 0
                  ? Optional.empty()
                  : Optional.of(new PageRef.Number(number(ref) + records));
        };
    if (next.isEmpty() && more.isPresent() && !paging.type().counts()) {
      throw RestErrors.cursorMissing(page.where());
    }
    return next;
  }

  private HttpCall call(PageRef ref) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    options.cursor().ifPresent(cursor -> window(cursor, parameters));
    Paging paging = options.paging();
    paging
        .sizeParam()
        .ifPresent(
            name -> parameters.put(name, JsonNodeFactory.instance.numberNode(paging.size())));
    switch (ref) {
      case PageRef.First _ -> {}
      case PageRef.Number number ->
          parameters.put(paging.param(), JsonNodeFactory.instance.numberNode(number.number()));
      case PageRef.Token token -> parameters.put(paging.param(), token.value());
      case PageRef.Link _ -> {}
    }
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
    headers
        .keySet()
        .removeIf(name -> options.headers().keySet().stream().anyMatch(name::equalsIgnoreCase));
    headers.putAll(options.headers());
    Optional<ObjectNode> body = options.body().map(ObjectNode::deepCopy);
    Map<String, String> query = new LinkedHashMap<>(options.query());
    if (options.inBody()) {
      body.ifPresent(object -> object.setAll(parameters));
    } else {
      parameters.forEach((name, value) -> query.put(name, Scalars.text(value)));
    }
    URI target = access.target(options.path(), query);
    if (ref instanceof PageRef.Link link) {
      target = access.link(target, link.path());
    }
    return new HttpCall(HttpCall.Kind.DOCUMENT, target, headers, body.map(ObjectNode::toString));
  }

  private void window(Incremental cursor, Map<String, JsonNode> parameters) {
    window
        .from()
        .or(() -> cursor.start().map(JsonNodeFactory.instance::textNode))
        .ifPresent(value -> parameters.put(cursor.param(), value));
    cursor
        .untilParam()
        .ifPresent(
            name ->
                window
                    .until()
                    .ifPresent(
                        time -> parameters.put(name, JsonNodeFactory.instance.textNode(time))));
  }

  private Page read(HttpCall call, HttpAnswer answer) throws IOException {
    String where = access.where(call.target());
    byte[] body = withoutMark(answer.body().readAllBytes());
    Optional<String> link = Links.next(answer.headers().allValues("Link"));
    if (answer.status() == NO_CONTENT) {
      return new Page(where, answer.from(), body, 0, 0, Map.of(), link);
    }
    JsonWalk walk;
    try {
      if (isWide(body)) {
        throw new IOException("not UTF-8");
      }
      walk = new JsonWalk(options.records(), options.paging().paths()).over(body, 0, body.length);
    } catch (IOException e) {
      throw RestErrors.malformed(where, e);
    }
    if (walk.isNull()) {
      return new Page(where, answer.from(), body, 0, 0, walk.values(), link);
    }
    if (walk.from() < 0) {
      throw RestErrors.noRecords(
          where, options.records(), walk.names().stream().filter(access::mayTell).toList());
    }
    return new Page(where, answer.from(), body, walk.from(), walk.to(), walk.values(), link);
  }

  private Optional<String> link(Page page) {
    Optional<String> link =
        options.paging().next().isPresent() ? told(page).map(JsonNode::asText) : page.link();
    return link.map(text -> access.link(page.from(), text))
        .map(to -> to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
  }

  /** The cursor or link in the response; none where it is missing, null, empty or false. */
  private Optional<JsonNode> told(Page page) {
    Optional<JsonNode> told =
        page.value(options.paging().next())
            .filter(value -> !value.asText("-").isEmpty() && !isFalse(value));
    if (told.isPresent() && !told.get().isTextual() && !told.get().isNumber()) {
      throw RestErrors.badCursor(page.where(), options.paging().next().orElse(JsonPath.ROOT));
    }
    return told;
  }

  private static long number(PageRef ref) {
    return ref instanceof PageRef.Number number ? number.number() : 0;
  }

  private static boolean isFalse(JsonNode value) {
    return value.isBoolean() && !value.booleanValue();
  }

  private static boolean isTrue(JsonNode value) {
    return value.asBoolean() || value.asText().equalsIgnoreCase("true");
  }

  /** Whether it is UTF-16 or UTF-32, of which the parser would not tell where things stand. */
  private static boolean isWide(byte[] body) {
    return body.length >= 2 && (body[0] == 0 || body[1] == 0 || (body[0] & 0xFE) == 0xFE);
  }

  /** Without the UTF-8 byte-order mark. */
  private static byte[] withoutMark(byte[] body) {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
  }
}
