package dev.penstock.api;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.pipelines.SqlCheck;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.ReportProcessor;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.api.store.Wakeup;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.catalog.ConnectionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Makes the plain objects of the feature packages, once, at start. */
@ApplicationScoped
public class ApiWiring {
  @Produces
  @Singleton
  DefinitionValidator validator(Connections connections) {
    DefinitionParser parser = new DefinitionParser();
    List<ConnectorSpec> destinations =
        Connectors.destinations().stream().map(DestinationConnector::spec).toList();
    ConnectionCatalog catalog =
        new ConnectionCatalog(connections, Connectors.sourceSpecs(), destinations);
    return text -> SqlCheck.check(parser.parse(text, catalog));
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
      PipelineStore pipelines,
      RejectStore rejects,
      Outbox outbox,
      Transactions transactions,
      Clock clock) {
    return new Runs(
        runs, progress, pipelines, rejects, outbox, transactions, toTheMillisecond(clock));
  }

  @Produces
  @Singleton
  ReportProcessor reports(RunStore runs, ProgressStore progress, Outbox outbox, Clock clock) {
    return new ReportProcessor(runs, progress, outbox, toTheMillisecond(clock));
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
