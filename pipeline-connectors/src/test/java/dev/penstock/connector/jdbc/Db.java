package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.postgres.TestDatabase;
import dev.penstock.definition.SourceDefinition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test, filled in plain SQL and read through the connector.
 *
 * @param connection as an operator configures it
 * @param schema where its tables are
 * @param admin connections of the owner
 * @param restart ends the server as if the machine had lost its power, and starts it again
 */
record Db(Connection connection, String schema, Admin admin, Runnable restart) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Opens connections that may write. */
  interface Admin {
    java.sql.Connection open() throws SQLException;
  }

  /** What a source gave: values as Java objects, with the place as the last one. */
  record Content(SourcePlan plan, List<List<@Nullable Object>> rows, List<RejectedRecord> rejects) {
    List<@Nullable Object> column(int index) {
      return rows.stream().<@Nullable Object>map(row -> row.get(index)).toList();
    }
  }

  static Db of(TestDatabase database) {
    return new Db(
        database.connection(),
        "public",
        database::connect,
        () -> {
          database.server().kill();
          database.server().restart();
        });
  }

  boolean postgres() {
    return connection.type().equals("postgresql");
  }

  void run(String... statements) {
    try (java.sql.Connection opened = admin.open();
        Statement statement = opened.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("\n", statements), e);
    }
  }

  /** The first column, as the server writes it. */
  List<@Nullable String> texts(String sql) {
    try (java.sql.Connection opened = admin.open();
        Statement statement = opened.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<@Nullable String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Fills a table with the numbers from 1 to {@code rows}, in SQL of this server. */
  String series(long rows) {
    return postgres()
        ? "(SELECT g AS n FROM generate_series(1, " + rows + ") g) s"
        : "(SELECT seq AS n FROM seq_1_to_" + rows + ") s";
  }

  /** The connection with another setting. */
  Connection with(String setting, String value) {
    Map<String, String> settings = new HashMap<>(connection.settings());
    settings.put(setting, value);
    return new Connection(connection.name(), connection.type(), settings);
  }

  Source source(JdbcConnector connector, String options) {
    return source(connector, connection, options);
  }

  Source source(JdbcConnector connector, Connection by, String options) {
    return connector.open(new SourceDefinition(by.name(), "jdbc", options(options)), by);
  }

  ObjectNode options(String options) {
    try {
      return (ObjectNode)
          JSON.readTree(options.replace('\'', '"').replace('^', '\'').replace("SCHEMA", schema));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(options, e);
    }
  }

  /** Plans and reads everything. */
  Content read(String options) {
    return read(options, null);
  }

  Content read(String options, @Nullable JsonNode state) {
    try (BufferAllocator allocator = new RootAllocator()) {
      JdbcConnector connector = new JdbcConnector(allocator);
      Source source = source(connector, options);
      try {
        SourcePlan plan = source.plan(new PlanRequest("r", state, null, false), Cancellation.NEVER);
        return read(source, plan);
      } finally {
        connector.release("r");
      }
    }
  }

  static Content read(Source source, SourcePlan plan) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<RejectedRecord> rejects = new ArrayList<>();
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          rows.addAll(rows(batch.rows()));
          rejects.addAll(batch.rejects());
        }
      }
    }
    return new Content(plan, rows, rejects);
  }

  static List<List<@Nullable Object>> rows(VectorSchemaRoot root) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        values.add(vector.getObject(row));
      }
      rows.add(values);
    }
    return rows;
  }
}
