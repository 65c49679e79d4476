package dev.penstock.local;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * The part of this JVM's class path that the broker needs. The rest stays out, so that no logging
 * or other library of the caller meets it.
 */
final class BrokerClassPath {
  private static final List<String> ARTIFACTS =
      List.of(
          "HdrHistogram",
          "argparse4j",
          "caffeine",
          "commons-",
          "hash4j",
          "jackson-",
          "jopt-simple",
          "jose4j",
          "kafka",
          "log4j-",
          "lz4-java",
          "metrics-core",
          "pcollections",
          "re2j",
          "scala-",
          "slf4j-api",
          "snakeyaml",
          "snappy-java",
          "zstd-jni");

  private BrokerClassPath() {}

  static String find() {
    Set<String> found = new LinkedHashSet<>();
    found.add(own());
    for (Path entry : entries()) {
      String name = String.valueOf(entry.getFileName());
      if (ARTIFACTS.stream().anyMatch(name::startsWith)) {
        found.add(entry.toString());
      }
    }
    if (found.stream().noneMatch(entry -> entry.contains("kafka_2.13"))) {
      throw new StackException("The Kafka broker (kafka_2.13) is not on the class path.");
    }
    return String.join(File.pathSeparator, found);
  }

  private static String own() {
    try {
      return Path.of(
              BrokerClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new StackException("Cannot find the local stack's own classes.", e);
    }
  }

  private static List<Path> entries() {
    // Surefire starts its JVM with one jar whose manifest names the class path.
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<Path> entries = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      entries.add(file);
      if (entry.endsWith(".jar") && Files.isRegularFile(file)) {
        entries.addAll(manifest(file));
      }
    }
    return entries;
  }

  private static List<Path> manifest(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      String value =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue("Class-Path");
      List<Path> entries = new ArrayList<>();
      for (String entry : value == null ? new String[0] : value.trim().split("\\s+", -1)) {
        URI resolved = jar.toUri().resolve(entry);
        if ("file".equals(resolved.getScheme()) && Files.exists(Path.of(resolved))) {
          entries.add(Path.of(resolved));
        }
      }
      return entries;
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }
}
