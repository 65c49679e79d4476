package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Every run writes its own version into each of its rows, and version v has {@code 1000 * v} rows,
 * so that a reader can tell a mixture, a half and a hole.
 */
class ReaderNeverSeesAMixtureTest {
  private static final int VERSIONS = 8;
  private static final String ONE_STATEMENT =
      "SELECT s.n, s.low, s.high, g.n, g.version FROM (SELECT count(*) AS n, min(version) AS low, max(version) AS high FROM silver.mixture) s, (SELECT sum(n) AS n, max(version) AS version FROM gold.mixture_total) g";
  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: mixture
      streams:
        rows:
          source: { connection: data, path: mixture/rows.csv, format: csv }
          steps:
            - cast: { id: bigint, version: integer }
          outputs:
            rows: { connection: warehouse, table: silver.mixture, mode: replace, key: [id] }
      models:
        mixture_total:
          sql: SELECT version, count(*) AS n FROM {ref:rows} GROUP BY 1
      """;

  private final TestBed bed = TestBed.shared();
  private final AtomicBoolean done = new AtomicBoolean();
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

  @Test
  void silverAndGoldChangeTogetherAndWhole() throws Exception {
    publish(1);
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      Future<Long> oneStatement = readers.submit(reader(this::readInOneStatement));
      Future<Long> oneSnapshot = readers.submit(reader(this::readInOneSnapshot));
      try {
        for (int version = 2; version <= VERSIONS; version++) {
          publish(version);
        }
      } finally {
        done.set(true);
      }
      assertThat(oneStatement.get()).as("reads").isGreaterThan(100);
      assertThat(oneSnapshot.get()).as("reads").isGreaterThan(100);
    }
    assertThat(seen).as("versions that readers met").hasSizeGreaterThan(VERSIONS / 2);
  }

  private void publish(int version) {
    StringBuilder csv = new StringBuilder("id,version\n");
    for (int id = 1; id <= 1000 * version; id++) {
      csv.append(id).append(',').append(version).append('\n');
    }
    bed.write("mixture/rows.csv", csv.toString());
    bed.client().succeed(bed.client().run("mixture", YAML));
  }

  /** A look at the warehouse. */
  @FunctionalInterface
  private interface Look {
    void at(Connection connection) throws SQLException;
  }

  private Callable<Long> reader(Look look) {
    return () -> {
      long reads = 0;
      try (Connection connection = bed.warehouse().connect()) {
        while (!done.get()) {
          look.at(connection);
          reads++;
        }
      }
      return reads;
    };
  }

  private void readInOneStatement(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(ONE_STATEMENT)) {
      result.next();
      assertWhole(
          result.getLong(1),
          result.getInt(2),
          result.getInt(3),
          result.getLong(4),
          result.getInt(5));
    }
  }

  /** Two statements in one REPEATABLE READ transaction, gold first. */
  private void readInOneSnapshot(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      long goldRows;
      int goldVersion;
      try (ResultSet gold =
          statement.executeQuery("SELECT sum(n), max(version) FROM gold.mixture_total")) {
        gold.next();
        goldRows = gold.getLong(1);
        goldVersion = gold.getInt(2);
      }
      try (ResultSet silver =
          statement.executeQuery(
              "SELECT count(*), min(version), max(version) FROM silver.mixture")) {
        silver.next();
        assertWhole(silver.getLong(1), silver.getInt(2), silver.getInt(3), goldRows, goldVersion);
      }
    }
    connection.commit();
  }

  private void assertWhole(long rows, int low, int high, long goldRows, int goldVersion) {
    assertThat(low).isEqualTo(high);
    assertThat(rows).as("rows of version %d", low).isEqualTo(1000L * low);
    assertThat(goldVersion).as("version in gold").isEqualTo(low);
    assertThat(goldRows).as("gold's total").isEqualTo(rows);
    seen.add(low);
  }
}
