package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.image.ImageStep;
import dev.penstock.step.Step;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepOptions;
import dev.penstock.step.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Finds and opens the Java steps of one stream, and closes them with it. Not thread-safe. */
final class StepHost implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Steps steps;
  private final Duration timeout;
  private final BufferAllocator allocator;
  private final List<Opened> opened = new ArrayList<>();

  private record Opened(StepThread thread, AtomicReference<Steps.@Nullable Found> found) {}

  /**
   * @param timeout the longest that opening a step may take
   */
  StepHost(Steps steps, Duration timeout, BufferAllocator allocator) {
    this.steps = steps;
    this.timeout = timeout;
    this.allocator = allocator;
  }

  /**
   * A step of a user's.
   *
   * @throws PermanentException where there is none of this name, or it does not open
   */
  JavaSegment java(StepDefinition.Java definition, Place place, Schema input) {
    String name = definition.step();
    StepOptions options = new StepOptions(definition.options(), place.at("options"));
    return open(
        () -> steps.find(name).orElseThrow(() -> unknown(name, place.where())),
        definition.columns(),
        new StepContext(place.where(), options, words(input)),
        new Kind("java " + name, ErrorClass.STEP, List.of()),
        place,
        input);
  }

  /** An image step. */
  JavaSegment image(StepDefinition.Image definition, Place place, Schema input) {
    Field column = column(definition.column(), place, input);
    if (!(column.getType() instanceof ArrowType.Binary)) {
      throw problem(
          "not-binary",
          place.at("column"),
          "A picture is bytes, but " + column.getName() + " is " + ColumnTypes.word(column) + ".",
          "The format binary gives files as bytes; from text, use unhex(...) or from_base64(...).");
    }
    for (String fact : definition.facts().values()) {
      if (input.getFields().stream().anyMatch(field -> field.getName().equalsIgnoreCase(fact))) {
        throw problem(
            "duplicate-column",
            place.at("facts"),
            "There is a column " + fact + " already.",
            "Choose another name.");
      }
    }
    ImageStep step = new ImageStep(definition, column.getName());
    return open(
        () -> new Steps.Found(step, () -> {}),
        Map.of(),
        new StepContext(
            place.where(), StepOptions.of(Map.of()), Map.of(column.getName(), "binary")),
        new Kind("picture", ErrorClass.IMAGE, List.of(column.getName())),
        place,
        input);
  }

  private record Kind(String rule, ErrorClass errorClass, List<String> seen) {}

  /** What a step says of itself when it is opened. */
  private record Ready(Step step, Map<String, String> columns, int size) {}

  private JavaSegment open(
      Supplier<Steps.Found> finder,
      Map<String, String> declared,
      StepContext context,
      Kind kind,
      Place place,
      Schema input) {
    Opened one = new Opened(new StepThread(place.where()), new AtomicReference<>());
    opened.add(one);
    Ready ready;
    try {
      // Whatever a user wrote runs there, the making of a bean included.
      ready =
          one.thread()
              .call(
                  () -> {
                    Steps.Found found = finder.get();
                    one.found().set(found);
                    Step step = found.step();
                    Thread.currentThread().setContextClassLoader(step.getClass().getClassLoader());
                    step.open(context);
                    return new Ready(
                        step,
                        declared.isEmpty() ? new LinkedHashMap<>(step.columns(context)) : declared,
                        StepCall.size(step));
                  },
                  Deadline.in(timeout));
    } catch (ExecutionException e) {
      throw StepSegment.failure(place.where(), e.getCause());
    }
    Map<String, String> columns = ready.columns();
    List<Field> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> column : columns.entrySet()) {
      if (!seen.add(Quoted.key(column.getKey()))) {
        throw problem(
            "duplicate-column",
            place.at("columns"),
            column.getKey() + " is declared twice.",
            "Upper and lower case are the same.");
      }
      fields.add(field(column.getKey(), column.getValue(), input, place));
    }
    StepCall call = new StepCall(ready.step(), context, kind.rule(), fields, ready.size());
    return new StepSegment(
        input,
        new StepSegment.Work(place, kind.errorClass(), call, one.thread(), kind.seen(), fields),
        allocator);
  }

  /** A column of the step's; one that it replaces keeps the spelling of its name. */
  private static Field field(String name, String type, Schema input, Place place) {
    String where = place.at("columns." + name);
    if (name.isBlank() || name.equalsIgnoreCase(Columns.PLACE)) {
      throw problem("reserved-column", where, "`" + name + "` cannot be the name of a column.", "");
    }
    String spelled =
        input.getFields().stream()
            .map(Field::getName)
            .filter(name::equalsIgnoreCase)
            .findFirst()
            .orElse(name);
    try {
      return StepTypes.field(spelled, type);
    } catch (IllegalArgumentException e) {
      throw problem(
          "unknown-type",
          where,
          "`" + type + "` is not a type that a step's column can have.",
          "Write a type as a cast step knows it, or binary.");
    }
  }

  private static Field column(String name, Place place, Schema input) {
    return input.getFields().stream()
        .filter(field -> field.getName().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                problem(
                    "unknown-column",
                    place.at("column"),
                    "There is no column " + name + " at this step.",
                    NearMiss.advice(name, words(input).keySet(), "The columns here")));
  }

  private static Map<String, String> words(Schema input) {
    Map<String, String> words = new LinkedHashMap<>();
    for (Field field : input.getFields()) {
      if (!field.getName().equalsIgnoreCase(Columns.PLACE)) {
        words.put(field.getName(), ColumnTypes.word(field));
      }
    }
    return words;
  }

  private PermanentException unknown(String name, String where) {
    return problem(
        "unknown-java-step",
        where,
        "The transformer has no Java step `" + name + "`.",
        NearMiss.advice(name, steps.names(), "The Java steps that it has"));
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }

  private static boolean ended(Steps.@Nullable Found found) throws Exception {
    if (found != null) {
      try {
        found.step().close();
      } finally {
        found.release().run();
      }
    }
    return true;
  }

  @Override
  public void close() {
    for (Opened one : opened) {
      if (one.thread().abandoned()) {
        continue; // whoever hangs in it is not disturbed
      }
      try {
        one.thread().call(() -> ended(one.found().get()), Deadline.in(CLOSE));
      } catch (ExecutionException | RuntimeException e) {
        // The records went through; how a step ends is its own affair.
      }
      one.thread().close();
    }
    opened.clear();
  }
}
