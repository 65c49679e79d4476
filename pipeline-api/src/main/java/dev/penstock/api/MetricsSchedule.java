package dev.penstock.api;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import dev.penstock.api.metrics.StateMeters;
import dev.penstock.error.TransientException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Looks at the state by the clock, so that a scrape need not. */
@ApplicationScoped
public class MetricsSchedule {
  private static final Logger LOG = Logger.getLogger(MetricsSchedule.class);

  private final StateMeters meters;

  public MetricsSchedule(StateMeters meters) {
    this.meters = meters;
  }

  @Scheduled(every = "10s", concurrentExecution = SKIP, executeWith = Scheduled.SIMPLE)
  void look() {
    try {
      meters.beat();
    } catch (TransientException e) {
      LOG.debug(e.getMessage());
    }
  }
}
