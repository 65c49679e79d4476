package dev.penstock.api.messaging;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.logs.RunLogs;
import dev.penstock.api.runs.RejectProcessor;
import dev.penstock.api.runs.ReportProcessor;
import dev.penstock.api.runs.Starting;
import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Exclusive.Job;
import dev.penstock.api.store.Offsets;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.api.store.Wakeup;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;

/**
 * Starts the threads that move messages, once the topics are there, and stops them. REST answers
 * from the start; what it accepts waits in the outbox.
 */
@Singleton
class Messaging {
  /** Consumer group of this service. */
  static final String GROUP = "penstock-api";

  static final String REJECTS_GROUP = GROUP + "-rejects";

  private static final Duration SWEEP = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final Exclusive exclusive;
  private final EventsReader events;
  private final OutboxRelay relay;
  private final DispatchLoop dispatch;
  private final LedgerConsumer reports;
  private final LedgerConsumer rejects;
  private final LedgerConsumer logs;
  private final RejectProcessor rejectProcessor;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  Messaging(
      KafkaSettings kafka,
      Transactions transactions,
      Offsets offsets,
      Exclusive exclusive,
      Outbox outbox,
      Wakeup wakeup,
      ReportProcessor processor,
      RejectProcessor rejectProcessor,
      RunLogs runLogs,
      EventHub hub,
      Starting starting,
      Dispatcher dispatcher) {
    this.kafka = kafka;
    this.exclusive = exclusive;
    events = new EventsReader(kafka, hub);
    relay = new OutboxRelay(kafka, outbox, wakeup);
    dispatch = new DispatchLoop(starting, dispatcher);
    reports =
        new LedgerConsumer(
            kafka,
            GROUP,
            Topics.REPORTS,
            transactions,
            offsets,
            messages -> processor.process(Messages.reports(messages)),
            dispatch::wake);
    rejects =
        new LedgerConsumer(
            kafka,
            REJECTS_GROUP,
            Topics.REJECTS,
            transactions,
            offsets,
            messages -> rejectProcessor.process(Messages.rejects(messages)),
            () -> {});
    logs =
        new LedgerConsumer(
            kafka,
            GROUP + "-logs",
            Topics.LOGS,
            transactions,
            offsets,
            messages -> runLogs.take(Messages.logs(messages)),
            () -> {});
    this.rejectProcessor = rejectProcessor;
  }

  @Startup
  void start() {
    loops.add(Loop.start("start", new Starter()));
  }

  @Shutdown
  void stop() {
    loops.reversed().forEach(Loop::close);
    loops.clear();
  }

  /** Whether everything runs that must run. */
  boolean ready() {
    return started && events.following() && loops.stream().skip(1).allMatch(Loop::alive);
  }

  /**
   * Waits for the topics, starts the others, then sweeps the data topics and looks after runs that
   * wait.
   */
  private final class Starter implements Loop.Work {
    @Override
    public void run(Loop loop, Pauses pauses) throws InterruptedException {
      if (!started) {
        TopicSetup.ensure(kafka);
        loops.add(Loop.start("events", events));
        loops.add(Loop.start("outbox", relay));
        loops.add(Loop.start("dispatch", dispatch));
        loops.add(Loop.start("reports", reports));
        loops.add(Loop.start("rejects", rejects));
        loops.add(Loop.start("logs", logs));
        started = true;
      }
      try (Admin admin = Admin.create(kafka.common())) {
        Janitor janitor = new Janitor(admin);
        ReadToEnd rejectsRead = new ReadToEnd(admin, Topics.REJECTS, REJECTS_GROUP);
        while (!loop.stopped()) {
          loop.pause(SWEEP);
          boolean swept =
              exclusive.tryRun(
                  Job.JANITOR,
                  () -> {
                    janitor.sweep();
                    rejectProcessor.watch(rejectsRead::now);
                  });
          if (swept) {
            pauses.succeeded();
          }
        }
      }
    }

    @Override
    public void wake() {}
  }
}
