package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.Demand;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.Paths;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.jsonschema.DocumentSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Checks steps against the columns that reach them and compiles them to segments. Every author's
 * text is parsed on its own and bound against an empty table {@code input} with the step's columns
 * before it becomes part of a query. Used once.
 */
final class StepCompiler {
  private static final String INPUT = "input";
  private static final int SHOWN_COLUMNS = 5;
  private static final int LONGEST_RULE = 300;

  private final Database database;
  private final BufferAllocator allocator;
  private final Hidden hidden;
  private final Failures failures;
  private final Deadline deadline;
  private final String path;
  private final Set<String> lookups;
  private final Map<String, KeyedLookup> keyed;
  private final MaskKey maskKey;
  private final StepHost host;
  private final List<Segment> segments = new ArrayList<>();
  private List<Placed> placed = List.of();
  private final Map<String, Double> sizes = new HashMap<>();
  private List<Column> columns = List.of();
  private RecordQuery records;
  private double queried = Growth.COLUMN;
  private int firstStep = -1;
  private Schema input = new Schema(List.of());

  StepCompiler(
      Database database,
      BufferAllocator allocator,
      Hidden hidden,
      Failures failures,
      String path,
      Set<String> lookups,
      Map<String, KeyedLookup> keyed,
      MaskKey maskKey,
      StepHost host) {
    this.host = host;
    this.database = database;
    this.allocator = allocator;
    this.hidden = hidden;
    this.failures = failures;
    this.deadline = Deadline.in(failures.timeout());
    this.path = path;
    this.lookups = lookups.stream().map(Quoted::key).collect(Collectors.toUnmodifiableSet());
    this.keyed = Map.copyOf(keyed);
    this.maskKey = maskKey;
    this.records = new RecordQuery(hidden, List.of());
  }

  /**
   * Compiles steps.
   *
   * @param steps of a stream, a branch or an output
   * @param input the columns that reach the first of them
   */
  List<Segment> compile(List<Placed> steps, Schema input) {
    if (steps.isEmpty()) {
      return List.of();
    }
    placed = steps;
    begin(input);
    for (int i = 0; i < steps.size(); i++) {
      StepDefinition step = steps.get(i).step();
      String inStream = steps.get(i).inStream();
      Place place = new Place(inStream, path + "." + inStream);
      if (step instanceof StepDefinition.Sql sql) {
        flush(i - 1);
        query(sql, place);
        continue;
      }
      if (step instanceof StepDefinition.Deduplicate deduplicate) {
        Gathered.check(deduplicate, columns, place);
        continue;
      }
      if (step instanceof StepDefinition.Lookup lookup) {
        flush(i - 1);
        lookup(lookup, i, place);
        continue;
      }
      if (step instanceof StepDefinition.Java java) {
        java(i, place, reaching -> host.java(java, place, reaching));
        continue;
      }
      if (step instanceof StepDefinition.Image image) {
        java(i, place, reaching -> host.image(image, place, reaching));
        continue;
      }
      if (firstStep < 0) {
        firstStep = i;
        records = new RecordQuery(hidden, names());
      }
      switch (step) {
        case StepDefinition.Rename rename -> rename(rename, place);
        case StepDefinition.Select select -> select(select, place);
        case StepDefinition.Drop drop -> drop(drop, place);
        case StepDefinition.Sample sample -> sample(sample, place);
        case StepDefinition.Split split -> split(split, place);
        case StepDefinition.Mask mask -> mask(mask, i, place);
        case StepDefinition.Cast cast -> cast(cast, place);
        case StepDefinition.Derive derive -> derive(derive, place);
        case StepDefinition.Filter filter -> filter(filter, place);
        case StepDefinition.Validate validate -> validate(validate, i, place);
        case StepDefinition.Flatten flatten -> flatten(flatten, i, place);
        case StepDefinition.Aggregate aggregate -> aggregate(aggregate, i, place);
        case StepDefinition.Sql _,
            StepDefinition.Lookup _,
            StepDefinition.Deduplicate _,
            StepDefinition.Java _,
            StepDefinition.Image _ ->
            throw new IllegalStateException("handled above");
        case StepDefinition.Branch _ -> throw new IllegalStateException("a branch is several ways");
      }
    }
    flush(steps.size() - 1);
    return List.copyOf(segments);
  }

  /** A step's path in the stream and in the definition. */
  record Place(String inStream, String where) {
    String at(String more) {
      return where + "." + more;
    }
  }

  private void begin(Schema input) {
    Set<String> seen = new HashSet<>();
    for (Field field : input.getFields()) {
      if (!seen.add(Quoted.key(field.getName()))) {
        throw problem(
            "duplicate-column",
            path + ".source",
            "The source has several columns named "
                + field.getName()
                + "; SQL does not tell upper and lower case apart.",
            "Give the columns other names in the source.");
      }
    }
    this.input = input;
    bindRows(input, path + ".source");
  }

  /** Makes {@code input} an empty table with these columns. */
  private void bindRows(Schema rows, String where) {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(rows, allocator)) {
      empty.setRowCount(0);
      database.with(
          hidden.plain("rows"),
          empty,
          () -> {
            bind("SELECT * FROM " + hidden.rows());
            return true;
          });
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  /** Makes {@code input} an empty table with the query's columns. */
  private void bind(String query) throws SqlFailure {
    database.execute(
        "CREATE OR REPLACE TEMP TABLE " + INPUT + " AS FROM (" + query + ") LIMIT 0", deadline);
    columns = database.columns("FROM " + INPUT);
  }

  private void bindItems(Map<String, String> items, String where) {
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM " + INPUT);
    items.forEach((name, sql) -> list.add(sql + " AS " + Quoted.name(name)));
    try {
      bind(list.toString());
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private void rename(StepDefinition.Rename step, Place place) {
    Map<String, String> newNames = new LinkedHashMap<>();
    step.columns()
        .forEach(
            (old, name) ->
                newNames.put(column(old, place.at(old)).name(), checkedName(name, place.at(old))));
    Map<String, String> newToOld = new LinkedHashMap<>();
    Map<String, String> taken = new LinkedHashMap<>();
    for (Column column : columns) {
      String name = newNames.getOrDefault(column.name(), column.name());
      String other = taken.put(Quoted.key(name), column.name());
      if (other != null) {
        String renamed = newNames.containsKey(column.name()) ? column.name() : other;
        throw problem(
            "duplicate-column",
            place.at(renamed),
            "There would be two columns named " + name + ".",
            "Choose another name, or rename the other one too.");
      }
      newToOld.put(name, column.name());
    }
    rearrange(newToOld, place);
  }

  private void select(StepDefinition.Select step, Place place) {
    Map<String, String> newToOld = new LinkedHashMap<>();
    for (int i = 0; i < step.columns().size(); i++) {
      String where = place.where() + "[" + i + "]";
      Column column = column(step.columns().get(i), where);
      if (newToOld.put(column.name(), column.name()) != null) {
        throw problem(
            "duplicate-column", where, column.name() + " is selected twice.", "Leave one out.");
      }
    }
    columns.stream()
        .filter(Column::isPlace)
        .forEach(column -> newToOld.put(column.name(), column.name()));
    rearrange(newToOld, place);
  }

  private void drop(StepDefinition.Drop step, Place place) {
    Map<String, String> left = new LinkedHashMap<>();
    columns.forEach(column -> left.put(column.name(), column.name()));
    for (int i = 0; i < step.columns().size(); i++) {
      String where = place.where() + "[" + i + "]";
      left.remove(column(step.columns().get(i), where).name());
    }
    if (left.keySet().stream().allMatch(Columns.PLACE::equalsIgnoreCase)) {
      throw problem("no-column", place.where(), "No column would be left.", "Keep at least one.");
    }
    rearrange(left, place);
  }

  private void sample(StepDefinition.Sample step, Place place) {
    List<Column> by = columns(step.by(), place, "by");
    if (by.isEmpty()) {
      Column own = find(Columns.PLACE);
      if (own == null) {
        throw problem(
            "no-place",
            place.where(),
            "A step before this one left _place out, by which records are chosen.",
            "Keep _place in the query, or name columns with `by`.");
      }
      by = List.of(own);
    }
    String condition = ShortSteps.sample(step, by);
    records.filter(condition(condition, place.where(), place.inStream(), "sample"));
  }

  private void split(StepDefinition.Split step, Place place) {
    String name = step.column();
    if (find(name) != null) {
      throw problem(
          "duplicate-column",
          place.where(),
          "There is a column " + name + " already.",
          "Choose another name with `column`.");
    }
    List<Column> by = new ArrayList<>(columns(step.by(), place, "by"));
    by.addAll(columns(step.stratify(), place, "stratify"));
    String value = ShortSteps.split(step, by);
    derive(new StepDefinition.Derive(Map.of(name, value)), place);
  }

  private void mask(StepDefinition.Mask step, int number, Place place) {
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> hashed = new HashSet<>();
    step.columns()
        .forEach(
            (name, how) -> {
              Column column = column(name, place.at(name));
              values.put(column.name(), ShortSteps.mask(how, column));
              if (how == StepDefinition.Masking.HASH) {
                hashed.add(column.name());
              }
            });
    if (!hashed.isEmpty() && !maskKey.present()) {
      throw problem(
          "no-mask-key",
          place.where(),
          "`hash` needs a secret key, and none is configured here.",
          "Let the operator set penstock.mask.key or penstock.mask.key-file, for the transformer"
              + " and for the API's previews.");
    }
    derive(new StepDefinition.Derive(values), place);
    if (!hashed.isEmpty()) {
      flush(number);
      java(number, place, rows -> new HashSegment(rows, hashed, maskKey));
    }
  }

  private List<Column> columns(List<String> names, Place place, String field) {
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      found.add(column(names.get(i), place.at(field + "[" + i + "]")));
    }
    return found;
  }

  private void rearrange(Map<String, String> newToOld, Place place) {
    records.rearrange(newToOld);
    Map<String, Double> moved = new HashMap<>();
    newToOld.forEach((name, old) -> moved.put(Quoted.key(name), size(Quoted.key(old))));
    sizes.clear();
    sizes.putAll(moved);
    Map<String, String> items = new LinkedHashMap<>();
    newToOld.forEach((name, old) -> items.put(name, Quoted.name(old)));
    bindItems(items, place.where());
  }

  private void cast(StepDefinition.Cast step, Place place) {
    List<RecordQuery.Conversion> conversions = new ArrayList<>();
    Map<String, String> items = keep();
    step.types()
        .forEach(
            (name, type) -> {
              String where = place.at(name);
              Column column = column(name, where);
              syntax(() -> SqlSyntax.checkType(type), where);
              List<String> formats = step.formats().getOrDefault(name, List.of());
              String text = formats.isEmpty() ? column.quoted() : strptime(column, formats, where);
              String sql = "TRY_CAST(" + text + " AS \n" + type + "\n)";
              bound(sql, where);
              Outcome.NotCast failed =
                  new Outcome.NotCast(place.inStream(), column.name(), type.strip(), formats);
              conversions.add(new RecordQuery.Conversion(column.name(), sql, failed));
              items.put(column.name(), sql);
            });
    records.cast(conversions);
    bindItems(items, place.where());
  }

  private static String strptime(Column column, List<String> formats, String where) {
    if (column.type().startsWith("DATE") || column.type().startsWith("TIME")) {
      throw problem(
          "bad-format",
          where,
          "A format is for texts, but " + column.name() + " is " + column.type() + " here.",
          "Write the type without a format.");
    }
    String list = formats.stream().map(Quoted::text).collect(Collectors.joining(", ", "[", "]"));
    return "try_strptime(CAST(" + column.quoted() + " AS VARCHAR), " + list + ")";
  }

  private void derive(StepDefinition.Derive step, Place place) {
    Map<String, RecordQuery.Expression> expressions = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    step.expressions()
        .forEach(
            (name, text) -> {
              String where = place.at(name);
              checkedName(name, where);
              if (!seen.add(Quoted.key(name))) {
                throw problem("duplicate-column", where, name + " is derived twice.", "");
              }
              RecordQuery.Expression expression =
                  expression(text, where, place.inStream(), "derive " + name, name);
              expressions.put(name, expression);
            });
    derive(expressions, place);
  }

  private void derive(Map<String, RecordQuery.Expression> expressions, Place place) {
    Map<String, String> items = new LinkedHashMap<>();
    records.derive(expressions);
    Map<String, Double> grown = new HashMap<>();
    expressions.forEach((name, e) -> grown.put(Quoted.key(name), growth(e.sql())));
    sizes.putAll(grown);
    for (Column column : columns) {
      String name =
          expressions.keySet().stream()
              .filter(column.name()::equalsIgnoreCase)
              .findFirst()
              .orElse(column.name());
      if (!column.isPlace()) {
        items.put(name, column.quoted());
      }
    }
    expressions.forEach((name, e) -> items.put(name, Quoted.operand(e.sql())));
    columns.stream().filter(Column::isPlace).forEach(c -> items.put(c.name(), c.quoted()));
    bindItems(items, place.where());
  }

  private void filter(StepDefinition.Filter step, Place place) {
    records.filter(condition(step.condition(), place.where(), place.inStream(), "filter"));
  }

  private void validate(StepDefinition.Validate step, int number, Place place) {
    for (int i = 0; i < step.rules().size(); i++) {
      StepDefinition.Rule rule = step.rules().get(i);
      String where = place.where() + "[" + i + "]." + rule.demand().word();
      Place at = new Place(place.inStream(), where);
      switch (rule.demand()) {
        case Demand.NotNull demand -> notNull(rule, demand, at);
        case Demand.Range demand -> {
          Column column = column(demand.column(), at.at("column"));
          plain(rule, demand.words(), at, literals -> RuleSql.range(demand, column, literals));
        }
        case Demand.Pattern demand -> {
          Column column = column(demand.column(), at.at("column"));
          syntax(() -> SqlSyntax.checkRegex(demand.regex()), at.at("regex"));
          plain(rule, demand.words(), at, _ -> RuleSql.pattern(demand, column));
        }
        case Demand.AcceptedValues demand -> {
          Column column = column(demand.column(), at.at("column"));
          plain(rule, demand.words(), at, literals -> RuleSql.accepted(demand, column, literals));
        }
        case Demand.JsonSchema demand -> schema(rule, demand, number, at);
        case Demand.Check demand -> check(rule, demand.condition(), at);
      }
    }
  }

  /** One rule for each column, so that each is counted apart, where the author did not name it. */
  private void notNull(StepDefinition.Rule rule, Demand.NotNull demand, Place place) {
    List<Column> all = new ArrayList<>();
    for (int i = 0; i < demand.columns().size(); i++) {
      all.add(column(demand.columns().get(i), place.where() + "[" + i + "]"));
    }
    if (!rule.rule().isEmpty()) {
      plain(rule, "", place, _ -> RuleSql.notNull(all));
      return;
    }
    for (Column column : all) {
      String words = Demand.NotNull.words(column.name());
      plain(rule, words, place, _ -> RuleSql.notNull(List.of(column)));
    }
  }

  @FunctionalInterface
  private interface ToSql {
    RuleSql make(List<RuleSql.Literal> literals) throws RuleSql.Unsuitable;
  }

  /** A rule without SQL of the author's. */
  private void plain(StepDefinition.Rule rule, String words, Place place, ToSql toSql) {
    List<RuleSql.Literal> literals = new ArrayList<>();
    RuleSql sql;
    try {
      sql = toSql.make(literals);
    } catch (RuleSql.Unsuitable e) {
      throw problem("bad-rule", place.at(e.where()), String.valueOf(e.getMessage()), e.advice());
    }
    for (RuleSql.Literal literal : literals) {
      try {
        database.execute("SELECT " + literal.sql(), deadline);
      } catch (SqlFailure e) {
        throw failures.of(e, place.at(literal.where()));
      }
    }
    Told told = new Told(place.inStream(), words(rule, words), sql.before(), sql.after());
    switch (rule.severity()) {
      case REJECT -> records.validate(told, sql);
      case WARN -> records.warn(told, sql);
    }
  }

  private static String words(StepDefinition.Rule rule, String words) {
    return Paths.shown(rule.rule().isEmpty() ? words : rule.rule(), LONGEST_RULE);
  }

  private void check(StepDefinition.Rule rule, String text, Place place) {
    RecordQuery.Expression check =
        condition(text, place.where(), place.inStream(), words(rule, text.strip()));
    String condition = text.strip();
    Told told =
        new Told(place.inStream(), words(rule, condition), condition + " is false for ", "");
    switch (rule.severity()) {
      case REJECT -> records.validate(told, check, shown(text));
      case WARN -> {
        if (check.tryable() == null) {
          throw problem(
              "bad-sql",
              place.where(),
              "A rule that warns cannot call a function that gives another value each time.",
              "Compute it in a `derive` step before.");
        }
        records.warn(new RecordQuery.Warns(told, condition), check, shown(text));
      }
    }
  }

  /** A rule that runs in Java, between two queries: the order of the rules stays. */
  private void schema(StepDefinition.Rule rule, Demand.JsonSchema demand, int number, Place place) {
    String column = column(demand.column(), place.at("column")).name();
    flush(number);
    Told told = new Told(place.inStream(), words(rule, demand.words()), demand.column() + ": ", "");
    DocumentSchema schema = DocumentSchema.of(demand.schema());
    Schema rows = reaching();
    segments.add(
        new SchemaSegment(schema, column, told, rule.severity(), place.where(), rows, allocator));
    bindRows(rows, place.where());
    firstStep = number;
    records = new RecordQuery(hidden, names());
  }

  /** How long a column's values may have become, by {@link Growth}. */
  private double size(String key) {
    return sizes.getOrDefault(key, Growth.COLUMN);
  }

  private double growth(String expression) {
    try {
      return Growth.of(SqlSyntax.expressionTree(expression).expression(), this::size);
    } catch (SqlSyntax.Refused e) {
      throw new IllegalStateException("checked before", e);
    }
  }

  private RecordQuery.Expression condition(String text, String where, String step, String rule) {
    RecordQuery.Expression condition = expression(text, where, step, rule, "condition");
    String type = bound(Quoted.operand(text), where).type();
    if (!type.equals("BOOLEAN")) {
      throw problem(
          "bad-sql",
          where,
          "A condition is true or false, but this gives " + type + ".",
          "Compare it with something, for example `<> ''` or `> 0`.");
    }
    return condition;
  }

  private RecordQuery.Expression expression(
      String text, String where, String step, String rule, String what) {
    checkExpression(text, where);
    String sql =
        bound(Quoted.operand(text), where).type().equals("\"NULL\"")
            ? "CAST(" + Quoted.operand(text) + " AS VARCHAR)"
            : text;
    return raising(sql, step, rule, what);
  }

  private RecordQuery.Expression raising(String sql, String step, String rule, String what) {
    return new RecordQuery.Expression(
        sql, tryable(sql), new Outcome.Raised(step, rule, what, records.probe(sql)));
  }

  private void checkExpression(String text, String where) {
    syntax(
        () -> {
          SqlTree tree = SqlSyntax.expressionTree(text);
          noParameters(tree);
          SqlSyntax.checkGrowth(Growth.of(tree.expression(), this::size));
          // As a column this name would be the whole row, with what Penstock adds to it.
          if (tree.columns().contains(List.of(INPUT)) && find(INPUT) == null) {
            throw new SqlSyntax.Refused("there is no column named input.");
          }
        },
        where);
  }

  /** The same for TRY, which takes nothing volatile; null where there is no such thing. */
  private @Nullable String tryable(String sql) {
    if (canTry(sql)) {
      return sql;
    }
    return ErrorCalls.replaced(sql, hidden.flag()).filter(this::canTry).orElse(null);
  }

  private boolean canTry(String sql) {
    try {
      database.columns(
          "SELECT TRY(["
              + Quoted.operand(sql)
              + "]) FROM (SELECT *, CAST(NULL AS INTEGER) AS "
              + hidden.flag()
              + " FROM "
              + INPUT
              + ") AS "
              + INPUT);
      return true;
    } catch (SqlFailure e) {
      return false;
    }
  }

  /** SQL for the values of the columns that a check looks at. */
  private String shown(String check) {
    Set<Column> read = new LinkedHashSet<>();
    try {
      for (List<String> reference : SqlSyntax.expressionTree(check).columns()) {
        Column column = find(reference.getLast());
        if (column != null) {
          read.add(column);
        }
      }
    } catch (SqlSyntax.Refused e) {
      throw new IllegalStateException("checked before", e);
    }
    return shown(read);
  }

  private static String shown(Collection<Column> columns) {
    List<String> parts = new ArrayList<>();
    columns.stream()
        .limit(SHOWN_COLUMNS)
        .forEach(
            column -> {
              parts.add(Quoted.text(column.name() + " = "));
              parts.add("coalesce(left(CAST(" + column.quoted() + " AS VARCHAR), 100), 'NULL')");
              parts.add("', '");
            });
    return parts.isEmpty()
        ? "'this record'"
        : "concat(" + String.join(", ", parts.subList(0, parts.size() - 1)) + ")";
  }

  /** Evaluates the arguments record by record, so that one that fails is a reject; then groups. */
  private void aggregate(StepDefinition.Aggregate step, int number, Place place) {
    Gathered gathered = new Gathered(step, hidden, place);
    List<Column> by = columns(step.by(), place, "by");
    Map<String, RecordQuery.Expression> arguments = new LinkedHashMap<>();
    Map<String, String> items = new LinkedHashMap<>();
    by.forEach(column -> items.put(column.name(), column.quoted()));
    gathered
        .arguments()
        .forEach(
            (argument, value) -> {
              String where = place.at("values." + value);
              String text = gathered.of(value);
              expression(text, where, place.inStream(), "", value);
              String sql = gathered.argument(value, bound(Quoted.operand(text), where));
              RecordQuery.Expression expression =
                  expression(sql, where, place.inStream(), "aggregate " + value, value);
              arguments.put(argument, expression);
              items.put(argument, Quoted.operand(expression.sql()));
            });
    Gathered.groupable(by, place);
    if (!arguments.isEmpty()) {
      records.derive(arguments);
    }
    columns.stream().filter(Column::isPlace).forEach(c -> items.put(c.name(), c.quoted()));
    if (items.isEmpty()) {
      // No column is needed to count records, but a table has at least one.
      Column any = columns.getFirst();
      items.put(any.name(), any.quoted());
    }
    Map<String, String> kept = new LinkedHashMap<>();
    items.keySet().forEach(name -> kept.put(name, name));
    records.rearrange(kept);
    bindItems(items, place.where());
    flush(number);
    String grouping = gathered.query(by, columns);
    segments.add(
        new AggregateSegment(
            database,
            hidden,
            failures,
            place.where(),
            grouping + " FROM " + hidden.rows() + gathered.groups(by)));
    try {
      bind(grouping + " FROM " + INPUT + gathered.groups(by));
    } catch (SqlFailure e) {
      throw failures.of(e, place.where());
    }
  }

  private void flatten(StepDefinition.Flatten step, int number, Place place) {
    Column column = column(step.column(), place.where());
    Flattening flattening = Flattening.of(step, column, place, hidden);
    switch (flattening) {
      case Flattening.Struct struct -> {
        Map<String, String> parts = struct(struct, place);
        Map<String, RecordQuery.Expression> expressions = new LinkedHashMap<>();
        parts.forEach(
            (name, sql) ->
                expressions.put(name, raising(sql, place.inStream(), "flatten " + name, name)));
        List<String> names = names();
        derive(expressions, place);
        rearrange(replaced(names, column.name(), List.copyOf(parts.keySet())), place);
      }
      case Flattening.Json json -> {
        newNames(json.names(), column, place);
        List<String> names = names();
        Map<String, String> items = keep();
        if (!column.type().equals("JSON")) {
          // A list of structs, of maps or of lists.
          records.cast(List.of(json.toJson()));
          items.put(column.name(), json.toJson().sql());
        }
        records.nest(json.refused(), column.name(), json.lists());
        json.lists().forEach(l -> items.put(l.name(), "CAST(NULL AS " + l.listType() + ")"));
        bindItems(items, place.where());
        List<String> lists = json.lists().stream().map(Nested::name).toList();
        rearrange(replaced(names, column.name(), lists), place);
        unnest(step, json.unnested(), number, place);
      }
      case Flattening.Elements list -> {
        newNames(List.of(list.name()), column, place);
        unnest(step, Map.of(column.name(), list.unnested()), number, place);
      }
    }
  }

  /** New column to SQL. */
  private Map<String, String> struct(Flattening.Struct struct, Place place) {
    List<Column> fields;
    try {
      fields = database.columns("SELECT unnest(" + struct.column().quoted() + ") FROM " + INPUT);
    } catch (SqlFailure e) {
      throw failures.of(e, place.where());
    }
    Map<String, String> parts = new LinkedHashMap<>();
    fields.forEach(field -> parts.put(struct.prefix() + field.name(), struct.part(field)));
    newNames(List.copyOf(parts.keySet()), struct.column(), place);
    return parts;
  }

  /** Names that must not be those of other columns. */
  private void newNames(List<String> names, Column instead, Place place) {
    for (String name : names) {
      checkedName(name, place.where());
      Column other = find(name);
      if (other != null && !other.equals(instead)) {
        throw problem(
            "duplicate-column",
            place.where(),
            "There is a column " + name + " already.",
            "Choose another name, or another beginning of the names, with `as`.");
      }
    }
  }

  private static Map<String, String> replaced(List<String> names, String old, List<String> by) {
    Map<String, String> newToOld = new LinkedHashMap<>();
    for (String name : names) {
      if (name.equals(old)) {
        by.forEach(part -> newToOld.put(part, part));
      } else if (!by.contains(name)) {
        newToOld.put(name, name);
      }
    }
    return newToOld;
  }

  /**
   * @param unnested column with a list to what takes its place
   */
  private void unnest(
      StepDefinition.Flatten step,
      Map<String, Flattening.Unnested> unnested,
      int number,
      Place place) {
    flush(number);
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM ");
    Map<String, String> items = new LinkedHashMap<>();
    for (Column column : columns) {
      Flattening.Unnested one = unnested.get(column.name());
      if (one == null) {
        list.add(column.quoted());
        items.put(column.name(), column.quoted());
      } else {
        String sql = one.sql(column, step.keepEmpty());
        list.add(sql + " AS " + Quoted.name(one.name()));
        items.put(one.name(), sql);
      }
    }
    QuerySegment query =
        new QuerySegment(
            database,
            allocator,
            hidden,
            failures,
            place.where(),
            place.inStream(),
            list + hidden.rows());
    String first =
        columns.stream().map(Column::name).filter(unnested::containsKey).findFirst().orElseThrow();
    segments.add(new UnnestSegment(query, first, step.keepEmpty()));
    bindItems(items, place.where());
  }

  private void lookup(StepDefinition.Lookup step, int number, Place place) {
    Map<String, Column> keys = new LinkedHashMap<>();
    step.on().forEach((own, theirs) -> keys.put(theirs, column(own, place.at("on." + own))));
    LookupJoin join =
        LookupJoin.of(step, keys, keyed, database, allocator, hidden, failures, place);
    join.taken().forEach((name, _) -> newColumn(name, place.at("take." + name)));
    segments.add(
        new LookupSegment(
            database, hidden, failures, place.where(), join.query(columns), join.keyed()));
    Map<String, String> items = new LinkedHashMap<>();
    columns.stream().filter(c -> !c.isPlace()).forEach(c -> items.put(c.name(), c.quoted()));
    join.types().forEach((name, type) -> items.put(name, "CAST(NULL AS " + type + ")"));
    columns.stream().filter(Column::isPlace).forEach(c -> items.put(c.name(), c.quoted()));
    bindItems(items, place.where());
    if (join.found().isEmpty()) {
      return;
    }
    firstStep = number;
    records = new RecordQuery(hidden, names());
    String found = Quoted.name(join.found().get());
    String rule = "lookup " + step.from();
    if (step.miss() == StepDefinition.Miss.REJECT) {
      records.validate(
          new Outcome.NotFound(place.inStream(), step.from()),
          raising(found, place.inStream(), rule, rule),
          shown(List.copyOf(keys.values())));
    }
    Map<String, RecordQuery.Expression> defaults = new LinkedHashMap<>();
    step.defaults()
        .forEach(
            (name, text) -> {
              String where = place.at("default." + name);
              checkExpression(text, where);
              String type = join.type(name);
              String value = "CAST(" + Quoted.operand(text) + " AS " + type + ")";
              bound(value, where);
              String sql =
                  "CASE WHEN " + found + " THEN " + Quoted.name(name) + " ELSE " + value + " END";
              defaults.put(name, raising(sql, place.inStream(), rule, name));
            });
    if (!defaults.isEmpty()) {
      derive(defaults, place);
    }
    Map<String, String> left = new LinkedHashMap<>();
    names().stream()
        .filter(name -> !name.equals(join.found().get()))
        .forEach(name -> left.put(name, name));
    rearrange(left, place);
  }

  private void newColumn(String name, String where) {
    checkedName(name, where);
    if (find(name) != null) {
      throw problem(
          "duplicate-column",
          where,
          "There is a column " + name + " already.",
          "Choose another name, as in `take: { new_name: column }`.");
    }
  }

  private void query(StepDefinition.Sql step, Place place) {
    String text = step.query();
    syntax(
        () -> {
          SqlTree tree = SqlSyntax.queryTree(text);
          noParameters(tree);
          tables(tree);
          double largest = Growth.ofQuery(tree, this::size);
          SqlSyntax.checkGrowth(largest);
          double before = sizes.values().stream().mapToDouble(d -> d).max().orElse(Growth.COLUMN);
          queried = Math.max(largest, before);
        },
        place.where());
    List<Column> output;
    try {
      output = database.columns(text);
    } catch (SqlFailure e) {
      throw failures.of(e, place.where());
    }
    sizes.clear();
    output.forEach(column -> sizes.put(Quoted.key(column.name()), queried));
    StringJoiner names = new StringJoiner(", ", "(", ")");
    Map<String, String> items = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    @Nullable String last = null;
    for (int i = 0; i < output.size(); i++) {
      Column column = output.get(i);
      if (!seen.add(Quoted.key(column.name()))) {
        throw problem(
            "duplicate-column",
            place.where(),
            "The query gives two columns named " + column.name() + ".",
            "Name the columns one by one, or leave one out: SELECT s.*, a.* EXCLUDE ("
                + column.name()
                + ").");
      }
      String name = hidden.name("c" + i);
      names.add(name);
      if (column.isPlace()) {
        if (!column.type().equals("BIGINT")) {
          throw problem(
              "bad-sql",
              place.where(),
              "The column _place must stay as it is (BIGINT), but is " + column.type() + ".",
              "Give your column another name.");
        }
        last = name;
      } else {
        items.put(column.name(), OutputType.convert(column, name));
      }
    }
    if (last != null) {
      items.put(Columns.PLACE, last);
    }
    String from = Quoted.operand(text) + " AS " + hidden.name("query") + names;
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM " + from);
    items.forEach((name, sql) -> list.add(sql + " AS " + Quoted.name(name)));
    segments.add(
        new QuerySegment(
            database,
            allocator,
            hidden,
            failures,
            place.where(),
            place.inStream(),
            "WITH input AS MATERIALIZED (FROM " + hidden.rows() + ") " + list));
    try {
      bind(list.toString());
    } catch (SqlFailure e) {
      throw failures.of(e, place.where());
    }
  }

  /**
   * Ends the query at hand and puts a step in Java behind it.
   *
   * @param number of the step in its list
   * @param make from the columns that reach the step
   */
  void java(int number, Place place, Function<Schema, JavaSegment> make) {
    flush(number - 1);
    JavaSegment segment = make.apply(reaching());
    segments.add(segment);
    bindRows(segment.output(), place.where());
  }

  /** The columns behind the segments so far. */
  private Schema reaching() {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(input, allocator)) {
      empty.setRowCount(0);
      VectorSchemaRoot rows = empty;
      for (Segment segment : segments) {
        VectorSchemaRoot before = rows;
        try {
          rows = segment.run(before, new BatchBook(empty, ""), deadline);
        } finally {
          if (before != empty) {
            before.close();
          }
        }
      }
      Schema schema = rows.getSchema();
      if (rows != empty) {
        rows.close();
      }
      return schema;
    }
  }

  private void flush(int lastStep) {
    if (firstStep < 0 || records.isUntouched()) {
      firstStep = -1;
      return;
    }
    Map<String, String> output = new LinkedHashMap<>();
    for (Column column : columns) {
      output.put(column.name(), OutputType.convert(column, column.quoted()));
    }
    String where = path + "." + Placed.span(placed.get(firstStep), placed.get(lastStep));
    segments.add(
        new RecordSegment(
            database,
            allocator,
            hidden,
            failures,
            where,
            columns.size(),
            records.finish(output),
            records.outcomes(),
            records.warns()));
    bindItems(output, where);
    firstStep = -1;
  }

  private void tables(SqlTree tree) throws SqlSyntax.Refused {
    Set<String> own = tree.commonTables();
    for (var table : tree.ofType("BASE_TABLE")) {
      String name = table.path("table_name").asText();
      String key = Quoted.key(name);
      boolean plain = table.path("schema_name").asText().isEmpty();
      if (plain && keyed.containsKey(key) && !own.contains(key)) {
        throw new SqlSyntax.Refused(
            name + " is a look-up by key, which only a `lookup` step can read.");
      }
      if (!plain || !(key.equals(INPUT) || lookups.contains(key) || own.contains(key))) {
        List<String> known = new ArrayList<>(List.of(INPUT));
        known.addAll(lookups);
        throw new SqlSyntax.Refused(
            "there is no table "
                + name
                + " here. "
                + NearMiss.advice(name, known, "A query reads"));
      }
    }
  }

  private static void noParameters(SqlTree tree) throws SqlSyntax.Refused {
    if (!tree.parameters().isEmpty()) {
      throw new SqlSyntax.Refused(
          "the parameter $" + tree.parameters().iterator().next() + " has no value.");
    }
  }

  private Column column(String name, String where) {
    return column(name, where, columns);
  }

  /** The column of this name, whose case does not matter. */
  static Column column(String name, String where, List<Column> columns) {
    if (name.equalsIgnoreCase(Columns.PLACE)) {
      throw problem("reserved-column", where, Columns.PLACE + " is Penstock's own column.", "");
    }
    Column column = find(name, columns);
    if (column == null) {
      List<String> known = columns.stream().filter(c -> !c.isPlace()).map(Column::name).toList();
      throw problem(
          "unknown-column",
          where,
          "There is no column " + name + " at this step.",
          NearMiss.advice(name, known, "The columns here"));
    }
    return column;
  }

  private @Nullable Column find(String name) {
    return find(name, columns);
  }

  private static @Nullable Column find(String name, List<Column> columns) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst().orElse(null);
  }

  private String checkedName(String name, String where) {
    if (name.isBlank() || name.equalsIgnoreCase(Columns.PLACE)) {
      throw problem("reserved-column", where, "`" + name + "` cannot be the name of a column.", "");
    }
    return name;
  }

  /** The one column that an expression over {@code input} gives. */
  private Column bound(String sql, String where) {
    try {
      return database.columns("SELECT " + sql + " FROM " + INPUT).getFirst();
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private interface Check {
    void run() throws SqlSyntax.Refused;
  }

  private static void syntax(Check check, String where) {
    try {
      check.run();
    } catch (SqlSyntax.Refused e) {
      throw problem("bad-sql", where, String.valueOf(e.getMessage()), "");
    }
  }

  private Map<String, String> keep() {
    Map<String, String> items = new LinkedHashMap<>();
    columns.forEach(column -> items.put(column.name(), column.quoted()));
    return items;
  }

  private List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
