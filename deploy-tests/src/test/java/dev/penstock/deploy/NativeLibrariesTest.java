package dev.penstock.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For every library of a service somebody tells the native builder what it reaches by reflection,
 * as a resource or from native code. A new library is not accounted for until it is known who does.
 */
class NativeLibrariesTest {
  /** Quarkus' extensions, what they bring, and what they register. */
  private static final List<String> QUARKUS =
      List.of(
          "at.yawk.lz4.",
          "com.aayushatharva.brotli4j.",
          "com.fasterxml.",
          "com.github.ben-manes.caffeine.",
          "com.google.",
          "com.sun.istack.",
          "io.agroal.",
          "io.grpc.",
          "io.micrometer.",
          "io.netty.",
          "io.opentelemetry.",
          "io.perfmark.",
          "io.prometheus.",
          "io.quarkiverse.",
          "io.quarkus.",
          "io.smallrye.",
          "io.vertx.",
          "jakarta.",
          "net.bytebuddy.",
          "org.antlr.",
          "org.apache.kafka.",
          "org.bitbucket.b_c.",
          "org.crac.",
          "org.eclipse.",
          "org.flywaydb.",
          "org.glassfish.",
          "org.hdrhistogram.",
          "org.hibernate.",
          "org.jboss.",
          "org.jctools.",
          "org.latencyutils.",
          "org.quartz-scheduler.",
          "org.reactivestreams.",
          "org.slf4j.",
          "org.wildfly.",
          "org.xerial.snappy.",
          "org.yaml.snakeyaml");

  /** Told by files that are published for others, by the folder that they are unpacked to. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "com.zaxxer.HikariCP", "com.zaxxer/HikariCP",
          "org.apache.commons.commons-compress", "org.apache.commons/commons-compress",
          "org.mariadb.jdbc.mariadb-java-client", "org.mariadb.jdbc/mariadb-java-client",
          "org.postgresql.postgresql", "org.postgresql/postgresql");

  /** Told by our own files, or kept whole. */
  private static final List<String> OWN =
      List.of(
          "dev.penstock.",
          "com.github.luben.zstd-jni",
          "org.apache.arrow.",
          "org.apache.avro.",
          "org.duckdb.");

  /** Plain Java: neither reflection nor resources nor native code where we use them. */
  private static final List<String> PLAIN =
      List.of(
          "com.bucket4j.",
          "com.cronutils.cron-utils",
          "com.ethlo.time.itu",
          "commons-codec.",
          "commons-io.",
          "de.siegmar.fastcsv",
          "io.github.java-diff-utils.",
          "org.apache.commons.commons-lang3",
          "org.jspecify.");

  @ParameterizedTest
  @ValueSource(
      strings = {"extractor-service", "transformer-service", "loader-service", "pipeline-api"})
  void everyLibraryIsAccountedFor(String service) throws Exception {
    Path libraries = Repository.path(service + "/target/quarkus-app/lib/main");
    assertThat(libraries).as("build the services first").isDirectory();
    Map<String, String> unknown = new TreeMap<>();
    try (Stream<Path> jars = Files.list(libraries)) {
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString();
        if (!known(name) && !tells(jar)) {
          unknown.put(name, "nobody tells what it reaches");
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean known(String jar) {
    return Stream.of(QUARKUS, OWN, PLAIN).flatMap(List::stream).anyMatch(jar::startsWith)
        || PUBLISHED.entrySet().stream()
            .anyMatch(entry -> jar.startsWith(entry.getKey()) && unpacked(entry.getValue()));
  }

  private static boolean unpacked(String folder) {
    Path metadata =
        Repository.path("pipeline-connectors/target/classes/META-INF/native-image/" + folder);
    return Files.isDirectory(metadata);
  }

  /** Whether a library brings its own metadata, as many do. */
  private static boolean tells(Path jar) throws IOException {
    String name = jar.getFileName().toString();
    if (name.startsWith("software.amazon.")) {
      // A family of jars: its core tells for those that need it.
      return true;
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .anyMatch(
              entry ->
                  entry.getName().startsWith("META-INF/native-image/")
                      && entry.getName().endsWith(".json"));
    }
  }
}
