package dev.penstock.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a {@link LocalStack}.
 *
 * @param home holds data, logs, secrets and state
 * @param services the project's folder, in which {@code MODULE/target/quarkus-app} are
 * @param apiPort 0 takes a free one, here and for the other two
 * @param connections added to or replacing {@code examples} and {@code warehouse}: name to settings
 * @param settings system properties of a service, server settings of POSTGRES and KAFKA
 * @param jvmArguments of a service, behind the usual ones, so that they win
 */
public record StackOptions(
    Path home,
    Path services,
    int apiPort,
    int kafkaPort,
    int postgresPort,
    Map<String, Map<String, String>> connections,
    Map<Component, Map<String, String>> settings,
    Map<Component, List<String>> jvmArguments) {
  public StackOptions {
    home = home.toAbsolutePath().normalize();
    services = services.toAbsolutePath().normalize();
    connections = Map.copyOf(connections);
    settings = Map.copyOf(settings);
    jvmArguments = Map.copyOf(jvmArguments);
  }

  /** All ports free, nothing added. */
  public static StackOptions defaults(Path home, Path services) {
    return new StackOptions(home, services, 0, 0, 0, Map.of(), Map.of(), Map.of());
  }

  public StackOptions withApiPort(int value) {
    return new StackOptions(
        home, services, value, kafkaPort, postgresPort, connections, settings, jvmArguments);
  }

  public StackOptions withKafkaPort(int value) {
    return new StackOptions(
        home, services, apiPort, value, postgresPort, connections, settings, jvmArguments);
  }

  public StackOptions withPostgresPort(int value) {
    return new StackOptions(
        home, services, apiPort, kafkaPort, value, connections, settings, jvmArguments);
  }

  public StackOptions withConnection(String name, Map<String, String> value) {
    Map<String, Map<String, String>> all = new HashMap<>(connections);
    all.put(name, Map.copyOf(value));
    return new StackOptions(
        home, services, apiPort, kafkaPort, postgresPort, all, settings, jvmArguments);
  }

  public StackOptions withSetting(Component component, String name, String value) {
    Map<Component, Map<String, String>> all = new HashMap<>(settings);
    Map<String, String> one = new HashMap<>(all.getOrDefault(component, Map.of()));
    one.put(name, value);
    all.put(component, Map.copyOf(one));
    return new StackOptions(
        home, services, apiPort, kafkaPort, postgresPort, connections, all, jvmArguments);
  }

  public StackOptions withJvmArgument(Component component, String argument) {
    Map<Component, List<String>> all = new HashMap<>(jvmArguments);
    List<String> one = new ArrayList<>(all.getOrDefault(component, List.of()));
    one.add(argument);
    all.put(component, List.copyOf(one));
    return new StackOptions(
        home, services, apiPort, kafkaPort, postgresPort, connections, settings, all);
  }

  /** Those of one component. */
  public Map<String, String> settings(Component component) {
    return settings.getOrDefault(component, Map.of());
  }

  List<String> jvmArguments(Component component) {
    return jvmArguments.getOrDefault(component, List.of());
  }
}
