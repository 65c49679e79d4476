package dev.penstock.connector.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param target made by {@link HttpAccess#target} or {@link HttpAccess#link}
 * @param body JSON text; empty for a request without a body, which is a GET
 */
public record HttpCall(Kind kind, URI target, Map<String, String> headers, Optional<String> body) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** A request without a body. */
  public static HttpCall get(Kind kind, URI target) {
    return new HttpCall(kind, target, Map.of(), Optional.empty());
  }

  /** Without the target, which names the host. */
  @Override
  public String toString() {
    return "HttpCall[" + kind + "]";
  }

  /** What is asked for, and so which limits hold. */
  public enum Kind {
    /**
     * A document that is held in memory: {@code timeout} is for all of it, {@code
     * max_response_bytes} for its bytes, and compression is undone.
     */
    DOCUMENT,
    /**
     * A file, byte for byte: {@code timeout} is for the answer and for each further piece, {@code
     * max_file_bytes} for its bytes.
     */
    FILE
  }
}
