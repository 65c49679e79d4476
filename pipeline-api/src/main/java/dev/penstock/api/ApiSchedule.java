package dev.penstock.api;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import dev.penstock.api.runs.Runs;
import dev.penstock.error.TransientException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What the service does by the clock. */
@ApplicationScoped
public class ApiSchedule {
  private static final Logger LOG = Logger.getLogger(ApiSchedule.class);

  private final Runs runs;

  public ApiSchedule(Runs runs) {
    this.runs = runs;
  }

  @Scheduled(every = "0.5s", concurrentExecution = SKIP)
  void announce() {
    attempt(runs::announce);
  }

  @Scheduled(every = "0.5s", concurrentExecution = SKIP)
  void startWaiting() {
    attempt(runs::startWaiting);
  }

  /** The next beat tries again. */
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (TransientException e) {
      LOG.warn(e.getMessage());
    }
  }
}
