package dev.penstock.cli.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders of the local stack's connections of files. */
public final class LocalRoots {
  private static final Pattern ROOT = Pattern.compile("penstock\\.connections\\.(.+)\\.root");

  private LocalRoots() {}

  /** By the connection's name; empty where no stack was started. */
  public static Map<String, Path> of(Path home) {
    Path file = home.resolve("connections.properties");
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new CliException(file + " cannot be read.");
    }
    Map<String, Path> roots = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      Matcher matcher = ROOT.matcher(name);
      if (matcher.matches()) {
        roots.put(matcher.group(1), Path.of(properties.getProperty(name)));
      }
    }
    return roots;
  }
}
