package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.definition.HookDefinition.When;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HooksReaderTest {
  @Test
  void readsEachMoment() {
    List<HookDefinition> hooks =
        read(
            """
            - { on: failed, notify: ops }
            - { on: before_run, notify: gate, blocking: true, timeout: 90s }
            - { on: after_stage, stage: extract, notify: ops }
            - { on: many_rejects, more_than: 5%, notify: ops }
            - { on: slow, after: 30m, notify: team }
            """);

    assertThat(hooks)
        .containsExactly(
            hook(When.FAILED, "ops"),
            new HookDefinition(
                When.BEFORE_RUN,
                "gate",
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(90)),
            new HookDefinition(
                When.AFTER_STAGE,
                "ops",
                false,
                Optional.of("extract"),
                Optional.empty(),
                Optional.empty(),
                HookDefinition.USUAL_TIMEOUT),
            new HookDefinition(
                When.MANY_REJECTS,
                "ops",
                false,
                Optional.empty(),
                Optional.of(RejectBudget.of("5%")),
                Optional.empty(),
                HookDefinition.USUAL_TIMEOUT),
            new HookDefinition(
                When.SLOW,
                "team",
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(30)),
                HookDefinition.USUAL_TIMEOUT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { on: fails, notify: ops }                                          | unknown-moment | hooks[0].on        | `failed`
          { notify: ops }                                                     | missing-field  | hooks[0].on        | before_run
          { on: failed }                                                      | missing-field  | hooks[0].notify    | operator
          { on: failed, notify: "a b" }                                       | bad-name       | hooks[0].notify    | notifier
          { on: failed, notify: ops, blocking: true }                         | cannot-block   | hooks[0].blocking  | before_run
          { on: after_stage, stage: publish, notify: ops, blocking: true }    | cannot-block   | hooks[0].blocking  | publish
          { on: after_stage, notify: ops, blocking: true }                    | missing-field  | hooks[0].stage     | Name the stage
          { on: after_stage, stage: lod, notify: ops }                        | unknown-stage  | hooks[0].stage     | `load`
          { on: failed, stage: load, notify: ops }                            | not-here       | hooks[0].stage     | after_stage
          { on: failed, after: 5m, notify: ops }                              | not-here       | hooks[0].after     | slow
          { on: failed, more_than: 5, notify: ops }                           | not-here       | hooks[0].more_than | many_rejects
          { on: failed, timeout: 5m, notify: ops }                            | not-here       | hooks[0].timeout   | blocking
          { on: many_rejects, notify: ops }                                   | missing-field  | hooks[0].more_than | 5%
          { on: many_rejects, more_than: many, notify: ops }                  | bad-budget     | hooks[0].more_than | more_than: 5%
          { on: slow, notify: ops }                                           | missing-field  | hooks[0].after     | 30m
          { on: slow, after: soon, notify: ops }                              | bad-duration   | hooks[0].after     | 2h
          { on: slow, after: 0s, notify: ops }                                | bad-duration   | hooks[0].after     | above zero
          { on: before_run, blocking: true, timeout: 8d, notify: ops }        | bad-duration   | hooks[0].timeout   | 7 days
          { on: failed, notify: ops, notifi: ops }                            | unknown-field  | hooks[0].notifi    | `notify`
          """)
  void saysWhereAMistakeIsAndWhatToDo(String hook, String code, String where, String says) {
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> read("- " + hook + "\n"))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.code()).isEqualTo(code);
                          assertThat(problem.where()).isEqualTo(where);
                          assertThat(problem.message() + " " + problem.advice()).contains(says);
                        }));
  }

  @Test
  void asksItsSurroundingsForTheNotifier() {
    Surroundings none =
        new Surroundings() {
          @Override
          public void source(SourceDefinition source, String path, Consumer<Problem> problems) {}

          @Override
          public void destination(String connection, String path, Consumer<Problem> problems) {}

          @Override
          public void notifier(String name, String path, Consumer<Problem> problems) {
            problems.accept(Problem.of("unknown-notifier", path, "no " + name));
          }
        };

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(
            () ->
                new DefinitionParser()
                    .parse(BrokenDocuments.SOUND + "hooks: [{ on: failed, notify: ops }]\n", none))
        .withMessageContaining("hooks[0].notify")
        .withMessageContaining("no ops");
  }

  private static HookDefinition hook(When when, String notifier) {
    return new HookDefinition(
        when,
        notifier,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        HookDefinition.USUAL_TIMEOUT);
  }

  private static List<HookDefinition> read(String hooks) {
    return new DefinitionParser()
        .parse(BrokenDocuments.SOUND + "hooks:\n" + hooks)
        .operation()
        .hooks();
  }
}
