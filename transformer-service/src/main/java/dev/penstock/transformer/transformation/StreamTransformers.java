package dev.penstock.transformer.transformation;

import dev.penstock.connector.Cancellation;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.source.LookupReader;
import dev.penstock.source.Sources;
import dev.penstock.step.Steps;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import dev.penstock.transform.StepTools;
import dev.penstock.transform.StreamTransformer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The transformers of the streams at hand, at most {@link #KEPT}; the one that was not used longest
 * makes room. Not thread-safe.
 */
public final class StreamTransformers implements AutoCloseable {
  private static final int KEPT = 8;

  private record Key(String run, String stream) {}

  private final Sources sources;
  private final Steps steps;
  private final MaskKey maskKey;
  private final Limits limits;
  private final BufferAllocator allocator;
  private final Map<Key, StreamTransformer> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param maskKey the key of {@code mask}
   */
  public StreamTransformers(
      Sources sources, Steps steps, MaskKey maskKey, Limits limits, BufferAllocator allocator) {
    this.sources = sources;
    this.steps = steps;
    this.maskKey = maskKey;
    this.limits = limits;
    this.allocator = allocator;
  }

  /**
   * The transformer of a run's stream, which stays this object's.
   *
   * @param input the columns of the stream's batches
   * @throws dev.penstock.error.PermanentException where the steps do not fit the columns
   */
  public StreamTransformer of(
      String run, String stream, StreamDefinition definition, Schema input) {
    Key key = new Key(run, stream);
    StreamTransformer known = open.get(key);
    if (known != null) {
      return known;
    }
    makeRoom();
    String path = "streams." + stream;
    StreamTransformer fresh =
        StreamTransformer.open(
            definition,
            path,
            input,
            new StepTools(
                new LookupReader(sources, run, path, Cancellation.NEVER, allocator),
                steps,
                maskKey),
            limits,
            allocator);
    open.put(key, fresh);
    return fresh;
  }

  /** Closes the transformers of runs that ended. */
  public void closeRuns(Predicate<String> ended) {
    Iterator<Map.Entry<Key, StreamTransformer>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Key, StreamTransformer> entry = entries.next();
      if (ended.test(entry.getKey().run())) {
        entries.remove();
        entry.getValue().close();
      }
    }
  }

  private void makeRoom() {
    Iterator<StreamTransformer> eldest = open.values().iterator();
    while (open.size() >= KEPT) {
      StreamTransformer transformer = eldest.next();
      eldest.remove();
      transformer.close();
    }
  }

  @Override
  public void close() {
    closeRuns(run -> true);
  }
}
