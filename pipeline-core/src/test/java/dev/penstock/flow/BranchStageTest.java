package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BranchStageTest {
  private final PipelineContext context = PipelineContext.builder().stage("branch").build();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private final Stage<Object, String> broken =
      (input, run) -> {
        throw new IllegalStateException("no");
      };
  private final CountDownLatch begun = new CountDownLatch(1);
  private final Stage<Object, String> waiting =
      (input, run) -> {
        begun.countDown();
        try {
          new CountDownLatch(1).await();
          return StageResult.of("never");
        } catch (InterruptedException e) {
          interrupted.set(true);
          throw e;
        }
      };

  @Test
  void branchesWorkOnTheSameInputAndAreFoundByName() {
    StageResult<Branches> result =
        Stages.<List<Integer>>branch()
            .to("count", Stages.aggregate(Collectors.counting()))
            .to("sum", Stages.aggregate(Collectors.summingInt((Integer n) -> n)))
            .attempt(List.of(1, 2, 3), context);

    assertThat(result.output().get("count", Long.class)).isEqualTo(3);
    assertThat(result.output().get("sum", Integer.class)).isEqualTo(6);
    assertThat(result.output().outputs().keySet()).containsExactly("count", "sum");
    assertThat(context.progress()).containsEntry("branch/sum", new StageProgress(3, 0));
    assertThatThrownBy(() -> result.output().get("other", Long.class))
        .hasMessageContainingAll("'other'", "count");
    assertThatThrownBy(() -> result.output().get("sum", Long.class))
        .hasMessageContainingAll("java.lang.Integer", "java.lang.Long");
  }

  @Test
  void listsAreGivenWithTheTypeOfWhatTheyHold() {
    Branches branches =
        Stages.<List<Integer>>branch()
            .to("same", (input, run) -> StageResult.of(input))
            .attempt(List.of(1, 2), context)
            .output();

    assertThat(branches.getList("same", Integer.class)).containsExactly(1, 2);
    assertThatThrownBy(() -> branches.getList("same", String.class))
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void theyWorkAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    Stage<String, Integer> meet = Stages.apply(text -> both.await(10, TimeUnit.SECONDS));

    assertThat(Stages.<String>branch().to("a", meet).to("b", meet).attempt("x", context).success())
        .isTrue();
  }

  @Test
  void theFirstThatFailsFailsAllAndInterruptsTheOthers() {
    Stage<Object, String> late =
        (input, run) -> {
          assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
          return broken.process(input, run);
        };
    StageResult<Branches> result =
        Stages.branch().to("wait", waiting).to("bad", late).attempt("x", context);

    assertThat(result.error().get())
        .isInstanceOf(StageFailedException.class)
        .hasMessage("branch/bad: no");
    assertThat(interrupted).isTrue();
  }

  @Test
  void goingOnGivesWhatSucceededAndWhatFailed() {
    StageResult<Branches> result =
        Stages.branch()
            .to("bad", broken)
            .to("good", (input, run) -> StageResult.of(input))
            .continueOnError()
            .attempt("x", context);

    assertThat(result.output().outputs()).containsOnlyKeys("good").containsValue("x");
    assertThat(result.output().failures()).containsOnlyKeys("bad");
    assertThat(result.failed()).isEqualTo(1);
    assertThat(context.errors()).extracting(FlowError::message).containsExactly("branch/bad: no");
  }

  @Test
  void cancellingEndsAllBranches() {
    PipelineContext cancelled = PipelineContext.builder().cancellation(() -> true).build();

    PipelineResult<Branches> result =
        Pipeline.named("p").then(Stages.branch().to("wait", waiting)).run("x", cancelled);

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void twoBranchesOfOneNameAreRefused() {
    assertThatThrownBy(() -> Stages.branch().to("a", waiting).to("a", waiting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
  }
}
