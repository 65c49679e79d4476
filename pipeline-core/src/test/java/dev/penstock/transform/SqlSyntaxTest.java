package dev.penstock.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.Problem;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a + 1 -- sum",
        "flight_date >= $from",
        "lower(trim(\"Wildlife Species\"))",
        "CASE WHEN a THEN 1 END",
        "a IN ('x', 'y')",
        "lpad(zip, 5, '0')",
        "list_transform(l, lambda x: x + 1)",
        "a = ';' OR b = '--'",
        "/* why */ amount::decimal(12,2)",
        "a BETWEEN 1 AND 2",
        "replace(replace(replace(a, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')",
        "regexp_replace(a, '[^0-9]', '', 'g')",
        "list_transform(l, lambda x: list_transform(x, lambda y: upper(trim(y))))",
        "array_to_string(l, ', ')",
        "concat_ws(' ', a, b, c, d, e, f)",
        "to_json({'a': a, 'b': [b, c]})",
        "strftime(d, '%Y-%m-%d %H:%M:%S')",
        "printf('%05d-%s', n, a)",
        "format('{:>10}', a)",
        "upper(a) || ' ' || lower(b) || ' (' || c || ')'",
        "repeat(a, 10000)",
        "x.y",
        "[1, 2][1]"
      })
  void anExpressionIsAccepted(String text) {
    assertThat(SqlSyntax.expression(text, "here")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1) ; DROP TABLE x; --",
        "1 FROM y",
        "1 AS x",
        "1, 2",
        "1; SELECT 2",
        "1;",
        "1) + (2",
        "1 FROM input) UNION (SELECT 2",
        "a WHERE true",
        "a ORDER BY 1",
        "a LIMIT 1",
        "(SELECT 1)",
        "EXISTS (SELECT 1)",
        "a IN (SELECT 1)",
        "row_number() OVER ()",
        "sum(a)",
        "count(*)",
        "*",
        "COLUMNS('a')",
        "#1",
        "a = ?",
        "a = $1",
        "system.main.repeat('x', 10)",
        "repeat('x', 1000000000000)",
        "repeat('x', n)",
        "repeat(repeat('x', 10000), 10000)",
        "list_sum(range(1000000000))",
        "[repeat('x', 10000) for y in l]",
        "lpad('x', 2000000000, 'y')",
        "printf('%1000000000d', 1)",
        "format('{:>1000000000}', 'x')",
        "format('{:>{}}', 'x', n)",
        "replace(replace(repeat('x', 1000), 'x', repeat('y', 1000)), 'y', repeat('z', 1000))",
        "replace(repeat('x', 10000), 'x', repeat('y', 10000))",
        "regexp_replace(repeat('x', 10000), 'x', repeat('y', 10000), 'g')",
        "hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(a))))))))))))))))))))))))))))))",
        "array_to_string(range(10000), repeat('x', 10000))",
        "list_reduce(range(30), lambda x, y: x || x, 'x')",
        "list_transform(range(10000), lambda x: list_transform(range(10000), lambda y: a))",
        "getenv('HOME')",
        "current_setting('temp_directory')",
        "write_log('x')",
        "a +",
        "'open",
        "/* open",
        "DROP TABLE x"
      })
  void whatIsNotOneSafeExpressionIsRefused(String text) {
    assertThat(SqlSyntax.expression(text, "here"))
        .hasValueSatisfying(problem -> assertThat(problem.where()).isEqualTo("here"));
  }

  @Test
  void aSyntaxErrorIsToldInDuckDbsWords() {
    assertThat(SqlSyntax.expression("a frm b", "streams.s.steps[1].filter"))
        .contains(
            Problem.of("bad-sql", "streams.s.steps[1].filter", "syntax error at or near \"b\"."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM input",
        "FROM input",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT s.*, a.latitude FROM input s LEFT JOIN airports a ON upper(a.name) = s.\"Airport Name\"",
        "SELECT * FROM input WHERE d > $from -- latest",
        "SELECT 1 UNION ALL SELECT 2",
        "VALUES (1), (2)",
        "SELECT row_number() OVER (), sum(a) FROM input GROUP BY ALL LIMIT 5",
        "SELECT * FROM generate_series(1, 10)",
        "SELECT unnest(l) FROM input"
      })
  void aQueryIsAccepted(String text) {
    assertThat(SqlSyntax.query(text, "here")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT 1;",
        "SELECT 1; SELECT 2",
        "SELECT 1) UNION (SELECT 2",
        "SELECT 1); DROP TABLE x; --",
        "DROP TABLE input",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.db'",
        "EXPORT DATABASE '/tmp/x'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 4",
        "PRAGMA threads = 4",
        "CALL enable_logging()",
        "EXPLAIN SELECT 1",
        "DESCRIBE input",
        "SUMMARIZE input",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('input')",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT (SELECT count(*) FROM glob('/*'))",
        "SELECT len(range(3000000000))",
        "WITH b AS (SELECT hex(hex(hex(hex(hex(a))))) AS a FROM input), c AS (SELECT hex(hex(hex(hex(hex(a))))) AS a FROM b), d AS (SELECT hex(hex(hex(hex(hex(a))))) AS a FROM c) SELECT * FROM d",
        "SELECT * FROM (SELECT repeat(a, 10000) AS a FROM (SELECT repeat(a, 10000) AS a FROM input))",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM parquet_scan('/x')",
        "SELECT * FROM read_json_auto('/x')",
        "SELECT * FROM sniff_csv('/x')",
        "SELECT * FROM parquet_metadata('/x')",
        "SELECT * FROM read_duckdb('/x')",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_variables()",
        "SELECT * FROM duckdb_logs()",
        "SELECT * FROM duckdb_temporary_files()",
        "SELECT * FROM pragma_database_size()",
        "SELECT * FROM which_secret('s3://x', 's3')",
        "SELECT * FROM repeat_row(1, num_rows = 1000000000)",
        "SELECT * FROM test_all_types()",
        "SELECT current_setting('secret_directory')",
        "SELECT getvariable('x')",
        "CREATE TABLE x AS SELECT 1",
        "CREATE MACRO m() AS 1",
        "DELETE FROM input",
        "INSERT INTO input SELECT * FROM input",
        "UPDATE input SET a = 1",
        "RESET threads",
        "CHECKPOINT",
        "VACUUM",
        "USE temp",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "DETACH temp",
        "SET VARIABLE x = 1",
        "BEGIN",
        "IMPORT DATABASE '/x'",
        "COPY input FROM '/x'",
        "FROM (PIVOT input ON a)",
        "PIVOT input ON a USING count(*)"
      })
  void whatIsNotOneSafeQueryIsRefused(String text) {
    assertThat(SqlSyntax.query(text, "here")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"int", "decimal(12,2)", "DATE", "timestamp with time zone", "varchar", "int[]"})
  void aTypeIsAccepted(String text) {
    assertThat(SqlSyntax.type(text, "here")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "int) + (1",
        "int), (2",
        "int; DROP TABLE x",
        "int AS y",
        "int FROM input",
        "int + 1",
        "decimal(12,2",
        "int) --"
      })
  void whatIsNotOneTypeIsRefused(String text) {
    assertThat(SqlSyntax.type(text, "here")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 900, 5_000})
  void anExpressionMayBeAsDeepAsItLikesAndIsAnswered(int depth) {
    for (String text :
        List.of(
            "a" + " + 1".repeat(depth),
            "abs(".repeat(depth) + "a" + ")".repeat(depth),
            "CASE WHEN a THEN ".repeat(depth) + "1" + " END".repeat(depth))) {
      assertThat(SqlSyntax.expression(text, "here").isPresent()).isEqualTo(depth > 300);
    }
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> answers =
          IntStream.range(0, 200)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              SqlSyntax.expression(i % 2 == 0 ? "a + " + i : "a +", "x").isPresent()
                                  == (i % 2 == 1)))
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }
}
