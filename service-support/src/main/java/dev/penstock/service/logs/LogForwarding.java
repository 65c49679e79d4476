package dev.penstock.service.logs;

import dev.penstock.messaging.KafkaSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ties the way of log lines to the application's life. */
@ApplicationScoped
public class LogForwarding {
  private static final int LINES = 2_000;
  private static final int LINES_A_SECOND = 50;

  private final LogShipper shipper;
  private final RunLogHandler handler;
  private final Logger root = LogManager.getLogManager().getLogger("");

  LogForwarding(
      KafkaSettings kafka,
      Config config,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    String service = application.replace("penstock-", "").replaceAll("pipeline-|-service", "");
    LogQueue queue = new LogQueue(LINES, LINES_A_SECOND);
    handler = new RunLogHandler(service, queue, Redaction.of(config));
    shipper = new LogShipper(kafka, queue, service);
  }

  void start(@Observes @Priority(1) StartupEvent event) {
    root.addHandler(handler);
  }

  void stop(@Observes ShutdownEvent event) {
    root.removeHandler(handler);
    shipper.close();
  }
}
