package dev.penstock.connector.jdbc;

import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** The contract of sources over one database; its connectors share what is kept for a run. */
abstract class AbstractJdbcContractTest extends AbstractSourceContractTest {
  private static final String SECRET = "wrong-and-very-secret";

  private final Snapshots snapshots = new Snapshots(Limits.DEFAULT);

  abstract Db db();

  /** Tables that both servers have; each subclass calls it once. */
  void fill() {
    Db db = db();
    db.run(
        "CREATE TABLE numbers (id bigint PRIMARY KEY, name varchar(100), half decimal(10,1))",
        "INSERT INTO numbers SELECT n * 3, concat('name ', n), n / 2.0 FROM " + db.series(60_000),
        "CREATE TABLE pairs (a int NOT NULL, b varchar(20) NOT NULL, c double precision,"
            + " PRIMARY KEY (a, b))",
        "INSERT INTO pairs SELECT n % 100, concat('b', n), n / 7.0 FROM " + db.series(40_000),
        "CREATE TABLE heap (n int, word varchar(50))",
        "INSERT INTO heap SELECT n % 1000, concat('w', n % 77) FROM " + db.series(50_000),
        "CREATE TABLE empty_one (id int PRIMARY KEY)",
        "CREATE TABLE empty_heap (n int)",
        "CREATE TABLE one (id int PRIMARY KEY)",
        "INSERT INTO one VALUES (7)",
        "CREATE TABLE wide (id int PRIMARY KEY, body text)",
        "INSERT INTO wide SELECT n, repeat('x', 60000) FROM " + db.series(100),
        "CREATE TABLE long_text (id int PRIMARY KEY, body "
            + (db.postgres() ? "text" : "longtext")
            + ")",
        "INSERT INTO long_text SELECT n, repeat('y', CASE WHEN n % 2 = 0 THEN 600000 ELSE 9 END)"
            + " FROM "
            + db.series(60),
        "CREATE VIEW names AS SELECT id, name FROM numbers WHERE id < 100000",
        "CREATE TABLE twice (a int, " + (db.postgres() ? "\"A\"" : "_place") + " int)");
  }

  @Override
  protected List<Input> inputs() {
    List<Input> inputs =
        new ArrayList<>(
            List.of(
                input("key, many splits", "{'table': 'SCHEMA.numbers', 'split_rows': 25000}"),
                input("key, one split", "{'table': 'SCHEMA.numbers'}"),
                input("key of two columns", "{'table': 'SCHEMA.pairs', 'split_rows': 15000}"),
                input("no key", "{'table': 'SCHEMA.heap', 'split_rows': 20000}"),
                input(
                    "split by a column that is not unique",
                    "{'table': 'SCHEMA.pairs', 'split_by': 'a', 'split_rows': 18000}"),
                input("view", "{'table': 'SCHEMA.names'}"),
                input("query", "{'query': 'SELECT name, half FROM SCHEMA.numbers WHERE half > 9'}"),
                input(
                    "query with splits",
                    "{'query': 'SELECT id, name FROM SCHEMA.numbers -- all', 'split_by': 'id', 'split_rows': 20000}"),
                input(
                    "cursor",
                    "{'table': 'SCHEMA.numbers', 'cursor': {'column': 'half', 'start': '100'}, 'split_rows': 40000}"),
                input("columns", "{'table': 'SCHEMA.numbers', 'columns': ['half']}"),
                input("empty, key", "{'table': 'SCHEMA.empty_one'}"),
                input("empty, no key", "{'table': 'SCHEMA.empty_heap'}"),
                input("one row", "{'table': 'SCHEMA.one'}"),
                input("wide rows", "{'table': 'SCHEMA.wide'}"),
                input("rejects", "{'table': 'SCHEMA.long_text'}")));
    if (db().postgres()) {
      inputs.add(input("key, no snapshot", "{'table': 'SCHEMA.numbers', 'snapshot': false}"));
      inputs.add(input("no key, no snapshot", "{'table': 'SCHEMA.heap', 'snapshot': false}"));
    }
    return inputs;
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("missing table", "{'table': 'SCHEMA.number'}"),
        input("missing schema", "{'table': 'nowhere.numbers'}"),
        input("missing column", "{'table': 'SCHEMA.numbers', 'columns': ['nam']}"),
        input("missing cursor", "{'table': 'SCHEMA.numbers', 'cursor': {'column': 'x'}}"),
        input("text as split_by", "{'table': 'SCHEMA.numbers', 'split_by': 'name'}"),
        input("bad query", "{'query': 'SELEC 1'}"),
        input("query with a semicolon", "{'query': 'SELECT 1;'}"),
        input("query of a missing table", "{'query': 'SELECT * FROM nothing_here'}"),
        input("column names", "{'table': 'SCHEMA.twice'}"),
        input("neither", "{}"),
        by("wrong password", db().with("password", SECRET)),
        by("wrong user", db().with("username", SECRET)),
        by("nobody there", db().with("url", unreachable())),
        by("password in the url", db().with("url", unreachable() + "?password=" + SECRET)),
        by(
            "wrong kind of url",
            new Connection(
                db().connection().name(),
                db().connection().type(),
                Map.of("url", "jdbc:other://u:" + SECRET + "@host/d"))));
  }

  private String unreachable() {
    return db().postgres()
        ? "jdbc:postgresql://127.0.0.1:1/" + SECRET
        : "jdbc:mariadb://127.0.0.1:1/" + SECRET;
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET, db().connection().setting("password").orElseThrow(), "127.0.0.1");
  }

  @AfterAll
  void release() {
    snapshots.release("r");
  }

  Input input(String name, String options) {
    return new Input(
        name,
        allocator -> db().source(new JdbcConnector(allocator, Limits.DEFAULT, snapshots), options));
  }

  private Input by(String name, Connection connection) {
    return new Input(
        name,
        allocator ->
            db().source(
                    new JdbcConnector(allocator, Limits.DEFAULT, new Snapshots(Limits.DEFAULT)),
                    connection,
                    "{'table': 'SCHEMA.numbers'}"));
  }
}
