package dev.penstock.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Told of the moments of a run. Synchronous or asynchronous: the run waits for its answer, up to
 * the pipeline's {@link Pipeline#hookTimeout}. Hooks are called in the order in which they were
 * added, each when the one before has answered, on a thread of their own.
 *
 * <pre>{@code
 * pipeline
 *     .hook(Hook.beforeStage(moment -> log.info("begins stage={}", moment.stage())))
 *     .hook(Hook.onErrorAsync(moment -> alerts.send(moment.error())));
 * }</pre>
 *
 * <p>A hook that fails before or after a stage fails the stage: it may be there to guard it. One
 * that fails on an error or at the end changes nothing any more; its failure is among {@link
 * PipelineResult#errors()}.
 */
@FunctionalInterface
public interface Hook {
  /** Called for every moment; the run goes on when the answer is complete. */
  CompletionStage<?> on(Moment moment) throws Exception;

  static Hook beforeStage(CheckedConsumer<Moment.BeforeStage> action) {
    return of(Moment.BeforeStage.class, action);
  }

  static Hook beforeStageAsync(CheckedFunction<Moment.BeforeStage, CompletionStage<?>> action) {
    return ofAsync(Moment.BeforeStage.class, action);
  }

  static Hook afterStage(CheckedConsumer<Moment.AfterStage> action) {
    return of(Moment.AfterStage.class, action);
  }

  static Hook afterStageAsync(CheckedFunction<Moment.AfterStage, CompletionStage<?>> action) {
    return ofAsync(Moment.AfterStage.class, action);
  }

  static Hook onError(CheckedConsumer<Moment.OnError> action) {
    return of(Moment.OnError.class, action);
  }

  static Hook onErrorAsync(CheckedFunction<Moment.OnError, CompletionStage<?>> action) {
    return ofAsync(Moment.OnError.class, action);
  }

  static Hook onComplete(CheckedConsumer<Moment.OnComplete> action) {
    return of(Moment.OnComplete.class, action);
  }

  static Hook onCompleteAsync(CheckedFunction<Moment.OnComplete, CompletionStage<?>> action) {
    return ofAsync(Moment.OnComplete.class, action);
  }

  private static <M extends Moment> Hook of(Class<M> type, CheckedConsumer<M> action) {
    return ofAsync(
        type,
        moment -> {
          action.accept(moment);
          return CompletableFuture.completedFuture(moment);
        });
  }

  private static <M extends Moment> Hook ofAsync(
      Class<M> type, CheckedFunction<M, CompletionStage<?>> action) {
    return moment ->
        type.isInstance(moment)
            ? action.apply(type.cast(moment))
            : CompletableFuture.completedFuture(moment);
  }
}
