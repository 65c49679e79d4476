package dev.penstock.api.runs;

import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.PublishResult;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that moves a run from one state to another. */
public sealed interface Transition {
  /** The state that it leads to. */
  RunState to();

  /** The run may begin. */
  record Start() implements Transition {
    @Override
    public RunState to() {
      return RunState.RUNNING;
    }
  }

  /** Everything is staged and the books balance. */
  record Staged() implements Transition {
    @Override
    public RunState to() {
      return RunState.AUDITING;
    }
  }

  /**
   * All checks passed.
   *
   * @param outputs how many rows each output has
   */
  record AuditPassed(List<CheckResult> checks, List<StagedOutput> outputs) implements Transition {
    public AuditPassed {
      checks = List.copyOf(checks);
      outputs = List.copyOf(outputs);
    }

    @Override
    public RunState to() {
      return RunState.PUBLISHING;
    }
  }

  /** Readers see the run's data; of a dry run, they would. */
  record Published(PublishResult result) implements Transition {
    @Override
    public RunState to() {
      return RunState.SUCCEEDED;
    }
  }

  /**
   * The run cannot go on.
   *
   * @param checks what the audit found, where it is the reason; else empty
   */
  record Fail(Stage stage, List<Problem> problems, List<CheckResult> checks) implements Transition {
    public Fail {
      problems = List.copyOf(problems);
      checks = List.copyOf(checks);
    }

    @Override
    public RunState to() {
      return RunState.FAILED;
    }
  }

  /** Somebody holds it. */
  record Pause() implements Transition {
    @Override
    public RunState to() {
      return RunState.PAUSED;
    }
  }

  /** It is no longer held and waits for its turn. */
  record Resume() implements Transition {
    @Override
    public RunState to() {
      return RunState.QUEUED;
    }
  }

  /**
   * It is tried again from the point of failure: what is staged to its end stays, everything else
   * is read again under a higher epoch.
   *
   * @param notBefore it waits at least until then; {@code null} where it need not
   * @param cause what made it fail, to be shown while it waits
   */
  record Retry(@Nullable Instant notBefore, @Nullable Retrying cause) implements Transition {
    @Override
    public RunState to() {
      return RunState.QUEUED;
    }
  }

  /** Somebody asked for it. */
  record Cancel() implements Transition {
    @Override
    public RunState to() {
      return RunState.CANCELLED;
    }
  }
}
