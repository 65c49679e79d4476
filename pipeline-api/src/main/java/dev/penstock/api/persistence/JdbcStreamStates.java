package dev.penstock.api.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.messaging.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States as rows. */
@ApplicationScoped
class JdbcStreamStates implements StreamStates {
  private static final String PUBLISH =
      """
      insert into stream_state as old
        (pipeline_id, environment, stream, source, columns, state, run_id, saved_at)
      select ?, ?, stream, source, columns, state, run_id, ?
      from run_stream where run_id = ? and columns is not null
      on conflict (pipeline_id, environment, stream) do update
        set source = excluded.source, columns = excluded.columns, state = excluded.state,
            run_id = excluded.run_id, saved_at = excluded.saved_at""";

  private static final String OF =
      "select environment, stream, columns, state, run_id, saved_at from stream_state"
          + " where pipeline_id = ?";

  private final Database database;

  JdbcStreamStates(Database database) {
    this.database = database;
  }

  @Override
  public void publish(Run run, Instant now) {
    database.update(PUBLISH, run.pipelineId(), run.order().place(), now, run.id());
  }

  @Override
  public void forget(Run run) {
    database.update(
        "update stream_state set state = null where pipeline_id = ? and environment = ?"
            + " and stream in (select stream from run_stream where run_id = ?)",
        run.pipelineId(),
        run.order().place(),
        run.id());
  }

  @Override
  public List<StreamState> of(String pipelineId) {
    return database.query(
        OF + " order by environment, stream", JdbcStreamStates::state, pipelineId);
  }

  @Override
  public Optional<StreamState> of(String pipelineId, String environment, StreamOutputs stream) {
    return database.first(
        OF + " and environment = ? and stream = ? and source = ?",
        JdbcStreamStates::state,
        pipelineId,
        environment,
        stream.stream(),
        stream.source());
  }

  private static StreamState state(ResultSet row) throws SQLException {
    return new StreamState(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        node(row.getString(4)),
        row.getString(5),
        row.getObject(6, java.time.OffsetDateTime.class).toInstant());
  }

  private static @Nullable JsonNode node(@Nullable String json) {
    return json == null ? null : Json.read(json.getBytes(UTF_8), JsonNode.class);
  }
}
