package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.http.HttpAccess;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.connector.rows.SchemaInference;
import dev.penstock.definition.SourceDefinition;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The records that one definition names. They are one split, since a page names the next. */
final class RestSource implements Source {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPLIT = "0";

  /** Records that columns are learned from, and the most pages for that. */
  private static final int SAMPLE_RECORDS = 1_000;

  private static final int SAMPLE_PAGES = 3;

  private final SourceDefinition definition;
  private final HttpAccess access;
  private final RestOptions options;
  private final Clock clock;
  private final BufferAllocator allocator;

  RestSource(
      SourceDefinition definition,
      HttpAccess access,
      RestOptions options,
      Clock clock,
      BufferAllocator allocator) {
    this.definition = definition;
    this.access = access;
    this.options = options;
    this.clock = clock;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    Incremental.Window window = window(request.state());
    SchemaInference columns = new SchemaInference(definition.schema(), request.known());
    sample(window, request.sample() ? 1 : SAMPLE_PAGES, columns, cancellation);
    return new SourcePlan(
        new SourcePlan.Stream(columns.schema()),
        List.of(new Split(SPLIT, options.path(), window.toJson(), 0)));
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    cancellation.check();
    Incremental.Window window = Incremental.Window.fromJson(split.position());
    RestPosition position =
        after == null ? RestPosition.start(options.paging(), window) : RestPosition.fromJson(after);
    JsonBatches batches =
        new JsonBatches(stream.source(), definition.onSchemaChange(), split.origin(), allocator);
    return new RestReader(
        new Pages(access, options, window, cancellation),
        options,
        split.origin(),
        position,
        batches,
        cancellation);
  }

  private Incremental.Window window(@Nullable JsonNode state) {
    if (options.cursor().isEmpty()) {
      return new Incremental.Window(Optional.empty(), Optional.empty());
    }
    Optional<JsonNode> from =
        state == null ? Optional.empty() : Incremental.Window.fromJson(state).from();
    return new Incremental.Window(
        from,
        options
            .cursor()
            .get()
            .untilParam()
            .map(name -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private void sample(
      Incremental.Window window, int most, SchemaInference columns, Cancellation cancellation) {
    Pages pages = new Pages(access, options, window, cancellation);
    Optional<PageRef> ref = Optional.of(options.paging().first());
    int records = 0;
    for (int i = 0; i < most && ref.isPresent() && records < SAMPLE_RECORDS; i++) {
      cancellation.check();
      Page page = pages.get(ref.get());
      int before = records;
      try (RecordSlices slices = page.records()) {
        for (; slices.present() && records < SAMPLE_RECORDS; slices.advance()) {
          records++;
          if (slices.to() - slices.from() <= SourceBatch.MAX_RECORD_BYTES) {
            learn(page, slices, columns);
          }
        }
      }
      ref = pages.next(ref.get(), page, records - before, records);
    }
  }

  private static void learn(Page page, RecordSlices slices, SchemaInference columns) {
    JsonNode record;
    try {
      record = JSON.readTree(page.body(), slices.from(), slices.to() - slices.from());
    } catch (IOException e) {
      throw RestErrors.malformed(page.where(), e);
    }
    if (record instanceof ObjectNode object) {
      columns.add(object);
    }
  }
}
