package dev.penstock.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each pod of the services promises, in every overlay. */
class PodsTest {
  static Stream<Manifest> workloads() {
    return Stream.of("overlays/dev", "overlays/production")
        .flatMap(overlay -> Kustomization.of(overlay).stream())
        .filter(Manifest::isWorkload);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aContainerMayDoNothingThatItNeedNot(Manifest workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isGreaterThan(9_999);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("hostNetwork").asBoolean()).isFalse();
    assertThat(workload.containers()).hasSize(1);
    assertThat(pod.has("initContainers")).isFalse();
    JsonNode security = workload.containers().getFirst().path("securityContext");
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.path("privileged").asBoolean(true)).isFalse();
    assertThat(Manifest.texts(security.at("/capabilities/drop"))).containsExactly("ALL");
    assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aContainerSaysWhatItNeedsAndTakesNoMoreMemory(Manifest workload) {
    JsonNode resources = workload.containers().getFirst().path("resources");
    for (String resource : List.of("cpu", "memory", "ephemeral-storage")) {
      assertThat(resources.at("/requests/" + resource).isMissingNode()).as(resource).isFalse();
      assertThat(resources.at("/limits/" + resource).isMissingNode()).as(resource).isFalse();
    }
    assertThat(resources.at("/limits/memory")).isEqualTo(resources.at("/requests/memory"));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aContainerIsAskedWhetherItHasStartedLivesAndIsReady(Manifest workload) {
    JsonNode container = workload.containers().getFirst();
    assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("http");
      assertThat(container.at("/" + probe + "/timeoutSeconds").asInt()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aPodHasTimeToDrainAndIsNamedAsKafkaKnowsIt(Manifest workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(60);
    List<String> named =
        Manifest.elements(workload.containers().getFirst().path("env")).stream()
            .filter(env -> env.path("name").asText().equals("PENSTOCK_INSTANCE"))
            .map(env -> env.at("/valueFrom/fieldRef/fieldPath").asText())
            .toList();
    assertThat(named).containsExactly("metadata.name");
    if (!workload.name().equals("penstock-api")) {
      // Transactional ids and static members of groups must outlive a pod.
      assertThat(workload.kind()).isEqualTo("StatefulSet");
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void nothingButItsTemporaryFilesIsWritable(Manifest workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    List<String> volumes =
        Manifest.elements(pod.path("volumes")).stream().map(v -> v.path("name").asText()).toList();
    for (JsonNode mount :
        Manifest.elements(workload.containers().getFirst().path("volumeMounts"))) {
      assertThat(volumes).contains(mount.path("name").asText());
      if (!mount.path("readOnly").asBoolean()) {
        assertThat(mount.path("mountPath").asText()).isEqualTo("/tmp");
      }
    }
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.has("emptyDir")) {
        assertThat(volume.at("/emptyDir/sizeLimit").asText()).isNotEmpty();
      }
      assertThat(volume.has("hostPath")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void noSecretStandsInTheOpen(Manifest workload) {
    for (JsonNode env : workload.containers().getFirst().path("env")) {
      if (env.path("name").asText().matches(".*(PASSWORD|SECRET|TOKEN|KEY)")) {
        assertThat(env.at("/valueFrom/secretKeyRef/name").asText()).as("%s", env).isNotEmpty();
      }
    }
  }
}
