package dev.penstock.api.preview;

import static dev.penstock.api.error.Refusal.Kind.INVALID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.preview.PreviewView.ColumnView;
import dev.penstock.api.preview.PreviewView.OutputView;
import dev.penstock.api.preview.PreviewView.StreamView;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancelled;
import dev.penstock.definition.Effective;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.preview.Previews;
import dev.penstock.preview.StreamPreview;
import dev.penstock.preview.StreamPreview.OutputPreview;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;

/** Previews, few at a time and none for long. Thread-safe. */
public final class PreviewService {
  /** The most records that are read of a stream. */
  public static final int MAX_RECORDS = 1_000;

  private static final Duration TIME = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 2;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final DefinitionValidator validator;
  private final Previews previews;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  public PreviewService(DefinitionValidator validator, Previews previews) {
    this.validator = validator;
    this.previews = previews;
  }

  /**
   * Looks at a definition.
   *
   * @param wish with which values; parameters without any get an example
   * @throws Refusal where the definition is not valid, with all its mistakes
   * @throws TransientException where too many look at once, or it takes too long
   */
  public PreviewView preview(String text, Effective.Wish wish, int records) {
    PipelineDefinition pipeline = validate(text, wish);
    if (!await()) {
      throw busy("Too many previews are under way.");
    }
    try {
      long end = System.nanoTime() + TIME.toNanos();
      return view(
          pipeline.name(), previews.of(pipeline, records, () -> System.nanoTime() - end > 0));
    } catch (Cancelled e) {
      throw busy("The preview took longer than " + TIME.toSeconds() + " s.");
    } finally {
      places.release();
    }
  }

  private PipelineDefinition validate(String text, Effective.Wish wish) {
    try {
      PipelineDefinition written = validator.validate(text);
      return wish.equals(Effective.Wish.NONE)
          ? written
          : validator.validate(Effective.example(text, wish).text());
    } catch (PermanentException e) {
      throw new Refusal(INVALID, e.problems());
    }
  }

  private boolean await() {
    try {
      return places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static PreviewView view(String pipeline, java.util.Map<String, StreamPreview> previews) {
    return new PreviewView(
        pipeline,
        previews.entrySet().stream()
            .map(stream -> view(stream.getKey(), stream.getValue()))
            .toList());
  }

  private static StreamView view(String name, StreamPreview preview) {
    return new StreamView(
        name,
        columns(preview.source()),
        columns(preview.output()),
        json(preview.rows()),
        preview.outputs().entrySet().stream()
            .map(output -> output(output.getKey(), output.getValue()))
            .toList(),
        preview.read(),
        preview.counts().filtered(),
        preview.rejects(),
        preview.warnings(),
        preview.notes(),
        preview.problems());
  }

  private static List<ColumnView> columns(Schema schema) {
    return schema.getFields().stream()
        .map(field -> new ColumnView(field.getName(), ColumnTypes.word(field)))
        .toList();
  }

  private static OutputView output(String name, OutputPreview output) {
    return new OutputView(
        name,
        columns(output.columns()),
        json(output.rows()),
        output.counts().filtered(),
        output.counts().merged());
  }

  private static List<JsonNode> json(List<String> rows) {
    return rows.stream().map(PreviewService::json).toList();
  }

  private static JsonNode json(String row) {
    try {
      return MAPPER.readTree(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row is JSON", e);
    }
  }

  private static TransientException busy(String message) {
    return new TransientException(
        new Problem("preview-busy", "preview", message, "Try again, or ask for fewer records."),
        null);
  }
}
