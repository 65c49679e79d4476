package dev.penstock.api;

import dev.penstock.api.connections.ConnectionDirectory;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.lineage.Owners;
import dev.penstock.api.lineage.RowOrigins;
import dev.penstock.api.lineage.Warehouses;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.pipelines.SqlCheck;
import dev.penstock.api.preview.PreviewService;
import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.replay.ReplayEnds;
import dev.penstock.api.replay.ReplayStore;
import dev.penstock.api.replay.Replays;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.Pushing;
import dev.penstock.api.runs.RawCopies;
import dev.penstock.api.runs.RejectProcessor;
import dev.penstock.api.runs.ReportProcessor;
import dev.penstock.api.runs.RunChecks;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.RunRejects;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.api.store.Wakeup;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.catalog.ConnectionCatalog;
import dev.penstock.preview.Previews;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Makes the plain objects of the feature packages, once, at start. */
@ApplicationScoped
public class ApiWiring {
  /** Memory of the records of all previews under way. */
  private static final long PREVIEW_BYTES = 512L << 20;

  @Produces
  @Singleton
  DefinitionValidator validator(Connections connections) {
    DefinitionParser parser = new DefinitionParser();
    List<ConnectorSpec> destinations =
        Connectors.destinations().stream().map(DestinationConnector::spec).toList();
    ConnectionCatalog catalog =
        new ConnectionCatalog(connections, Connectors.sourceSpecs(), destinations);
    return text -> Pushing.check(SqlCheck.check(parser.parse(text, catalog)));
  }

  @Produces
  @Singleton
  Pipelines pipelines(
      PipelineStore store, DefinitionValidator validator, Transactions transactions, Clock clock) {
    return new Pipelines(store, validator, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Runs runs(
      RunStore runs,
      ProgressStore progress,
      StreamStates states,
      PipelineStore pipelines,
      RejectStore rejects,
      RunEnds ends,
      Outbox outbox,
      Transactions transactions,
      Connections connections,
      Clock clock,
      ApiConfig config) {
    return new Runs(
        runs,
        progress,
        states,
        pipelines,
        rejects,
        ends,
        outbox,
        transactions,
        new RawCopies(connections, Connectors.bronzeTypes()),
        toTheMillisecond(clock),
        config.runs().maxQueued());
  }

  @Produces
  @Singleton
  RunEnds replayEnds(RunStore runs, ReplayStore store, Clock clock) {
    return new ReplayEnds(runs, store, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  Replays replays(
      Runs runs,
      RunStore runStore,
      PipelineStore pipelines,
      StreamStates states,
      ReplayStore store,
      Transactions transactions,
      Clock clock) {
    return new Replays(
        runs, runStore, pipelines, states, store, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  ReportProcessor reports(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      StreamStates states,
      CheckStore checks,
      RunEnds ends,
      Outbox outbox,
      Clock clock) {
    return new ReportProcessor(
        runs, progress, rejects, states, checks, ends, outbox, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RejectProcessor rejectProcessor(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      StreamStates states,
      RunEnds ends,
      Outbox outbox,
      Transactions transactions,
      Clock clock,
      ApiConfig config) {
    return new RejectProcessor(
        runs,
        progress,
        rejects,
        states,
        ends,
        outbox,
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
      Clock clock) {
    return new RunRejects(runs, progress, rejects, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  RunChecks runChecks(
      RunStore runs, PipelineStore pipelines, CheckStore checks, Transactions transactions) {
    return new RunChecks(runs, pipelines, checks, transactions);
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
  PreviewService previews(DefinitionValidator validator, Connections connections, MaskKey maskKey) {
    BufferAllocator allocator = new RootAllocator(PREVIEW_BYTES);
    Sources sources = new Sources(Connectors.sources(allocator), connections);
    return new PreviewService(validator, new Previews(sources, maskKey, Limits.DEFAULT, allocator));
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
