package dev.penstock.api;

import dev.penstock.api.backfill.BackfillRuns;
import dev.penstock.api.schedule.Arrivals;
import dev.penstock.api.schedule.Schedules;
import dev.penstock.error.TransientException;
import io.quarkus.quartz.Nonconcurrent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * What one replica at a time does for all of them, by Quartz, which keeps in the database whose
 * turn it is. Where a replica dies, another one takes its turn over; where two believe that it is
 * theirs, what they do is done once all the same.
 */
@ApplicationScoped
public class SharedSchedule {
  private static final Logger LOG = Logger.getLogger(SharedSchedule.class);

  private final Schedules schedules;
  private final Arrivals arrivals;
  private final BackfillRuns backfills;

  public SharedSchedule(Schedules schedules, Arrivals arrivals, BackfillRuns backfills) {
    this.schedules = schedules;
    this.arrivals = arrivals;
    this.backfills = backfills;
  }

  @Nonconcurrent
  @Scheduled(every = "1s", identity = "schedules", executeWith = Scheduled.QUARTZ)
  void schedules() {
    attempt(schedules::beat);
  }

  @Nonconcurrent
  @Scheduled(every = "1s", identity = "arrivals", executeWith = Scheduled.QUARTZ)
  void arrivals() {
    attempt(arrivals::beat);
  }

  @Nonconcurrent
  @Scheduled(every = "1s", identity = "backfills", executeWith = Scheduled.QUARTZ)
  void backfills() {
    attempt(backfills::beat);
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
