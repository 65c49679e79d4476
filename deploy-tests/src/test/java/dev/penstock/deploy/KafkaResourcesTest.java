package dev.penstock.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster's topics are those of the code, and each service may do what it does. */
class KafkaResourcesTest {
  private static final Set<String> READS = Set.of("Read", "Describe");
  private static final Set<String> WRITES = Set.of("Write", "Describe");

  private static final Set<String> STAGE_WRITES =
      Set.of(Topics.REJECTS, Topics.REPORTS, Topics.LOGS);

  @ParameterizedTest
  @CsvSource({"overlays/dev, 1", "overlays/production, 3"})
  void topicsAreAsTheServicesWouldMakeThem(String overlay, short replicas) {
    List<Manifest> all = Kustomization.of(overlay);
    JsonNode settings =
        all.stream()
            .filter(m -> m.id().equals("ConfigMap/penstock-settings"))
            .findFirst()
            .orElseThrow()
            .at("/data");
    assertThat(settings.path("PENSTOCK_TOPICS_REPLICATION").asInt()).isEqualTo(replicas);
    KafkaSettings kafka =
        new KafkaSettings(
            "none:1",
            "none",
            Map.of(),
            settings.path("PENSTOCK_TOPICS_PARTITIONS").asInt(),
            replicas);
    Map<String, Manifest> topics =
        all.stream()
            .filter(m -> m.kind().equals("KafkaTopic"))
            .collect(Collectors.toMap(Manifest::name, m -> m));
    List<NewTopic> made = TopicSetup.topics(kafka);
    assertThat(topics.keySet())
        .isEqualTo(made.stream().map(NewTopic::name).collect(Collectors.toSet()));
    for (NewTopic topic : made) {
      Manifest manifest = requireNonNull(topics.get(topic.name()));
      assertThat(manifest.at("/spec/partitions").asInt()).isEqualTo(topic.numPartitions());
      assertThat(manifest.at("/spec/replicas").asInt()).isEqualTo(topic.replicationFactor());
      Map<String, String> config = new HashMap<>();
      manifest
          .at("/spec/config")
          .properties()
          .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
      config.remove("min.insync.replicas");
      assertThat(config).as(topic.name()).isEqualTo(topic.configs());
    }
  }

  @Test
  void theExtractorMayDoWhatItDoes() {
    Rights rights = Rights.of("penstock-extractor");
    rights.assertTopics(Set.of(Topics.RUNS, Topics.TASKS, Topics.CHECKPOINTS), READS);
    rights.assertTopics(Set.of(Topics.EXTRACTED, Topics.CHECKPOINTS), WRITES);
    rights.assertTopics(STAGE_WRITES, WRITES);
    rights.assertAllowed("group", "penstock-extractor", Set.of("Read"));
    rights.assertAllowed("transactionalId", "penstock-plan/run/stream", WRITES);
    rights.assertAllowed("transactionalId", "penstock-read/run/stream/0", WRITES);
    assertThat(rights.of("topic", Topics.TRANSFORMED)).isEmpty();
    assertThat(rights.of("topic", Topics.EVENTS)).isEmpty();
  }

  @Test
  void theTransformerMayDoWhatItDoes() {
    Rights rights = Rights.of("penstock-transformer");
    rights.assertTopics(Set.of(Topics.RUNS, Topics.EXTRACTED), READS);
    rights.assertTopics(Set.of(Topics.TRANSFORMED), WRITES);
    rights.assertTopics(STAGE_WRITES, WRITES);
    rights.assertAllowed("group", "penstock-transformer", Set.of("Read"));
    rights.assertAllowed("transactionalId", "penstock-transformer-pod-0-0", WRITES);
    assertThat(rights.of("topic", Topics.TASKS)).isEmpty();
    assertThat(rights.of("topic", Topics.CHECKPOINTS)).isEmpty();
  }

  @Test
  void theLoaderMayDoWhatItDoes() {
    Rights rights = Rights.of("penstock-loader");
    rights.assertTopics(
        Set.of(Topics.RUNS, Topics.TASKS, Topics.EXTRACTED, Topics.TRANSFORMED), READS);
    rights.assertTopics(Set.of(Topics.CHECKPOINTS), WRITES);
    rights.assertTopics(STAGE_WRITES, WRITES);
    rights.assertAllowed("group", "penstock-loader", Set.of("Read"));
    rights.assertAllowed("group", "penstock-loader-tasks", Set.of("Read"));
    assertThat(rights.of("topic", Topics.EVENTS)).isEmpty();
  }

  @Test
  void theApiMayDoWhatItDoes() {
    Rights rights = Rights.of("penstock-api");
    rights.assertTopics(Set.of(Topics.REPORTS, Topics.REJECTS, Topics.LOGS, Topics.EVENTS), READS);
    rights.assertTopics(
        Set.of(Topics.RUNS, Topics.TASKS, Topics.CHECKPOINTS, Topics.EVENTS, Topics.LOGS), WRITES);
    rights.assertTopics(Set.of(Topics.EXTRACTED, Topics.TRANSFORMED), Set.of("Describe", "Delete"));
    rights.assertAllowed("group", "penstock-api", Set.of("Read"));
    rights.assertAllowed("group", "penstock-transformer", Set.of("Describe"));
    assertThat(rights.of("topic", Topics.EXTRACTED)).doesNotContain("Read", "Write");
  }

  @Test
  void nobodyMayDoEverything() {
    for (Manifest manifest : Kustomization.of("overlays/production")) {
      if (manifest.kind().equals("KafkaUser")) {
        for (JsonNode rule : manifest.at("/spec/authorization/acls")) {
          assertThat(Manifest.texts(rule.path("operations"))).doesNotContain("All");
          assertThat(rule.at("/resource/name").asText()).startsWith("penstock").isNotEqualTo("*");
          assertThat(rule.at("/resource/type").asText()).isNotEqualTo("cluster");
        }
      }
    }
  }

  /** What a user may do. */
  private record Rights(List<JsonNode> rules) {
    static Rights of(String user) {
      return new Rights(
          Kustomization.of("overlays/production").stream()
              .filter(m -> m.id().equals("KafkaUser/" + user))
              .flatMap(m -> Manifest.elements(m.at("/spec/authorization/acls")).stream())
              .toList());
    }

    Set<String> of(String type, String name) {
      Set<String> operations = new TreeSet<>();
      for (JsonNode rule : rules) {
        String pattern = rule.at("/resource/name").asText();
        boolean meant =
            rule.at("/resource/patternType").asText().equals("prefix")
                ? name.startsWith(pattern)
                : name.equals(pattern);
        if (meant && rule.at("/resource/type").asText().equals(type)) {
          operations.addAll(Manifest.texts(rule.path("operations")));
        }
      }
      return operations;
    }

    void assertTopics(Set<String> topics, Set<String> operations) {
      topics.forEach(topic -> assertAllowed("topic", topic, operations));
    }

    void assertAllowed(String type, String name, Set<String> operations) {
      assertThat(of(type, name)).as("%s %s", type, name).containsAll(operations);
    }
  }
}
