package dev.penstock.api;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.audit.Actions;
import dev.penstock.api.backfill.BackfillRuns;
import dev.penstock.api.backfill.BackfillStore;
import dev.penstock.api.backfill.Backfills;
import dev.penstock.api.catalogue.Catalogue;
import dev.penstock.api.catalogue.CatalogueStore;
import dev.penstock.api.connections.ConnectionDirectory;
import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.Limits;
import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.hooks.NotifierCheck;
import dev.penstock.api.hooks.Notifiers;
import dev.penstock.api.lineage.Owners;
import dev.penstock.api.lineage.RowOrigins;
import dev.penstock.api.lineage.Warehouses;
import dev.penstock.api.logs.RunLogStore;
import dev.penstock.api.logs.RunLogs;
import dev.penstock.api.metrics.SampleStore;
import dev.penstock.api.metrics.StateMeters;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.preview.PreviewService;
import dev.penstock.api.replay.ReplayStore;
import dev.penstock.api.replay.Replays;
import dev.penstock.api.runs.Pushing;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.api.runs.Submissions;
import dev.penstock.api.schedule.ArrivalCheck;
import dev.penstock.api.schedule.Arrivals;
import dev.penstock.api.schedule.FileListing;
import dev.penstock.api.schedule.ScheduleStore;
import dev.penstock.api.schedule.Schedules;
import dev.penstock.api.services.DatabaseProbe;
import dev.penstock.api.services.GroupReader;
import dev.penstock.api.services.Services;
import dev.penstock.api.stats.Stats;
import dev.penstock.api.stats.StatsStore;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.api.store.Wakeup;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Surroundings;
import dev.penstock.definition.catalog.ConnectionCatalog;
import dev.penstock.messaging.Topics;
import dev.penstock.preview.Previews;
import dev.penstock.service.ConnectionLimits;
import dev.penstock.service.PenstockConfig;
import dev.penstock.service.metrics.Meters;
import dev.penstock.source.Sources;
import dev.penstock.transform.MaskKey;
import dev.penstock.transform.SqlCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Makes the plain objects of the feature packages, once, at start. */
@ApplicationScoped
public class ApiWiring {
  /** Memory of the records of all previews under way. */
  private static final long PREVIEW_BYTES = 512L << 20;

  @Produces
  @Singleton
  DefinitionValidator validator(Connections connections, Notifiers notifiers) {
    DefinitionParser parser = new DefinitionParser();
    List<ConnectorSpec> destinations =
        Connectors.destinations().stream().map(DestinationConnector::spec).toList();
    ConnectionCatalog catalog =
        new ConnectionCatalog(connections, Connectors.sourceSpecs(), destinations);
    FileListing listing = new FileListing(connections, Connectors.files(), Clock.systemUTC());
    Surroundings known = new NotifierCheck(catalog, notifiers);
    return text ->
        ArrivalCheck.check(Pushing.check(SqlCheck.check(parser.parse(text, known))), listing);
  }

  @Produces
  @Singleton
  Pipelines pipelines(
      PipelineStore store,
      DefinitionValidator validator,
      Transactions transactions,
      ActionLog actions,
      Clock clock) {
    return new Pipelines(store, validator, transactions, actions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Stats stats(StatsStore store, Pipelines pipelines, Transactions transactions, Clock clock) {
    return new Stats(store, pipelines, transactions, clock);
  }

  @Produces
  @Singleton
  RunLogs runLogs(RunLogStore store, Transactions transactions, Clock clock, ApiConfig config) {
    return new RunLogs(store, transactions, clock, config.logs().keep());
  }

  @Produces
  @Singleton
  Actions actions(ActionLog log, Transactions transactions, Clock clock, ApiConfig config) {
    return new Actions(log, transactions, clock, config.actions().keep());
  }

  @Produces
  @Singleton
  Limits limits(ApiConfig config, PenstockConfig shared) {
    return new Limits(
        config.limits().runs(),
        config.limits().splits(),
        config.limits().splitsPerRun(),
        config.limits().runsPerPipeline(),
        ConnectionLimits.maxSplits(shared));
  }

  @Produces
  @Singleton
  Dispatcher dispatcher(
      Limits limits, PlaceStore places, Outbox outbox, Transactions transactions, Clock clock) {
    return new Dispatcher(limits, places, outbox, transactions, clock);
  }

  @Produces
  @Singleton
  Schedules schedules(
      ScheduleStore store,
      PipelineStore pipelines,
      RunStore runStore,
      Submissions submissions,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new Schedules(
        store,
        pipelines,
        runStore,
        new RunStarter(submissions),
        actions,
        transactions,
        toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Backfills backfills(
      BackfillStore store,
      PipelineStore pipelines,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    return new Backfills(store, pipelines, actions, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  BackfillRuns backfillRuns(
      BackfillStore store,
      Runs runs,
      Submissions submissions,
      Transactions transactions,
      Clock clock) {
    return new BackfillRuns(
        store, runs, new RunStarter(submissions), transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Arrivals arrivals(
      ScheduleStore store,
      PipelineStore pipelines,
      Connections connections,
      Transactions transactions,
      Clock clock) {
    return new Arrivals(
        store,
        pipelines,
        new FileListing(connections, Connectors.files(), clock),
        transactions,
        toTheMillisecond(clock),
        new SecureRandom());
  }

  @Produces
  @Singleton
  Replays replays(
      Submissions submissions,
      RunStore runStore,
      PipelineStore pipelines,
      StreamStates states,
      ReplayStore store,
      Transactions transactions,
      Clock clock) {
    return new Replays(
        submissions, runStore, pipelines, states, store, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  ConnectionDirectory connectionDirectory(Connections connections) {
    return new ConnectionDirectory(
        connections,
        Connectors.connectionTypes(),
        Connectors.sourceSpecs(),
        Connectors.destinations().stream().map(DestinationConnector::spec).toList());
  }

  @Produces
  @Singleton
  Warehouses warehouses(Connections connections) {
    return new Warehouses(Connectors.destinations(), connections);
  }

  void close(@Disposes Warehouses warehouses) {
    warehouses.close();
  }

  @Produces
  @Singleton
  RowOrigins rowOrigins(Pipelines pipelines, Warehouses warehouses, ApiConfig config) {
    return new RowOrigins(new Owners(pipelines), warehouses, config.lineage().rawRecords());
  }

  @Produces
  @Singleton
  Catalogue catalogue(
      Pipelines pipelines, CatalogueStore store, Transactions transactions, Clock clock) {
    return new Catalogue(pipelines, store, transactions, clock);
  }

  @Produces
  @Singleton
  PreviewService previews(DefinitionValidator validator, Connections connections, MaskKey maskKey) {
    BufferAllocator allocator = new RootAllocator(PREVIEW_BYTES);
    Sources sources = new Sources(Connectors.sources(allocator), connections);
    return new PreviewService(
        validator,
        new Previews(sources, maskKey, dev.penstock.transform.Limits.DEFAULT, allocator));
  }

  @Produces
  @Singleton
  Services services(GroupReader groups, DatabaseProbe database, Clock clock) {
    return new Services(groups, database::answers, Set.of(Topics.TASKS), clock);
  }

  @Produces
  @Singleton
  StateMeters stateMeters(
      SampleStore samples,
      Dispatcher dispatcher,
      Services services,
      Transactions transactions,
      Meters meters,
      PenstockConfig shared,
      Clock clock) {
    return new StateMeters(
        samples, dispatcher, services, transactions, meters, shared.metrics().pipelines(), clock);
  }

  @Produces
  @Singleton
  EventHub events() {
    return new EventHub();
  }

  @Produces
  @Singleton
  Wakeup wakeup() {
    return new Wakeup();
  }

  /** The database keeps less than nanoseconds; a time must be the same before and after it. */
  private static Clock toTheMillisecond(Clock clock) {
    return Clock.tick(clock, Duration.ofMillis(1));
  }
}
