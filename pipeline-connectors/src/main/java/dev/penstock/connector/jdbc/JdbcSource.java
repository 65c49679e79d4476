package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The table or query that one definition names. */
final class JdbcSource implements Source {
  private final Database database;
  private final JdbcOptions options;
  private final Snapshots snapshots;
  private final BufferAllocator allocator;

  /**
   * @throws PermanentException where the connection cannot do what the options ask for
   */
  JdbcSource(
      Database database, JdbcOptions options, Snapshots snapshots, BufferAllocator allocator) {
    this.database = database;
    this.options = options;
    this.snapshots = snapshots;
    this.allocator = allocator;
    database.dialect().server().url(database.connection());
    if (options.snapshot().orElse(false) && !database.dialect().sharesSnapshots()) {
      throw new PermanentException(
          new Problem(
              "invalid-option",
              "snapshot",
              "MariaDB and MySQL cannot share a snapshot between connections.",
              "Leave it out."));
    }
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    cancellation.check();
    boolean shared =
        database.dialect().sharesSnapshots()
            && options.snapshot().orElse(true)
            && !request.sample();
    Optional<Snapshot> snapshot =
        shared ? Optional.of(snapshots.of(request.run(), database)) : Optional.empty();
    try (Session session =
        database.open(
            options.what().origin(), database.limits().planning(), snapshot, cancellation)) {
      SourcePlan plan =
          new JdbcPlanner(session, database.dialect(), options, snapshot).plan(request);
      return shared ? plan.whileHeld() : plan;
    }
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    Part part = Part.fromJson(split.position());
    Session session =
        database.open(
            options.what().origin(),
            database.dialect().readingLimit(database.limits()),
            part.snapshot(),
            cancellation);
    try {
      Relation relation = Relation.of(session, database.dialect(), options);
      if (!relation.schema().equals(stream.source())) {
        throw Mistakes.changed(
            options.what().origin(), "Its columns are not those that this run was planned with.");
      }
      RowStream rows = RowStream.open(session, relation, part, after, options.fetchSize());
      return new JdbcSplitReader(
          session,
          rows,
          relation,
          part,
          after,
          split.origin(),
          stream.source(),
          allocator,
          cancellation);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
