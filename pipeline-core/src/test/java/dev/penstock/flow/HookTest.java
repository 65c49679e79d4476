package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HookTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private Pipeline<String, String> telling(Pipeline<String, String> pipeline, String who) {
    return pipeline
        .hook(Hook.beforeStage(at -> seen.add(who + " before " + at.stage() + " " + at.input())))
        .hook(
            Hook.afterStage(
                at -> seen.add(who + " after " + at.stage() + " " + at.result().success())))
        .hook(Hook.onError(at -> seen.add(who + " error " + at.error().getMessage())))
        .hook(Hook.onComplete(at -> seen.add(who + " complete " + at.result().status())));
  }

  private static Pipeline<String, String> two(boolean secondFails) {
    return Pipeline.<String>named("two")
        .then("one", Stages.apply(text -> text + "1"))
        .then(
            "two",
            Stages.apply(
                text -> {
                  if (secondFails) {
                    throw new IllegalStateException("no");
                  }
                  return text + "2";
                }));
  }

  @Test
  void hooksAreCalledAtEachMomentInOrder() {
    assertThat(telling(two(false), "a").run("x").output()).isEqualTo("x12");

    assertThat(seen)
        .containsExactly(
            "a before one x",
            "a after one true",
            "a before two x1",
            "a after two true",
            "a complete SUCCEEDED");
  }

  @Test
  void anErrorIsToldBehindTheEndOfItsStage() {
    telling(telling(two(true), "a"), "b").run("x");

    assertThat(seen)
        .containsExactly(
            "a before one x",
            "b before one x",
            "a after one true",
            "b after one true",
            "a before two x1",
            "b before two x1",
            "a after two false",
            "b after two false",
            "a error no",
            "b error no",
            "a complete FAILED",
            "b complete FAILED");
  }

  @Test
  void asynchronousHooksAreAwaited() {
    two(false)
        .hook(
            Hook.beforeStageAsync(
                at ->
                    CompletableFuture.runAsync(
                        () -> seen.add("before " + at.stage()),
                        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))))
        .hook(Hook.afterStage(at -> seen.add("after " + at.stage())))
        .hook(
            Hook.onCompleteAsync(
                at ->
                    CompletableFuture.runAsync(
                        () -> seen.add("complete"),
                        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))))
        .run("x");

    assertThat(seen)
        .containsExactly("before one", "after one", "before two", "after two", "complete");
  }

  @Test
  void aHookThatFailsBeforeAStageGuardsIt() {
    PipelineResult<String> result =
        two(false)
            .hook(
                Hook.beforeStage(
                    at -> {
                      if (at.stage().equals("two")) {
                        throw new SecurityException("not allowed");
                      }
                    }))
            .hook(Hook.onErrorAsync(at -> failing("reported too late")))
            .run("x");

    assertThat(result.failedStage()).contains("two");
    assertThat(result.error().get()).isInstanceOf(SecurityException.class);
    assertThat(result.errors())
        .extracting(FlowError::message)
        .containsExactly("two: not allowed", "hook on-error: reported too late");
  }

  @Test
  void aHookThatFailsBehindAStageFailsItWithItsCounts() {
    PipelineResult<String> result =
        two(false).hook(Hook.afterStageAsync(at -> failing("not written down"))).run("x");

    assertThat(result.failedStage()).contains("one");
    assertThat(result.error().get()).hasMessage("not written down");
    assertThat(result.outcome().processed()).isEqualTo(1);
  }

  @Test
  void aHookThatFailsAtTheEndChangesNothing() {
    PipelineResult<String> result =
        two(false).hook(Hook.onCompleteAsync(at -> failing("late"))).run("x");

    assertThat(result.output()).isEqualTo("x12");
    assertThat(result.errors())
        .extracting(FlowError::message)
        .containsExactly("hook on-complete: late");
  }

  @Test
  void aHookThatNeverAnswersIsGivenUp() {
    CompletableFuture<Void> never = new CompletableFuture<>();
    long began = System.nanoTime();

    PipelineResult<String> result =
        two(false)
            .hookTimeout(Duration.ofMillis(100))
            .hook(Hook.beforeStageAsync(at -> never))
            .run("x");

    assertThat(result.failedStage()).contains("one");
    assertThat(result.error().get()).hasMessageContainingAll("hook of two", "PT0.1S");
    assertThat(never).isCancelled();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
  }

  private static CompletableFuture<Void> failing(String message) {
    return CompletableFuture.failedFuture(new IllegalStateException(message));
  }
}
