package dev.penstock.definition.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.definition.CastType;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.definition.Concurrency;
import dev.penstock.definition.Contract;
import dev.penstock.definition.DefinitionLimits;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.Names;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RejectBudget;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.Severity;
import dev.penstock.definition.Shape;
import dev.penstock.definition.StepDefinition.Fit;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.definition.StepDefinition.Miss;
import dev.penstock.definition.StepKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The JSON Schema (draft 2020-12) of a definition, for editors. It covers the form: what a document
 * with a wrong form breaks here, the parser refuses too. The parser also refuses what no schema can
 * see: references, shared tables, cycles.
 */
public final class DefinitionSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<ConnectorSpec> sources;

  private DefinitionSchema(List<ConnectorSpec> sources) {
    this.sources = sources;
  }

  /**
   * Makes the schema.
   *
   * @param sources specs of the source connectors; where there are none, any format and option is
   *     allowed
   */
  public static ObjectNode generate(List<ConnectorSpec> sources) {
    return new DefinitionSchema(List.copyOf(sources)).root();
  }

  private ObjectNode root() {
    ObjectNode root = NODES.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Penstock pipeline");
    root.setAll(object(Shape.PIPELINE));
    ObjectNode definitions = root.putObject("$defs");
    for (Shape shape : Shape.values()) {
      if (shape != Shape.PIPELINE) {
        definitions.set(name(shape), shape == Shape.SOURCE ? source() : object(shape));
      }
    }
    definitions.set("step", step());
    return root;
  }

  private ObjectNode object(Shape shape) {
    ObjectNode object = NODES.objectNode();
    object.put("description", shape.description());
    object.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = NODES.objectNode();
    for (Shape.Field field : shape.fields()) {
      properties.set(field.name(), described(field(shape, field.name()), field.description()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    object.set("properties", properties);
    object.put("additionalProperties", false);
    refine(shape, object);
    return object;
  }

  /** The value of a field; a field that is missing here is found by the schema's test. */
  private static ObjectNode field(Shape shape, String name) {
    return switch (shape.name() + "." + name) {
      case "PIPELINE.apiVersion" -> NODES.objectNode().put("const", PipelineDefinition.API_VERSION);
      case "PIPELINE.name" -> text(Names.PIPELINE);
      case "PIPELINE.description" -> NODES.objectNode().put("type", "string");
      case "PIPELINE.streams" -> map(Names.PART, ref(Shape.STREAM), 1, DefinitionLimits.STREAMS);
      case "PIPELINE.models" -> map(Names.PART, ref(Shape.MODEL), 0, DefinitionLimits.MODELS);
      case "PIPELINE.checks" -> list(ref(Shape.CHECK), 0, DefinitionLimits.CHECKS);
      case "PIPELINE.rejects", "STREAM.rejects" -> ref(Shape.REJECTS);
      case "PIPELINE.concurrency" -> words(Concurrency.values());
      case "REJECTS.max" -> budget();
      case "STREAM.source" -> ref(Shape.SOURCE);
      case "STREAM.bronze" -> ref(Shape.BRONZE);
      case "STREAM.lookups" ->
          map(
              "^(?!input$)" + Names.PART.substring(1),
              ref(Shape.SOURCE),
              0,
              DefinitionLimits.LOOKUPS);
      case "STREAM.steps" -> list(ref("step"), 0, DefinitionLimits.STEPS);
      case "STREAM.outputs" ->
          map(
              "^(?!bronze$)" + Names.PART.substring(1),
              ref(Shape.OUTPUT),
              1,
              DefinitionLimits.OUTPUTS);
      case "SOURCE.connection", "OUTPUT.connection" -> text(Names.CONNECTION);
      case "BRONZE.table", "OUTPUT.table", "MODEL.table" -> text(Names.TABLE);
      case "OUTPUT.mode" -> words(LoadMode.values());
      case "OUTPUT.key", "MODEL.key" -> list(text(), 0, DefinitionLimits.COLUMNS);
      case "OUTPUT.order", "OUTPUT.valid_from", "PARTITION.by" -> text();
      case "OUTPUT.missing" -> words(Merging.Missing.values());
      case "OUTPUT.contract" -> words(Contract.values());
      case "OUTPUT.indexes", "MODEL.indexes" ->
          list(
              either(text(), list(text(), 1, DefinitionLimits.INDEX_COLUMNS)),
              0,
              DefinitionLimits.INDEXES);
      case "OUTPUT.partition" -> ref(Shape.PARTITION);
      case "OUTPUT.lineage" -> NODES.objectNode().put("type", "boolean");
      case "OUTPUT.files" -> ref(Shape.FILES);
      case "PARTITION.every" -> words(Layout.Span.values());
      case "FILES.format" -> words(FilesDefinition.Format.values());
      case "FILES.members" ->
          map(columnName(), text(FilesDefinition.ENDING), 1, DefinitionLimits.MEMBERS);
      case "FILES.dvc" -> words(FilesDefinition.Tracking.values());
      case "FILES.part_rows" -> NODES.objectNode().put("type", "integer").put("minimum", 1);
      case "MODEL.description" -> text();
      case "MODEL.columns" -> map("", text(), 1, DefinitionLimits.COLUMNS);
      case "MODEL.after" -> list(text(), 0, DefinitionLimits.AFTER);
      case "MODEL.materialized" -> words(Materialized.values());
      case "CHECK.not_null", "CHECK.unique" -> list(text(), 1, DefinitionLimits.COLUMNS);
      case "CHECK.rows" -> ref(Shape.ROWS);
      case "CHECK.accepted_values" -> ref(Shape.ACCEPTED_VALUES);
      case "CHECK.range" -> ref(Shape.RANGE);
      case "CHECK.relationships" -> ref(Shape.RELATIONSHIPS);
      case "CHECK.freshness" -> ref(Shape.FRESHNESS);
      case "CHECK.sql", "CHECK.name", "CHECK.description" -> text();
      case "CHECK.severity" -> words(CheckSeverity.values());
      case "CHECK.fail_above", "CHECK.warn_above" -> budget();
      case "RELATIONSHIPS.columns", "RELATIONSHIPS.key" ->
          list(text(), 1, DefinitionLimits.COLUMNS);
      case "RELATIONSHIPS.to", "FRESHNESS.column" -> text();
      case "FRESHNESS.max_age" -> text(Names.AGE);
      case "ROWS.min_change", "ROWS.max_change" -> text(Names.CHANGE);
      case "ROWS.min", "ROWS.max" -> NODES.objectNode().put("type", "integer").put("minimum", 0);
      case "SOURCE.schema" ->
          map(columnName(), text(CastType.pattern()), 1, DefinitionLimits.COLUMNS);
      case "SOURCE.infer_types" -> NODES.objectNode().put("type", "boolean");
      case "SOURCE.on_schema_change" -> words(SchemaChange.values());
      case "BRANCH.steps" -> list(ref("step"), 0, DefinitionLimits.STEPS);
      case "BRANCH.output" -> ref(Shape.OUTPUT);
      case "AGGREGATE.values" -> map(columnName(), text(), 1, DefinitionLimits.COLUMNS);
      case "DEDUPLICATE.order" -> list(order(), 1, DefinitionLimits.COLUMNS);
      case "SAMPLE.by", "SPLIT.by", "SPLIT.stratify", "AGGREGATE.by", "DEDUPLICATE.key" ->
          list(column(), 1, DefinitionLimits.COLUMNS);
      case "SAMPLE.seed", "SPLIT.seed" ->
          NODES.objectNode().put("type", "integer").put("minimum", 0);
      case "SAMPLE.ratio", "SPLIT.train", "SPLIT.validation", "SPLIT.test" ->
          NODES.objectNode().put("type", "number").put("exclusiveMinimum", 0).put("maximum", 1);
      case "SPLIT.column" -> column();
      case "JAVA.step" -> text(Names.STEP);
      case "JAVA.columns" -> map(columnName(), text(stepTypes()), 1, DefinitionLimits.COLUMNS);
      case "JAVA.options" -> NODES.objectNode().put("type", "object");
      case "IMAGE.column", "IMAGE.as", "FACTS.width", "FACTS.height", "FACTS.format" -> column();
      case "IMAGE.crop" -> ref(Shape.CROP);
      case "IMAGE.resize" -> ref(Shape.RESIZE);
      case "IMAGE.facts" -> ref(Shape.FACTS);
      case "IMAGE.grayscale", "IMAGE.normalise" -> NODES.objectNode().put("type", "boolean");
      case "IMAGE.encode" -> words(ImageFormat.values());
      case "RESIZE.fit" -> words(Fit.values());
      case "CROP.x", "CROP.y" -> pixels(0);
      case "CROP.width", "CROP.height", "RESIZE.width", "RESIZE.height" -> pixels(1);
      case "SAMPLE.every" -> NODES.objectNode().put("type", "integer").put("minimum", 1);
      case "CASTING.type" -> words(CastType.ofTime());
      case "CASTING.format" -> either(text("%"), list(text("%"), 1, DefinitionLimits.FORMATS));
      case "FLATTEN.column" -> column();
      case "FLATTEN.as" -> column();
      case "FLATTEN.fields" -> map("\\S", text(CastType.pattern()), 1, DefinitionLimits.COLUMNS);
      case "FLATTEN.keep_empty" -> NODES.objectNode().put("type", "boolean");
      case "LOOKUP.from" -> text(Names.PART);
      case "LOOKUP.on" -> map(columnName(), text(), 1, DefinitionLimits.COLUMNS);
      case "LOOKUP.take" ->
          either(
              list(column(), 1, DefinitionLimits.COLUMNS),
              map(columnName(), text(), 1, DefinitionLimits.COLUMNS));
      case "LOOKUP.on_miss" -> words(Miss.values());
      case "LOOKUP.default" -> map(columnName(), text(), 1, DefinitionLimits.COLUMNS);
      case "SOURCE.validate", "OUTPUT.validate" ->
          list(ref(Shape.RULE), 1, DefinitionLimits.COLUMNS);
      case "RULE.not_null" -> list(column(), 1, DefinitionLimits.COLUMNS);
      case "RULE.range" -> ref(Shape.RANGE);
      case "RULE.pattern" -> ref(Shape.PATTERN);
      case "RULE.accepted_values" -> ref(Shape.ACCEPTED_VALUES);
      case "RULE.json_schema" -> ref(Shape.JSON_SCHEMA);
      case "RULE.severity" -> words(Severity.values());
      case "RANGE.column", "PATTERN.column", "ACCEPTED_VALUES.column", "JSON_SCHEMA.column" ->
          column();
      case "RANGE.min", "RANGE.max" -> types("number", "string");
      case "ACCEPTED_VALUES.values" ->
          list(types("string", "number", "boolean"), 1, DefinitionLimits.COLUMNS);
      case "JSON_SCHEMA.schema" -> NODES.objectNode().put("type", "object");
      case "SOURCE.format", "RULE.rule", "RULE.check", "MODEL.sql", "CHECK.on", "PATTERN.regex" ->
          text();
      default -> throw new IllegalStateException("no schema for " + shape + "." + name);
    };
  }

  private static void refine(Shape shape, ObjectNode object) {
    switch (shape) {
      case CHECK -> {
        ArrayNode one = object.putArray("oneOf");
        Stream.of(
                "not_null",
                "unique",
                "accepted_values",
                "range",
                "relationships",
                "rows",
                "freshness",
                "sql")
            .forEach(kind -> one.addObject().putArray("required").add(kind));
        object.putObject("dependentRequired").putArray("sql").add("name");
      }
      case ROWS -> object.put("minProperties", 1);
      case RULE -> {
        ArrayNode one = object.putArray("oneOf");
        Stream.of("not_null", "range", "pattern", "accepted_values", "json_schema", "check")
            .forEach(kind -> one.addObject().putArray("required").add(kind));
        object.putObject("dependentRequired").putArray("check").add("rule");
      }
      case RANGE -> {
        ArrayNode any = object.putArray("anyOf");
        Stream.of("min", "max").forEach(bound -> any.addObject().putArray("required").add(bound));
      }
      case MODEL -> {
        ObjectNode view = object.putObject("if");
        view.putArray("required").add("materialized");
        view.putObject("properties").putObject("materialized").put("const", "view");
        ObjectNode bare = object.putObject("then").putObject("properties");
        bare.putObject("indexes").put("maxItems", 0);
        bare.putObject("key").put("maxItems", 0);
        ObjectNode keyed = object.putArray("allOf").addObject();
        ObjectNode incremental = keyed.putObject("if");
        incremental.putArray("required").add("materialized");
        incremental.putObject("properties").putObject("materialized").put("const", "incremental");
        ObjectNode then = keyed.putObject("then");
        then.putArray("required").add("key");
        then.putObject("properties").putObject("key").put("minItems", 1);
      }
      case STREAM -> {
        ArrayNode outputs = object.putArray("anyOf");
        outputs.addObject().putArray("required").add("outputs");
        ObjectNode branch = outputs.addObject();
        branch.putArray("required").add("steps");
        branch
            .putObject("properties")
            .putObject("steps")
            .putObject("contains")
            .putArray("required")
            .add("branch");
      }
      case SAMPLE -> {
        ArrayNode one = object.putArray("oneOf");
        Stream.of("ratio", "every").forEach(kind -> one.addObject().putArray("required").add(kind));
        object.putObject("not").putArray("required").add("every").add("by");
      }
      default -> {}
    }
  }

  private ObjectNode source() {
    ObjectNode source = object(Shape.SOURCE);
    if (sources.isEmpty()) {
      source.put("additionalProperties", true);
      return source;
    }
    source.remove("additionalProperties");
    source.put("unevaluatedProperties", false);
    ObjectNode format = (ObjectNode) source.at("/properties/format");
    ArrayNode formats = format.putArray("enum");
    ArrayNode byFormat = source.putArray("allOf");
    for (ConnectorSpec spec : sources) {
      formats.add(spec.name());
      ObjectNode rule = byFormat.addObject();
      ObjectNode when = rule.putObject("if");
      when.putArray("required").add("format");
      when.putObject("properties").putObject("format").put("const", spec.name());
      ObjectNode options = OptionSchema.of(spec);
      if (!spec.connectionTypes().isEmpty()) {
        options.withArray("required").add("connection");
      }
      rule.set("then", options);
    }
    return source;
  }

  private static ObjectNode step() {
    ObjectNode step = NODES.objectNode();
    step.put("description", "One step: a map with exactly one key.");
    step.put("type", "object");
    step.put("minProperties", 1);
    step.put("maxProperties", 1);
    ObjectNode properties = step.putObject("properties");
    for (StepKind kind : StepKind.values()) {
      properties.set(kind.word(), described(step(kind), kind.description()));
    }
    step.put("additionalProperties", false);
    return step;
  }

  private static ObjectNode step(StepKind kind) {
    return switch (kind) {
      case RENAME -> map(columnName(), column(), 1, DefinitionLimits.COLUMNS);
      case SAMPLE -> ref(Shape.SAMPLE);
      case SPLIT -> ref(Shape.SPLIT);
      case MASK -> map(columnName(), words(Masking.values()), 1, DefinitionLimits.COLUMNS);
      case SELECT, DROP -> list(column(), 1, DefinitionLimits.COLUMNS);
      case CAST ->
          map(
              columnName(),
              either(text(CastType.pattern()), ref(Shape.CASTING)),
              1,
              DefinitionLimits.COLUMNS);
      case FLATTEN -> either(column(), ref(Shape.FLATTEN));
      case LOOKUP -> ref(Shape.LOOKUP);
      case DERIVE -> map(columnName(), text(), 1, DefinitionLimits.COLUMNS);
      case VALIDATE -> list(ref(Shape.RULE), 1, DefinitionLimits.COLUMNS);
      case BRANCH ->
          map(
              "^(?!bronze$)" + Names.PART.substring(1),
              ref(Shape.BRANCH),
              1,
              DefinitionLimits.OUTPUTS);
      case AGGREGATE -> ref(Shape.AGGREGATE);
      case DEDUPLICATE ->
          either(list(column(), 1, DefinitionLimits.COLUMNS), ref(Shape.DEDUPLICATE));
      case JAVA -> {
        ObjectNode either = NODES.objectNode();
        either.putArray("oneOf").add(text(Names.STEP)).add(ref(Shape.JAVA));
        yield either;
      }
      case IMAGE -> ref(Shape.IMAGE);
      case FILTER, SQL -> text();
    };
  }

  private static ObjectNode budget() {
    ObjectNode budget = NODES.objectNode();
    ArrayNode kinds = budget.putArray("anyOf");
    kinds.addObject().put("type", "integer").put("minimum", 0).put("maximum", RejectBudget.MOST);
    kinds.add(text(Names.PERCENT));
    return budget;
  }

  private static ObjectNode pixels(int min) {
    return NODES
        .objectNode()
        .put("type", "integer")
        .put("minimum", min)
        .put("maximum", DefinitionLimits.PICTURE_SIDE);
  }

  private static String stepTypes() {
    return CastType.pattern().replaceFirst("\\^\\(", "^(binary|");
  }

  private static String columnName() {
    return "^(?!" + String.join("|", Names.RESERVED_COLUMNS) + ")";
  }

  private static ObjectNode column() {
    return text(columnName() + "(?=[\\s\\S]*\\S)");
  }

  /** A column, or a column and its direction. */
  private static ObjectNode order() {
    ObjectNode one = map(columnName(), words(List.of("asc", "desc")), 1, 1);
    return either(column(), one);
  }

  private static ObjectNode either(ObjectNode one, ObjectNode other) {
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(one).add(other);
    return either;
  }

  private static ObjectNode described(ObjectNode schema, String description) {
    return schema.put("description", description);
  }

  private static ObjectNode text() {
    return text("\\S");
  }

  private static ObjectNode text(String pattern) {
    return NODES.objectNode().put("type", "string").put("pattern", pattern);
  }

  private static ObjectNode words(List<String> values) {
    ObjectNode words = NODES.objectNode();
    values.forEach(words.putArray("enum")::add);
    return words;
  }

  private static <E extends Enum<E>> ObjectNode words(E[] values) {
    return words(Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList());
  }

  private static ObjectNode types(String... names) {
    ObjectNode any = NODES.objectNode();
    ArrayNode types = any.putArray("type");
    Stream.of(names).forEach(types::add);
    return any;
  }

  private static ObjectNode list(ObjectNode items, int min, int max) {
    ObjectNode list = NODES.objectNode().put("type", "array").put("minItems", min);
    list.put("maxItems", max);
    list.set("items", items);
    return list;
  }

  private static ObjectNode map(String names, ObjectNode values, int min, int max) {
    ObjectNode map = NODES.objectNode().put("type", "object").put("minProperties", min);
    map.put("maxProperties", max);
    map.putObject("propertyNames").put("pattern", names);
    map.set("additionalProperties", values);
    return map;
  }

  private static ObjectNode ref(Shape shape) {
    return ref(name(shape));
  }

  private static ObjectNode ref(String name) {
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  private static String name(Shape shape) {
    return shape.name().toLowerCase(Locale.ROOT);
  }
}
