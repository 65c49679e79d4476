package dev.penstock.flow;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one input at one stage: an output, or an error. Immutable.
 *
 * <p>A stage that goes on after records that failed succeeds, and counts them in {@link #failed()}.
 *
 * <pre>{@code
 * return StageResult.of(rows).counting(rows.size(), 0);
 * }</pre>
 *
 * @param <O> the output
 */
public sealed interface StageResult<O> {
  /** Time that the stage took; what a stage sets itself is replaced by what was measured. */
  Duration duration();

  /** Records that were dealt with without an error. */
  long processed();

  /** Records that failed. */
  long failed();

  /** The output; fails with an {@link IllegalStateException} where there is none. */
  O output();

  /** What went wrong; empty on success. */
  Optional<Throwable> error();

  default boolean success() {
    return error().isEmpty();
  }

  /** The same result with these counts. */
  StageResult<O> counting(long processed, long failed);

  /** The same result with this duration. */
  StageResult<O> lasting(Duration duration);

  /** Success, counted as one record; never null. */
  static <O> StageResult<O> of(O output) {
    return new Succeeded<>(output, Duration.ZERO, 1, 0);
  }

  /** Failure, counted as one record. */
  static <O> StageResult<O> failed(Throwable cause) {
    return new Failed<>(cause, Duration.ZERO, 0, 1);
  }

  /** There is an output. */
  record Succeeded<O>(O output, Duration duration, long processed, long failed)
      implements StageResult<O> {
    public Succeeded {
      Objects.requireNonNull(output, "a stage must not give null");
      Objects.requireNonNull(duration, "duration");
    }

    @Override
    public Optional<Throwable> error() {
      return Optional.empty();
    }

    @Override
    public StageResult<O> counting(long done, long broken) {
      return new Succeeded<>(output, duration, done, broken);
    }

    @Override
    public StageResult<O> lasting(Duration time) {
      return new Succeeded<>(output, time, processed, failed);
    }
  }

  /** There is none; {@code cause} says why. */
  record Failed<O>(Throwable cause, Duration duration, long processed, long failed)
      implements StageResult<O> {
    public Failed {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(duration, "duration");
    }

    @Override
    public O output() {
      throw new IllegalStateException("a failed stage has no output: " + cause, cause);
    }

    @Override
    public Optional<Throwable> error() {
      return Optional.of(cause);
    }

    @Override
    public StageResult<O> counting(long done, long broken) {
      return new Failed<>(cause, duration, done, broken);
    }

    @Override
    public StageResult<O> lasting(Duration time) {
      return new Failed<>(cause, time, processed, failed);
    }
  }
}
