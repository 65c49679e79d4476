package dev.penstock.api.graph;

import dev.penstock.definition.BackfillDefinition;
import dev.penstock.definition.PipelineDefinition;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a form for runs of a pipeline asks for.
 *
 * @param environments their names; empty for none
 * @param bronze whether every stream keeps raw copies, so that a run may begin with them
 * @param priority of its runs, where a run says nothing else
 * @param backfill the parameters that are a backfill's window; {@code null} where it takes none
 * @param scheduled whether its runs start by themselves
 */
public record RunForm(
    String pipeline,
    List<Field> parameters,
    List<String> environments,
    List<Stream> streams,
    boolean bronze,
    int priority,
    @Nullable Window backfill,
    boolean scheduled) {
  public RunForm {
    parameters = List.copyOf(parameters);
    environments = List.copyOf(environments);
    streams = List.copyOf(streams);
  }

  /** What a definition asks for. */
  public static RunForm of(PipelineDefinition pipeline) {
    return new RunForm(
        pipeline.name(),
        pipeline.operation().parameters().entrySet().stream()
            .map(
                parameter ->
                    new Field(
                        parameter.getKey(),
                        parameter.getValue().type().name().toLowerCase(Locale.ROOT),
                        parameter.getValue().required(),
                        parameter.getValue().fallback().orElse(null),
                        parameter.getValue().values(),
                        parameter.getValue().description()))
            .toList(),
        List.copyOf(pipeline.operation().environments().keySet()),
        pipeline.streams().entrySet().stream()
            .map(
                stream ->
                    new Stream(stream.getKey(), stream.getValue().source().format().equals("push")))
            .toList(),
        pipeline.streams().values().stream().allMatch(stream -> stream.bronze().isPresent()),
        pipeline.operation().settings().priority(),
        pipeline.operation().backfill().map(Window::of).orElse(null),
        pipeline.operation().schedule().isPresent());
  }

  /**
   * A parameter.
   *
   * @param type {@code text, integer, decimal, boolean, date, timestamp}
   * @param fallback the value of a run that brings none, as text
   * @param values the only values that it takes, as text; empty where all of the type are taken
   */
  public record Field(
      String name,
      String type,
      boolean required,
      @Nullable String fallback,
      List<String> values,
      String description) {
    public Field {
      values = List.copyOf(values);
    }
  }

  /**
   * A stream.
   *
   * @param pushed whether its records come with the request
   */
  public record Stream(String name, boolean pushed) {}

  /** The parameters that are the begin and the end of a backfill's window. */
  public record Window(String from, String to) {
    static Window of(BackfillDefinition backfill) {
      return new Window(backfill.from(), backfill.to());
    }
  }
}
