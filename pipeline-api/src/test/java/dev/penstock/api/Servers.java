package dev.penstock.api;

import dev.penstock.local.LocalKafka;
import dev.penstock.local.LocalPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real broker and a real database, started once for all tests. */
public class Servers implements QuarkusTestResourceLifecycleManager {
  private LocalKafka kafka;
  private LocalPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path home = Files.createTempDirectory("penstock-api");
      postgres = LocalPostgres.start(home.resolve("postgres"));
      kafka = LocalKafka.start(home.resolve("kafka"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    postgres.createDatabase("penstock");
    postgres.createDatabase("rows");
    return Map.of(
        "kafka.bootstrap.servers",
        kafka.bootstrapServers(),
        "quarkus.datasource.jdbc.url",
        postgres.url("penstock"),
        "quarkus.datasource.username",
        postgres.user(),
        "quarkus.datasource.password",
        postgres.password(),
        "penstock.connections.rows.type",
        "postgresql",
        "penstock.connections.rows.url",
        postgres.url("rows"),
        "penstock.connections.rows.username",
        postgres.user(),
        "penstock.connections.rows.password",
        postgres.password());
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }
}
