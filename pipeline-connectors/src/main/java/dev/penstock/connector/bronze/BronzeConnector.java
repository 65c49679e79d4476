package dev.penstock.connector.bronze;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.definition.BronzeDefinition;
import dev.penstock.definition.Finish;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Set;

/** Raw copies as sources. Thread-safe. */
public final class BronzeConnector implements SourceConnector {
  private static final String FORMAT = "bronze";
  private static final String TABLE = "table";
  private static final String ORDERED = "ordered";

  private final SourceConnector tables;
  private final ConnectorSpec spec;
  private final RawNotes notes;

  /**
   * @param tables reads the tables of a destination; {@link #release} is passed on to it
   * @param types the types of connection whose raw copies can be read
   * @param notes what the destination noted of them
   */
  public BronzeConnector(SourceConnector tables, Set<String> types, RawNotes notes) {
    this.tables = tables;
    this.spec = new ConnectorSpec(FORMAT, types, "The raw copy of a stream.", List.of());
    this.notes = notes;
  }

  /**
   * What stands in for the source of a stream. Types that the author declared hold here too.
   *
   * @throws PermanentException where the stream keeps no raw copy
   */
  public static SourceDefinition definition(PipelineDefinition pipeline, String name) {
    StreamDefinition stream = pipeline.stream(name);
    TableName table =
        stream
            .bronze()
            .map(BronzeDefinition::table)
            .orElseThrow(
                () ->
                    new PermanentException(
                        new Problem(
                            "no-bronze",
                            "streams." + name,
                            "The stream keeps no raw copy to read from.",
                            "Give it `bronze: { table: … }` and run it once from its source.")));
    ObjectNode options =
        JsonNodeFactory.instance
            .objectNode()
            .put(TABLE, table.toString())
            .put(ORDERED, orderMatters(stream));
    SourceDefinition own = stream.source();
    return new SourceDefinition(
        pipeline.destination(), FORMAT, own.schema(), own.onSchemaChange(), options);
  }

  /** Whether of several records one is chosen by where it stood. */
  private static boolean orderMatters(StreamDefinition stream) {
    return stream.outputs().entrySet().stream()
        .anyMatch(
            output ->
                output.getValue().mode().keyed()
                    || stream.finish(output.getKey()) instanceof Finish.Deduplicate);
  }

  @Override
  public ConnectorSpec spec() {
    return spec;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    if (!spec.connectionTypes().contains(connection.type())) {
      throw new PermanentException(
          new Problem(
              "bronze-unreadable",
              "connections." + connection.name(),
              "Raw copies at this kind of destination cannot be read back.",
              "Start a run in full from the sources."));
    }
    return new BronzeSource(
        TableName.parse(definition.options().path(TABLE).asText()),
        definition.options().path(ORDERED).asBoolean(),
        options ->
            tables.open(
                new SourceDefinition(connection.name(), tables.spec().name(), options), connection),
        table -> notes.columns(connection, table));
  }

  @Override
  public void release(String run) {
    tables.release(run);
  }
}
