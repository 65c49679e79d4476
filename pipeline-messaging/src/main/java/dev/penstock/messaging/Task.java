package dev.penstock.messaging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.penstock.connector.Split;

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

  /** For the extractor: find the stream's schema and splits. */
  record PlanStream(String run, int epoch, String stream) implements Task {
    @Override
    public String key() {
      return run + "/" + stream;
    }
  }

  /**
   * For the extractor: read a split to its end.
   *
   * @param schema the stream's columns, an Arrow schema in Arrow's JSON form
   */
  record ReadSplit(String run, int epoch, String stream, Split split, String schema)
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
