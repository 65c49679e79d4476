package dev.penstock.api;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.hooks.Deliveries;
import dev.penstock.api.hooks.Gates;
import dev.penstock.api.hooks.Groups;
import dev.penstock.api.hooks.HookPlans;
import dev.penstock.api.hooks.HookStore;
import dev.penstock.api.hooks.Hooks;
import dev.penstock.api.hooks.Mails;
import dev.penstock.api.hooks.Notifier;
import dev.penstock.api.hooks.Notifiers;
import dev.penstock.api.hooks.RunHooks;
import dev.penstock.api.hooks.RunWatch;
import dev.penstock.api.hooks.Sender;
import dev.penstock.api.hooks.Senders;
import dev.penstock.api.hooks.TopicSender;
import dev.penstock.api.hooks.WatchStore;
import dev.penstock.api.hooks.Webhooks;
import dev.penstock.api.metrics.CountedSender;
import dev.penstock.api.metrics.RunMeters;
import dev.penstock.api.openlineage.LineageEvents;
import dev.penstock.api.openlineage.LineageFeed;
import dev.penstock.api.openlineage.LineageStore;
import dev.penstock.api.replay.ReplayEnds;
import dev.penstock.api.replay.ReplayStore;
import dev.penstock.api.runs.GateKeeper;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.schedule.ScheduleEnds;
import dev.penstock.api.schedule.ScheduleStore;
import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Transactions;
import dev.penstock.connector.Connections;
import dev.penstock.messaging.Backoff;
import dev.penstock.service.metrics.Meters;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Makes the plain objects that tell of runs, once, at start. */
@ApplicationScoped
public class HookWiring {
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);
  private static final Duration UNBOUNDED = Duration.ofDays(30);

  /** At start, so that what is configured wrong does not start. */
  @Produces
  @Singleton
  @Startup
  Notifiers notifiers(HookConfig config, LineageConfig lineage) {
    return NotifierReader.notifiers(config.notifiers(), LineageReceivers.of(lineage));
  }

  /** At start, for the same reason. */
  @Produces
  @Singleton
  @Startup
  HookPlans hookPlans(RunStore runs, HookConfig config, Notifiers notifiers) {
    return new HookPlans(runs, NotifierReader.hooks(config.hooks(), notifiers));
  }

  @Produces
  @Singleton
  Hooks hooks(
      RunStore runs,
      ReplayStore replays,
      ScheduleStore schedules,
      HookPlans plans,
      HookStore store,
      ProgressStore progress,
      LineageStore columns,
      Connections connections,
      HookConfig config,
      Transactions transactions,
      Meters meters,
      LineageConfig lineage,
      Clock clock) {
    Clock ticks = toTheMillisecond(clock);
    LineageFeed feed =
        new LineageFeed(
            LineageReceivers.of(lineage).stream().map(Notifier::name).toList(),
            new LineageEvents(lineage.namespace(), connections),
            runs,
            columns,
            store,
            ticks);
    return new Hooks(
        RunEnds.all(
            new ReplayEnds(runs, replays, ticks),
            new ScheduleEnds(schedules, ticks),
            feed,
            new RunMeters(progress, transactions, meters)),
        plans,
        store,
        progress,
        config.publicUrl(),
        ticks);
  }

  @Produces
  @Singleton
  Sender sender(Mails mails, TopicSender topics, Clock clock, Meters meters) {
    return new CountedSender(
        new Senders(new Webhooks(clock, Webhooks.PATIENCE), mails, topics), meters);
  }

  @Produces
  @Singleton
  Deliveries deliveries(
      HookStore store,
      Transactions transactions,
      Notifiers notifiers,
      Sender sender,
      HookConfig config,
      Clock clock) {
    return new Deliveries(
        store,
        transactions,
        notifiers,
        sender,
        toTheMillisecond(clock),
        new Backoff(config.deliveries().firstDelay(), LONGEST_DELAY, UNBOUNDED),
        config.deliveries().lease());
  }

  @Produces
  @Singleton
  Gates gates(HookStore store, GateKeeper keeper, Transactions transactions, Clock clock) {
    return new Gates(store, keeper, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RunWatch runWatch(
      WatchStore watch,
      RunStore runs,
      ProgressStore progress,
      HookStore store,
      HookPlans plans,
      Hooks hooks,
      GateKeeper keeper,
      Groups groups,
      Exclusive exclusive,
      Transactions transactions,
      Clock clock,
      HookConfig config) {
    return new RunWatch(
        watch,
        runs,
        progress,
        store,
        plans,
        hooks,
        keeper,
        groups,
        exclusive,
        transactions,
        toTheMillisecond(clock),
        config.runs().stalledAfter());
  }

  @Produces
  @Singleton
  RunHooks runHooks(
      Runs runs,
      HookStore store,
      Notifiers notifiers,
      Sender sender,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new RunHooks(runs, store, notifiers, sender, actions, transactions, clock);
  }

  /** The database keeps less than nanoseconds; a time must be the same before and after it. */
  private static Clock toTheMillisecond(Clock clock) {
    return Clock.tick(clock, Duration.ofMillis(1));
  }
}
