package dev.penstock.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources whose makers publish no Java classes: the fields that the manifests use, as the makers'
 * API pages name them, and no others.
 */
@SuppressWarnings("unused")
final class OwnModels {
  private OwnModels() {}

  record Meta(String name, @Nullable String namespace, @Nullable Map<String, String> labels) {}

  record Named(String name) {}

  record Key(String name, String key) {}

  record Resources(Map<String, String> requests, Map<String, String> limits) {}

  record Selector(Map<String, String> matchLabels) {}

  /** CloudNativePG. */
  record Cluster(String apiVersion, String kind, Meta metadata, ClusterSpec spec) {}

  record ClusterSpec(
      int instances,
      String imageName,
      String primaryUpdateStrategy,
      @JsonProperty("enablePDB") boolean enablePdb,
      Bootstrap bootstrap,
      Managed managed,
      Postgresql postgresql,
      Storage storage,
      Storage walStorage,
      Resources resources,
      Profile seccompProfile,
      @Nullable Affinity affinity,
      @Nullable List<Plugin> plugins) {}

  record Bootstrap(InitDb initdb) {}

  record InitDb(
      String database,
      String owner,
      String encoding,
      String localeProvider,
      String builtinLocale) {}

  record Managed(List<Role> roles) {}

  record Role(String name, String ensure, boolean login, boolean superuser, Named passwordSecret) {}

  record Postgresql(Map<String, String> parameters, @Nullable Synchronous synchronous) {}

  record Synchronous(String method, int number, String dataDurability) {}

  record Storage(String size) {}

  record Profile(String type) {}

  record Affinity(boolean enablePodAntiAffinity, String topologyKey, String podAntiAffinityType) {}

  record Plugin(
      String name,
      @JsonProperty("isWALArchiver") boolean isWalArchiver,
      Map<String, String> parameters) {}

  record Database(String apiVersion, String kind, Meta metadata, DatabaseSpec spec) {}

  record DatabaseSpec(Named cluster, String name, String owner) {}

  record ScheduledBackup(String apiVersion, String kind, Meta metadata, ScheduledBackupSpec spec) {}

  record ScheduledBackupSpec(
      String schedule,
      String backupOwnerReference,
      Named cluster,
      String method,
      Named pluginConfiguration) {}

  record ObjectStore(String apiVersion, String kind, Meta metadata, ObjectStoreSpec spec) {}

  record ObjectStoreSpec(String retentionPolicy, StoreConfiguration configuration) {}

  record StoreConfiguration(
      String destinationPath, S3Credentials s3Credentials, Compression wal, Compression data) {}

  record S3Credentials(Key accessKeyId, Key secretAccessKey) {}

  record Compression(String compression) {}

  /** KEDA. */
  record ScaledObject(String apiVersion, String kind, Meta metadata, ScaledSpec spec) {}

  record ScaledSpec(
      Target scaleTargetRef,
      int minReplicaCount,
      int maxReplicaCount,
      int pollingInterval,
      int cooldownPeriod,
      Fallback fallback,
      Advanced advanced,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name) {}

  record Fallback(int failureThreshold, int replicas, String behavior) {}

  record Advanced(ScalerConfig horizontalPodAutoscalerConfig) {}

  record ScalerConfig(Behavior behavior) {}

  record Behavior(Rules scaleUp, Rules scaleDown) {}

  record Rules(int stabilizationWindowSeconds, List<Policy> policies) {}

  record Policy(String type, int value, int periodSeconds) {}

  record Trigger(String type, KafkaTrigger metadata, Named authenticationRef) {}

  record KafkaTrigger(
      String bootstrapServers,
      String consumerGroup,
      String topic,
      String lagThreshold,
      String allowIdleConsumers,
      String limitToPartitionsWithLag) {}

  record TriggerAuthentication(
      String apiVersion, String kind, Meta metadata, AuthenticationSpec spec) {}

  record AuthenticationSpec(List<Parameter> secretTargetRef) {}

  record Parameter(String parameter, String name, String key) {}

  /** The Prometheus operator. */
  record PodMonitor(String apiVersion, String kind, Meta metadata, PodMonitorSpec spec) {}

  record PodMonitorSpec(
      Selector selector, List<String> podTargetLabels, List<Endpoint> podMetricsEndpoints) {}

  record Endpoint(String port, String path, String interval, String scrapeTimeout) {}
}
