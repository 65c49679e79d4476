package dev.penstock.jsonschema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A schema that documents must fit: draft 2020-12, or one of 2019-09, 7, 6 and 4 where {@code
 * $schema} says so. References lead to places in the schema itself only; regular expressions are
 * those of RE2, which take linear time; {@code format} is a note and not checked. Not thread-safe.
 */
public final class DocumentSchema {
  private static final int DEEPEST = 200;
  private static final int SHOWN = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final List<String> SAMPLES = List.of("null", "true", "0", "\"\"", "[]", "{}");

  private final Schema schema;
  private final Steps steps = new Steps();

  private DocumentSchema(ObjectNode schema) {
    Dialect dialect = SchemaForm.dialect(schema);
    Dialect guarded = Dialect.builder(dialect).keyword(new GuardedRef(steps)).build();
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .locale(Locale.ROOT)
            .failFast(true)
            .preloadSchema(true)
            .formatAssertionsEnabled(false)
            .pathType(PathType.JSON_PATH)
            .regularExpressionFactory(LinearRegex::new)
            .build();
    SchemaRegistry registry =
        SchemaRegistry.withDialect(
            guarded,
            builder ->
                builder
                    .schemaRegistryConfig(config)
                    .schemaLoader(loader -> loader.block(place -> true)));
    this.schema = registry.getSchema(schema);
  }

  /**
   * Reads a schema.
   *
   * @throws IllegalArgumentException with a message for the author where it is not a valid schema,
   *     leads somewhere else or refers to itself without end
   */
  public static DocumentSchema of(ObjectNode schema) {
    SchemaForm.check(schema);
    try {
      DocumentSchema read = new DocumentSchema(schema);
      for (String sample : SAMPLES) {
        read.mistake(sample, () -> false);
      }
      return read;
    } catch (SchemaException | TooDeep | LinearRegex.Refused e) {
      throw new IllegalArgumentException(first(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * What is wrong with a document, its first mistake; empty where it fits.
   *
   * @param document JSON text
   * @param late asked now and then whether there is no time left
   * @throws OutOfTime where there is none
   */
  public Optional<String> mistake(String document, BooleanSupplier late) {
    JsonNode node;
    try {
      node = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      return Optional.of("is not JSON: " + first(e.getOriginalMessage()));
    }
    if (node.isMissingNode()) {
      return Optional.of("is not JSON: it is empty");
    }
    steps.begin(late);
    return schema.validate(node).stream().findFirst().map(DocumentSchema::told);
  }

  private static String told(Error error) {
    String value = String.valueOf(error.getInstanceNode());
    String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    return error.getInstanceLocation() + " " + error.getMessage() + ", but is " + shown;
  }

  private static String first(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** There was no time left. */
  public static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The schema refers to itself more often than there is depth in a document. */
  static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooDeep() {
      super("it refers to itself without end");
    }
  }

  /** How far the validation of one document is. */
  static final class Steps {
    private BooleanSupplier late = () -> false;
    private int depth;

    private void begin(BooleanSupplier late) {
      this.late = late;
      this.depth = 0;
    }

    void in() {
      if (++depth > 2 * DEEPEST) {
        throw new TooDeep();
      }
      if (late.getAsBoolean()) {
        throw new OutOfTime();
      }
    }

    void out() {
      depth--;
    }
  }
}
