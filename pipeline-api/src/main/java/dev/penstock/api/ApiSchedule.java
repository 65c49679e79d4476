package dev.penstock.api;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import dev.penstock.api.access.Access;
import dev.penstock.api.access.Sessions;
import dev.penstock.api.audit.Actions;
import dev.penstock.api.audit.Caller;
import dev.penstock.api.logs.RunLogs;
import dev.penstock.api.runs.Retries;
import dev.penstock.api.runs.Runs;
import dev.penstock.error.TransientException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What each replica of the service does by the clock. */
@ApplicationScoped
public class ApiSchedule {
  private static final Logger LOG = Logger.getLogger(ApiSchedule.class);

  private final Runs runs;
  private final RunLogs logs;
  private final Actions actions;
  private final Retries retries;
  private final Sessions sessions;

  public ApiSchedule(Runs runs, RunLogs logs, Actions actions, Retries retries, Sessions sessions) {
    this.runs = runs;
    this.logs = logs;
    this.actions = actions;
    this.retries = retries;
    this.sessions = sessions;
  }

  @Scheduled(every = "0.5s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void announce() {
    attempt(runs::announce);
  }

  @Scheduled(
      every = "1h",
      delayed = "1m",
      concurrentExecution = SKIP,
      executeWith = Scheduled.SIMPLE)
  void forgetOld() {
    attempt(logs::forget);
    attempt(actions::forget);
    attempt(sessions::forget);
  }

  @Scheduled(every = "2s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void giveUp() {
    attempt(retries::sweep);
  }

  /** The next beat tries again. */
  private static void attempt(Runnable work) {
    // A thread of the pool that has served a request works for nobody now.
    Caller.leave();
    Access.leave();
    try {
      work.run();
    } catch (TransientException e) {
      LOG.warn(e.getMessage());
    }
  }
}
