package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AfterStatementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ANALYZE {this} | ANALYZE t",
        "analyze verbose {this} (a, \"b;c\") | analyze verbose t (a, \"b;c\")",
        "CREATE INDEX ON {this} (lower(a)) WHERE b = ';' | CREATE INDEX i ON t (lower(a)) WHERE b = ';'",
        "CREATE UNIQUE INDEX mine ON {this} USING btree (a) INCLUDE (b) | CREATE UNIQUE INDEX i ON t USING btree (a) INCLUDE (b)",
        "CREATE INDEX IF NOT EXISTS \"My\"\"s\" ON {this} (a) | CREATE INDEX IF NOT EXISTS i ON t (a)",
        "CREATE INDEX IF NOT EXISTS ON {this} (a) | CREATE INDEX IF NOT EXISTS i ON t (a)",
        "CREATE STATISTICS s (ndistinct) ON a, b FROM {this} | CREATE STATISTICS i (ndistinct) ON a, b FROM t",
        "CREATE STATISTICS ON a, (b + 1) FROM {this} | CREATE STATISTICS i ON a, (b + 1) FROM t",
        "COMMENT ON TABLE {this} IS 'it''s; -- $1' | COMMENT ON TABLE t IS 'it''s; -- $1'",
        "COMMENT ON COLUMN {this}.\"A b\" IS NULL | COMMENT ON COLUMN t.\"A b\" IS NULL",
        "GRANT SELECT, INSERT ON TABLE {this} TO a, \"b c\" WITH GRANT OPTION | GRANT SELECT, INSERT ON TABLE t TO a, \"b c\" WITH GRANT OPTION",
        "ALTER TABLE {this} SET (fillfactor = 70, toast.autovacuum_enabled = off) | ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = off)",
        "ALTER TABLE {this} ALTER COLUMN a SET STATISTICS 500 | ALTER TABLE t ALTER COLUMN a SET STATISTICS 500",
      })
  void putsTheTableAndTheNameIn(String statement, String expected) {
    assertThat(AfterStatement.parse(statement).on("t", "i").replaceAll(" +", " "))
        .isEqualTo(expected);
  }

  @Test
  void knowsTheNameOfWhatItMakes() {
    assertThat(AfterStatement.parse("CREATE INDEX Mine ON {this} (a)").name()).contains("mine");
    assertThat(AfterStatement.parse("CREATE INDEX \"My\"\"s\" ON {this} (a)").name())
        .contains("My\"s");
    assertThat(AfterStatement.parse("CREATE INDEX ON {this} (a)").name()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ANALYZE",
        "ANALYZE other",
        "ANALYZE {this}, other",
        "ANALYZE {this}; DROP TABLE other",
        "ANALYZE {this};",
        "ANALYZE {this} -- all",
        "ANALYZE /* x */ {this}",
        "ANALYZE {this} {this}",
        "ANALYZE {ref:orders}",
        "VACUUM {this}",
        "DO $$ BEGIN DROP TABLE other; END $$",
        "DO 'BEGIN ANALYZE {this}; END'",
        "COPY {this} TO PROGRAM 'rm x'",
        "COPY {this} TO '/tmp/x'",
        "SET ROLE postgres",
        "ALTER TABLE {this} OWNER TO postgres",
        "ALTER TABLE {this} SET SCHEMA other",
        "ALTER TABLE {this} SET TABLESPACE other",
        "ALTER TABLE {this} SET UNLOGGED",
        "ALTER TABLE {this} SET (fillfactor = 70), OWNER TO postgres",
        "ALTER TABLE {this} DISABLE TRIGGER ALL",
        "ALTER TABLE {this} ALTER a SET STATISTICS 5, DROP COLUMN b",
        "DROP TABLE {this}",
        "TRUNCATE {this}",
        "DELETE FROM {this}",
        "SELECT * FROM {this}",
        "CREATE TABLE x AS SELECT * FROM {this}",
        "CREATE INDEX CONCURRENTLY ON {this} (a)",
        "CREATE INDEX CONCURRENTLY mine ON {this} (a)",
        "CREATE INDEX other.mine ON {this} (a)",
        "CREATE INDEX mine ON other (a) WHERE '{this}' = ''",
        "CREATE INDEX ON {this} (a) WHERE b = $$x$$",
        "CREATE INDEX ON {this} (a) WHERE b = E'\\'; DROP TABLE other --'",
        "CREATE STATISTICS s ON a FROM {this}, other",
        "CREATE STATISTICS s ON a FROM other",
        "CREATE RULE r AS ON INSERT TO {this} DO ALSO DELETE FROM other",
        "CREATE TRIGGER t AFTER INSERT ON {this} EXECUTE FUNCTION f()",
        "COMMENT ON ROLE postgres IS '{this}'",
        "COMMENT ON TABLE {this} IS 'a' || 'b'",
        "COMMENT ON TABLE {this} IS 'open",
        "COMMENT ON COLUMN {this}.a.b IS 'x'",
        "GRANT postgres TO me",
        "GRANT SELECT ON {this}, other TO me",
        "GRANT SELECT ON other, {this} TO me",
        "GRANT SELECT (a) ON {this} TO me",
        "GRANT ALL ON SCHEMA {this} TO me",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {this} TO me",
        "GRANT SELECT ON {this} TO me GRANTED BY postgres",
        "REVOKE SELECT ON {this} FROM me",
      })
  void refusesWhatTouchesAnythingElse(String statement) {
    assertThatThrownBy(() -> AfterStatement.parse(statement))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsVeryLong() {
    String columns = "a, ".repeat(10_000) + "a";
    assertThatThrownBy(() -> AfterStatement.parse("ANALYZE {this} (" + columns + ")"))
        .hasMessageContaining("2000");
    assertThat(AfterStatement.parse("ANALYZE {this} (" + "a, ".repeat(600) + "a)").kind())
        .isEqualTo(AfterStatement.Kind.ANALYZE);
  }
}
