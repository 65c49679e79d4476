package dev.penstock.api;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import dev.penstock.api.hooks.Deliveries;
import dev.penstock.api.hooks.Gates;
import dev.penstock.api.hooks.RunWatch;
import dev.penstock.error.TransientException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What is done by the clock to tell of runs. */
@ApplicationScoped
public class HookSchedule {
  private static final Logger LOG = Logger.getLogger(HookSchedule.class);

  private final Deliveries deliveries;
  private final Gates gates;
  private final RunWatch watch;

  public HookSchedule(Deliveries deliveries, Gates gates, RunWatch watch) {
    this.deliveries = deliveries;
    this.gates = gates;
    this.watch = watch;
  }

  @Scheduled(every = "0.5s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void deliver() {
    attempt(deliveries::beat);
  }

  @Scheduled(every = "0.5s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void openGates() {
    attempt(gates::beat);
  }

  @Scheduled(every = "2s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void watch() {
    attempt(watch::beat);
  }

  @Scheduled(
      every = "1h",
      delayed = "1m",
      concurrentExecution = SKIP,
      executeWith = Scheduled.SIMPLE)
  void forgetOld() {
    attempt(deliveries::forgetOld);
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
