package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.files.OptionReader;
import dev.penstock.connector.http.Headers;
import dev.penstock.connector.http.HttpAccess;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the options of one definition and collects what is wrong with them. */
final class RestOptionReader {
  private static final long MAX_SIZE = 1_000_000;
  private static final long DEFAULT_PAGES = 10_000;
  private static final long MAX_PAGES = 1_000_000;

  private final ObjectNode options;
  private final HttpAccess access;
  private final OptionReader reader;
  private final List<Problem> problems = new ArrayList<>();

  private RestOptionReader(ObjectNode options, HttpAccess access) {
    this.options = options;
    this.access = access;
    this.reader = new OptionReader(options);
  }

  /**
   * @throws PermanentException with every mistake; their places are the options' names
   */
  static RestOptions read(ObjectNode options, HttpAccess access) {
    return new RestOptionReader(options, access).read();
  }

  private RestOptions read() {
    String path = reader.text("path", "");
    if (!reader.given("path")) {
      reader.wrong("path", "The path of a request was expected.");
    }
    boolean post = reader.word("method", List.of("GET", "POST"), "GET").equals("POST");
    boolean inBody = reader.word("parameters_in", List.of("query", "body"), "query").equals("body");
    ObjectNode body = object("body", reader).orElseGet(JsonNodeFactory.instance::objectNode);
    if (!post && (inBody || reader.given("body"))) {
      reader.wrong("method", "POST was expected, since there is a body.");
    }
    Map<String, String> query = texts("query");
    query.keySet().forEach(name -> parameter("query", name, reader));
    Map<String, String> headers = texts("headers");
    headers.forEach(this::header);
    JsonPath records = path("records", reader).orElse(JsonPath.ROOT);
    Optional<Paging> paging =
        within(
            RestOptions.PAGINATION,
            object(RestOptions.PAGINATION, reader).orElseGet(JsonNodeFactory.instance::objectNode),
            this::paging);
    Optional<Incremental> cursor =
        object(SourceDefinition.CURSOR, reader)
            .flatMap(node -> within(SourceDefinition.CURSOR, node, this::cursor));
    Optional<ByKey> byKey =
        object(ByKey.OPTION, reader)
            .flatMap(node -> within(ByKey.OPTION, node, nested -> byKey(nested, path)));
    for (String other : List.of("method", RestOptions.PAGINATION, SourceDefinition.CURSOR)) {
      if (reader.given(ByKey.OPTION) && reader.given(other)) {
        reader.wrong(other, "A look-up that is asked by key has no " + other + ".");
      }
    }
    try {
      reader.finish();
    } catch (PermanentException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty() || paging.isEmpty()) {
      throw new PermanentException(problems);
    }
    access.check(path);
    return new RestOptions(
        path,
        query,
        headers,
        post ? Optional.of(body) : Optional.empty(),
        inBody,
        records,
        paging.get(),
        cursor,
        byKey);
  }

  private Paging paging(OptionReader nested) {
    Paging.Type type =
        Paging.Type.valueOf(
            nested
                .word("type", List.of("none", "link", "cursor", "page", "offset"), "none")
                .toUpperCase(Locale.ROOT));
    Optional<JsonPath> next =
        switch (type) {
          case LINK -> path("link_path", nested);
          case CURSOR -> path("cursor_path", nested);
          case NONE, PAGE, OFFSET -> Optional.empty();
        };
    if (type == Paging.Type.CURSOR && next.isEmpty()) {
      nested.wrong("cursor_path", "The way to the cursor in the response was expected.");
    }
    String param =
        switch (type) {
          case CURSOR -> name("cursor_param", "cursor", nested);
          case PAGE -> name("page_param", "page", nested);
          case OFFSET -> name("offset_param", "offset", nested);
          case NONE, LINK -> "";
        };
    boolean offset = type == Paging.Type.OFFSET;
    Optional<String> sizeParam =
        offset
            ? Optional.of(name("limit_param", "limit", nested))
            : nested.given("size_param")
                ? Optional.of(name("size_param", "", nested))
                : Optional.empty();
    if (sizeParam.isPresent() && !offset && !nested.given("size")) {
      nested.wrong("size", "It is needed with size_param.");
    }
    return new Paging(
        type,
        next,
        param,
        nested.number("start", 0, Integer.MAX_VALUE, type == Paging.Type.PAGE ? 1 : 0),
        sizeParam,
        nested.number(offset ? "limit" : "size", 1, MAX_SIZE, 100),
        path("total_path", nested),
        path("has_more_path", nested),
        nested.flag("stop_on_empty", type.counts()),
        nested.number("max_pages", 1, MAX_PAGES, DEFAULT_PAGES));
  }

  private ByKey byKey(OptionReader nested, String path) {
    boolean inPath = path.contains(ByKey.PLACE);
    if (inPath == nested.given("parameter")) {
      nested.wrong(
          "parameter",
          "The name of a parameter was expected here, or else " + ByKey.PLACE + " in the path.");
    }
    if (!nested.given("field")) {
      nested.wrong("field", "The field that holds the key was expected.");
    }
    long batch = nested.number("batch", 1, ByKey.MAX_BATCH, inPath ? 1 : ByKey.BATCH);
    if (inPath && batch > 1) {
      nested.wrong("batch", "With the key in the path there is one key in a request.");
    }
    return new ByKey(
        nested.given("parameter") ? Optional.of(name("parameter", "", nested)) : Optional.empty(),
        nested.text("field", ""),
        (int) batch,
        nested.text("separator", ","),
        (int) nested.number("cache", ByKey.MIN_CACHE, ByKey.MAX_CACHE, ByKey.CACHE));
  }

  private Incremental cursor(OptionReader nested) {
    Optional<JsonPath> field = path("field", nested);
    if (field.isEmpty() || field.get().isRoot()) {
      nested.wrong("field", "The way to the value in a record was expected.");
    }
    nested.word("until", List.of("now"), "now");
    return new Incremental(
        field.orElse(JsonPath.ROOT),
        name("param", "", nested),
        nested.given("start") ? Optional.of(nested.text("start", "")) : Optional.empty(),
        nested.given("until_param")
            ? Optional.of(name("until_param", "", nested))
            : Optional.empty());
  }

  /** Reads a map of options; their mistakes get its name. */
  private <T> Optional<T> within(String option, ObjectNode node, Function<OptionReader, T> read) {
    OptionReader nested = new OptionReader(node);
    T result = read.apply(nested);
    try {
      nested.finish();
      return Optional.of(result);
    } catch (PermanentException e) {
      e.problems().forEach(problem -> problems.add(problem.within(option)));
      return Optional.empty();
    }
  }

  private static Optional<ObjectNode> object(String option, OptionReader reader) {
    JsonNode value = reader.value(option);
    if (reader.given(option) && !value.isObject()) {
      reader.wrong(option, "A map was expected.");
    }
    return value instanceof ObjectNode object ? Optional.of(object.deepCopy()) : Optional.empty();
  }

  private static Optional<JsonPath> path(String option, OptionReader reader) {
    if (!reader.given(option)) {
      return Optional.empty();
    }
    Optional<JsonPath> path = JsonPath.parse(reader.text(option, ""));
    if (path.isEmpty()) {
      reader.wrong(option, "Names separated by dots, or a JSON pointer, were expected.");
    }
    return path;
  }

  private String name(String option, String otherwise, OptionReader reader) {
    String name = reader.text(option, otherwise);
    parameter(option, name, reader);
    return name;
  }

  private void parameter(String option, String name, OptionReader reader) {
    if (name.isBlank()) {
      reader.wrong(option, "The name of a parameter was expected.");
    } else if (access.ownsParameter(name)) {
      reader.wrong(option, "The parameter " + name + " is set by the connection.");
    }
  }

  private void header(String name, String value) {
    if (!Headers.isName(name) || !Headers.isValue(value)) {
      reader.wrong("headers", "Names of headers with one line of ASCII text each were expected.");
    } else if (access.ownsHeader(name)) {
      reader.wrong("headers", "The header " + name + " is set by the connection or the client.");
    }
  }

  private Map<String, String> texts(String option) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : options.path(option).properties()) {
      if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
        reader.wrong(option, "A map of names to texts was expected.");
      }
      texts.put(entry.getKey(), entry.getValue().asText());
    }
    return texts;
  }
}
