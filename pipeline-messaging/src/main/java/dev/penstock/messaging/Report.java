package dev.penstock.messaging;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.Counts;
import dev.penstock.batch.Stage;
import dev.penstock.batch.Warning;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.Split;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service tells the API. {@link Transformed} holds the counts of one batch and comes exactly
 * once as long as its consumer keeps its offset with what it makes of it; all others hold the state
 * from the start and may come again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Report.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = Report.Extracted.class, name = "extracted"),
  @JsonSubTypes.Type(value = Report.Transformed.class, name = "transformed"),
  @JsonSubTypes.Type(value = Report.Loaded.class, name = "loaded"),
  @JsonSubTypes.Type(value = Report.Audited.class, name = "audited"),
  @JsonSubTypes.Type(value = Report.Published.class, name = "published"),
  @JsonSubTypes.Type(value = Report.Cleaned.class, name = "cleaned"),
  @JsonSubTypes.Type(value = Report.Retrying.class, name = "retrying"),
  @JsonSubTypes.Type(value = Report.Failed.class, name = "failed"),
})
public sealed interface Report {
  String run();

  int epoch();

  /**
   * Splits of a stream are known. A plan comes in one part or in several, in order; all of them are
   * one transaction.
   *
   * @param part 0 for the first; it takes the place of what an earlier try has told
   * @param last whether the plan is complete with it
   * @param schema the stream's columns, an Arrow schema in Arrow's JSON form
   * @param sourceSchema the columns as the connector reads them
   * @param state what the source wants to know at the next run, if it knows it by now
   * @param notes what the user should know of the source
   * @param held whether the splits can be read only as long as the extractor holds what the plan
   *     saw
   */
  record Planned(
      String run,
      int epoch,
      String stream,
      int part,
      boolean last,
      List<Split> splits,
      String schema,
      String sourceSchema,
      @Nullable JsonNode state,
      List<String> notes,
      boolean held)
      implements Report {
    public Planned {
      splits = List.copyOf(splits);
      notes = List.copyOf(notes);
    }

    /** Of a plan whose splits can be read at any time. */
    public Planned(
        String run,
        int epoch,
        String stream,
        int part,
        boolean last,
        List<Split> splits,
        String schema,
        String sourceSchema,
        @Nullable JsonNode state,
        List<String> notes) {
      this(run, epoch, stream, part, last, splits, schema, sourceSchema, state, notes, false);
    }
  }

  /**
   * How far a split is read. Committed with the batch.
   *
   * @param batches batches written so far
   * @param read records read so far, rejects included
   * @param rejected records rejected while reading, so far
   * @param bytes source bytes read so far
   * @param done whether the end of the split was written
   * @param state what the source wants to know at the next run, if it found it while reading; only
   *     at the end
   */
  record Extracted(
      String run,
      int epoch,
      String stream,
      String split,
      long batches,
      long read,
      long rejected,
      long bytes,
      boolean done,
      @Nullable JsonNode state)
      implements Report {}

  /**
   * One batch, or the end of a split, was transformed. Committed with the transformed batch.
   *
   * @param read records of the batch
   * @param rejected its rejects, each once, whether every output lacks them or only one
   * @param outputs by output, what became of the batch's records on their whole way there
   * @param warnings rules that only warn and were broken
   */
  record Transformed(
      String run,
      int epoch,
      String stream,
      String split,
      long sequence,
      long read,
      long rejected,
      Map<String, Counts> outputs,
      List<Warning> warnings,
      boolean done)
      implements Report {
    public Transformed {
      outputs = Map.copyOf(outputs);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * How far a split is loaded at one output; the ledger's totals.
   *
   * @param output name of the output, or {@code bronze}
   */
  record Loaded(
      String run,
      int epoch,
      String stream,
      String split,
      String output,
      long sequence,
      long read,
      long loaded,
      long rejected,
      boolean done)
      implements Report {}

  record Audited(String run, int epoch, AuditResult result) implements Report {}

  record Published(String run, int epoch, PublishResult result) implements Report {}

  /** The run's staging is gone and late writers are shut out. */
  record Cleaned(String run, int epoch) implements Report {}

  /**
   * Something passing holds the run up; the service tries again by itself.
   *
   * @param attempt 1 for the first failure
   */
  record Retrying(String run, int epoch, Stage stage, int attempt, Problem problem)
      implements Report {}

  /**
   * The run cannot go on.
   *
   * @param passing whether it was something that may pass and was given up
   */
  record Failed(String run, int epoch, Stage stage, List<Problem> problems, boolean passing)
      implements Report {
    public Failed {
      problems = List.copyOf(problems);
    }

    /** For a reason that does not pass. */
    public Failed(String run, int epoch, Stage stage, List<Problem> problems) {
      this(run, epoch, stage, problems, false);
    }
  }
}
