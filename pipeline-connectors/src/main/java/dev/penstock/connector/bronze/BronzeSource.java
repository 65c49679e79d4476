package dev.penstock.connector.bronze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.source.ConformingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One raw copy, in the columns that its source had. */
final class BronzeSource implements Source {
  private static final String OPTIONS = "options";
  private static final String COLUMNS = "columns";
  private static final String PART = "part";

  private final TableName table;
  private final boolean ordered;
  private final Function<ObjectNode, Source> tables;
  private final Function<TableName, Optional<Schema>> notes;

  /**
   * @param ordered whether the records come in the order in which the source gave them
   * @param tables opens a table or query
   * @param notes the columns that were noted of a raw copy
   */
  BronzeSource(
      TableName table,
      boolean ordered,
      Function<ObjectNode, Source> tables,
      Function<TableName, Optional<Schema>> notes) {
    this.table = table;
    this.ordered = ordered;
    this.tables = tables;
    this.notes = notes;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    List<Field> there = described(request, cancellation);
    List<String> remarks = new ArrayList<>();
    List<Field> columns =
        notes
            .apply(table)
            .map(noted -> RawCopy.columns(noted.getFields(), there, remarks))
            .orElseGet(
                () -> {
                  remarks.add(
                      "The types that the source had were not noted with "
                          + table
                          + "; its columns have those of the table.");
                  return there;
                });
    ObjectNode options = options(columns.stream().map(Field::getName).toList());
    SourcePlan plan = tables.apply(options).plan(request, cancellation);
    String stored = plan.stream().schema().toJson();
    List<Field> all = new ArrayList<>(columns);
    all.add(plan.stream().schema().getFields().getLast());
    return new SourcePlan(
        new SourcePlan.Stream(new Schema(all)),
        plan.splits().stream().map(split -> wrapped(split, options, stored)).toList(),
        null,
        remarks);
  }

  /** The table's columns as they are stored, without those that Penstock added. */
  private List<Field> described(PlanRequest request, Cancellation cancellation) {
    try {
      PlanRequest sample = new PlanRequest(request.run(), null, null, true);
      Source source = tables.apply(JsonNodeFactory.instance.objectNode().put("table", name()));
      return source.plan(sample, cancellation).stream().schema().getFields().stream()
          .filter(field -> !RawCopy.METADATA.contains(field.getName()))
          .filter(field -> !field.getName().equals(Columns.PLACE))
          .toList();
    } catch (PermanentException e) {
      if (e.problem().code().equals("table-missing")) {
        throw new PermanentException(
            new Problem(
                "bronze-missing",
                "table " + table,
                "There is no raw copy to read: no run has kept one yet, or it was dropped.",
                "Start a run from the source first."));
      }
      throw e;
    }
  }

  private ObjectNode options(List<String> columns) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    if (ordered) {
      return options.put("query", RawCopy.inOrder(table, columns));
    }
    ArrayNode names = options.put("table", name()).putArray("columns");
    columns.forEach(names::add);
    return options;
  }

  private String name() {
    return table.toString();
  }

  private Split wrapped(Split split, ObjectNode options, String stored) {
    ObjectNode position = JsonNodeFactory.instance.objectNode().put(COLUMNS, stored);
    position.set(OPTIONS, options);
    position.set(PART, split.position());
    return new Split(split.id(), "bronze " + table, position, split.bytes());
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    JsonNode position = split.position();
    Schema stored = schema(position.path(COLUMNS).asText());
    ObjectNode options = position.required(OPTIONS).deepCopy();
    Split part = new Split(split.id(), split.origin(), position.path(PART), split.bytes());
    SplitReader reader =
        tables.apply(options).read(new SourcePlan.Stream(stored), part, after, cancellation);
    return new ConformingReader(
        reader, new SourcePlan.Stream(stream.source(), stored), split.origin());
  }

  private static Schema schema(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
