package dev.penstock.api.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.runs.PushedSplits;
import dev.penstock.api.runs.PushedSplits.PushedSplit;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.api.runs.StreamStart;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.connector.Split;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States and pushed records as rows. */
@ApplicationScoped
class JdbcStreamStates implements StreamStates {
  private static final String PUBLISH =
      """
      insert into stream_state as old
        (pipeline_id, stream, source, columns, state, run_id, saved_at)
      select ?, stream, source, columns, state, run_id, ?
      from run_stream where run_id = ? and columns is not null
      on conflict (pipeline_id, stream) do update
        set source = excluded.source, columns = excluded.columns, state = excluded.state,
            run_id = excluded.run_id, saved_at = excluded.saved_at""";

  private static final String STARTS =
      """
      select s.stream, n.state, n.columns
      from run_stream s
      left join stream_state n on n.pipeline_id = ? and n.stream = s.stream
        and n.source = s.source
      where s.run_id = ?
      order by s.position""";

  private static final String OF =
      "select stream, columns, state, run_id, saved_at from stream_state where pipeline_id = ?";

  private final Database database;

  JdbcStreamStates(Database database) {
    this.database = database;
  }

  @Override
  public List<StreamStart> starts(Run run) {
    Map<String, List<PushedSplit>> pushed = new HashMap<>();
    database
        .query(
            "select stream, split, columns, source_columns from pushed_split where run_id = ?"
                + " order by stream, number",
            row ->
                Map.entry(
                    row.getString(1),
                    new PushedSplit(
                        Json.read(row.getString(2).getBytes(UTF_8), Split.class),
                        row.getString(3),
                        row.getString(4))),
            run.id())
        .forEach(
            split ->
                pushed
                    .computeIfAbsent(split.getKey(), stream -> new ArrayList<>())
                    .add(split.getValue()));
    boolean anew = run.mode() == RunMode.FULL;
    return database.query(
        STARTS,
        row ->
            new StreamStart(
                row.getString(1),
                anew ? null : node(row.getString(2)),
                anew ? null : row.getString(3),
                pushed.getOrDefault(row.getString(1), List.of())),
        run.pipelineId(),
        run.id());
  }

  @Override
  public void push(String run, PushedSplits pushed) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (PushedSplit split : pushed.splits()) {
      rows.add(
          new @Nullable Object[] {
            run,
            pushed.stream(),
            rows.size(),
            split.columns(),
            split.sourceColumns(),
            new String(Json.write(split.split()), UTF_8)
          });
    }
    database.batch(
        "insert into pushed_split (run_id, stream, number, columns, source_columns, split)"
            + " values (?, ?, ?, ?, ?, ?)",
        rows);
  }

  @Override
  public void publish(Run run, Instant now) {
    database.update(PUBLISH, run.pipelineId(), now, run.id());
  }

  @Override
  public void forget(String run) {
    database.update("delete from pushed_split where run_id = ?", run);
  }

  @Override
  public List<StreamState> of(String pipelineId) {
    return database.query(OF + " order by stream", JdbcStreamStates::state, pipelineId);
  }

  @Override
  public Optional<StreamState> of(String pipelineId, StreamOutputs stream) {
    return database.first(
        OF + " and stream = ? and source = ?",
        JdbcStreamStates::state,
        pipelineId,
        stream.stream(),
        stream.source());
  }

  private static StreamState state(ResultSet row) throws SQLException {
    return new StreamState(
        row.getString(1),
        row.getString(2),
        node(row.getString(3)),
        row.getString(4),
        row.getObject(5, java.time.OffsetDateTime.class).toInstant());
  }

  private static @Nullable JsonNode node(@Nullable String json) {
    return json == null ? null : Json.read(json.getBytes(UTF_8), JsonNode.class);
  }
}
