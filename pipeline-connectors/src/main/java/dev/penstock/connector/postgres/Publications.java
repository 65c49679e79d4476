package dev.penstock.connector.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.PublishResult;
import java.sql.SQLException;
import java.util.Optional;

/** The note of what a run published, written in the transaction that published it. */
final class Publications {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Publications() {}

  static Optional<PublishResult> find(Session session, String run) throws SQLException {
    return session
        .first(
            "SELECT result FROM _penstock.publication WHERE run_id = ?",
            row -> row.getString(1),
            run)
        .map(Publications::parse);
  }

  static void keep(Session session, String run, PublishResult result) throws SQLException {
    session.update(
        "INSERT INTO _penstock.publication (run_id, result) VALUES (?, ?)", run, write(result));
  }

  private static PublishResult parse(String json) {
    try {
      return JSON.readValue(json, PublishResult.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a publication's note is not readable", e);
    }
  }

  /** A value as JSON. */
  static String write(Object result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
