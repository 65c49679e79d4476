package dev.penstock.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.Serial;
import java.util.Map;

/**
 * Reads objects into the classes of those who define them, and refuses a field that those do not
 * know. Thread-safe.
 */
final class StrictMapper {
  private static final Map<String, Class<?>> MODELS =
      Map.ofEntries(
          Map.entry("v1/Namespace", Namespace.class),
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class),
          Map.entry("postgresql.cnpg.io/v1/Cluster", OwnModels.Cluster.class),
          Map.entry("postgresql.cnpg.io/v1/Database", OwnModels.Database.class),
          Map.entry("postgresql.cnpg.io/v1/ScheduledBackup", OwnModels.ScheduledBackup.class),
          Map.entry("barmancloud.cnpg.io/v1/ObjectStore", OwnModels.ObjectStore.class),
          Map.entry("keda.sh/v1alpha1/ScaledObject", OwnModels.ScaledObject.class),
          Map.entry(
              "keda.sh/v1alpha1/TriggerAuthentication", OwnModels.TriggerAuthentication.class),
          Map.entry("monitoring.coreos.com/v1/PodMonitor", OwnModels.PodMonitor.class));

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
          .setAnnotationIntrospector(new NothingIsKeptAside());

  private StrictMapper() {}

  /**
   * @throws IllegalArgumentException where a field is unknown or of another type
   */
  static void read(JsonNode object) {
    String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    Class<?> model = MODELS.get(kind);
    if (model == null) {
      throw new IllegalArgumentException("no model of " + kind);
    }
    var unused = STRICT.convertValue(object, model);
  }

  /** The models keep what they do not know in a map, to give it back; here it is a mistake. */
  private static final class NothingIsKeptAside extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
