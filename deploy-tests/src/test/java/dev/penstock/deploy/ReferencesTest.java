package dev.penstock.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an object names is there: made by another one, by an operator, or by hand. */
class ReferencesTest {
  /** Made by hand; docs/how-to/run-on-kubernetes.md says how. */
  private static final Set<String> BY_HAND =
      Set.of(
          "penstock-access",
          "penstock-mask",
          "penstock-warehouse",
          "penstock-secrets",
          "penstock-tls",
          "penstock-backup");

  private static final Set<String> WORDS_OF_REFERENCES =
      Set.of("secretKeyRef", "configMapKeyRef", "configMapRef", "secretRef");

  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production"})
  void everySecretAndConfigMapThatIsNamedExists(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    Set<String> secrets = secrets(all);
    Set<String> maps = names(all, "ConfigMap");
    for (Manifest workload : all.stream().filter(Manifest::isWorkload).toList()) {
      for (Map.Entry<String, JsonNode> found : references(workload.json())) {
        String name = found.getValue().path("name").asText();
        assertThat(found.getKey().startsWith("secret") ? secrets : maps)
            .as("%s names %s", workload, name)
            .contains(name);
      }
      for (JsonNode volume : workload.at("/spec/template/spec/volumes")) {
        if (volume.has("secret")) {
          assertThat(secrets).contains(volume.at("/secret/secretName").asText());
        }
        if (volume.has("configMap")) {
          assertThat(maps).contains(volume.at("/configMap/name").asText());
        }
      }
    }
    for (Manifest scaled : of(all, "TriggerAuthentication")) {
      for (JsonNode parameter : scaled.at("/spec/secretTargetRef")) {
        assertThat(secrets).contains(parameter.path("name").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production"})
  void theHowToTellsOfEverySecretThatIsMadeByHand(String overlay) {
    String page = Repository.text("docs/how-to/run-on-kubernetes.md");
    assertThat(Kustomization.of(overlay)).isNotEmpty();
    assertThat(BY_HAND).allMatch(page::contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production"})
  void selectorsMeetThePodsThatTheyAreFor(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    List<Manifest> workloads = all.stream().filter(Manifest::isWorkload).toList();
    assertThat(workloads).hasSize(4);
    for (Manifest workload : workloads) {
      JsonNode labels = workload.at("/spec/template/metadata/labels");
      assertThat(meets(workload.at("/spec/selector/matchLabels"), labels)).isTrue();
      for (JsonNode spread : workload.at("/spec/template/spec/topologySpreadConstraints")) {
        assertThat(meets(spread.at("/labelSelector/matchLabels"), labels)).isTrue();
      }
      assertThat(of(all, "PodDisruptionBudget"))
          .as("budgets of %s", workload)
          .filteredOn(budget -> meets(budget.at("/spec/selector/matchLabels"), labels))
          .hasSize(1);
      assertThat(names(all, "ServiceAccount"))
          .contains(workload.at("/spec/template/spec/serviceAccountName").asText());
      if (workload.kind().equals("StatefulSet")) {
        assertThat(names(all, "Service")).contains(workload.at("/spec/serviceName").asText());
      }
    }
    for (Manifest service : of(all, "Service")) {
      if (service.at("/spec").has("selector")) {
        List<Manifest> behind =
            workloads.stream()
                .filter(
                    workload ->
                        meets(
                            service.at("/spec/selector"),
                            workload.at("/spec/template/metadata/labels")))
                .toList();
        assertThat(behind).as("behind %s", service).hasSize(1);
        Set<String> ports =
            Manifest.elements(behind.getFirst().containers().getFirst().path("ports")).stream()
                .map(port -> port.path("name").asText())
                .collect(Collectors.toSet());
        for (JsonNode port : service.at("/spec/ports")) {
          assertThat(ports).contains(port.path("targetPort").asText());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production"})
  void everythingIsDeniedThatIsNotAllowed(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    Manifest deny =
        of(all, "NetworkPolicy").stream()
            .filter(policy -> policy.name().equals("penstock-default-deny"))
            .findFirst()
            .orElseThrow();
    assertThat(Manifest.texts(deny.at("/spec/policyTypes"))).contains("Ingress", "Egress");
    assertThat(deny.at("/spec").has("ingress") || deny.at("/spec").has("egress")).isFalse();
    for (Manifest workload : all.stream().filter(Manifest::isWorkload).toList()) {
      assertThat(
              meets(
                  deny.at("/spec/podSelector/matchLabels"),
                  workload.at("/spec/template/metadata/labels")))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production"})
  void whatScalesAndWhatIsReachedFromOutsideExists(String overlay) {
    List<Manifest> all = Kustomization.of(overlay);
    for (Manifest scaled : of(all, "ScaledObject")) {
      String target =
          scaled.at("/spec/scaleTargetRef/kind").asText()
              + "/"
              + scaled.at("/spec/scaleTargetRef/name").asText();
      Manifest workload = all.stream().filter(m -> m.id().equals(target)).findFirst().orElseThrow();
      assertThat(workload.at("/spec").has("replicas")).as("%s has a number", target).isFalse();
    }
    for (Manifest ingress : of(all, "Ingress")) {
      assertThat(ingress.at("/spec/tls").size()).isPositive();
      for (JsonNode rule : ingress.at("/spec/rules")) {
        for (JsonNode path : rule.at("/http/paths")) {
          assertThat(names(all, "Service")).contains(path.at("/backend/service/name").asText());
        }
      }
    }
  }

  private static Set<String> secrets(List<Manifest> all) {
    Set<String> made = new HashSet<>(BY_HAND);
    made.addAll(names(all, "Secret"));
    // Strimzi: one for each user, and the cluster's certificate; CloudNativePG: owner and CA.
    made.addAll(names(all, "KafkaUser"));
    names(all, "Kafka").forEach(name -> made.add(name + "-cluster-ca-cert"));
    names(all, "Cluster").forEach(name -> made.addAll(List.of(name + "-app", name + "-ca")));
    return made;
  }

  private static List<Map.Entry<String, JsonNode>> references(JsonNode node) {
    List<Map.Entry<String, JsonNode>> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (WORDS_OF_REFERENCES.contains(field.getKey())) {
        found.add(field);
      } else {
        found.addAll(references(field.getValue()));
      }
    }
    if (node.isArray()) {
      node.forEach(element -> found.addAll(references(element)));
    }
    return found;
  }

  private static List<Manifest> of(List<Manifest> all, String kind) {
    return all.stream().filter(manifest -> manifest.kind().equals(kind)).toList();
  }

  private static Set<String> names(List<Manifest> all, String kind) {
    return of(all, kind).stream().map(Manifest::name).collect(Collectors.toSet());
  }

  private static boolean meets(JsonNode selector, JsonNode labels) {
    return !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
  }
}
