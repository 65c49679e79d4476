package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which page. */
sealed interface PageRef {
  /** The one that is asked for without saying which. */
  record First() implements PageRef {}

  /** A page or offset. */
  record Number(long number) implements PageRef {}

  /** The one behind a cursor. */
  record Token(JsonNode value) implements PageRef {}

  /**
   * The one that a link leads to.
   *
   * @param path and query, without the host
   */
  record Link(String path) implements PageRef {}

  default JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return switch (this) {
      case First _ -> json;
      case Number number -> json.put("number", number.number());
      case Token token -> json.set("token", Scalars.note(token.value()));
      case Link link -> json.put("link", link.path());
    };
  }

  static PageRef fromJson(JsonNode json) {
    if (json.has("number")) {
      return new Number(json.get("number").longValue());
    }
    if (json.has("token")) {
      return new Token(Scalars.ofNote(json.get("token")));
    }
    return json.has("link") ? new Link(json.get("link").textValue()) : new First();
  }
}
