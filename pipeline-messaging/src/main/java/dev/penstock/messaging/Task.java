package dev.penstock.messaging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Split;
import org.jspecify.annotations.Nullable;

/** Work that one service instance is to do; may come twice. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Task.PlanStream.class, name = "plan"),
  @JsonSubTypes.Type(value = Task.ReadSplit.class, name = "read"),
  @JsonSubTypes.Type(value = Task.Audit.class, name = "audit"),
  @JsonSubTypes.Type(value = Task.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = Task.Clean.class, name = "clean"),
})
public sealed interface Task {
  String run();

  /** The run's epoch when the task was given; lower than the run's current epoch means: drop it. */
  int epoch();

  /** The Kafka key. */
  @JsonIgnore
  String key();

  /**
   * For the extractor: find the stream's schema and splits.
   *
   * @param state what the source noted for the last published run; {@code null} to read everything
   * @param known the stream's columns as they were last published, an Arrow schema in Arrow's JSON
   *     form; {@code null} where nothing is known
   */
  record PlanStream(
      String run, int epoch, String stream, @Nullable JsonNode state, @Nullable String known)
      implements Task {
    @Override
    public String key() {
      return run + "/" + stream;
    }
  }

  /**
   * For the extractor: read a split to its end.
   *
   * @param schema the stream's columns, an Arrow schema in Arrow's JSON form
   * @param sourceSchema the columns as the connector reads them
   * @param limit the most records that the split may have; 0 for all
   * @param revision of the run when it was started: what is known of it from before says nothing of
   *     whether the split is wanted
   */
  record ReadSplit(
      String run,
      int epoch,
      String stream,
      Split split,
      String schema,
      String sourceSchema,
      long limit,
      long revision)
      implements Task {
    @Override
    public String key() {
      return run + "/" + stream + "/" + split.id();
    }
  }

  /** For the loader. */
  record Audit(String run, int epoch) implements Task {
    @Override
    public String key() {
      return run;
    }
  }

  /** For the loader: the API's order to publish. */
  record Publish(String run, int epoch) implements Task {
    @Override
    public String key() {
      return run;
    }
  }

  /** For the loader: close the run at its destination and drop its staging. */
  record Clean(String run, int epoch) implements Task {
    @Override
    public String key() {
      return run;
    }
  }
}
