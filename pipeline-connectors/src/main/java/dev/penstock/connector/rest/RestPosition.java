package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Where reading goes on.
 *
 * @param page empty at the end
 * @param skip records of the page that were read already
 * @param ordinal records that were read in all
 * @param pages pages that were read to their ends
 * @param digest of the page's records where some were read already, else of those of the page
 *     before; empty for none
 * @param greatest value of the field by which new records are found
 */
record RestPosition(
    Optional<PageRef> page,
    int skip,
    long ordinal,
    long pages,
    String digest,
    LoopWatch loop,
    Greatest greatest) {
  static RestPosition start(Paging paging, Incremental.Window window) {
    return new RestPosition(
        Optional.of(paging.first()), 0, 0, 0, "", LoopWatch.START, new Greatest(window.from()));
  }

  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    page.ifPresent(ref -> json.set("page", ref.toJson()));
    json.put("skip", skip).put("ordinal", ordinal).put("pages", pages).put("digest", digest);
    json.set("loop", loop.toJson());
    greatest.value().ifPresent(value -> json.set("greatest", Scalars.note(value)));
    return json;
  }

  static RestPosition fromJson(JsonNode json) {
    return new RestPosition(
        Optional.ofNullable(json.get("page")).map(PageRef::fromJson),
        json.required("skip").intValue(),
        json.required("ordinal").longValue(),
        json.required("pages").longValue(),
        json.required("digest").textValue(),
        LoopWatch.fromJson(json.required("loop")),
        new Greatest(Optional.ofNullable(json.get("greatest")).map(Scalars::ofNote)));
  }
}
