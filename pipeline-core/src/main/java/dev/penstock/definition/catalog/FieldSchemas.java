package dev.penstock.definition.catalog;

import static dev.penstock.definition.catalog.Schemas.either;
import static dev.penstock.definition.catalog.Schemas.list;
import static dev.penstock.definition.catalog.Schemas.map;
import static dev.penstock.definition.catalog.Schemas.name;
import static dev.penstock.definition.catalog.Schemas.ref;
import static dev.penstock.definition.catalog.Schemas.text;
import static dev.penstock.definition.catalog.Schemas.types;
import static dev.penstock.definition.catalog.Schemas.words;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.CastType;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.definition.Concurrency;
import dev.penstock.definition.Contract;
import dev.penstock.definition.DefinitionLimits;
import dev.penstock.definition.Durations;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.Names;
import dev.penstock.definition.ParameterType;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RejectBudget;
import dev.penstock.definition.RetryDefinition;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.Settings;
import dev.penstock.definition.Severity;
import dev.penstock.definition.Shape;
import dev.penstock.definition.StepDefinition.Fit;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.definition.StepDefinition.Miss;
import java.util.List;
import java.util.stream.Stream;

/** What each field of a definition may hold. Stateless. */
final class FieldSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FieldSchemas() {}

  /** The value of a field; a field that is missing here is found by the schema's test. */
  static ObjectNode field(Shape shape, String name) {
    return switch (shape.name() + "." + name) {
      case "PIPELINE.apiVersion" -> NODES.objectNode().put("const", PipelineDefinition.API_VERSION);
      case "PIPELINE.name" -> text(Names.PIPELINE);
      case "PIPELINE.description" -> NODES.objectNode().put("type", "string");
      case "PIPELINE.streams" -> map(Names.PART, ref(Shape.STREAM), 1, DefinitionLimits.STREAMS);
      case "PIPELINE.models" -> map(Names.PART, ref(Shape.MODEL), 0, DefinitionLimits.MODELS);
      case "PIPELINE.checks" -> list(ref(Shape.CHECK), 0, DefinitionLimits.CHECKS);
      case "PIPELINE.rejects", "STREAM.rejects" -> ref(Shape.REJECTS);
      case "PIPELINE.concurrency" -> words(Concurrency.values());
      case "PIPELINE.parameters" ->
          map(
              Names.PART,
              either(words(ParameterType.values()), ref(Shape.PARAMETER)),
              0,
              DefinitionLimits.PARAMETERS);
      case "PIPELINE.environments" ->
          map(Names.PART, ref(Shape.ENVIRONMENT), 0, DefinitionLimits.ENVIRONMENTS);
      case "PIPELINE.settings" -> ref(Shape.SETTINGS);
      case "PARAMETER.type" -> words(ParameterType.values());
      case "PARAMETER.default" -> types("string", "number", "boolean");
      case "PARAMETER.values" ->
          list(types("string", "number", "boolean"), 1, DefinitionLimits.PARAMETER_VALUES);
      case "PARAMETER.description" -> text();
      case "PARAMETER.required" -> NODES.objectNode().put("type", "boolean");
      case "ENVIRONMENT.connections" ->
          map("", text(Names.CONNECTION), 0, DefinitionLimits.COLUMNS);
      case "ENVIRONMENT.parameters" ->
          map(Names.PART, types("string", "number", "boolean"), 0, DefinitionLimits.PARAMETERS);
      case "ENVIRONMENT.set" -> map("", NODES.objectNode(), 0, DefinitionLimits.OVERRIDES);
      case "SETTINGS.parallelism", "SETTINGS.runs" ->
          NODES.objectNode().put("type", "integer").put("minimum", 1).put("maximum", Settings.MOST);
      case "SETTINGS.priority" ->
          NODES
              .objectNode()
              .put("type", "integer")
              .put("minimum", Settings.LEAST_PRIORITY)
              .put("maximum", Settings.MOST_PRIORITY);
      case "SETTINGS.stalled_after", "SETTINGS.slow_after" -> text(Durations.PATTERN);
      case "PIPELINE.hooks" -> list(ref(Shape.HOOK), 0, DefinitionLimits.HOOKS);
      case "HOOK.on" -> words(HookDefinition.When.values());
      case "HOOK.notify" -> text(Names.CONNECTION);
      case "HOOK.blocking" -> NODES.objectNode().put("type", "boolean");
      case "HOOK.stage" -> words(HookDefinition.STAGES);
      case "HOOK.after", "HOOK.timeout" -> text(Durations.PATTERN);
      case "REJECTS.max", "HOOK.more_than" -> budget();
      case "PIPELINE.schedule" -> ref(Shape.SCHEDULE);
      case "PIPELINE.backfill" -> ref(Shape.BACKFILL);
      case "SCHEDULE.cron", "SCHEDULE.timezone", "ARRIVAL.path" -> text();
      case "SCHEDULE.every", "ARRIVAL.every" -> text(Durations.PATTERN);
      case "SCHEDULE.after" -> text(Names.PIPELINE);
      case "SCHEDULE.arrival" -> ref(Shape.ARRIVAL);
      case "SCHEDULE.catch_up" -> words(CatchUp.values());
      case "SCHEDULE.mode" -> words(List.of("incremental", "full"));
      case "SCHEDULE.environment", "BACKFILL.from", "BACKFILL.to" -> text(Names.PART);
      case "SCHEDULE.parameters" ->
          map(Names.PART, types("string", "number", "boolean"), 0, DefinitionLimits.COLUMNS);
      case "ARRIVAL.connection" -> text(Names.CONNECTION);
      case "PIPELINE.retry" -> ref(Shape.RETRY);
      case "RETRY.attempts" ->
          NODES
              .objectNode()
              .put("type", "integer")
              .put("minimum", 1)
              .put("maximum", DefinitionLimits.ATTEMPTS);
      case "RETRY.delay", "RETRY.max_delay" -> text(Durations.PATTERN);
      case "RETRY.backoff" -> words(RetryDefinition.Backoff.values());
      case "RETRY.jitter" -> NODES.objectNode().put("type", "boolean");
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
      case "MODEL.description", "OUTPUT.description" -> text();
      case "MODEL.columns", "OUTPUT.columns" -> map("", text(), 1, DefinitionLimits.COLUMNS);
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

  static void refine(Shape shape, ObjectNode object) {
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
      case SCHEDULE -> {
        ArrayNode one = object.putArray("oneOf");
        Stream.of("cron", "every", "after", "arrival")
            .forEach(kind -> one.addObject().putArray("required").add(kind));
        object.putObject("dependentRequired").putArray("timezone").add("cron");
      }
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

  static ObjectNode budget() {
    ObjectNode budget = NODES.objectNode();
    ArrayNode kinds = budget.putArray("anyOf");
    kinds.addObject().put("type", "integer").put("minimum", 0).put("maximum", RejectBudget.MOST);
    kinds.add(text(Names.PERCENT));
    return budget;
  }

  static ObjectNode pixels(int min) {
    return NODES
        .objectNode()
        .put("type", "integer")
        .put("minimum", min)
        .put("maximum", DefinitionLimits.PICTURE_SIDE);
  }

  static String stepTypes() {
    return CastType.pattern().replaceFirst("\\^\\(", "^(binary|");
  }

  static String columnName() {
    return "^(?!" + String.join("|", Names.RESERVED_COLUMNS) + ")";
  }

  static ObjectNode column() {
    return text(columnName() + "(?=[\\s\\S]*\\S)");
  }

  /** A column, or a column and its direction. */
  static ObjectNode order() {
    ObjectNode one = map(columnName(), words(List.of("asc", "desc")), 1, 1);
    return either(column(), one);
  }
}
