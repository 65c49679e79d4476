package dev.penstock.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.OneBatch;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.duckdb.DuckDBConnection;

/** A plain DuckDB that runs SQL over the same rows and compares. */
final class Judge implements AutoCloseable {
  private final DuckDBConnection connection;
  private final BufferAllocator allocator;

  Judge(BufferAllocator allocator) throws SQLException {
    this.connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    this.allocator = allocator;
    execute("SET TimeZone = 'UTC'");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Copies rows into a table. */
  void table(String name, VectorSchemaRoot rows) throws Exception {
    try (OneBatch batch = new OneBatch(rows, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, batch, stream);
      connection.registerArrowStream("stream", stream);
      execute("CREATE OR REPLACE TABLE " + name + " AS FROM stream");
    }
  }

  List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Asserts that the rows are those of the query, in order, with the same names and types. */
  void assertSame(VectorSchemaRoot actual, String expected) throws Exception {
    table("actual", actual);
    execute("CREATE OR REPLACE TABLE expected AS " + expected);
    assertThat(rows("DESCRIBE actual")).isEqualTo(rows("DESCRIBE expected"));
    List<List<String>> are = rows("FROM actual");
    List<List<String>> should = rows("FROM expected");
    assertThat(are).hasSameSizeAs(should);
    for (int i = 0; i < are.size(); i++) {
      if (!are.get(i).equals(should.get(i))) {
        assertThat(are.get(i)).as("row %d", i).isEqualTo(should.get(i));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
