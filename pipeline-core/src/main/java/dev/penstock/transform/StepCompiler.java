package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.StepDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Checks steps against the columns that reach them and compiles them to segments. Every author's
 * text is parsed on its own and bound against an empty table {@code input} with the step's columns
 * before it becomes part of a query. Used once.
 */
final class StepCompiler {
  private final String path;
  private final StepHost host;
  private final Compilation compilation;
  private final ColumnSteps columnSteps;
  private final ShortSteps shortSteps;
  private final ValidateStep validateStep;
  private final FlattenStep flattenStep;
  private final AggregateStep aggregateStep;
  private final LookupStep lookupStep;
  private final SqlStep sqlStep;

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
    this.path = path;
    this.host = host;
    this.compilation = new Compilation(database, allocator, hidden, failures, path);
    Expressions expressions = new Expressions(compilation);
    this.columnSteps = new ColumnSteps(compilation, expressions);
    this.shortSteps = new ShortSteps(compilation, expressions, columnSteps, maskKey);
    this.validateStep = new ValidateStep(compilation, expressions);
    this.flattenStep = new FlattenStep(compilation, expressions);
    this.aggregateStep = new AggregateStep(compilation, expressions);
    this.lookupStep = new LookupStep(compilation, expressions, keyed);
    this.sqlStep = new SqlStep(compilation, lookups, keyed.keySet());
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
    compilation.begin(steps, input);
    for (int i = 0; i < steps.size(); i++) {
      String inStream = steps.get(i).inStream();
      compile(steps.get(i).step(), i, new Place(inStream, path + "." + inStream));
    }
    compilation.flush(steps.size() - 1);
    return compilation.segments();
  }

  private void compile(StepDefinition step, int number, Place place) {
    if (joinsQuery(step)) {
      compilation.open(number);
    }
    switch (step) {
      case StepDefinition.Rename rename -> columnSteps.rename(rename, place);
      case StepDefinition.Select select -> columnSteps.select(select, place);
      case StepDefinition.Drop drop -> columnSteps.drop(drop, place);
      case StepDefinition.Cast cast -> columnSteps.cast(cast, place);
      case StepDefinition.Derive derive -> columnSteps.derive(derive, place);
      case StepDefinition.Filter filter -> columnSteps.filter(filter, place);
      case StepDefinition.Sample sample -> shortSteps.sample(sample, place);
      case StepDefinition.Split split -> shortSteps.split(split, place);
      case StepDefinition.Mask mask -> shortSteps.mask(mask, number, place);
      case StepDefinition.Validate validate -> validateStep.compile(validate, number, place);
      case StepDefinition.Flatten flatten -> flattenStep.compile(flatten, number, place);
      case StepDefinition.Aggregate aggregate -> aggregateStep.compile(aggregate, number, place);
      case StepDefinition.Lookup lookup -> lookupStep.compile(lookup, number, place);
      case StepDefinition.Sql sql -> sqlStep.compile(sql, number, place);
      case StepDefinition.Deduplicate deduplicate ->
          Gathered.check(deduplicate, compilation.columns(), place);
      case StepDefinition.Java java ->
          compilation.java(number, place, reaching -> host.java(java, place, reaching));
      case StepDefinition.Image image ->
          compilation.java(number, place, reaching -> host.image(image, place, reaching));
      case StepDefinition.Branch _ -> throw new IllegalStateException("a branch is several ways");
    }
  }

  /** Whether a step is, or begins with, a part of the query over single records. */
  private static boolean joinsQuery(StepDefinition step) {
    return switch (step) {
      case StepDefinition.Rename _,
          StepDefinition.Select _,
          StepDefinition.Drop _,
          StepDefinition.Cast _,
          StepDefinition.Derive _,
          StepDefinition.Filter _,
          StepDefinition.Sample _,
          StepDefinition.Split _,
          StepDefinition.Mask _,
          StepDefinition.Validate _,
          StepDefinition.Flatten _,
          StepDefinition.Aggregate _ ->
          true;
      case StepDefinition.Lookup _,
          StepDefinition.Sql _,
          StepDefinition.Deduplicate _,
          StepDefinition.Java _,
          StepDefinition.Image _,
          StepDefinition.Branch _ ->
          false;
    };
  }
}
