package dev.penstock.api.persistence;

import dev.penstock.api.persistence.Database.DatabaseException;
import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as a table. Ids are drawn under the lock of their run, so their order is the order of
 * the run's changes although transactions of other runs may commit between them.
 */
@ApplicationScoped
class JdbcOutbox implements Outbox {
  /** A message belongs to the trace of the run that its key begins with. */
  private static final String OLDEST =
      """
      select o.id, o.topic, o.key, o.content_type, o.value, r.traceparent
      from (select * from outbox order by id limit ?) o
      left join run r on r.id = split_part(o.key, '/', 1)
      order by o.id\
      """;

  private final Database database;
  private final DataSource pool;

  JdbcOutbox(Database database, DataSource pool) {
    this.database = database;
    this.pool = pool;
  }

  @Override
  public void add(List<OutboxMessage> messages) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (OutboxMessage message : messages) {
      rows.add(
          new @Nullable Object[] {
            message.topic(), message.key(), message.contentType(), message.value()
          });
    }
    database.batch(
        "insert into outbox (topic, key, content_type, value) values (?, ?, ?, ?)", rows);
  }

  @Override
  public int drain(int limit, Sender sender) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        int sent =
            PgExclusive.lock(connection, Exclusive.Job.RELAY) ? send(connection, limit, sender) : 0;
        connection.commit();
        done = true;
        return sent;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw JtaTransactions.told(new DatabaseException(e));
    }
  }

  private static int send(Connection connection, int limit, Sender sender) throws SQLException {
    List<Long> ids = new ArrayList<>();
    List<OutboxMessage> messages = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
      Database.bind(statement, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
          messages.add(
              new OutboxMessage(
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getBytes(5),
                  row.getString(6)));
        }
      }
    }
    if (ids.isEmpty()) {
      return 0;
    }
    sender.send(messages);
    try (PreparedStatement statement =
        connection.prepareStatement("delete from outbox where id = any (?)")) {
      Array array = connection.createArrayOf("bigint", ids.toArray());
      statement.setArray(1, array);
      statement.executeUpdate();
    }
    return ids.size();
  }
}
