package dev.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the services of a stack need to know, as environment variables and as one file of
 * connections in the stack's home. Secrets of the stack's own are in the environment only. For
 * whoever starts services, be it as processes or otherwise.
 */
public final class ServiceSettings {
  private static final String WAREHOUSE_PASSWORD = "PENSTOCK_WAREHOUSE_PASSWORD";

  private final StackOptions options;
  private final String brokers;
  private final Database state;
  private final Database warehouse;
  private final Path connections;

  /**
   * Settings of services that find everything on loopback.
   *
   * @param brokers where they find Kafka
   */
  public ServiceSettings(StackOptions options, String brokers, Database state, Database warehouse) {
    this.options = options;
    this.brokers = brokers;
    this.state = state;
    this.warehouse = warehouse;
    this.connections = options.home().resolve("connections.properties");
  }

  /**
   * The environment of one instance of a service.
   *
   * @param number from 1; a part of the instance's name
   * @param port of its HTTP server
   */
  public Map<String, String> environment(Component service, int number, int port) {
    Map<String, String> all = new TreeMap<>();
    all.put("MALLOC_ARENA_MAX", "2");
    all.put("KAFKA_BOOTSTRAP_SERVERS", brokers);
    all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    all.put("QUARKUS_HTTP_PORT", String.valueOf(port));
    all.put("PENSTOCK_INSTANCE", service.fileName() + "-" + number);
    // A list of addresses, so a blank or a comma in the path has to be written as in a URL.
    all.put("SMALLRYE_CONFIG_LOCATIONS", connections.toUri().toString().replace(",", "%2C"));
    all.put(WAREHOUSE_PASSWORD, warehouse.password());
    if (service == Component.API || service == Component.TRANSFORMER) {
      all.put("PENSTOCK_MASK_KEY", Homes.secret(options.home(), "mask-key"));
    }
    if (service == Component.API) {
      all.put("QUARKUS_DATASOURCE_JDBC_URL", state.url());
      all.put("QUARKUS_DATASOURCE_USERNAME", state.user());
      all.put("QUARKUS_DATASOURCE_PASSWORD", state.password());
    }
    return all;
  }

  /**
   * Writes the file of connections that the environment names, and makes the folder of the lake.
   */
  public void writeConnections() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    all.put(
        "examples",
        Map.of("type", "files", "root", options.services().resolve("examples/data").toString()));
    Path lake = options.home().resolve("lake");
    try {
      Files.createDirectories(lake);
    } catch (IOException e) {
      throw new StackException("Cannot make " + lake + ": " + e.getMessage(), e);
    }
    all.put("lake", Map.of("type", "files", "root", lake.toString(), "writable", "true"));
    all.put("kafka", Map.of("type", "kafka", "bootstrap-servers", brokers));
    all.put(
        "warehouse",
        Map.of(
            "type",
            "postgresql",
            "url",
            warehouse.url(),
            "username",
            warehouse.user(),
            "password",
            "${" + WAREHOUSE_PASSWORD + "}"));
    all.put(
        "duck", Map.of("type", "duckdb", "path", options.home().resolve("duck.duckdb").toString()));
    all.putAll(options.connections());
    StringBuilder text = new StringBuilder("# Written at each start of the local stack.\n");
    all.forEach(
        (name, settings) ->
            new TreeMap<>(settings)
                .forEach(
                    (key, value) ->
                        text.append("penstock.connections.")
                            .append(name)
                            .append('.')
                            .append(key)
                            .append('=')
                            .append(value.replace("\\", "\\\\"))
                            .append('\n')));
    try {
      Files.writeString(connections, text);
    } catch (IOException e) {
      throw new StackException("Cannot write " + connections + ": " + e.getMessage(), e);
    }
  }
}
