package dev.penstock.cli.definition;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.Surroundings;
import dev.penstock.definition.catalog.ConnectionCatalog;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The connections that a command knows without a server: from a file of settings, from the
 * environment as the services read it, and folders that the command line names.
 */
public final class OfflineOptions {
  private static final String PREFIX = "penstock.connections.";
  private static final String VARIABLE = "PENSTOCK_CONNECTIONS_";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file with penstock.connections.NAME.KEY=VALUE, as the services have it. With it, a"
              + " connection that is not there is a mistake.")
  private @Nullable Path config;

  @Option(
      names = "--connection",
      paramLabel = "NAME=FOLDER",
      description = "Reads a connection of files from a folder; may be repeated.")
  private Map<String, Path> folders = new LinkedHashMap<>();

  /** What is known. */
  public Connections connections(Map<String, String> environment) {
    Map<String, Map<String, String>> settings = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          String[] parts =
              name.startsWith(VARIABLE)
                  ? name.substring(VARIABLE.length()).toLowerCase(Locale.ROOT).split("_", 2)
                  : new String[0];
          if (parts.length == 2) {
            settings.computeIfAbsent(parts[0], key -> new HashMap<>()).put(parts[1], value);
          }
        });
    if (config != null) {
      read(config, settings);
    }
    List<Connection> all = new ArrayList<>();
    settings.forEach(
        (name, values) -> {
          String type = values.remove("type");
          if (type != null && !folders.containsKey(name)) {
            all.add(new Connection(name, type, values));
          }
        });
    folders.forEach(
        (name, folder) -> {
          if (!Files.isDirectory(folder)) {
            throw new CliException(Exit.NOT_FOUND, "There is no folder " + folder + ".");
          }
          Map<String, String> root = Map.of("root", folder.toAbsolutePath().toString());
          all.add(new Connection(name, "files", root));
        });
    return new Connections(all);
  }

  /**
   * What a definition is checked against. A connection that is not known is only a mistake where a
   * file says which there are.
   */
  public Surroundings surroundings(Connections connections) {
    List<ConnectorSpec> destinations =
        Connectors.destinations().stream().map(DestinationConnector::spec).toList();
    Surroundings all = new ConnectionCatalog(connections, Connectors.sourceSpecs(), destinations);
    return config != null ? all : new Lenient(all);
  }

  private static void read(Path file, Map<String, Map<String, String>> settings) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new CliException(Exit.NOT_FOUND, "The file " + file + " cannot be read.");
    }
    for (String key : properties.stringPropertyNames()) {
      int dot = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
      if (dot > 0) {
        settings
            .computeIfAbsent(key.substring(PREFIX.length(), dot), name -> new HashMap<>())
            .put(key.substring(dot + 1), properties.getProperty(key));
      }
    }
  }

  /** Does not mind connections that nobody told it of. */
  private record Lenient(Surroundings all) implements Surroundings {
    @Override
    public void source(SourceDefinition source, String path, Consumer<Problem> problems) {
      all.source(source, path, known(problems));
    }

    @Override
    public void destination(String connection, String path, Consumer<Problem> problems) {
      all.destination(connection, path, known(problems));
    }

    @Override
    public void pipeline(PipelineDefinition pipeline, Consumer<Problem> problems) {
      all.pipeline(pipeline, problems);
    }

    private static Consumer<Problem> known(Consumer<Problem> problems) {
      return problem -> {
        if (!problem.code().equals("unknown-connection")) {
          problems.accept(problem);
        }
      };
    }
  }
}
