package dev.penstock.api;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.runs.Acceptance;
import dev.penstock.api.runs.GateKeeper;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.PublishedTables;
import dev.penstock.api.runs.RawCopies;
import dev.penstock.api.runs.RejectProcessor;
import dev.penstock.api.runs.ReportProcessor;
import dev.penstock.api.runs.Retries;
import dev.penstock.api.runs.RunChanges;
import dev.penstock.api.runs.RunChecks;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.RunReader;
import dev.penstock.api.runs.RunRejects;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.Staging;
import dev.penstock.api.runs.Starting;
import dev.penstock.api.runs.Steering;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.api.runs.Submissions;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.connector.Connections;
import dev.penstock.connectors.Connectors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Makes the plain objects that move runs, once, at start. */
@ApplicationScoped
public class RunWiring {
  @Produces
  @Singleton
  RunChanges runChanges(
      RunStore runs,
      ProgressStore progress,
      StreamStates states,
      PlaceStore places,
      RunEnds ends,
      Outbox outbox,
      Transactions transactions,
      Clock clock,
      ApiConfig config) {
    return new RunChanges(
        runs,
        progress,
        states,
        places,
        ends,
        outbox,
        transactions,
        toTheMillisecond(clock),
        config.runs().keepFailed());
  }

  @Produces
  @Singleton
  Staging staging(ProgressStore progress, RejectStore rejects, RunChanges changes, Clock clock) {
    return new Staging(progress, rejects, changes, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RunReader runReader(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Dispatcher dispatcher,
      Clock clock) {
    return new RunReader(runs, progress, rejects, dispatcher, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Starting starting(
      RunStore runs,
      PlaceStore places,
      Dispatcher dispatcher,
      PipelineStore pipelines,
      RunChanges changes,
      Staging staging,
      Transactions transactions) {
    return new Starting(runs, places, dispatcher, pipelines, changes, staging, transactions);
  }

  @Produces
  @Singleton
  Acceptance acceptance(
      RunStore runs,
      ProgressStore progress,
      PlaceStore places,
      Dispatcher dispatcher,
      PipelineStore pipelines,
      RunChanges changes,
      Starting starting,
      ActionLog actions,
      ApiConfig config) {
    return new Acceptance(
        runs,
        progress,
        places,
        dispatcher,
        pipelines,
        changes,
        starting,
        actions,
        config.runs().maxQueued());
  }

  @Produces
  @Singleton
  Submissions submissions(
      RunStore runs,
      StreamStates states,
      PipelineStore pipelines,
      RunReader reader,
      Acceptance acceptance,
      Connections connections,
      DefinitionValidator validator,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new Submissions(
        runs,
        states,
        pipelines,
        reader,
        acceptance,
        new RawCopies(connections, Connectors.bronzeTypes()),
        validator,
        actions,
        transactions,
        toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Runs runs(
      RunStore runs,
      RunReader reader,
      ProgressStore progress,
      StreamStates states,
      PipelineStore pipelines,
      RunChanges changes,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new Runs(
        runs,
        reader,
        progress,
        states,
        pipelines,
        changes,
        actions,
        transactions,
        toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Steering steering(
      RunReader reader,
      RunChanges changes,
      RunStore store,
      Transactions transactions,
      ActionLog actions) {
    return new Steering(reader, changes, store, transactions, actions);
  }

  @Produces
  @Singleton
  Retries retries(
      RunStore runs,
      PipelineStore pipelines,
      RunChanges changes,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new Retries(runs, pipelines, changes, actions, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  GateKeeper gateKeeper(RunStore runs, Staging staging, RunChanges changes) {
    return new GateKeeper(runs, staging, changes);
  }

  @Produces
  @Singleton
  ReportProcessor reports(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      CheckStore checks,
      PublishedTables published,
      RunChanges changes,
      Staging staging,
      Outbox outbox,
      Clock clock) {
    return new ReportProcessor(
        runs,
        progress,
        rejects,
        checks,
        published,
        changes,
        staging,
        outbox,
        toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RejectProcessor rejectProcessor(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Staging staging,
      Transactions transactions,
      Clock clock,
      ApiConfig config) {
    return new RejectProcessor(
        runs,
        progress,
        rejects,
        staging,
        transactions,
        toTheMillisecond(clock),
        config.rejects().keptPerRun(),
        config.rejects().patience());
  }

  @Produces
  @Singleton
  RunRejects runRejects(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Transactions transactions,
      ActionLog actions,
      Clock clock) {
    return new RunRejects(runs, progress, rejects, transactions, actions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RunChecks runChecks(
      RunStore runs, PipelineStore pipelines, CheckStore checks, Transactions transactions) {
    return new RunChecks(runs, pipelines, checks, transactions);
  }

  /** The database keeps less than nanoseconds; a time must be the same before and after it. */
  private static Clock toTheMillisecond(Clock clock) {
    return Clock.tick(clock, Duration.ofMillis(1));
  }
}
