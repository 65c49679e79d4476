package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Certificates;
import dev.penstock.local.Component;
import dev.penstock.local.KafkaOptions;
import dev.penstock.local.LocalStack;
import dev.penstock.local.Ports;
import dev.penstock.local.StackListener;
import dev.penstock.local.StackOptions;
import dev.penstock.messaging.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All four services reach Kafka by TLS with a SCRAM log-in only, and PostgreSQL by TLS, of both of
 * which they verify the certificate.
 */
// The broker's second listener is one of the launcher's.
@Tag("processes")
class SecureStackTest {
  private static final String USER = "penstock";
  private static final String PASSWORD = "a \"quoted\" password; of the broker";
  private static final int ROWS = 500;

  @Test
  void aRunGoesThroughAllServicesByTlsAndALogIn(@TempDir Path folder) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        data.resolve("parts.csv"),
        IntStream.range(0, ROWS)
            .mapToObj(id -> id + "," + id * 7)
            .collect(Collectors.joining("\n", "id,price\n", "\n")));
    StackListener users =
        (component, port, took) -> {
          if (component == Component.KAFKA) {
            addUser("127.0.0.1:" + port);
          }
        };
    try (LocalStack stack = LocalStack.start(options(folder, data), users)) {
      PenstockClient client = new PenstockClient(stack::api);
      client.store(
          "secure",
          """
          apiVersion: penstock/v1
          name: secure
          streams:
            parts:
              source: { connection: data, path: "*.csv", format: csv }
              steps:
                - cast: { id: bigint, price: bigint }
              outputs:
                parts: { connection: warehouse, table: silver.secure, mode: replace, key: [id] }
          """);

      Run run = client.await(client.run("secure"), Duration.ofMinutes(2));

      assertThat(run.state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
      assertThat(run.balanced()).isTrue();
      Warehouse warehouse =
          new Warehouse(
              stack.warehouse().url(), stack.warehouse().user(), stack.warehouse().password());
      assertThat(warehouse.rows("SELECT count(*), sum(price) FROM silver.secure"))
          .containsExactly(
              List.of(String.valueOf(ROWS), String.valueOf(7L * ROWS * (ROWS - 1) / 2)));
      assertThat(
              warehouse.rows(
                  """
                  SELECT DISTINCT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
                  WHERE a.usename IS NOT NULL AND a.client_addr IS NOT NULL AND pid <> pg_backend_pid()
                  """))
          .containsExactly(List.of("t"));
    }
  }

  private static StackOptions options(Path folder, Path data) {
    Certificates made = Certificates.make(folder.resolve("tls"));
    int postgres = Ports.free();
    String verified = "?sslmode=verify-full&sslrootcert=" + made.certificate();
    String server = "jdbc:postgresql://127.0.0.1:" + postgres + "/";
    StackOptions options =
        StackOptions.defaults(folder.resolve("home"), TestBed.project())
            .withPostgresPort(postgres)
            .withSetting(Component.POSTGRES, "ssl", "on")
            .withSetting(Component.POSTGRES, "ssl_key_file", made.key().toString())
            .withSetting(Component.POSTGRES, "ssl_cert_file", made.certificate().toString())
            .withSetting(
                Component.API, "quarkus.datasource.jdbc.url", server + "penstock" + verified)
            .withConnection("data", Map.of("type", "files", "root", data.toString()))
            .withConnection(
                "warehouse",
                Map.of(
                    "type", "postgresql",
                    "url", server + "warehouse" + verified,
                    "username", "warehouse",
                    "password", "${PENSTOCK_WAREHOUSE_PASSWORD}"));
    Map<String, String> listener =
        KafkaOptions.defaults(folder)
            .withSecureListener(made.keystore(), made.password())
            .settings();
    for (Map.Entry<String, String> setting : listener.entrySet()) {
      options = options.withSetting(Component.KAFKA, setting.getKey(), setting.getValue());
    }
    Map<String, String> client =
        Map.of(
            "penstock.kafka.security.protocol",
            "SASL_SSL",
            "penstock.kafka.sasl.username",
            USER,
            "penstock.kafka.sasl.password",
            PASSWORD,
            "penstock.kafka.ssl.truststore.type",
            "PEM",
            "penstock.kafka.ssl.truststore.location",
            made.certificate().toString());
    for (Component service : Component.services()) {
      for (Map.Entry<String, String> setting : client.entrySet()) {
        options = options.withSetting(service, setting.getKey(), setting.getValue());
      }
    }
    return options;
  }

  private static void addUser(String plain) {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, plain))) {
      UserScramCredentialUpsertion user =
          new UserScramCredentialUpsertion(
              USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD);
      admin.alterUserScramCredentials(List.of(user)).all().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the user could not be made", e);
    }
  }
}
