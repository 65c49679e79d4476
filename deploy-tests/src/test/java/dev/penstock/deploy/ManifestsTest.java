package dev.penstock.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every object is one that its maker's classes can read, whole. */
class ManifestsTest {
  private static final String DEV = "overlays/dev";
  private static final String PRODUCTION = "overlays/production";

  @ParameterizedTest
  @ValueSource(strings = {DEV, PRODUCTION})
  void everyFieldIsKnownToTheModelOfItsKind(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    assertThat(all).hasSizeGreaterThan(30);
    for (Manifest manifest : all) {
      StrictMapper.read(manifest.json());
    }
  }

  @Test
  void aFieldThatNobodyKnowsIsFound() {
    for (String id : List.of("Deployment/penstock-api", "KafkaTopic/penstock.runs")) {
      ObjectNode object = requireNonNull(byId(Kustomization.of(DEV)).get(id)).json().deepCopy();
      ((ObjectNode) object.path("spec")).put("replcas", 1);
      assertThatThrownBy(() -> StrictMapper.read(object)).hasMessageContaining("replcas");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEV, PRODUCTION})
  void noObjectIsThereTwice(String overlay) {
    assertThat(Kustomization.of(overlay)).extracting(Manifest::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {DEV, PRODUCTION})
  void theNamespaceIsTheOneThatIsMadeAndRestricted(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    Manifest namespace =
        all.stream().filter(m -> m.kind().equals("Namespace")).findFirst().orElseThrow();
    assertThat(namespace.at("/metadata/labels/pod-security.kubernetes.io~1enforce").asText())
        .isEqualTo("restricted");
    assertThat(all)
        .filteredOn(m -> !m.kind().equals("Namespace"))
        .allMatch(m -> m.at("/metadata/namespace").asText().equals(namespace.name()));
  }

  /** Only where there is a kubectl: the tests' own reading of Kustomize against the real one. */
  @ParameterizedTest
  @ValueSource(strings = {DEV, PRODUCTION})
  void kustomizeMakesTheSameOfIt(String overlay) throws Exception {
    assumeThat(kubectl()).as("a kubectl on the PATH").isTrue();
    Path output = Files.createTempFile("penstock-kustomize", ".yaml");
    try {
      Process process =
          new ProcessBuilder(
                  "kubectl",
                  "kustomize",
                  Repository.path("deploy/kubernetes/" + overlay).toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      Map<String, JsonNode> theirs =
          Repository.yaml(output).stream()
              .map(object -> new Manifest((ObjectNode) object))
              .collect(Collectors.toMap(Manifest::id, Manifest::json));
      Map<String, JsonNode> ours =
          Kustomization.of(overlay).stream()
              .collect(Collectors.toMap(Manifest::id, Manifest::json));
      assertThat(theirs).isEqualTo(ours);
    } finally {
      Files.delete(output);
    }
  }

  private static boolean kubectl() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static Map<String, Manifest> byId(List<Manifest> all) {
    return all.stream().collect(Collectors.toMap(Manifest::id, Function.identity()));
  }
}
