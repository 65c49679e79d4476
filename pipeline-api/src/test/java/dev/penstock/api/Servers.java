package dev.penstock.api;

import dev.penstock.local.Certificates;
import dev.penstock.local.KafkaOptions;
import dev.penstock.local.LocalKafka;
import dev.penstock.local.LocalPostgres;
import dev.penstock.local.PostgresOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A real broker and a real database, started once for all tests. Those of {@link RequiredAccess}
 * are reached with TLS only, Kafka with a SCRAM login beside.
 */
public class Servers implements QuarkusTestResourceLifecycleManager {
  private LocalKafka kafka;
  private LocalPostgres postgres;
  private boolean secure;

  @Override
  public void setContext(Context context) {
    secure = RequiredAccess.class.getName().equals(context.testProfile());
  }

  @Override
  public Map<String, String> start() {
    try {
      Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "servers-");
      if (secure) {
        return startSecure(home);
      }
      postgres =
          LocalPostgres.start(PostgresOptions.defaults(home.resolve("postgres")).withoutFsync());
      kafka = LocalKafka.start(home.resolve("kafka"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings(kafka.bootstrapServers(), "");
  }

  private Map<String, String> startSecure(Path home) {
    Certificates made = Certificates.make(home.resolve("postgres/tls"));
    postgres =
        LocalPostgres.start(
            PostgresOptions.defaults(home.resolve("postgres"))
                .withoutFsync()
                .withSetting("ssl", "on")
                .withSetting("ssl_key_file", made.key().toString())
                .withSetting("ssl_cert_file", made.certificate().toString()));
    kafka =
        LocalKafka.start(
            KafkaOptions.defaults(home.resolve("kafka"))
                .withSecureListener(made.keystore(), made.password()));
    addUser();
    Map<String, String> all =
        new HashMap<>(
            settings(
                kafka.secureBootstrapServers(),
                "?sslmode=verify-full&sslrootcert=" + made.certificate()));
    all.put("penstock.kafka.security.protocol", "SASL_SSL");
    all.put("penstock.kafka.sasl.username", "penstock");
    all.put("penstock.kafka.sasl.password", RequiredAccess.KAFKA_PASSWORD);
    all.put("penstock.kafka.ssl.truststore.type", "PEM");
    all.put("penstock.kafka.ssl.truststore.location", made.certificate().toString());
    return all;
  }

  private void addUser() {
    try (Admin admin =
        Admin.create(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "penstock",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      RequiredAccess.KAFKA_PASSWORD)))
          .all()
          .get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> settings(String brokers, String tls) {
    postgres.createDatabase("penstock");
    postgres.createDatabase("rows");
    return Map.of(
        "kafka.bootstrap.servers",
        brokers,
        "quarkus.datasource.jdbc.url",
        postgres.url("penstock") + tls,
        "quarkus.datasource.username",
        postgres.user(),
        "quarkus.datasource.password",
        postgres.password(),
        "penstock.connections.rows.type",
        "postgresql",
        "penstock.connections.rows.url",
        postgres.url("rows") + tls,
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
