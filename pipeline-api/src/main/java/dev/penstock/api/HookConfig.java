package dev.penstock.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is told of runs. */
@ConfigMapping(prefix = "penstock")
public interface HookConfig {
  /** Notifiers by name. */
  Map<String, NotifierConfig> notifiers();

  /** Notifiers that are told of all pipelines, by moment, such as {@code failed}. */
  Map<String, List<String>> hooks();

  /** Where people reach the API, for links: {@code https://penstock.example.org}. */
  Optional<String> publicUrl();

  DeliveryConfig deliveries();

  StalledConfig runs();

  /** How deliveries are tried again. */
  interface DeliveryConfig {
    /** The wait behind the first attempt; each further one is twice as long. */
    @WithDefault("30S")
    Duration firstDelay();

    /** Behind this time another process takes over what one has taken up. */
    @WithDefault("1M")
    Duration lease();
  }

  /** Runs that do not move. */
  interface StalledConfig {
    /** Without any progress for so long a run is marked; 0 for never. */
    @WithDefault("15M")
    Duration stalledAfter();
  }

  /** A notifier. */
  interface NotifierConfig {
    /** {@code webhook} or {@code email}. */
    String type();

    /** Of a webhook: its address. */
    Optional<String> url();

    /** Of a webhook: what to sign with, {@code whsec_} and base64, or any text. */
    Optional<String> secret();

    /** Of a webhook: a file that holds the secret. */
    Optional<String> secretFile();

    /** Of a webhook: headers to send beside. */
    Map<String, String> headers();

    /** Of a webhook: {@code penstock} or {@code slack}. */
    @WithDefault("penstock")
    String format();

    /** Of an e-mail: addresses. */
    Optional<List<String>> to();

    /** Of an e-mail: what the subject begins with. */
    @WithDefault("[penstock]")
    String subjectPrefix();
  }
}
