package dev.penstock.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example's source reads a table such as birdstrikes.yaml makes. */
@ExtendWith(PostgresExtension.class)
class CostlyStrikesExampleTest {
  @Test
  void eachRunReadsWhatIsLaterThanTheLast(TestDatabase database) throws IOException {
    Db db = Db.of(database);
    db.run(
        "CREATE SCHEMA silver",
        "CREATE TABLE silver.strikes (airport text, flight_date date, species text, damaged boolean,"
            + " cost_total numeric(12,2), airport_iata text)",
        "INSERT INTO silver.strikes VALUES ('A', '2001-02-03', 'gull', true, 12.50, NULL)");
    String options = source();
    Db.Content first = db.read(options);
    db.run("INSERT INTO silver.strikes VALUES ('B', '2001-02-04', 'owl', false, 0, 'BBB')");

    Db.Content second = db.read(options, first.plan().state());

    assertThat(first.column(1)).hasToString("[A]");
    assertThat(second.column(1)).hasToString("[B]");
    assertThat(second.column(5)).hasToString("[0.00]");
  }

  private static String source() throws IOException {
    String yaml = Files.readString(Path.of("..", "examples", "costly-strikes.yaml"));
    ObjectNode source = (ObjectNode) new YAMLMapper().readTree(yaml).at("/streams/strikes/source");
    source.remove("connection");
    source.remove("format");
    return new ObjectMapper().writeValueAsString(source);
  }
}
